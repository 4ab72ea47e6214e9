import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type PostgresServer,
  startPostgres,
} from '../../../../packages/db-model/test/support/postgres-server.ts';
import { type NexusHandle, type Rack, type RackUser, valueOf } from '../../src/index.ts';
import { Tenant } from '../upgrades/tenant.ts';
import { gone, goTo, openInstance, pagesAreFetched, row } from './seen.ts';
import { useBrowser } from './support/browser.ts';
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

const lost = (page: Page): Locator => page.getByText('Nexus does not answer.');
const unavailable = (page: Page): Locator => page.getByText('Nexus cannot reach its database.');

test('nexus is killed: what is shown stays, and goes on by itself when it is back', async () => {
  const { page, forgive } = await openAs(browser, rack, ada);
  forgive(nexusIsAway);
  await row(page, 'web running').waitFor();
  await nexus.kill();
  await lost(page).waitFor();
  await shoot(page, 'away-1-list');
  await page.getByRole('link', { name: 'rests' }).click();
  await page.getByRole('heading', { name: 'The instance cannot be shown' }).waitFor();
  await shoot(page, 'away-2-instance-not-seen-before');
  await page.getByRole('link', { name: 'All instances' }).click();
  await row(page, 'web running').waitFor();
  await page.getByRole('link', { name: 'rests' }).click();

  await nexus.start();
  await gone(lost(page).first());
  await page.getByRole('heading', { name: 'It is stopped' }).waitFor();
  await page.getByRole('link', { name: 'All instances' }).click();
  await tenant.create('late');
  await row(page, 'late stopped').waitFor();
  await tenant.delete('late');
  await gone(row(page, 'late'));
});

test('what is asked of a nexus that is away is not done, and can be asked again', async () => {
  const { page, forgive } = await openAs(browser, rack, ada);
  forgive(nexusIsAway);
  await openInstance(page, 'web');
  await page.getByRole('button', { name: 'Stop …' }).click();
  await nexus.kill();
  const dialog = page.getByRole('dialog', { name: 'Stop web?' });
  await dialog.getByRole('button', { name: 'Stop it' }).click();
  await dialog.getByRole('alert').getByText('Nexus does not answer.').waitFor();
  await shoot(page, 'away-3-dialog');
  await nexus.start();
  await gone(page.getByRole('status').getByText('Nexus does not answer.'));
  await dialog.getByRole('button', { name: 'Stop it' }).click();
  await gone(dialog);
  await page.getByRole('heading', { name: 'It is stopped' }).waitFor();
  await tenant.start('web');
  await page.getByRole('heading', { name: 'It runs' }).waitFor();
});

test('nexus is there and says nothing', async () => {
  const { page, forgive } = await openAs(browser, rack, ada);
  forgive(nexusIsAway);
  await row(page, 'web running').waitFor();
  nexus.pause();
  await lost(page).waitFor();
  await row(page, 'web running').waitFor();
  nexus.resume();
  await gone(lost(page));
});

test('an operator goes to pages that were not seen before nexus went away', async () => {
  const { page, forgive } = await openAs(browser, rack, rack.operator);
  forgive(nexusIsAway);
  await pagesAreFetched(page);
  await nexus.kill();
  await lost(page).waitFor();
  for (const [name, said] of [
    ['Placement', 'The sleds could not be loaded'],
    ['Skew', 'Who speaks which version could not be asked'],
    ['Sagas', 'The sagas could not be loaded'],
  ] as const) {
    await goTo(page, name);
    await page.getByRole('heading', { name: said }).waitFor();
    await shoot(page, `away-4-${name.toLowerCase()}`);
  }
  await goTo(page, 'Placement');
  await nexus.start();
  await page.getByRole('heading', { level: 3, name: 'SLED-A' }).waitFor();
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

test('somebody signs in at a nexus that is away', async () => {
  const { page, forgive } = await browser.open(rack);
  forgive(nexusIsAway);
  await nexus.kill();
  await typeToken(page, ada.token);
  await page.getByRole('alert').getByText('Nexus does not answer.').waitFor();
  await shoot(page, 'away-7-sign-in');
  await nexus.start();
  // What was typed is not to be typed again.
  expect(await page.getByLabel('Token').inputValue()).toBe(ada.token);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await row(page, 'web stopped').waitFor();
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
