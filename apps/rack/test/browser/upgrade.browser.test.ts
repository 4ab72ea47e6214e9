import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import {
  type NexusAge,
  type NexusHandle,
  type Rack,
  type RackUser,
  today,
} from '../../src/index.ts';
import { crash } from '../upgrades/fleet.ts';
import { Tenant } from '../upgrades/tenant.ts';
import { goTo, openInstance, pagesAreFetched, row } from './seen.ts';
import { useBrowser } from './support/browser.ts';
import { nexusIsAway } from './support/complaints.ts';
import { startRackWithConsole } from './support/rack.ts';
import { shoot } from './support/shoot.ts';
import { openAs } from './support/sign-in.ts';
import { putOtherConsole } from './upgrade/other-console.ts';

// Nexus is upgraded, and rolled back, under pages that somebody looks at.

const before: NexusAge = { external: '2026073100.0.0', internal: '1.0.0', sledAgent: '44.0.0' };

const browser = useBrowser();
let folder: string;
let rack: Rack;
let nexus: NexusHandle;
let tenant: Tenant;
let ada: RackUser;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'skewline-console-'));
  await putOtherConsole(inject('consoleDirectory'), folder, 'first');
  rack = await startRackWithConsole({
    sleds: [44, 48, 49],
    nexus: [before],
    consoleDirectory: folder,
  });
  // It has one.
  nexus = rack.nexus[0]!;
  ada = await rack.user('ada');
  tenant = await Tenant.of(rack, 'ada');
  await crash(tenant, rack.sleds[2]!, 'web');
  await tenant.until('web', 'failed');
});
afterAll(async () => {
  await rack.destroy();
  await rm(folder, { recursive: true, force: true });
});

/** The first time that it is asked in a version that it does not know any more, it refuses, and is asked in another. */
const versionIsRefused = /^status 400 GET /;

async function restart(age: NexusAge): Promise<void> {
  await nexus.kill('SIGTERM');
  await nexus.start(age);
}

const notice = {
  away: 'Nexus does not answer.',
  newer: 'Nexus was upgraded.',
  older: 'Nexus was put back to an older version.',
} as const;

async function reloaded(page: Page, said: string): Promise<void> {
  await page.getByText(said).waitFor();
  await page.getByRole('button', { name: 'Reload' }).click();
  await page.getByText(said).waitFor({ state: 'detached' });
}

test('nexus is upgraded: the page goes on, tells what it could not know, and is reloaded', async () => {
  const { page, forgive } = await openAs(browser, rack, ada);
  forgive(nexusIsAway);
  await openInstance(page, 'web');
  await page.getByRole('heading', { name: 'It has failed' }).waitFor();
  await page.getByText('This nexus is too old to say why.').waitFor();
  await page.getByText('This nexus is too old to tell.').waitFor();
  await shoot(page, 'upgrade-1-old-instance');

  await restart(today);
  await page.getByText(notice.newer).waitFor();
  await page.getByRole('heading', { name: 'It ran, and stopped running' }).waitFor();
  await page.getByText('No. It is set never to be restarted by itself.').waitFor();
  await page.getByRole('table', { name: 'What happened to it, the newest first' }).waitFor();
  expect(await page.getByText(notice.away).count()).toBe(0);
  await shoot(page, 'upgrade-2-notice');

  await reloaded(page, notice.newer);
  await page.getByRole('heading', { level: 1, name: 'web' }).waitFor();
  await page.getByRole('heading', { name: 'It ran, and stopped running' }).waitFor();
});

test('nexus is put back: the page goes on, can do what it could, and is reloaded', async () => {
  const { page, forgive } = await openAs(browser, rack, ada);
  forgive(nexusIsAway, versionIsRefused);
  await openInstance(page, 'web');
  await page.getByRole('heading', { name: 'It ran, and stopped running' }).waitFor();

  await restart(before);
  await page.getByText(notice.older).waitFor();
  await page.getByText('This nexus is too old to say why.').waitFor();
  await page.getByText('This nexus is too old to tell what has happened since.').waitFor();
  expect(await page.getByText('Stopped running').count()).toBe(1);
  await shoot(page, 'upgrade-3-put-back');
  await page.getByRole('button', { name: 'Start …' }).click();
  await shoot(page, 'upgrade-4-put-back-start');
  await page.getByRole('dialog').getByRole('button', { name: 'Start it' }).click();
  await page.getByRole('heading', { name: 'It runs' }).waitFor();

  await reloaded(page, notice.older);
  await page.getByRole('heading', { name: 'It runs' }).waitFor();
  await page.getByRole('link', { name: 'All instances' }).click();
  await row(page, 'web running').waitFor();
  await shoot(page, 'upgrade-5-old-list');
});

test('a rack is upgraded, the sleds first, then nexus with its console, while an operator looks', async () => {
  const { page, context, forgive } = await openAs(browser, rack, rack.operator);
  forgive(nexusIsAway);
  await goTo(page, 'Skew');
  await page.getByRole('heading', { name: 'Who understands whom' }).waitFor();
  const order = page.getByRole('region', { name: 'Who is upgraded first' }).getByRole('listitem');
  expect(await order.allInnerTexts()).toMatchObject(
    [
      /sled-agent.*gateway/s,
      /nexus.*It calls sled-agent and gateway/s,
      /console.*It calls nexus/s,
    ].map((words) => expect.stringMatching(words)),
  );
  // Nexus is older than two of them: no more is spoken than it knows.
  await row(page, 'SLED-A 1 to 44 44').waitFor();
  await row(page, 'SLED-B 1 to 48 44').waitFor();
  await row(page, 'SLED-C 1 to 49 44').waitFor();
  expect(await row(page, 'lossy version 44').count()).toBe(3);
  await shoot(page, 'skew-1-before');
  for (const sled of rack.sleds.slice(0, 2)) {
    await sled.kill('SIGTERM');
    await sled.start(49);
  }
  await row(page, 'SLED-A 1 to 49 44').waitFor();
  await row(page, 'SLED-B 1 to 49 44').waitFor();
  expect(await row(page, 'Versions 1 to 48').count()).toBe(0);
  await shoot(page, 'skew-2-sleds-first');
  await pagesAreFetched(page);
  await nexus.kill('SIGTERM');
  await rm(folder, { recursive: true });
  await putOtherConsole(inject('consoleDirectory'), folder, 'second');
  await nexus.start(today);
  // It is asked every ten seconds which console there is: the API for operators is the same.
  await page.getByText(notice.newer).waitFor({ timeout: 30_000 });
  for (const { serial } of rack.sleds) await row(page, `${serial} 1 to 49 49`).waitFor();
  await row(page, 'full version 49').first().waitFor();
  expect(await row(page, 'lossy').count()).toBe(0);
  await shoot(page, 'skew-3-after');

  // The files of its console are not served any more. It has them all.
  for (const name of ['Placement', 'Sagas']) await goTo(page, name);
  const asked: string[] = [];
  context.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await reloaded(page, notice.newer);
  await goTo(page, 'Sagas');
  const scripts = asked.filter((path) => path.endsWith('.js'));
  expect(scripts.length).toBeGreaterThan(0);
  expect(scripts.filter((path) => !path.includes('-second'))).toEqual([]);
});
