import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';

/** Where pictures for people to look at are; `SCREENSHOTS` is another folder, for who runs two at a time. */
export const screenshots: string =
  process.env['SCREENSHOTS'] ??
  fileURLToPath(new URL('../../../../../.screenshots', import.meta.url));

const themes = ['light', 'dark'] as const;

const sizes = {
  wide: { width: 1440, height: 900 },
  narrow: { width: 360, height: 740 },
} as const;

/** More than that of a page nobody looks at. */
const longest = 6000;

/**
 * Takes pictures of the page as it is, light and dark, wide and narrow: `.screenshots/NAME.light.wide.png` and so on.
 * All of the page is in them, unless it is very long or a dialog is open. The page is left as it was.
 *
 * @throws Error where the page is wider than the window: nobody is to scroll sideways.
 */
export async function shoot(page: Page, name: string): Promise<void> {
  const before = page.viewportSize();
  const wasDark = await page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches);
  const tooWide: string[] = [];
  for (const [size, viewport] of Object.entries(sizes)) {
    await page.setViewportSize(viewport);
    for (const theme of themes) {
      await page.emulateMedia({ colorScheme: theme });
      await drawn(page);
      const [width, height, hasDialog] = await page.evaluate(() => [
        document.documentElement.scrollWidth,
        document.documentElement.scrollHeight,
        document.querySelector('dialog[open]') !== null,
      ]);
      if (width > viewport.width) {
        tooWide.push(
          `${name} is ${String(width)} px wide in a window of ${String(viewport.width)}`,
        );
      }
      await page.screenshot({
        path: `${screenshots}/${name}.${theme}.${size}.png`,
        fullPage: height <= longest && !hasDialog,
        animations: 'disabled',
      });
    }
  }
  await page.emulateMedia({ colorScheme: wasDark ? 'dark' : 'light' });
  if (before !== null) await page.setViewportSize(before);
  await drawn(page);
  if (tooWide.length > 0) throw new Error(tooWide.join('\n'));
}

/** What was to be seen when a test failed: `FAILED-what-the-test-says.1.png`. */
export async function shootFailure(page: Page, test: string, tab: number): Promise<void> {
  const name = test.replaceAll(/[^a-z0-9]+/gi, '-').slice(0, 100);
  const path = `${screenshots}/FAILED-${name}.${String(tab)}.png`;
  try {
    await page.screenshot({ path, timeout: 5000 });
  } catch {
    // There may be no page any more: why the test failed is told all the same.
  }
}

/** Until the page is drawn as it now is: what changes its size is told of it in one frame, and draws in the next. */
export async function drawn(page: Page): Promise<void> {
  await page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        requestAnimationFrame(() => requestAnimationFrame(() => resolve()));
      }),
  );
}
