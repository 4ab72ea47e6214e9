import type { Page, Route } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gibibyte, type Rack, type RackUser, valueOf } from '../../src/index.ts';
import { audit } from './axe-audit.ts';
import { type RackWithDatabase, startRackWithDatabase } from './rack-database.ts';
import { type Tab, useBrowser } from './support/browser.ts';
import { shoot } from './support/shoot.ts';
import { openAs } from './support/sign-in.ts';

// Every page in every state, as axe sees it; what it sees is also kept as pictures. Stuck sagas are in `stuck`.

const browser = useBrowser();
let started: RackWithDatabase;
let rack: Rack;
let user: RackUser;
/** By name. */
let ids: { readonly [Name in 'running' | 'refused' | 'failed']: string };

beforeAll(async () => {
  started = await startRackWithDatabase({ sleds: [44, 49] });
  ({ rack } = started);
  user = await rack.user('alice');
  valueOf(await user.external.projectCreate({ body: { name: 'shop', description: '' } }));
  const running = await make('running', { ncpus: 2 });
  const refused = await make('refused', { ncpus: 128 });
  const failed = await make('failed', { ncpus: 1 });
  const wait = { prefer: 'wait=20' };
  for (const instance of [running, refused, failed]) {
    await user.external.instanceStart({ path: { instance }, header: wait });
  }
  const view = await rack.operator.operator.instanceView({ path: { instance_id: failed } });
  const { active_vmm_id: vmm, sled_id: sledId } = valueOf(view);
  const sled = rack.sleds.find(({ id }) => id === sledId);
  await sled?.control.failVmm(vmm ?? '', { cause: 'zone_gone', detail: 'by hand' });
  ids = { running, refused, failed };
});
afterAll(async () => started.destroy());

async function make(name: string, more: { readonly ncpus: number }): Promise<string> {
  const body = {
    name,
    description: 'for axe',
    hostname: name,
    memory: gibibyte,
    start: false,
    auto_restart_policy: 'never',
    ...more,
  } as const;
  const query = { project: 'shop' };
  return valueOf(await user.external.instanceCreate({ query, body })).id;
}

/** A picture of the page as it is, and what axe finds wrong with it. */
async function look(page: Page, name: string): Promise<readonly string[]> {
  await shoot(page, name);
  return audit(page);
}

/** Signed in, at this path of the console. */
async function openAt(who: RackUser, path: string): Promise<Tab> {
  const tab = await openAs(browser, rack, who);
  await tab.page.goto(`${rack.nexus[0]?.url ?? ''}/console${path}`);
  return tab;
}

/** An id that nothing has. */
const nobody = '00000000-0000-4000-8000-000000000000';

const answers = {
  never: async () => {},
  lost: async (route: Route) => route.abort('connectionrefused'),
  unavailable: async (route: Route) =>
    route.fulfill({
      status: 503,
      json: { request_id: 'r-1', error_code: 'ServiceNotAvailable', message: 'no database' },
    }),
  broken: async (route: Route) =>
    route.fulfill({
      status: 500,
      json: { request_id: 'r-2', error_code: 'Internal', message: 'Internal Server Error' },
    }),
} as const;

describe('without anything', () => {
  it('would be told of what is wrong', async () => {
    const { page } = await browser.open(rack);
    await page.getByLabel('Token').waitFor();
    await page.evaluate(() => {
      const label = document.querySelector('label');
      label?.style.setProperty('color', 'silver');
      document.querySelector('main')?.append(document.createElement('button'));
    });
    const found = (await audit(page)).join('\n');
    expect(found).toMatch(/light, 1440 px: color-contrast .* at /);
    expect(found).toMatch(/dark, 360 px: button-name .* at /);
  });

  it('signs in', async () => {
    const { page, forgive } = await browser.open(rack);
    forgive(/^status 401 /);
    await page.getByLabel('Token').waitFor();
    expect(await look(page, 'sign-in')).toEqual([]);
    await page.getByLabel('Token').fill('skw_nobody');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').filter({ hasText: 'does not know' }).waitFor();
    expect(await look(page, 'sign-in-refused')).toEqual([]);
  });

  it('has no project, then one that is empty', async () => {
    const { page } = await openAs(browser, rack, await rack.user('nobody'));
    await page.getByRole('heading', { name: 'There is no project yet' }).waitFor();
    expect(await audit(page)).toEqual([]);
    await page.getByRole('button', { name: 'New project …' }).click();
    const dialog = page.getByRole('dialog', { name: 'New project' });
    await dialog.getByLabel('Name').fill('No Name');
    await dialog.getByRole('button', { name: 'Make it' }).click();
    await dialog.getByRole('alert').waitFor();
    expect(await look(page, 'dialog-new-project')).toEqual([]);
    await dialog.getByLabel('Name').fill('empty');
    await dialog.getByRole('button', { name: 'Make it' }).click();
    await page.getByRole('heading', { name: 'empty has no instances' }).waitFor();
    expect(await audit(page)).toEqual([]);
  });
});

describe('instances', () => {
  it('are in a list, with dialogs', async () => {
    const { page } = await openAs(browser, rack, user);
    await page.getByRole('link', { name: 'failed' }).waitFor();
    expect(await look(page, 'instances')).toEqual([]);
    await page.getByLabel('Search').fill('nothing is like that');
    await page.getByRole('heading', { name: 'None is like that' }).waitFor();
    expect(await look(page, 'instances-none')).toEqual([]);
    await page.getByRole('button', { name: 'New instance …' }).click();
    const dialog = page.getByRole('dialog', { name: 'New instance in shop' });
    await dialog.getByText('It fits').waitFor();
    expect(await look(page, 'dialog-new-instance')).toEqual([]);
    await dialog.getByLabel('CPUs').fill('x');
    await dialog.getByRole('button', { name: 'Make and start it' }).click();
    await dialog.getByText('A whole number').waitFor();
    expect(await look(page, 'dialog-new-instance-wrong')).toEqual([]);
    await dialog.getByLabel('CPUs').fill('99');
    await dialog.getByText('It would not start now').waitFor();
    expect(await look(page, 'dialog-new-instance-refused')).toEqual([]);
  });

  it('are loading, cannot be shown, are not reached', async () => {
    const { page, forgive } = await openAs(browser, rack, user);
    forgive(/^status 50[03] /, /^failed /);
    await page.route('**/v1/instances?*', answers.never);
    await page.reload();
    await page.getByText('Loading the instances').waitFor();
    expect(await look(page, 'instances-loading')).toEqual([]);
    await page.unrouteAll();
    await page.route('**/v1/instances?*', answers.broken);
    await page.reload();
    await page.getByRole('heading', { name: 'The instances cannot be shown' }).waitFor();
    expect(await look(page, 'instances-error')).toEqual([]);
    await page.unrouteAll();
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('link', { name: 'failed' }).waitFor();
    await page.route('**/v1/**', answers.lost);
    await page.getByText('Nexus does not answer.').waitFor();
    expect(await audit(page)).toEqual([]);
    await page.unrouteAll();
    await page.route('**/v1/**', answers.unavailable);
    await page.getByText('Nexus cannot reach its database.').waitFor();
    expect(await audit(page)).toEqual([]);
    // When it is back, it is asked whether it is the same.
    await page.route('**/console/build.json', async (route) =>
      route.fulfill({ json: { build: 'another' } }),
    );
    await page.unroute('**/v1/**');
    await page.getByText('Nexus was upgraded.').waitFor();
    expect(await audit(page)).toEqual([]);
  });

  it('have a page each, with dialogs', async () => {
    const { page, forgive } = await openAt(user, `/instances/${ids.failed}`);
    forgive(/^status 404 /);
    await page.getByText(/^\WFailed$/).waitFor();
    expect(await audit(page)).toEqual([]);
    await page.getByRole('link', { name: 'All instances' }).click();
    await page.getByRole('link', { name: 'refused' }).click();
    await page.getByRole('heading', { level: 1, name: 'refused' }).waitFor();
    await page.getByRole('table', { name: /What happened/ }).waitFor();
    expect(await audit(page)).toEqual([]);
    await page.getByRole('button', { name: 'Start …' }).click();
    await page.getByRole('dialog').getByText('It would not start now').waitFor();
    expect(await audit(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: 'All instances' }).click();
    await page.getByRole('link', { name: 'running' }).click();
    await page.getByRole('heading', { level: 1, name: 'running' }).waitFor();
    expect(await audit(page)).toEqual([]);
    for (const action of ['Stop', 'Reboot']) {
      await page.getByRole('button', { name: `${action} …` }).click();
      await page.getByRole('dialog', { name: `${action} running?` }).waitFor();
      expect(await look(page, `dialog-${action.toLowerCase()}`)).toEqual([]);
      await page.keyboard.press('Escape');
    }
    await page.goto(`${rack.nexus[0]?.url ?? ''}/console/instances/${nobody}`);
    await page.getByRole('heading', { name: 'There is no such instance' }).waitFor();
    expect(await look(page, 'instance-not-found')).toEqual([]);
    await page.goto(`${rack.nexus[0]?.url ?? ''}/console/sagas`);
    await page.getByRole('heading', { name: 'There is no such page' }).waitFor();
    expect(await look(page, 'no-such-page')).toEqual([]);
  });
});

describe('an operator', () => {
  it('sees where instances are and would go', async () => {
    const { page, forgive } = await openAt(rack.operator, '/placement');
    forgive(/^status 40[04] /);
    await page.getByText('SLED-A').first().waitFor();
    await page.getByRole('heading', { name: 'Starts that failed last' }).waitFor();
    expect(await audit(page)).toEqual([]);
    await page.getByRole('link', { name: 'refused' }).click();
    await page.getByText('nearest miss').first().waitFor();
    expect(await audit(page)).toEqual([]);
    await page.getByLabel('Where would an instance go?').fill('nothing');
    await page.getByRole('button', { name: 'Look' }).click();
    await page.getByText('No instance is called').waitFor();
    expect(await audit(page)).toEqual([]);
  });

  it('sees who speaks which version', async () => {
    const { page } = await openAt(rack.operator, '/skew');
    await page.getByRole('heading', { name: 'Who understands whom' }).waitFor();
    expect(await audit(page)).toEqual([]);
  });

  it('sees sagas', async () => {
    const { page, forgive } = await openAt(rack.operator, '/sagas');
    forgive(/^status 404 /);
    const table = page.getByRole('table', { name: 'Sagas' });
    await table.getByRole('link').first().waitFor();
    expect(await look(page, 'sagas')).toEqual([]);
    await page.getByLabel('State').selectOption('done');
    await table.getByRole('link', { name: 'instance_start' }).first().click();
    await page.getByText('All its nodes have succeeded.').waitFor();
    expect(await look(page, 'saga-done')).toEqual([]);
    await page.getByText('What it was begun with').click();
    expect(await audit(page)).toEqual([]);
    await page.goto(`${rack.nexus[0]?.url ?? ''}/console/sagas?state=parked`);
    await page.getByRole('heading', { name: 'There are no such sagas' }).waitFor();
    expect(await look(page, 'sagas-none')).toEqual([]);
    await page.goto(`${rack.nexus[0]?.url ?? ''}/console/sagas/${nobody}`);
    await page.getByRole('heading', { name: 'There is no such saga' }).waitFor();
    expect(await look(page, 'saga-not-found')).toEqual([]);
  });

  it('sees background tasks, and waits for them', async () => {
    const { page, forgive } = await openAt(rack.operator, '/sagas/tasks');
    forgive(/^status 50[03] /);
    await page.getByRole('heading', { name: 'VMMs that failed' }).waitFor();
    const failed = page.getByRole('region', { name: 'VMMs that failed' });
    await failed.getByRole('link', { name: 'failed' }).waitFor();
    await page.getByRole('button', { name: 'Run now: Instance watcher' }).click();
    await page.getByText('It has looked:').waitFor();
    expect(await look(page, 'tasks')).toEqual([]);
    await page.route(/\/operator\/.*sagas/, answers.never);
    await page.getByRole('link', { name: 'All sagas' }).click();
    await page.getByText('Loading the sagas').waitFor();
    expect(await look(page, 'sagas-loading')).toEqual([]);
    await page.unrouteAll();
    await page.route(/\/operator\/.*sagas/, answers.broken);
    await page.reload();
    await page.getByRole('heading', { name: 'The sagas cannot be shown' }).waitFor();
    expect(await look(page, 'sagas-error')).toEqual([]);
  });
});
