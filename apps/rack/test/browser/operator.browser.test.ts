import type { SkewReport, SledSkew } from '@skewline/nexus-types/operator/v1';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Rack, valueOf } from '../../src/index.ts';
import { Tenant } from '../upgrades/tenant.ts';
import { goTo, row } from './seen.ts';
import { useBrowser } from './support/browser.ts';
import { startRackWithConsole } from './support/rack.ts';
import { shoot } from './support/shoot.ts';
import { openAs } from './support/sign-in.ts';

// What an operator sees of the rack: how full it is, and where an instance would go.

const browser = useBrowser();
let rack: Rack;
let tenant: Tenant;

beforeAll(async () => {
  rack = await startRackWithConsole({ sleds: [49, 49, 49, 49, 49] });
  tenant = await Tenant.of(rack, 'ada');
  const [first, second, third] = rack.sleds;
  // There are five.
  await tenant.runOn(first!, 'half', { ncpus: 8, memory: 32 * 2 ** 30 });
  await tenant.runOn(second!, 'nearly', { ncpus: 13, memory: 50 * 2 ** 30 });
  await tenant.runOn(third!, 'quarter', { ncpus: 4, memory: 16 * 2 ** 30 });
  await tenant.create('small');
  await tenant.create('big', { ncpus: 14, memory: 20 * 2 ** 30 });
});
afterAll(() => rack.destroy());

test('the rack alone, with sleds that take nothing new', async () => {
  const { page } = await openAs(browser, rack, rack.operator);
  await goTo(page, 'Placement');
  await page.getByRole('heading', { level: 3, name: 'SLED-E' }).waitFor();
  await shoot(page, 'placement-1-rack');
  const [, , , closed, emptied] = rack.sleds;
  const { external, operator } = rack.operator;
  const body = { state: 'non_provisionable' } as const;
  valueOf(await external.sledSetProvisionPolicy({ path: { sled_id: closed!.id }, body }));
  const path = { sled_id: emptied!.id };
  valueOf(await operator.sledSetEvacuation({ path, body: { evacuating: true } }));
  await page.getByText('closed to new instances').waitFor();
  await page.getByText('being emptied').waitFor();
  expect(await page.getByText('in service').count()).toBe(3);
});

test('an instance is looked for, and where it would go', async () => {
  const { page } = await openAs(browser, rack, rack.operator);
  await goTo(page, 'Placement');
  const search = page.getByLabel('Where would an instance go?');
  const look = page.getByRole('button', { name: 'Look' });
  await search.fill('nobody');
  await look.click();
  await page.getByText('No instance is called "nobody".').waitFor();
  const other = await Tenant.of(rack, 'bob');
  await other.create('small');
  await search.fill('small');
  await look.click();
  await page.getByText('2 instances are called so. Choose one:').waitFor();
  await shoot(page, 'placement-2-two');
  await page.getByRole('link', { name: 'ada/small' }).click();
  await page.getByText('It would go to SLED-').waitFor();
  await page.getByText('goes here').waitFor();
  await shoot(page, 'placement-3-fits');
  await page.getByRole('link', { name: 'Look at the rack alone' }).click();
  await page.getByText('goes here').waitFor({ state: 'detached' });
  await search.fill('ada/half');
  await look.click();
  await page.getByText(/^If it were started now, it would go to SLED-[AC]/).waitFor();
  await page.getByText('it is here now').waitFor();
  await shoot(page, 'placement-4-runs');
  expect(await page.getByRole('heading', { level: 3 }).count()).toBe(5);
});

test('why an instance fits nowhere, and where it is the nearest', async () => {
  const { page } = await openAs(browser, rack, rack.operator);
  const path = { instance: 'big' };
  const refused = await tenant.user.external.instanceStart({
    path,
    query: tenant.query,
    header: { prefer: 'wait=20' },
  });
  expect(refused.ok).toBe(false);
  await goTo(page, 'Placement');
  await page
    .getByRole('region', { name: 'Choose an instance' })
    .getByRole('link', { name: 'big' })
    .click();
  await page.getByText('nearest miss').waitFor();
  await shoot(page, 'placement-5-nowhere');
  const nearest = page.getByRole('listitem').filter({ hasText: 'nearest miss' });
  expect(await nearest.getByRole('heading').innerText()).toBe('SLED-C');
  await page.getByText('In full').click();
  await shoot(page, 'placement-6-in-full');
});

test('an instance whose groups contradict each other', async () => {
  const { page } = await openAs(browser, rack, rack.operator);
  const { external } = tenant.user;
  const body = { description: '', policy: 'fail', failure_domain: 'sled' } as const;
  const query = tenant.query;
  valueOf(await external.affinityGroupCreate({ query, body: { name: 'together', ...body } }));
  valueOf(await external.antiAffinityGroupCreate({ query, body: { name: 'apart', ...body } }));
  for (const instance of ['left', 'right']) {
    await tenant.create(instance);
    const together = { affinity_group: 'together', instance };
    const apart = { anti_affinity_group: 'apart', instance };
    valueOf(await external.affinityGroupMemberInstanceAdd({ path: together, query }));
    valueOf(await external.antiAffinityGroupMemberInstanceAdd({ path: apart, query }));
  }
  await tenant.start('left');
  const left = await tenant.until('left', 'running');
  const { serial } = await tenant.sledOf(left.id);
  const { id } = await tenant.view('right');
  await goTo(page, 'Placement');
  await page.getByLabel('Where would an instance go?').fill(id);
  await page.getByRole('button', { name: 'Look' }).click();
  await page.getByText('kept apart').waitFor();
  await shoot(page, 'placement-7-rules');
  const apart = page.getByRole('listitem').filter({ hasText: 'kept apart' });
  expect(await apart.getByRole('heading').allInnerTexts()).toEqual([serial]);
});

test('sled agents that nexus cannot speak with, and those that say nothing', async () => {
  const { page, context } = await openAs(browser, rack, rack.operator);
  // No sled agent that can be started here is so new that it has no version in common with nexus.
  await context.route(/operator\/skew$/, async (route) => {
    const response = await route.fetch();
    // The cast: it is what nexus answers.
    const report = (await response.json()) as SkewReport;
    const sleds = report.sleds.map((sled): SledSkew => {
      const nothing = { announced: null, spoken: null, reports_in: null, time_heard: null };
      if (sled.serial === 'SLED-A') {
        return { ...sled, announced: '50.0.0..61.0.0', verdict: 'refused', spoken: null };
      }
      const isHeard = !['SLED-B', 'SLED-C'].includes(sled.serial);
      return isHeard ? sled : { ...sled, ...nothing, verdict: 'unknown' };
    });
    const summary =
      'Of 5 sleds, 1 has no version in common with nexus; 2 have not been heard yet; 2 understand all that is said.';
    await route.fulfill({ response, json: { ...report, sleds, summary } });
  });
  await goTo(page, 'Skew');
  await row(page, 'refused none in common: nexus speaks up to 49').waitFor();
  await row(page, 'No version announced').waitFor();
  await shoot(page, 'skew-4-refused');
  expect(await row(page, 'No version announced SLED-B, SLED-C not heard').count()).toBe(1);
});

test('a rack of which nothing is known yet', async () => {
  const { page, context } = await openAs(browser, rack, rack.operator);
  // A rack is made with its sleds: it has no such moment.
  await context.route(/operator\/sleds$/, (route) => route.fulfill({ json: { items: [] } }));
  await goTo(page, 'Placement');
  await page.getByRole('heading', { name: 'There are no sleds yet' }).waitFor();
  await shoot(page, 'placement-8-no-sleds');
  expect(await page.getByRole('heading', { level: 3 }).count()).toBe(0);
});
