import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Rack, type RackUser, valueOf } from '../../src/index.ts';
import { audit } from './axe-audit.ts';
import { press, seenFocus, tabTo } from './keyboard-walk.ts';
import { fill, refusedOneIn } from './many-fill.ts';
import { type RackWithDatabase, startRackWithDatabase } from './rack-database.ts';
import { useBrowser } from './support/browser.ts';
import { shoot } from './support/shoot.ts';
import { openAs } from './support/sign-in.ts';

// A project with 10,000 instances.

const count = 10_000;

const browser = useBrowser();
let started: RackWithDatabase;
let rack: Rack;
let user: RackUser;
beforeAll(async () => {
  started = await startRackWithDatabase({ sleds: [49] });
  ({ rack } = started);
  user = await rack.user('alice');
  const body = { name: 'many', description: '' };
  const { id } = valueOf(await user.external.projectCreate({ body }));
  await fill(started.database, id, count);
});
afterAll(async () => started.destroy());

it('are all there, and only those in sight are in the page', async () => {
  const { page } = await openAs(browser, rack, user);
  await page.getByText('10,000 instances', { exact: true }).waitFor();
  const table = page.getByRole('table', { name: 'Instances of many' });
  await table.getByRole('link', { name: 'instance-00001' }).waitFor();
  expect(await table.getAttribute('aria-rowcount')).toBe(String(count + 1));
  const rows = table.locator('tr[aria-rowindex]');
  expect(await rows.count()).toBeLessThan(100);
  await shoot(page, 'many');
  expect(await audit(page)).toEqual([]);

  await page.keyboard.press('End');
  const last = table.getByRole('row', { name: /^instance-10000/ });
  await last.waitFor();
  expect(await last.getAttribute('aria-rowindex')).toBe(String(count + 1));
  expect(await rows.count()).toBeLessThan(100);
  await shoot(page, 'many-end');
  // Nothing of what was scrolled over is missing at the seam, and the heading is still in sight.
  const seen = await rows.evaluateAll((elements) =>
    elements.slice(1).map((element) => element.getAttribute('aria-rowindex')),
  );
  expect(seen).toEqual(seen.map((_, index) => String(count + 2 - seen.length + index)));
  expect(await table.getByRole('columnheader', { name: 'Name' }).evaluate(isInView)).toBe(true);
});

it('are found by state and by text', async () => {
  const { page } = await openAs(browser, rack, user);
  await page.getByText('10,000 instances', { exact: true }).waitFor();
  const refused = (count / refusedOneIn).toLocaleString('en');
  await press(page.getByRole('button', { name: `In trouble ${refused}` }), 'Space');
  await page.getByText(`${refused} of 10,000 instances`, { exact: true }).waitFor();
  await tabTo(page.getByLabel('Search'));
  await page.keyboard.type('number 777');
  await page.getByText('1 of 10,000 instances', { exact: true }).waitFor();
  const table = page.getByRole('table', { name: 'Instances of many' });
  await table.getByRole('link', { name: 'instance-07770' }).waitFor();
  await shoot(page, 'many-found');
  // What is looked for is in the address: it is there again after the way back.
  await press(table.getByRole('link', { name: 'instance-07770' }));
  await page.getByRole('heading', { level: 1, name: 'instance-07770' }).waitFor();
  await page.goBack();
  await page.getByText('1 of 10,000 instances', { exact: true }).waitFor();
  expect(await page.getByLabel('Search').inputValue()).toBe('number 777');
});

it('are walked by keyboard: who scrolls away goes on from where they were', async () => {
  const { page } = await openAs(browser, rack, user);
  await page.getByText('10,000 instances', { exact: true }).waitFor();
  const table = page.getByRole('table', { name: 'Instances of many' });
  const link = (name: string) => table.getByRole('link', { name, exact: true });
  await tabTo(link('instance-00003'));
  for (let presses = 0; presses < 45; presses += 1) await page.keyboard.press('Tab');
  expect(await seenFocus(page)).toBe('a "instance-00048"');
  for (let presses = 0; presses < 5; presses += 1) await page.keyboard.press('PageDown');
  await table
    .getByRole('row', { name: /^instance-001[0-9]{2}/ })
    .first()
    .waitFor();
  // It is out of sight, and still there.
  expect(await link('instance-00048').count()).toBe(1);
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('instance-00048');
  await page.keyboard.press('Shift+Tab');
  expect(await seenFocus(page)).toBe('a "instance-00047"');
  await page.keyboard.press('Tab');
  expect(await seenFocus(page)).toBe('a "instance-00048"');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'instance-00048' }).waitFor();
});

it('change while somebody looks at them, who stays where they are', async () => {
  const { page } = await openAs(browser, rack, user);
  await page.getByText('10,000 instances', { exact: true }).waitFor();
  const table = page.getByRole('table', { name: 'Instances of many' });
  await tabTo(table.getByRole('link', { name: 'instance-00030' }));
  const top = await page.evaluate(() => scrollY);
  expect(top).toBeGreaterThan(0);
  const query = { project: 'many' };
  valueOf(await user.external.instanceStart({ path: { instance: 'instance-00031' }, query }));
  const row = table.getByRole('row', { name: /^instance-00031/ });
  const isRunning = async () =>
    valueOf(await user.external.instanceView({ path: { instance: 'instance-00031' }, query }))
      .run_state === 'running';
  await expect.poll(isRunning, { timeout: 20_000 }).toBe(true);
  // All ten pages are asked for anew only now and then, and when somebody comes back to the tab.
  await page.evaluate(() => dispatchEvent(new Event('visibilitychange')));
  await row.getByText(/^\WRunning$/).waitFor();
  expect(await page.evaluate(() => scrollY)).toBe(top);
  expect(await seenFocus(page)).toBe('a "instance-00030"');
});

function isInView(element: Element): boolean {
  const { top, bottom } = element.getBoundingClientRect();
  return top >= 0 && bottom <= innerHeight;
}
