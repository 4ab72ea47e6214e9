import type { Page } from 'playwright-core';
import type { Rack, RackUser } from '../../../src/index.ts';
import type { Tab, TestBrowser } from './browser.ts';

/** Types the token where it is asked for. */
export async function typeToken(page: Page, token: string): Promise<void> {
  await page.getByLabel('Token').fill(token);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** Somebody signed in, at the list of instances. */
export async function openAs(browser: TestBrowser, rack: Rack, user: RackUser): Promise<Tab> {
  const tab = await browser.open(rack);
  await typeToken(tab.page, user.token);
  await tab.page.getByRole('heading', { level: 1, name: 'Instances' }).waitFor();
  return tab;
}
