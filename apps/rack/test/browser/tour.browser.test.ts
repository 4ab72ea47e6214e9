import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { paces, type Rack, type RackUser } from '../../src/index.ts';
import { runTour } from '../../src/tour/run.ts';
import { tourUser } from '../../src/tour/stage.ts';
import { isAsTold } from '../../src/tour/step.ts';
import { steps } from '../../src/tour/steps.ts';
import { type Tab, useBrowser } from './support/browser.ts';
import { nexusIsAway } from './support/complaints.ts';
import { startRackWithConsole } from './support/rack.ts';
import { shoot } from './support/shoot.ts';
import { openAs, typeToken } from './support/sign-in.ts';
import { goTo, lookAsOperator, lookAsUser, sees } from './tour/look.ts';
import { seeInstance } from './tour/see.ts';
import { sights } from './tour/sights.ts';

// The failures of the tour, as they are seen by the user whose instance it is and by the operator of the rack; and what
// a person can do by clicking.

type Button = ReturnType<Page['getByRole']>;

const soon = { timeout: 15_000, interval: 100 };

const browser = useBrowser();
let rack: Rack;
beforeAll(async () => {
  // To look at a countdown takes longer than to read an API.
  rack = await startRackWithConsole({ pace: { ...paces.quick, cooldownSeconds: 20 } });
});
afterAll(() => rack.destroy());

describe('the tour', () => {
  let user: Tab;
  let operator: Tab;
  beforeAll(async () => {
    [user, operator] = await Promise.all([
      openAs(browser, rack, await rack.user(tourUser)),
      openAs(browser, rack, rack.operator),
    ]);
  });

  test('each step of the tour has something to be seen', () => {
    expect(Object.keys(sights)).toEqual(steps.map(({ name }) => name));
  });

  test.each(steps)('$name: $title', async (step) => {
    const sight = sights[step.name];
    if (sight === undefined) throw new Error(`nobody knows what is to be seen of ${step.name}`);
    if (step.name === 'nexus-killed') {
      user.forgive(nexusIsAway);
      operator.forgive(nexusIsAway);
    }
    let name = '';
    let missed: unknown = null;
    const results = await runTour(
      rack,
      [step],
      {
        begins() {},
        told() {},
        async looks(look) {
          try {
            if (look.by === 'user') {
              ({ name } = look);
              await lookAsUser(user.page, step.name, name, sight);
            } else {
              await lookAsOperator(operator.page, step.name, name, sight);
            }
          } catch (error) {
            missed = error;
            throw error;
          }
        },
        async ended() {
          if (missed === null && sight.end !== undefined) await sees(user.page, name, sight.end);
          // Nobody looks at what is removed now.
          await Promise.all([user, operator].map(({ page }) => goTo(page, 'Instances')));
          return true;
        },
      },
      new AbortController().signal,
    );
    // The tour would only say that it was broken off.
    if (missed !== null) throw missed;
    expect(results.filter((result) => !isAsTold(result))).toEqual([]);
    expect(name).not.toBe('');
  });
});

describe('by clicking', () => {
  let alice: RackUser;
  let tab: Tab;
  beforeAll(async () => {
    alice = await rack.user('alice');
    tab = await openAs(browser, rack, alice);
  });
  afterAll(() => tab.context.close());

  test('who has no good token is told so, and stays out', async () => {
    const { page, forgive } = await browser.open(rack);
    const told = page.getByRole('alert');
    const button = page.getByRole('button', { name: 'Sign in' });
    await button.click();
    await expect.poll(() => told.innerText()).toBe('Paste your token first.');

    // Nothing that could be in a header.
    await typeToken(page, '🗝️');
    await expect.poll(() => told.innerText()).toMatch(/^This is no token\./);

    forgive(/^status 401 GET \//);
    await typeToken(page, `skw_${'A'.repeat(43)}`);
    await expect.poll(() => told.innerText()).toMatch(/^Nexus does not know this token\./);
    await shoot(page, 'sign-in-wrong-token');
    expect(await page.getByLabel('Token').getAttribute('aria-invalid')).toBe('true');

    // What was kept of the failed tries: nothing, so a reload asks again.
    await page.reload();
    await button.waitFor();
  });

  test('a token is kept for the tab, and gone with the sign-out', async () => {
    const { page, context } = await browser.open(rack);
    await shoot(page, 'sign-in');
    await typeToken(page, alice.token);
    const heading = page.getByRole('heading', { level: 1, name: 'Instances' });
    await heading.waitFor();
    await page.reload();
    await heading.waitFor();
    expect(await page.getByText('User', { exact: true }).isVisible()).toBe(true);
    expect(await page.getByRole('link', { name: 'Sagas' }).count()).toBe(0);

    // What is for operators is not there for others, whatever they type.
    await page.goto(`${rack.nexus[0]!.url}/console/sagas`);
    await page.getByRole('heading', { name: 'There is no such page' }).waitFor();
    await shoot(page, 'no-such-page');

    const other = await context.newPage();
    await other.goto(rack.nexus[0]!.url);
    await other.getByLabel('Token').waitFor();

    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Token').waitFor();
    expect(await page.getByLabel('Token').inputValue()).toBe('');
    await page.goBack();
    await page.getByLabel('Token').waitFor();
    await page.reload();
    await page.getByLabel('Token').waitFor();
    const kept = await page.evaluate(() => JSON.stringify([sessionStorage, localStorage]));
    expect(kept).not.toContain('skw_');
  });

  test('an instance is made, started, rebooted and stopped by clicking', async () => {
    const { page } = tab;
    await page.getByRole('heading', { name: 'There is no project yet' }).waitFor();
    await shoot(page, 'no-project');
    await page.getByRole('button', { name: 'New project' }).click();
    await page.getByLabel('Name').fill('shop');
    await shoot(page, 'new-project-dialog');
    await page.getByRole('button', { name: 'Make it' }).click();
    await page.getByRole('heading', { name: 'shop has no instances' }).waitFor();
    await shoot(page, 'no-instances');

    await page.getByRole('button', { name: 'New instance' }).click();
    await page.getByLabel('Name').fill('web');
    await page.getByLabel('Start it at once').uncheck();
    await page.getByText('All 4 sleds can take it.').waitFor();
    await shoot(page, 'new-instance-dialog');
    await page.getByRole('button', { name: 'Make it' }).click();
    await sees(page, 'web', { state: 'Stopped', title: 'It is stopped' });
    await shoot(page, 'instance-stopped');

    // What makes no sense now cannot be done, and says why.
    const [start, stop, reboot] = ['Start', 'Stop', 'Reboot'].map((name) =>
      page.getByRole('button', { name: new RegExp(`^${name}`) }),
    ) as [Button, Button, Button];
    expect(await stop.getAttribute('aria-disabled')).toBe('true');
    await page.getByText('It is stopped.', { exact: true }).first().waitFor({ state: 'attached' });

    // The dry run is there before anybody presses, and pressing Escape leaves all as it is.
    await start.click();
    const dialog = page.getByRole('dialog', { name: 'Start web?' });
    await dialog.getByText('It fits').waitFor();
    await dialog.getByText('All 4 sleds can take it.').waitFor();
    await shoot(page, 'start-dialog-fits');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await sees(page, 'web', { state: 'Stopped' });
    await start.click();
    await dialog.getByRole('button', { name: 'Start it' }).click();
    await sees(page, 'web', { state: 'Running', title: 'It runs' });
    await shoot(page, 'instance-running');

    await reboot.click();
    await shoot(page, 'reboot-dialog');
    await page.getByRole('button', { name: 'Reboot it' }).click();
    await expect
      .poll(async () => (await seeInstance(page, 'web')).history.join('; '), soon)
      .toMatch(/^Somebody asked for a reboot/);
    await sees(page, 'web', { state: 'Running' });

    await stop.click();
    await shoot(page, 'stop-dialog');
    await page.getByRole('button', { name: 'Stop it' }).click();
    await sees(page, 'web', { state: 'Stopped', title: 'It is stopped' });
    await shoot(page, 'instance-stopped-again');
  });

  test('what does not fit says so before it is made, before it is started, and after', async () => {
    const { page } = tab;
    await page.getByRole('link', { name: 'Instances', exact: true }).click();
    await page.getByRole('button', { name: 'New instance' }).click();
    await page.getByLabel('Name').fill('giant');
    await page.getByLabel('CPUs').fill('64');
    await page.getByLabel('Start it at once').uncheck();
    await page.getByText('It would not start now').waitFor();
    await shoot(page, 'new-instance-dialog-refused');
    await page.getByRole('button', { name: 'Make it' }).click();
    await sees(page, 'giant', { state: 'Stopped', title: 'It is stopped' });

    await page.getByRole('button', { name: /^Start/ }).click();
    const dialog = page.getByRole('dialog', { name: 'Start giant?' });
    await dialog.getByText('It would not start now').waitFor();
    expect(await dialog.getByRole('listitem').allInnerTexts()).toEqual([
      expect.stringMatching(/4 sleds short of CPUs; the nearest lacks 48 CPUs\./),
    ]);
    await dialog.getByRole('button', { name: 'Start it all the same' }).click();
    await sees(page, 'giant', {
      state: 'Stopped',
      title: 'It did not start: no sled can take it as it is',
    });
  });
});
