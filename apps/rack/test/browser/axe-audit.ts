import axe, { type RunOnly } from 'axe-core';
import type { Page } from 'playwright-core';
import { drawn } from './support/shoot.ts';

/** What everybody has to be able to use, as the WCAG has it up to 2.2 AA, and what axe thinks is good practice. */
const all: RunOnly = {
  type: 'tag',
  values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
};

/** In both themes, and wide and narrow; in the other theme only colours are others. */
const looks: readonly {
  readonly colorScheme: 'light' | 'dark';
  readonly width: number;
  readonly height: number;
  readonly rules: RunOnly;
}[] = [
  { colorScheme: 'light', width: 1440, height: 900, rules: all },
  {
    colorScheme: 'dark',
    width: 1440,
    height: 900,
    rules: { type: 'rule', values: ['color-contrast'] },
  },
  { colorScheme: 'dark', width: 360, height: 740, rules: all },
];

/** What axe finds wrong, and where; the page is left as it was. */
export async function audit(page: Page): Promise<readonly string[]> {
  const before = page.viewportSize();
  const found: string[] = [];
  for (const { colorScheme, rules, ...viewport } of looks) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize(viewport);
    await drawn(page);
    const where = `${colorScheme}, ${String(viewport.width)} px`;
    for (const line of await violationsOf(page, rules)) found.push(`${where}: ${line}`);
  }
  await page.emulateMedia({ colorScheme: 'light' });
  if (before !== null) await page.setViewportSize(before);
  return found;
}

/** The source is evaluated by the debugger: no content security policy allows it to a page. */
async function violationsOf(page: Page, rules: RunOnly): Promise<readonly string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  return page.evaluate(async (runOnly) => {
    // It was put there just now.
    const { axe: there } = window as unknown as { axe: typeof axe };
    const { violations } = await there.run(document, {
      runOnly,
      resultTypes: ['violations'],
    });
    return violations.flatMap(({ id, help, nodes }) =>
      nodes.map(({ target, failureSummary = '' }) => {
        const why = failureSummary.replaceAll(/\s+/g, ' ');
        return `${id} (${help}) at ${target.join(' ')}: ${why}`;
      }),
    );
  }, rules);
}
