import type { SkewReport } from '@skewline/nexus-types/operator/v1';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { gibibyte, type Rack, type RackUser, valueOf } from '../../src/index.ts';
import { Tenant } from '../upgrades/tenant.ts';
import { asking, internalError, withStrangers } from './pages/answers.ts';
import { gone, goTo, openInstance, row } from './seen.ts';
import { useBrowser } from './support/browser.ts';
import { startRackWithConsole } from './support/rack.ts';
import { shoot } from './support/shoot.ts';
import { openAs } from './support/sign-in.ts';

// Pages that change while somebody looks at them; those that have nothing to show, or not yet, or never; and how full the
// rack is, and where an instance would go.

const browser = useBrowser();
let rack: Rack;
let ada: RackUser;
let tenant: Tenant;

beforeAll(async () => {
  rack = await startRackWithConsole({ sleds: [49, 49, 49, 49, 49] });
  ada = await rack.user('ada');
  tenant = await Tenant.of(rack, 'ada');
  await tenant.create('web');
});
afterAll(() => rack.destroy());

test('two tabs of a user and one of an operator see the same, without being reloaded', async () => {
  const [{ page: one }, { page: other }, { page: operators }] = await Promise.all([
    openAs(browser, rack, ada),
    openAs(browser, rack, ada),
    openAs(browser, rack, rack.operator),
  ]);
  await goTo(operators, 'Placement');
  await operators.getByRole('heading', { level: 3, name: 'SLED-A' }).waitFor();
  expect(await operators.getByText('No VMM').count()).toBe(5);
  await row(other, 'web stopped').waitFor();
  await openInstance(one, 'web');
  await one.getByRole('button', { name: 'Start …' }).click();
  await one.getByRole('dialog').getByText('All 5 sleds can take it.').waitFor();
  await one.getByRole('dialog').getByRole('button', { name: 'Start it' }).click();
  await one.getByRole('heading', { name: 'It runs' }).waitFor();
  await row(other, 'web running').waitFor();
  await operators.getByText('1 VMM').waitFor();
  await openInstance(other, 'web');
  await other.getByRole('button', { name: 'Stop …' }).click();
  await other.getByRole('dialog').getByRole('button', { name: 'Stop it' }).click();
  await one.getByRole('heading', { name: 'It is stopped' }).waitFor();
  await gone(operators.getByText('1 VMM'));
});

test('an instance that is made, started, stopped and deleted elsewhere', async () => {
  const { page, forgive } = await openAs(browser, rack, ada);
  await page.getByText('1 instance', { exact: true }).waitFor();
  await tenant.create('late');
  await row(page, 'late stopped').waitFor();
  await page.getByText('2 instances', { exact: true }).waitFor();
  await openInstance(page, 'late');
  await tenant.start('late');
  await page.getByRole('heading', { name: 'It runs' }).waitFor();
  await tenant.stop('late');
  await page.getByRole('heading', { name: 'It is stopped' }).waitFor();
  forgive(/^status 404 /);
  await tenant.delete('late');
  await page.getByRole('heading', { name: 'There is no such instance' }).waitFor();
  await shoot(page, 'state-instance-deleted');
  await page.getByRole('link', { name: 'All instances' }).click();
  await page.getByText('1 instance', { exact: true }).waitFor();
  expect(await row(page, 'late').count()).toBe(0);
});

test('somebody without a project makes one, and an instance in it', async () => {
  const { page } = await openAs(browser, rack, await rack.user('grace'));
  await page.getByRole('heading', { name: 'There is no project yet' }).waitFor();
  await shoot(page, 'empty-1-no-project');
  await page.getByRole('button', { name: 'New project …' }).click();
  await page.getByLabel('Name').fill('shop');
  await page.getByRole('button', { name: 'Make it' }).click();
  await page.getByRole('heading', { name: 'shop has no instances' }).waitFor();
  await shoot(page, 'empty-2-no-instance');
  await page.getByRole('button', { name: 'New instance …' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('first');
  await dialog.getByText('All 5 sleds can take it.').waitFor();
  await dialog.getByRole('button', { name: 'Make and start it' }).click();
  await page.getByRole('heading', { level: 1, name: 'first' }).waitFor();
  await page.getByRole('heading', { name: 'It runs' }).waitFor();
  await page.getByRole('link', { name: 'All instances' }).click();
  await row(page, 'first running').waitFor();
  await page.getByLabel('Search').fill('second');
  await page.getByRole('heading', { name: 'None is like that' }).waitFor();
  await shoot(page, 'empty-3-none-like-that');
  await page.getByRole('button', { name: 'Show all' }).click();
  await row(page, 'first running').waitFor();
  expect(await page.getByLabel('Search').inputValue()).toBe('');
});

function nexusUrl(): string {
  // It has one.
  return rack.nexus[0]!.url;
}

const none = '6a0b2c1e-0000-4000-8000-000000000000';

async function goToPath(page: Page, path: string): Promise<void> {
  // As a link of the page does: the session goes on.
  await page.evaluate((to) => history.pushState(null, '', `/console${to}`), path);
}

test('every page while it waits for an answer, and when it gets none', async () => {
  const { id } = await tenant.view('web');
  const { page, context, forgive } = await openAs(browser, rack, rack.operator);
  for (const [name, path, asks, loading, failed] of asking) {
    forgive(/^status 500 /);
    let answer: () => void = () => undefined;
    const isTime = new Promise<void>((resolve) => (answer = resolve));
    // Here nothing is asked for, and nothing is known yet.
    await page.goto(`${nexusUrl()}/console/nowhere`);
    await page.getByRole('heading', { name: 'There is no such page' }).waitFor();
    await context.route(asks, async (route) => {
      await isTime;
      await route.fulfill({ status: 500, json: internalError });
    });
    await goToPath(page, path(id));
    await page.getByText(`Loading ${loading} …`).waitFor();
    await shoot(page, `loading-${name}`);
    answer();
    await page.getByRole('heading', { name: failed }).waitFor();
    await page.getByText(internalError.request_id).first().waitFor();
    await shoot(page, `failed-${name}`);
    await context.unroute(asks);
    await page.getByRole('button', { name: 'Try again' }).first().click();
    await gone(page.getByRole('heading', { name: failed }));
  }
  expect(await page.getByText('Background tasks').count()).toBeGreaterThan(0);
});

test('addresses that lead nowhere', async () => {
  const { page, forgive } = await openAs(browser, rack, ada);
  const url = nexusUrl();
  await page.goto(`${url}/console/skew`);
  await page.getByRole('heading', { name: 'There is no such page' }).waitFor();
  await shoot(page, 'nowhere-1-page');
  forgive(/^status 404 /);
  await page.goto(`${url}/console/instances/${none}`);
  await page.getByRole('heading', { name: 'There is no such instance' }).waitFor();
  await shoot(page, 'nowhere-2-instance');
  await page.getByRole('link', { name: 'All instances' }).click();
  await row(page, 'web stopped').waitFor();
  expect(page.url()).toBe(`${url}/console/instances`);

  const { page: operators, forgive: forgiveThere } = await openAs(browser, rack, rack.operator);
  forgiveThere(/^status 404 /);
  await operators.goto(`${url}/console/placement?instance=${none}`);
  await operators.getByRole('heading', { name: 'There is no such instance' }).waitFor();
  await operators.getByRole('heading', { level: 3, name: 'SLED-A' }).waitFor();
  await shoot(operators, 'nowhere-3-placement');
  await operators.goto(`${url}/console/sagas/${none}`);
  await operators.getByRole('heading', { name: 'There is no such saga' }).waitFor();
  await shoot(operators, 'nowhere-4-saga');
});

test('the script of a page is not there', async () => {
  const { page, context, forgive } = await openAs(browser, rack, rack.operator);
  forgive(/page-.*\.js/, /Nexus has not sent it/);
  const script = /\/page-.*\.js$/;
  await context.route(script, (route) => route.abort('connectionrefused'));
  await page.reload();
  await page.getByRole('link', { name: 'Skew', exact: true }).click();
  await page.getByRole('heading', { name: 'This page does not work' }).waitFor();
  await shoot(page, 'failed-script');
  await goTo(page, 'Instances');
  await context.unroute(script);
  await page.getByRole('link', { name: 'Skew', exact: true }).click();
  await page.getByRole('button', { name: 'Reload the console' }).click();
  await page.getByRole('heading', { name: 'Who understands whom' }).waitFor();
  expect(await page.getByText('This page does not work').count()).toBe(0);
});

describe('the rack as an operator sees it', () => {
  beforeAll(async () => {
    const [first, second, third] = rack.sleds;
    // There are five.
    await tenant.runOn(first!, 'half', { ncpus: 8, memory: 32 * gibibyte });
    await tenant.runOn(second!, 'nearly', { ncpus: 13, memory: 50 * gibibyte });
    await tenant.runOn(third!, 'quarter', { ncpus: 4, memory: 16 * gibibyte });
    await tenant.create('small');
    await tenant.create('big', { ncpus: 14, memory: 20 * gibibyte });
  });

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
    await page.getByText('emptying').waitFor();
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
      await route.fulfill({ response, json: withStrangers(report) });
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
});
