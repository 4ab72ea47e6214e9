import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Rack, RackUser } from '../../src/index.ts';
import { Tenant } from '../upgrades/tenant.ts';
import { gone, goTo, openInstance, row } from './seen.ts';
import { useBrowser } from './support/browser.ts';
import { startRackWithConsole } from './support/rack.ts';
import { shoot } from './support/shoot.ts';
import { openAs } from './support/sign-in.ts';

// Pages that change while somebody looks at them, and those that have nothing to show, or not yet, or never.

const browser = useBrowser();
let rack: Rack;
let ada: RackUser;
let tenant: Tenant;

beforeAll(async () => {
  rack = await startRackWithConsole({ sleds: [49, 49, 49] });
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
  expect(await operators.getByText('No VMM').count()).toBe(3);
  await row(other, 'web stopped').waitFor();
  await openInstance(one, 'web');
  await one.getByRole('button', { name: 'Start …' }).click();
  await one.getByRole('dialog').getByText('All 3 sleds can take it.').waitFor();
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
  await dialog.getByText('All 3 sleds can take it.').waitFor();
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

/** Where each page is, what it asks for, and what it says while it waits, and when it gets none. */
const pages: readonly (readonly [
  name: string,
  path: () => string,
  asks: RegExp,
  loading: string,
  failed: string,
])[] = [
  [
    'projects',
    () => '/instances',
    /v1\/projects\?limit=1000/,
    'the projects',
    'The projects cannot be shown',
  ],
  [
    'instances',
    () => '/instances',
    /v1\/instances\?/,
    'the instances',
    'The instances cannot be shown',
  ],
  [
    'instance',
    () => `/instances/${instanceId}`,
    /v1\/instances\/[^/?]+$/,
    'the instance',
    'The instance cannot be shown',
  ],
  [
    'history',
    () => `/instances/${instanceId}`,
    /v1\/instances\/[^/]+\/events/,
    'its history',
    'The history cannot be shown',
  ],
  [
    'placement',
    () => '/placement',
    /operator\/sleds/,
    'the sleds',
    'The sleds could not be loaded',
  ],
  [
    'placed',
    () => `/placement?instance=${instanceId}`,
    /operator\/instances\/[^/]+\/placement/,
    'where it would go',
    'Where it would go could not be asked',
  ],
  [
    'skew',
    () => '/skew',
    /operator\/skew/,
    'who speaks which version',
    'Who speaks which version could not be asked',
  ],
  ['sagas', () => '/sagas', /operator\/sagas/, 'the sagas', 'The sagas could not be loaded'],
  [
    'tasks',
    () => '/sagas/tasks',
    /operator\/background-tasks/,
    'the tasks',
    'The tasks could not be loaded',
  ],
];
let instanceId = '';

const none = '6a0b2c1e-0000-4000-8000-000000000000';

async function goToPath(page: Page, path: string): Promise<void> {
  // As a link of the page does: the session goes on.
  await page.evaluate((to) => history.pushState(null, '', `/console${to}`), path);
}

test('every page while it waits for an answer, and when it gets none', async () => {
  ({ id: instanceId } = await tenant.view('web'));
  const { page, context, forgive } = await openAs(browser, rack, rack.operator);
  for (const [name, path, asks, loading, failed] of pages) {
    forgive(/^status 500 /);
    let answer: () => void = () => undefined;
    const isTime = new Promise<void>((resolve) => (answer = resolve));
    const body = {
      request_id: '8a4f2f2e-6f1c-4a52-9f0a-2f7c1f0e9a11',
      error_code: 'Internal',
      message: 'Internal Server Error',
    };
    // Here nothing is asked for, and nothing is known yet.
    await page.goto(`${nexusUrl()}/console/nowhere`);
    await page.getByRole('heading', { name: 'There is no such page' }).waitFor();
    await context.route(asks, async (route) => {
      await isTime;
      await route.fulfill({ status: 500, json: body });
    });
    await goToPath(page, path());
    await page.getByText(`Loading ${loading} …`).waitFor();
    await shoot(page, `loading-${name}`);
    answer();
    await page.getByRole('heading', { name: failed }).waitFor();
    await page.getByText(body.request_id).first().waitFor();
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
  await operators.getByRole('heading', { name: 'The saga could not be loaded' }).waitFor();
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
