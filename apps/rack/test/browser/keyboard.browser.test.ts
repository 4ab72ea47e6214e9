import { appendInstanceEvent } from '@skewline/db-model';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gibibyte, type Rack, valueOf } from '../../src/index.ts';
import { hasFocus, press, seenFocus, tabTo, untilFocused } from './keyboard-walk.ts';
import { type RackWithDatabase, startRackWithDatabase } from './rack-database.ts';
import { type Tab, useBrowser } from './support/browser.ts';
import { shoot } from './support/shoot.ts';

// Nobody here has a mouse.

const browser = useBrowser();
let started: RackWithDatabase;
let rack: Rack;
beforeAll(async () => {
  started = await startRackWithDatabase({ sleds: [44, 49] });
  ({ rack } = started);
});
afterAll(async () => started.destroy());

/** Somebody signs in by keyboard alone, and is where the page begins. */
async function signIn(name: string): Promise<Tab> {
  const user = await rack.user(name);
  const tab = await browser.open(rack);
  const { page } = tab;
  await untilFocused(page.getByLabel('Token'));
  await page.keyboard.type(user.token);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Instances' }).waitFor();
  await untilFocused(page.getByRole('main'));
  return tab;
}

/** The badge at the top of an instance's page. */
function badge(page: Page, state: string): Locator {
  return page.getByText(new RegExp(`^\\W${state}$`));
}

describe('a user', () => {
  it('is told what is wrong with a token where it is typed, and can skip to the page', async () => {
    const { page, forgive } = await browser.open(rack);
    forgive(/^status 401 /);
    const token = page.getByLabel('Token');
    await untilFocused(token);
    await page.keyboard.press('Enter');
    await page.getByRole('alert').filter({ hasText: 'Paste your token first' }).waitFor();
    expect(await hasFocus(token)).toBe(true);
    await page.keyboard.type('skw_nobody');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').filter({ hasText: 'does not know this token' }).waitFor();
    await untilFocused(token);
    await page.keyboard.press('Control+A');
    await page.keyboard.type((await rack.user('skipper')).token);
    await tabTo(page.getByRole('button', { name: 'Sign in' }));
    await page.keyboard.press('Enter');
    await untilFocused(page.getByRole('main'));
    await tabTo(page.getByRole('link', { name: 'Skip to the page' }), { isBack: true });
    await shoot(page, 'focus-skip-link');
    await page.keyboard.press('Enter');
    await untilFocused(page.getByRole('main'));
    await press(page.getByRole('button', { name: 'New project …' }));
    await page.getByRole('dialog', { name: 'New project' }).waitFor();
  });

  it('makes a project and an instance, starts, stops and reboots it', async () => {
    const { page } = await signIn('alice');
    await page.getByRole('heading', { name: 'There is no project yet' }).waitFor();
    await press(page.getByRole('button', { name: 'New project …' }));
    const project = page.getByRole('dialog', { name: 'New project' });
    await untilFocused(project.getByLabel('Name'));
    await page.keyboard.type('Not a name');
    await page.keyboard.press('Enter');
    await project.getByRole('alert').filter({ hasText: 'put right first' }).waitFor();
    await untilFocused(project.getByLabel('Name'));
    await page.keyboard.press('Control+A');
    await page.keyboard.type('shop');
    // What was wrong is not said any longer of what is typed now.
    await project.getByRole('alert').waitFor({ state: 'hidden' });
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'shop has no instances' }).waitFor();
    // The button that was pressed went with the page that it was on.
    await untilFocused(page.getByRole('main'));

    const open = page.getByRole('button', { name: 'New instance …' });
    await press(open);
    const dialog = page.getByRole('dialog', { name: 'New instance in shop' });
    await untilFocused(dialog.getByLabel('Name'));
    await dialog.getByText('It fits').waitFor();
    await page.keyboard.press('Escape');
    await untilFocused(open);
    await page.keyboard.press('Enter');
    await untilFocused(dialog.getByLabel('Name'));
    await page.keyboard.type('web-1');
    await tabTo(dialog.getByLabel('CPUs'));
    await page.keyboard.press('Control+A');
    await page.keyboard.type('99');
    await dialog.getByText('It would not start now').waitFor();
    await page.keyboard.press('Control+A');
    await page.keyboard.type('2');
    await dialog.getByText('It fits').waitFor();
    const startsAtOnce = dialog.getByRole('checkbox', { name: 'Start it at once' });
    await tabTo(startsAtOnce);
    await page.keyboard.press('Space');
    expect(await startsAtOnce.isChecked()).toBe(false);
    await press(dialog.getByRole('button', { name: 'Make it' }));
    await page.getByRole('heading', { level: 1, name: 'web-1' }).waitFor();
    await untilFocused(page.getByRole('main'));

    const start = page.getByRole('button', { name: 'Start …' });
    await press(start);
    const starting = page.getByRole('dialog', { name: 'Start web-1?' });
    await starting.getByText('It fits').waitFor();
    await press(starting.getByRole('button', { name: 'Start it', exact: true }));
    await starting.waitFor({ state: 'hidden' });
    await untilFocused(start);
    await badge(page, 'Running').waitFor();
    // It has the focus and does nothing, and says why.
    await page.keyboard.press('Enter');
    expect(await page.getByRole('dialog').count()).toBe(0);
    expect(await start.getAttribute('aria-disabled')).toBe('true');
    expect(
      await start.evaluate((element) => element.ariaDescribedByElements?.[0]?.textContent),
    ).toBe('It runs already.');

    const reboot = page.getByRole('button', { name: 'Reboot …' });
    await press(reboot);
    const rebooting = page.getByRole('dialog', { name: 'Reboot web-1?' });
    // What does nothing comes first.
    await untilFocused(rebooting.getByRole('button', { name: 'Leave it as it is' }));
    await press(rebooting.getByRole('button', { name: 'Reboot it' }));
    await rebooting.waitFor({ state: 'hidden' });
    await untilFocused(reboot);

    const stop = page.getByRole('button', { name: 'Stop …' });
    await tabTo(stop, { isBack: true });
    await page.keyboard.press('Enter');
    const stopping = page.getByRole('dialog', { name: 'Stop web-1?' });
    await untilFocused(stopping.getByRole('button', { name: 'Leave it as it is' }));
    await page.keyboard.press('Enter');
    await untilFocused(stop);
    await page.keyboard.press('Enter');
    await press(stopping.getByRole('button', { name: 'Stop it' }));
    await untilFocused(stop);
    await badge(page, 'Stopped').waitFor();

    // The history is a table: a screen reader walks it by rows, each with what the lanes show.
    const history = page.getByRole('table', { name: 'What happened to it, the newest first' });
    const titles = await history.getByRole('columnheader').allInnerTexts();
    expect(titles).toEqual(['Start', 'Run', 'What happened', 'When']);
    const oldest = history.getByRole('row').last();
    await expect.poll(async () => oldest.innerText()).toMatch(/Created/);
    expect(await seenFocus(page)).toMatch(/Stop/);
  });

  it('filters a list, and goes on where what they pressed has gone', async () => {
    const user = await rack.user('bob');
    valueOf(await user.external.projectCreate({ body: { name: 'mine', description: '' } }));
    valueOf(await user.external.projectCreate({ body: { name: 'other', description: '' } }));
    for (const name of ['web-1', 'web-2', 'db-1']) {
      const body = {
        name,
        description: '',
        hostname: name,
        ncpus: 1,
        memory: gibibyte,
        start: false,
      };
      valueOf(await user.external.instanceCreate({ query: { project: 'mine' }, body }));
    }
    const { page } = await signIn('bob');
    const projects = page.getByLabel('Project', { exact: true });
    await tabTo(projects);
    await page.keyboard.press('ArrowDown');
    await page.getByRole('heading', { name: 'other has no instances' }).waitFor();
    expect(await hasFocus(projects)).toBe(true);
    await page.keyboard.press('ArrowUp');
    const table = page.getByRole('table', { name: 'Instances of mine' });
    await table.getByRole('link', { name: 'db-1' }).waitFor();
    expect(await hasFocus(projects)).toBe(true);

    const stopped = page.getByRole('button', { name: 'Stopped 3' });
    await press(stopped, 'Space');
    expect(await stopped.getAttribute('aria-pressed')).toBe('true');
    await tabTo(page.getByLabel('Search'));
    await page.keyboard.type('web');
    await page.getByText('2 of 3 instances').waitFor();
    await page.keyboard.type('-x');
    await page.getByRole('heading', { name: 'None is like that' }).waitFor();
    await press(page.getByRole('button', { name: 'Show all' }));
    await page.getByText('3 instances').waitFor();
    // The button has gone; the list is what it was in.
    await untilFocused(page.getByRole('region', { name: 'Instances of mine' }));
    await press(table.getByRole('link', { name: 'web-2' }));
    await page.getByRole('heading', { level: 1, name: 'web-2' }).waitFor();
    await untilFocused(page.getByRole('main'));
    await press(page.getByRole('link', { name: 'All instances' }));
    await table.waitFor();

    await tabTo(page.getByLabel('Theme'));
    await page.keyboard.press('End');
    await expect.poll(async () => page.locator('html').getAttribute('data-theme')).toBe('dark');
    await page.keyboard.press('Home');
    await press(page.getByRole('button', { name: 'Sign out' }));
    await untilFocused(page.getByLabel('Token'));
  });
});

describe('a long history', () => {
  it('goes on from where they were when what was before is shown', async () => {
    const user = await rack.user('dora');
    valueOf(await user.external.projectCreate({ body: { name: 'old', description: '' } }));
    const body = {
      name: 'old',
      description: '',
      hostname: 'old',
      ncpus: 1,
      memory: gibibyte,
      start: false,
    };
    const made = await user.external.instanceCreate({ query: { project: 'old' }, body });
    const { id: instanceId } = valueOf(made);
    for (let count = 0; count < 60; count += 1) {
      const time = new Date(Date.UTC(2026, 10, 1, 0, 0, count)).toISOString();
      await started.database.transaction(async (transaction) =>
        appendInstanceEvent(transaction, {
          instanceId,
          time,
          what: { kind: 'stop_requested' },
          detail: null,
        }),
      );
    }
    const { page } = await signIn('dora');
    await press(page.getByRole('link', { name: 'old', exact: true }));
    await expect.poll(async () => page.title()).toBe('old · Skewline');
    const history = page.getByRole('region', { name: 'What happened to it' });
    await expect.poll(async () => history.getByRole('row').count()).toBe(51);
    await press(page.getByRole('button', { name: 'Show what was before' }));
    await expect.poll(async () => history.getByRole('row').count()).toBe(62);
    // There is nothing before that, so the button has gone.
    await untilFocused(history);
  });
});

describe('an operator', () => {
  it('looks at placement, skew, sagas and tasks', async () => {
    const user = await rack.user('carol');
    valueOf(await user.external.projectCreate({ body: { name: 'big', description: '' } }));
    const body = {
      name: 'giant',
      description: '',
      hostname: 'giant',
      ncpus: 128,
      memory: gibibyte,
      start: false,
    };
    const { id } = valueOf(await user.external.instanceCreate({ query: { project: 'big' }, body }));
    await user.external.instanceStart({ path: { instance: id }, header: { prefer: 'wait=20' } });
    const { page } = await signIn('operator');

    await press(page.getByRole('link', { name: 'Placement' }));
    await page.getByRole('heading', { level: 1, name: 'Placement' }).waitFor();
    await untilFocused(page.getByRole('main'));
    await tabTo(page.getByLabel('Where would an instance go?'));
    await page.keyboard.type('big/giant');
    await page.keyboard.press('Enter');
    const answer = page.getByRole('region', { name: 'Where giant would go' });
    await answer.waitFor();
    expect(await seenFocus(page)).toMatch(/^input/);
    await page.getByText('nearest miss').first().waitFor();
    await press(answer.getByText('In full'));
    await answer.locator('pre').waitFor();
    await press(page.getByRole('link', { name: 'Look at the rack alone' }));
    await answer.waitFor({ state: 'hidden' });
    await untilFocused(page.getByRole('main'));

    await tabTo(page.getByRole('link', { name: 'Skew', exact: true }), { isBack: true });
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Who understands whom' }).waitFor();
    // What may be wider than the window can be scrolled by keyboard.
    for (const name of ['The matrix', 'Versions of this nexus', 'Versions of sled agents']) {
      await tabTo(page.getByRole('region', { name }));
    }

    await tabTo(page.getByRole('link', { name: 'Sagas' }), { isBack: true });
    await page.keyboard.press('Enter');
    await page.getByText('No saga is stuck.').waitFor();
    await tabTo(page.getByLabel('State'));
    await page.keyboard.type('unwound');
    const sagas = page.getByRole('table', { name: 'Sagas' });
    await expect.poll(async () => new URL(page.url()).search).toBe('?state=unwound');
    await press(sagas.getByRole('link', { name: 'instance_start' }).first());
    await page.getByRole('region', { name: 'Where it stands' }).waitFor();
    await untilFocused(page.getByRole('main'));
    const nodes = page.getByRole('list', { name: 'Nodes' });
    await press(nodes.getByRole('button', { name: /^record_attempt/ }));
    await page.getByRole('heading', { level: 3, name: 'record_attempt' }).waitFor();
    await press(page.getByText('What it was begun with'));
    await page.locator('.saga-more pre').waitFor();

    await tabTo(page.getByRole('link', { name: 'All sagas' }), { isBack: true });
    await page.keyboard.press('Enter');
    await press(page.getByRole('link', { name: 'Background tasks' }));
    await page.getByRole('heading', { level: 1, name: 'Background tasks' }).waitFor();
    const run = page.getByRole('button', { name: 'Run now: Instance watcher' });
    await press(run);
    await page.getByText('It has looked:').waitFor();
    expect(await hasFocus(run)).toBe(true);
  });
});
