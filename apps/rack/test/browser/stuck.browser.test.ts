import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { gibibyte, type Rack, type RackUser, valueOf } from '../../src/index.ts';
import { audit } from './axe-audit.ts';
import { hasFocus, press, seenFocus, tabTo, untilFocused } from './keyboard-walk.ts';
import { type RackWithDatabase, startRackWithDatabase } from './rack-database.ts';
import { lockedText, makeStuckProject, makeStuckStart, mend, stuckProject } from './stuck-scene.ts';
import { type Tab, useBrowser } from './support/browser.ts';
import { shoot } from './support/shoot.ts';
import { openAs } from './support/sign-in.ts';

// Sagas that are stuck, and what an operator does about them, by keyboard.

const browser = useBrowser();
let started: RackWithDatabase;
let rack: Rack;
let user: RackUser;
beforeAll(async () => {
  started = await startRackWithDatabase({ sleds: [49] });
  ({ rack } = started);
  user = await rack.user('alice');
  await makeStuckProject(user);
});
afterAll(async () => started.destroy());

const stuckStart = (name: string) => makeStuckStart(rack, started.database, user, name);

async function openSaga(sagaId: string): Promise<Tab> {
  const tab = await openAs(browser, rack, rack.operator);
  const { page } = tab;
  await page.goto(`${rack.nexus[0]?.url ?? ''}/console/sagas/${sagaId}`);
  await page.getByText('It waits for an operator.').first().waitFor();
  return tab;
}

const standing = (page: Page) => page.getByRole('region', { name: 'Where it stands' });

/** What the operator fills in and does; the dialog closes when it is done. */
async function confirm(page: Page, words: string, reason: string): Promise<void> {
  const dialog = page.getByRole('dialog', { name: `${words}?` });
  await untilFocused(dialog.getByLabel('Why'));
  await page.keyboard.type(reason);
  await press(dialog.getByRole('button', { name: words }));
  await dialog.waitFor({ state: 'hidden' });
}

it('shows what is stuck first, and why, and tries it again when somebody has seen to it', async () => {
  const { instanceId, sagaId } = await stuckStart('web-1');
  // Newer than the one that is stuck.
  const body = {
    name: 'other',
    description: '',
    hostname: 'other',
    ncpus: 1,
    memory: gibibyte,
    start: true,
  };
  valueOf(await user.external.instanceCreate({ query: { project: stuckProject }, body }));
  const { page } = await openAs(browser, rack, rack.operator);
  await press(page.getByRole('link', { name: 'Sagas' }));
  await page.getByText('1 saga is stuck, and waits for you.').waitFor();
  const table = page.getByRole('table', { name: 'Sagas' });
  const first = table.getByRole('row').nth(1);
  await expect.poll(async () => first.innerText()).toMatch(/instance_start\s+✕\s*stuck/);
  expect(await first.innerText()).toContain(lockedText);
  await shoot(page, 'sagas-one-stuck');
  expect(await audit(page)).toEqual([]);

  await press(first.getByRole('link', { name: 'instance_start' }));
  await standing(page).getByText('The undo of a node failed. It waits for an operator.').waitFor();
  await standing(page).getByText(lockedText).waitFor();
  await page.getByRole('heading', { level: 3, name: 'alloc_server' }).waitFor();
  const nodes = page.getByRole('list', { name: 'Nodes' });
  expect(await nodes.getByRole('button', { name: /^alloc_server undo failed/ }).count()).toBe(1);
  await shoot(page, 'saga-stuck');
  expect(await audit(page)).toEqual([]);

  // Whoever wanted it started is told that it is not their turn, and nothing of sagas.
  const { page: theirs } = await openAs(browser, rack, user);
  await theirs.getByRole('link', { name: 'web-1' }).click();
  await theirs.getByRole('heading', { name: 'It did not start: the rack has trouble' }).waitFor();
  expect(await theirs.getByRole('main').innerText()).not.toMatch(/saga|undo|tray/i);
  await shoot(theirs, 'instance-start-stuck');

  // Without a reason nothing can be done, and it is said why.
  const retry = page.getByRole('button', { name: 'Try the undo again …' });
  await press(retry);
  const dialog = page.getByRole('dialog', { name: 'Try the undo again?' });
  await untilFocused(dialog.getByLabel('Why'));
  const doIt = dialog.getByRole('button', { name: 'Try the undo again' });
  await tabTo(doIt);
  expect(await doIt.getAttribute('aria-disabled')).toBe('true');
  await page.keyboard.press('Enter');
  expect(await dialog.isVisible()).toBe(true);
  await shoot(page, 'saga-dialog-retry');
  expect(await audit(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await untilFocused(retry);

  // Nobody has seen to it yet.
  await page.keyboard.press('Enter');
  await confirm(page, 'Try the undo again', 'perhaps it works now');
  const events = page.getByRole('region', { name: 'Events' });
  await events.getByText('an operator wants it').waitFor();
  await retry.waitFor();
  await standing(page).getByText(lockedText).waitFor();
  expect(await seenFocus(page)).not.toBeNull();

  await mend(started.database, instanceId);
  await tabTo(retry);
  await page.keyboard.press('Enter');
  await confirm(page, 'Try the undo again', 'the tray is free');
  await standing(page).getByText('It failed, and all that it did was undone.').waitFor();
  await retry.waitFor({ state: 'hidden' });
  // The button has gone; the focus is where it says what came of it, or near it.
  expect(await seenFocus(page)).not.toBeNull();
  await shoot(page, 'saga-unwound');
  const { state } = valueOf(await rack.operator.operator.sagaView({ path: { saga_id: sagaId } }));
  expect(state).toBe('unwound');
  const { run_state: now } = valueOf(
    await user.external.instanceView({ path: { instance: instanceId } }),
  );
  expect(now).toBe('stopped');
});

it('skips an undo, after it has said what that leaves behind', async () => {
  const { instanceId, sagaId } = await stuckStart('web-2');
  const { page } = await openSaga(sagaId);
  await press(page.getByRole('button', { name: 'Skip the undo …' }));
  const dialog = page.getByRole('dialog', { name: 'Skip the undo?' });
  await dialog.getByText('This cannot be taken back.').waitFor();
  await dialog.getByText(/stays where it is/).waitFor();
  await page.keyboard.type('the tray <b>was</b> taken out by hand');
  await shoot(page, 'saga-dialog-skip');
  expect(await audit(page)).toEqual([]);
  await press(dialog.getByRole('button', { name: 'Skip the undo' }));
  await dialog.waitFor({ state: 'hidden' });
  await standing(page).getByText('It failed, and all that it did was undone.').waitFor();
  const nodes = page.getByRole('list', { name: 'Nodes' });
  await nodes.getByRole('button', { name: /^alloc_server undo skipped/ }).waitFor();
  expect(await seenFocus(page)).not.toBeNull();
  await mend(started.database, instanceId);
});

it('abandons one, and is told where somebody else was quicker', async () => {
  const { instanceId, sagaId } = await stuckStart('web-3');
  const { page, forgive } = await openSaga(sagaId);
  const abandon = page.getByRole('button', { name: 'Abandon the saga …' });
  await press(abandon);
  const dialog = page.getByRole('dialog', { name: 'Abandon the saga?' });
  await dialog.getByText(/Nothing more is done in it/).waitFor();
  await shoot(page, 'saga-dialog-abandon');
  expect(await audit(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await untilFocused(abandon);

  await tabTo(page.getByRole('button', { name: 'Skip the undo …' }));
  await page.keyboard.press('Enter');
  const path = { saga_id: sagaId };
  const body = { reason: 'nobody needs it any more' };
  valueOf(await rack.operator.operator.sagaAbandon({ path, body }));
  const skip = page.getByRole('dialog', { name: 'Skip the undo?' });
  await skip.getByLabel('Why').waitFor();
  await page.keyboard.type('too late');
  const doIt = skip.getByRole('button', { name: 'Skip the undo' });
  forgive(/^status 409 POST .*\/skip$/);
  await press(doIt);
  await skip.getByRole('alert').filter({ hasText: /./ }).waitFor();
  expect(await hasFocus(doIt)).toBe(true);
  await shoot(page, 'saga-dialog-too-late');
  await page.keyboard.press('Escape');
  await standing(page).getByText('An operator gave it up.').waitFor();
  await standing(page).getByText('nobody needs it any more').waitFor();
  // Nothing can be done with it any more: what was pressed has gone.
  await expect.poll(async () => seenFocus(page)).not.toBeNull();
  expect(await page.getByRole('button', { name: 'Abandon the saga …' }).count()).toBe(0);
  await shoot(page, 'saga-abandoned');
  expect(await audit(page)).toEqual([]);
  await mend(started.database, instanceId);
});

it('shows one that runs as it goes on, and cancels it', async () => {
  const body = {
    name: 'web-4',
    description: '',
    hostname: 'web-4',
    ncpus: 1,
    memory: gibibyte,
    start: false,
  };
  const made = await user.external.instanceCreate({ query: { project: stuckProject }, body });
  const { id } = valueOf(made);
  // Its sled does not answer.
  const silence = { kind: 'drop', operation: 'vmm_register' } as const;
  const [sled] = rack.sleds;
  await sled?.control.putFaults([silence]);
  valueOf(await user.external.instanceStart({ path: { instance: id } }));
  const { page } = await openAs(browser, rack, rack.operator);
  await page.goto(`${rack.nexus[0]?.url ?? ''}/console/sagas?subject=${id}&name=instance_start`);
  const table = page.getByRole('table', { name: 'Sagas' });
  await press(table.getByRole('link', { name: 'instance_start' }));
  await standing(page).getByText('Its nodes run.').waitFor();
  const nodes = page.getByRole('list', { name: 'Nodes' });
  await nodes.getByRole('button', { name: /^ensure_registered running/ }).waitFor();
  await shoot(page, 'saga-running');
  expect(await audit(page)).toEqual([]);
  await press(page.getByRole('button', { name: 'Cancel the saga …' }));
  await confirm(page, 'Cancel the saga', 'the sled is being moved');
  await standing(page).getByText('It failed, and all that it did was undone.').waitFor();
  await page.getByText('the sled is being moved', { exact: true }).waitFor();
  expect(await nodes.getByRole('button', { name: / undone$/ }).count()).toBeGreaterThan(0);
  expect(await seenFocus(page)).not.toBeNull();
  await sled?.control.deleteFaults();
});
