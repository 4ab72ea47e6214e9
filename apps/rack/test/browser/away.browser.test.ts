import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import {
  type PostgresServer,
  startPostgres,
} from '../../../../packages/db-model/test/support/postgres-server.ts';
import { type NexusHandle, type Rack, type RackUser, valueOf } from '../../src/index.ts';
import { Tenant } from '../upgrades/tenant.ts';
import { gone, goTo, openInstance, pagesAreFetched, row } from './seen.ts';
import { type Tab, useBrowser } from './support/browser.ts';
import { nexusIsAway } from './support/complaints.ts';
import { startRackWithConsole } from './support/rack.ts';
import { shoot } from './support/shoot.ts';
import { openAs, typeToken } from './support/sign-in.ts';

// Nexus, its database or a token goes away under pages that somebody looks at.

const browser = useBrowser();
let postgres: PostgresServer;
let rack: Rack;
let nexus: NexusHandle;
let tenant: Tenant;
let ada: RackUser;

beforeAll(async () => {
  postgres = await startPostgres(['-c', 'fsync=off']);
  rack = await startRackWithConsole({ sleds: [49], database: { url: postgres.url } });
  // It has one.
  nexus = rack.nexus[0]!;
  ada = await rack.user('ada');
  tenant = await Tenant.of(rack, 'ada');
  await tenant.create('rests');
  await tenant.create('web');
  await tenant.start('web');
  await tenant.until('web', 'running');
});
afterAll(async () => {
  await rack.destroy();
  await postgres.remove();
});

/** A database that is away answers no request with success. */
const databaseIsAway = /^status 503 /;
const tokenIsNone = /^status 401 /;

/** The bar over every page. */
const lost = (page: Page): Locator => page.getByRole('status').getByText('Nexus does not answer.');
const unavailable = (page: Page): Locator =>
  page.getByRole('status').getByText('Nexus cannot reach its database.');

describe('nexus is killed', () => {
  let reader: Tab;
  let stopper: Tab;
  let operator: Tab;
  let newcomer: Tab;
  const tabs = (): readonly Tab[] => [reader, stopper, operator, newcomer];
  beforeAll(async () => {
    reader = await openAs(browser, rack, ada);
    await row(reader.page, 'web running').waitFor();
    stopper = await openAs(browser, rack, ada);
    await openInstance(stopper.page, 'web');
    await stopper.page.getByRole('button', { name: 'Stop …' }).click();
    operator = await openAs(browser, rack, rack.operator);
    await pagesAreFetched(operator.page);
    newcomer = await browser.open(rack);
    await nexus.kill();
  });
  beforeEach(() => {
    for (const { forgive } of tabs()) forgive(nexusIsAway);
  });
  afterAll(async () => {
    // They would see the troubles of other tests.
    for (const { context } of tabs()) await context.close();
  });

  test('what is shown stays', async () => {
    const { page } = reader;
    await lost(page).waitFor();
    await shoot(page, 'away-1-list');
    await page.getByRole('link', { name: 'rests' }).click();
    await page.getByRole('heading', { name: 'The instance cannot be shown' }).waitFor();
    await shoot(page, 'away-2-instance-not-seen-before');
    await page.getByRole('link', { name: 'All instances' }).click();
    await row(page, 'web running').waitFor();
    expect(await row(page, 'rests stopped').count()).toBe(1);
    await page.getByRole('link', { name: 'rests' }).click();
  });

  test('what is asked is not done', async () => {
    const { page } = stopper;
    const dialog = page.getByRole('dialog', { name: 'Stop web?' });
    await dialog.getByRole('button', { name: 'Stop it' }).click();
    await dialog.getByRole('alert').getByText('Nexus does not answer.').waitFor();
    await shoot(page, 'away-3-dialog');
    // Behind the dialog.
    const runs = page.getByRole('heading', { name: 'It runs', includeHidden: true });
    expect(await runs.count()).toBe(1);
  });

  test('an operator goes to pages that were not seen before', async () => {
    const { page } = operator;
    await lost(page).waitFor();
    for (const [name, said] of [
      ['Skew', 'Who speaks which version cannot be shown'],
      ['Sagas', 'The sagas cannot be shown'],
      ['Placement', 'The sleds cannot be shown'],
    ] as const) {
      await goTo(page, name);
      await page.getByRole('heading', { name: said }).waitFor();
      await shoot(page, `away-4-${name.toLowerCase()}`);
    }
    expect(await page.getByRole('button', { name: 'Try again' }).count()).toBe(1);
  });

  test('somebody signs in', async () => {
    const { page } = newcomer;
    await typeToken(page, ada.token);
    await page.getByRole('alert').getByText('Nexus does not answer.').waitFor();
    await shoot(page, 'away-7-sign-in');
    // What was typed is not to be typed again.
    expect(await page.getByLabel('Token').inputValue()).toBe(ada.token);
  });

  test('it is back: all goes on by itself, and what was asked can be asked again', async () => {
    await nexus.start();
    await gone(lost(reader.page));
    await reader.page.getByRole('heading', { name: 'It is stopped' }).waitFor();
    await operator.page.getByRole('heading', { level: 3, name: 'SLED-A' }).waitFor();
    await newcomer.page.getByRole('button', { name: 'Sign in' }).click();
    await row(newcomer.page, 'web running').waitFor();

    const { page } = stopper;
    await gone(lost(page));
    await page.getByRole('dialog').getByRole('button', { name: 'Stop it' }).click();
    await page.getByRole('heading', { name: 'It is stopped' }).waitFor();
    await row(newcomer.page, 'web stopped').waitFor();
    await tenant.start('web');
    await page.getByRole('heading', { name: 'It runs' }).waitFor();
    expect((await tenant.view('web')).run_state).toBe('running');
  });
});

test('nexus is there and says nothing', async () => {
  const { page, forgive } = await openAs(browser, rack, ada);
  forgive(nexusIsAway);
  await openInstance(page, 'web');
  await page.getByRole('heading', { name: 'It runs' }).waitFor();
  await page.getByRole('row', { name: 'Started' }).first().waitFor();
  onTestFinished(() => nexus.resume());
  nexus.pause();
  await lost(page).waitFor();
  expect(await page.getByRole('heading', { name: 'It runs' }).count()).toBe(1);
  nexus.resume();
  await gone(lost(page));
});

test('the database of nexus is away, and comes back', async () => {
  const { page, forgive } = await openAs(browser, rack, ada);
  forgive(databaseIsAway);
  await openInstance(page, 'web');
  await page.getByRole('heading', { name: 'It runs' }).waitFor();
  await postgres.stop();
  await unavailable(page).waitFor();
  await page.getByRole('heading', { name: 'It runs' }).waitFor();
  expect(await lost(page).count()).toBe(0);
  await shoot(page, 'away-5-database');
  const { page: other, forgive: forgiveThere } = await browser.open(rack);
  forgiveThere(databaseIsAway);
  await typeToken(other, ada.token);
  await other.getByRole('alert').getByText('The database of nexus is away.').waitFor();
  await shoot(other, 'away-6-sign-in-database');

  await postgres.start();
  await gone(unavailable(page));
  await tenant.stop('web');
  await page.getByRole('heading', { name: 'It is stopped' }).waitFor();
  await other.getByRole('button', { name: 'Sign in' }).click();
  await row(other, 'web stopped').waitFor();
});

test('a token is made worthless while the page is open', async () => {
  const { operator } = rack.operator;
  const body = { time_expires: null };
  const made = valueOf(await operator.userTokenCreate({ path: { user: 'ada' }, body }));
  const { page, forgive } = await browser.open(rack);
  await typeToken(page, made.secret);
  await openInstance(page, 'web');
  forgive(tokenIsNone);
  valueOf(await operator.tokenDelete({ path: { token_id: made.id } }));
  await page.getByRole('alert').getByText('Your token is not good any more.').waitFor();
  expect(await page.getByText('web').count()).toBe(0);
  expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
  await shoot(page, 'away-8-token');
  await typeToken(page, ada.token);
  await page.getByRole('heading', { level: 1, name: 'web' }).waitFor();
});
