import type { Locator, Page } from 'playwright-core';

const mostPresses = 120;

/**
 * Presses Tab until the focus is there, as who has no mouse would, once it is there.
 *
 * @throws Error where it does not come there, or cannot be seen on the way.
 */
export async function tabTo(
  target: Locator,
  { isBack = false }: { readonly isBack?: boolean } = {},
): Promise<void> {
  await target.waitFor();
  const page = target.page();
  const passed: string[] = [];
  let rounds = 0;
  for (let presses = 0; presses < mostPresses; presses += 1) {
    await page.keyboard.press(isBack ? 'Shift+Tab' : 'Tab');
    const name = await seenFocus(page);
    // After the last one the browser has its turn, once.
    if (name === null && (rounds += 1) > 1) break;
    passed.push(name ?? '(the browser)');
    if (await hasFocus(target)) return;
  }
  throw new Error(`Tab does not lead to ${target.toString()}, but to ${passed.join(', ')}`);
}

/** Tab, then Enter. */
export async function press(target: Locator, key: 'Enter' | 'Space' = 'Enter'): Promise<void> {
  await tabTo(target);
  await target.page().keyboard.press(key);
}

export async function hasFocus(target: Locator): Promise<boolean> {
  return target.evaluateAll((elements) =>
    elements.some((element) => element === document.activeElement),
  );
}

/** Waits until it has the focus. */
export async function untilFocused(target: Locator): Promise<void> {
  const page = target.page();
  await target.waitFor();
  const element = await target.elementHandle();
  try {
    await page.waitForFunction((wanted) => document.activeElement === wanted, element);
  } catch {
    throw new Error(
      `the focus is on ${String(await seenFocus(page))}, and not on ${target.toString()}`,
    );
  }
}

/**
 * What has the focus, in words; null where nothing has.
 *
 * @throws Error where nobody could see that it has.
 */
export async function seenFocus(page: Page): Promise<string | null> {
  const { name, trouble } = await page.evaluate(() => {
    const element = document.activeElement;
    if (element === null || element === document.body) return { name: null, trouble: null };
    const label = element.getAttribute('aria-label') ?? element.textContent.trim().slice(0, 40);
    const called = `${element.tagName.toLowerCase()} "${label}"`;
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    const { left, right, top, bottom } = element.getBoundingClientRect();
    const [x, y] = [
      (Math.max(left, 0) + Math.min(right, innerWidth)) / 2,
      (Math.max(top, 0) + Math.min(bottom, innerHeight)) / 2,
    ];
    const isInView = right > 0 && left < innerWidth && bottom > 0 && top < innerHeight;
    const above = document.elementFromPoint(x, y);
    const isCovered = above === null || !(element.contains(above) || above.contains(element));
    // What the page is about has no ring: all of it would have one.
    const isMarked =
      element.matches('main') || (outlineStyle !== 'none' && parseFloat(outlineWidth) >= 1);
    const wrong = !isMarked
      ? 'has no ring'
      : !isInView
        ? 'is out of sight'
        : isCovered
          ? `is under ${above?.tagName.toLowerCase() ?? 'nothing'}.${above?.className ?? ''}`
          : null;
    return { name: called, trouble: wrong };
  });
  if (trouble !== null) throw new Error(`${String(name)} has the focus, and ${trouble}`);
  return name;
}
