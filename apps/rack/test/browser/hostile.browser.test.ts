import { instanceRow } from '@skewline/db-model';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sampleInstance } from '../../../../packages/db-model/test/store/samples.ts';
import { gibibyte, type Rack, type RackUser, valueOf } from '../../src/index.ts';
import { audit } from './axe-audit.ts';
import { type RackWithDatabase, startRackWithDatabase } from './rack-database.ts';
import { makeStuckProject, makeStuckStart } from './stuck-scene.ts';
import { type Tab, useBrowser } from './support/browser.ts';
import { drawn, shoot } from './support/shoot.ts';
import { openAs } from './support/sign-in.ts';

// What people write is text: it is shown as it is, does nothing, and nothing gets wider of it.

/** Each would be seen to have done something. */
const markup =
  '<img src=x onerror="window.wasHere=1"><script>window.wasHere=1</script><svg onload="window.wasHere=1"><a href="javascript:window.wasHere=1">here</a>';
const texts = {
  markup,
  rightToLeft: '\u202Eגדול מאוד\u202C שלום עולם \u202Eexe.gpj',
  emoji: '🧯👩‍👩‍👧‍👦🏴󠁧󠁢󠁥󠁮󠁧󠁿'.repeat(12),
  long: 'W'.repeat(512),
  proto: '__proto__ constructor toString {"__proto__":{"wasHere":1}}',
} as const;

/** Of which instances somebody is to look at pictures. */
const pictured: ReadonlySet<string> = new Set(['markup', 'rightToLeft', 'longName']);

const longName = `w${'w'.repeat(61)}w`;

const browser = useBrowser();
let started: RackWithDatabase;
let rack: Rack;
let user: RackUser;
/** By what is in it: the id. */
const ids = new Map<string, string>();
let sagaId: string;

beforeAll(async () => {
  started = await startRackWithDatabase({ sleds: [49] });
  ({ rack } = started);
  user = await rack.user('alice');
  const { id: projectId } = valueOf(
    await user.external.projectCreate({ body: { name: longName, description: markup } }),
  );
  const query = { project: projectId };
  for (const [name, text] of Object.entries(texts)) {
    const body = {
      name: `text-${name.toLowerCase()}`,
      description: text.slice(0, 512),
      hostname: 'h'.repeat(63),
      ncpus: 1,
      memory: gibibyte,
      start: false,
    };
    const { id } = valueOf(await user.external.instanceCreate({ query, body }));
    ids.set(name, id);
  }
  const body = {
    name: longName,
    description: texts.long,
    hostname: 'i'.repeat(63),
    ncpus: 128,
    memory: gibibyte,
    start: false,
  };
  const { id: long } = valueOf(await user.external.instanceCreate({ query, body }));
  ids.set('longName', long);
  const wait = { prefer: 'wait=20' };
  await user.external.instanceStart({ path: { instance: long }, header: wait });
  // No nexus takes these names; who knows what the next one does.
  const names = ['__proto__', markup.slice(0, 63), texts.rightToLeft];
  const rows = names.map((name) =>
    instanceRow(sampleInstance({ projectId, name, hostname: name, intendedState: 'stopped' })),
  );
  await started.database.kysely.insertInto('instance').values(rows).execute();
  for (const [index, { id }] of rows.entries()) ids.set(`name ${String(index)}`, id);

  // What a sled agent says of a VMM, and why an operator gave a saga up.
  const running = ids.get('markup') ?? '';
  await user.external.instanceStart({ path: { instance: running }, header: wait });
  const operator = rack.operator.operator;
  const { active_vmm_id: vmm } = valueOf(
    await operator.instanceView({ path: { instance_id: running } }),
  );
  await rack.sleds[0]?.control.failVmm(vmm ?? '', { cause: 'zone_gone', detail: markup });
  await makeStuckProject(user);
  ({ sagaId } = await makeStuckStart(rack, started.database, user, 'stuck'));
  const reason = `${markup} ${texts.rightToLeft} ${texts.long}`;
  valueOf(await operator.sagaAbandon({ path: { saga_id: sagaId }, body: { reason } }));
});
afterAll(async () => started.destroy());

async function openAt(who: RackUser, path: string): Promise<Tab> {
  const tab = await openAs(browser, rack, who);
  await tab.page.goto(`${rack.nexus[0]?.url ?? ''}/console${path}`);
  return tab;
}

/** What of it has become a part of the page or has made it wider than the window, in words. */
async function harmIn(page: Page): Promise<readonly string[]> {
  const harm = await page.evaluate(() => {
    const made = [...document.querySelectorAll('#root :is(img, script, iframe, object, [onload])')];
    const links = [...document.querySelectorAll('a')].filter(({ href }) =>
      href.startsWith('javascript:'),
    );
    return [
      ...('wasHere' in window || 'wasHere' in {} ? ['it ran'] : []),
      ...[...made, ...links].map(({ outerHTML }) => outerHTML),
    ];
  });
  const before = page.viewportSize();
  for (const width of [360, 320, 1440]) {
    await page.setViewportSize({ width, height: 740 });
    await drawn(page);
    const { wide, wideDialogs } = await page.evaluate(() => ({
      wide: document.documentElement.scrollWidth,
      wideDialogs: [...document.querySelectorAll('dialog')].filter(
        ({ scrollWidth, clientWidth }) => scrollWidth > clientWidth,
      ).length,
    }));
    if (wide > width) harm.push(`${String(wide)} px wide in ${String(width)} px: ${page.url()}`);
    if (wideDialogs > 0) harm.push(`a dialog scrolls sideways in ${String(width)} px`);
  }
  if (before !== null) await page.setViewportSize(before);
  return harm;
}

it('is in a list', async () => {
  const { page } = await openAs(browser, rack, user);
  await page.getByLabel('Project', { exact: true }).selectOption({ label: longName });
  const table = page.getByRole('table', { name: `Instances of ${longName}` });
  for (const name of ['__proto__', markup.slice(0, 63), 'text-markup', longName]) {
    await table.getByRole('link', { name, exact: true }).waitFor();
  }
  expect(await harmIn(page)).toEqual([]);
  await shoot(page, 'hostile-list');
  expect(await audit(page)).toEqual([]);
  await page.getByLabel('Search').fill('__proto__');
  await page.getByText('2 of 9 instances').waitFor();
  await page.getByLabel('Search').fill('<img');
  await page.getByText('2 of 9 instances').waitFor();
  expect(await harmIn(page)).toEqual([]);
});

it('is on the page of an instance', async () => {
  const { page } = await openAs(browser, rack, user);
  const url = `${rack.nexus[0]?.url ?? ''}/console/instances`;
  for (const [name, id] of ids) {
    await page.goto(`${url}/${id}`);
    await page.getByRole('heading', { name: 'What happened to it' }).waitFor();
    const text = Object.hasOwn(texts, name) ? texts[name as keyof typeof texts] : null;
    if (text !== null) await page.getByText(text.slice(0, 512), { exact: true }).waitFor();
    expect(await harmIn(page)).toEqual([]);
    if (pictured.has(name)) await shoot(page, `hostile-instance-${name.toLowerCase()}`);
  }
  await page.getByRole('button', { name: 'Start …' }).click();
  await page.getByRole('dialog').getByText('It fits').waitFor();
  expect(await harmIn(page)).toEqual([]);
});

it('is in dialogs', async () => {
  const { page } = await openAt(user, `/instances/${ids.get('longName') ?? ''}`);
  await page.getByRole('button', { name: 'Start …' }).click();
  await page.getByRole('dialog').getByText('It would not start now').waitFor();
  expect(await harmIn(page)).toEqual([]);
  await shoot(page, 'hostile-dialog');
});

it('is where operators look', async () => {
  const { page } = await openAt(rack.operator, '/placement');
  await page.getByRole('link', { name: longName }).click();
  await page.getByText('nearest miss').waitFor();
  expect(await harmIn(page)).toEqual([]);
  await shoot(page, 'hostile-placement');
  await page.goto(`${rack.nexus[0]?.url ?? ''}/console/sagas`);
  await page.getByRole('table', { name: 'Sagas' }).getByText(markup).last().waitFor();
  expect(await harmIn(page)).toEqual([]);
  await shoot(page, 'hostile-sagas');
  await page.goto(`${rack.nexus[0]?.url ?? ''}/console/sagas/${sagaId}`);
  await page.getByText(texts.long).first().waitFor();
  expect(await harmIn(page)).toEqual([]);
  await shoot(page, 'hostile-saga');
  await page.goto(`${rack.nexus[0]?.url ?? ''}/console/sagas/tasks`);
  await page.getByText(markup).waitFor();
  expect(await harmIn(page)).toEqual([]);
  await shoot(page, 'hostile-tasks');
});

it('is in the address', async () => {
  const { page, forgive } = await openAs(browser, rack, rack.operator);
  forgive(/^status 40[04] /);
  const url = `${rack.nexus[0]?.url ?? ''}/console`;
  const query = encodeURIComponent(markup);
  for (const [path, seen] of [
    [`/instances?project=__proto__&state=__proto__&text=${query}`, 'None is like that'],
    [`/instances/${query}`, 'Instance'],
    ['/instances/__proto__', 'Instance'],
    [`/sagas?state=constructor&name=${query}&subject=__proto__`, 'Sagas'],
    ['/sagas/__proto__', 'Saga'],
    [`/placement?instance=${query}`, 'Placement'],
    [`/${query}`, 'There is no such page'],
  ] as const) {
    await page.goto(`${url}${path}`);
    await page.getByRole('heading', { name: seen, exact: true }).waitFor();
    expect(await harmIn(page)).toEqual([]);
  }
  // That is no address at all.
  expect((await page.goto(`${url}/instances/%E0%A4%A`))?.status()).toBe(400);
});
