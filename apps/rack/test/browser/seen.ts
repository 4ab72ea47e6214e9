import type { Locator, Page } from 'playwright-core';

/** The row of a table in which these words follow each other: `web running`. */
export function row(page: Page, words: string): Locator {
  return page.getByRole('row', { name: words });
}

/** Until it is not there any more. */
export async function gone(what: Locator): Promise<void> {
  await what.waitFor({ state: 'detached' });
}

/** To a page of the navigation. */
export async function goTo(page: Page, name: string): Promise<void> {
  const pages = page.getByRole('navigation', { name: 'Pages' });
  await pages.getByRole('link', { name, exact: true }).click();
  await page.getByRole('heading', { level: 1, name, exact: true }).waitFor();
}

/** From the list of instances to one. */
export async function openInstance(page: Page, name: string): Promise<void> {
  await page.getByRole('link', { name, exact: true }).click();
  await page.getByRole('heading', { level: 1, name, exact: true }).waitFor();
}

/** Until the pages of operators are there, though nobody has gone to them. */
export async function pagesAreFetched(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const fetched = performance.getEntriesByType('resource').map(({ name }) => name);
    return fetched.filter((name) => /\/page-.*\.js$/.test(name)).length === 3;
  });
}
