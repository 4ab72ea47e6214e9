import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, inject } from 'vitest';
import type { Rack } from '../../../src/index.ts';
import { type Complaints, watch } from './complaints.ts';
import { shootFailure } from './shoot.ts';

/** A person at a browser of their own: nothing is shared with another tab. */
export interface Tab {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What is no fault in this test, e.g. `nexusIsAway`, `/^status 401 /`; see `watch` for the lines. */
  readonly forgive: Complaints['forgive'];
}

/** The browser of a test file. */
export interface TestBrowser {
  /**
   * Opens the console of a rack, where somebody is asked to sign in. What is opened in a test is closed after it; what
   * is opened before the tests, after them.
   */
  readonly open: (rack: Rack) => Promise<Tab>;
}

interface OpenTab extends Tab {
  readonly complaints: Complaints;
  readonly isOfTest: boolean;
}

/**
 * Call it once, at the top of a test file. Whatever is wrong on a page while a test runs (an error on the console, a
 * breach of the content security policy, a failed request, a request to anybody but nexus) is a failure of that test.
 */
export function useBrowser(): TestBrowser {
  let browser: Browser;
  let tabs: readonly OpenTab[] = [];
  let isTesting = false;

  const close = async (which: readonly OpenTab[]): Promise<void> => {
    tabs = tabs.filter((tab) => !which.includes(tab));
    await Promise.all(which.map(({ context }) => context.close()));
  };

  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: inject('chromium'),
      // Chromium has no sandbox for root.
      chromiumSandbox: process.getuid?.() !== 0,
    });
  });
  beforeEach(() => {
    isTesting = true;
  });
  afterEach(async ({ task }) => {
    isTesting = false;
    if (task.result?.state === 'fail') {
      await Promise.all(tabs.map(({ page }, index) => shootFailure(page, task.name, index + 1)));
    }
    const complaints = tabs.flatMap((tab) => tab.complaints.take());
    await close(tabs.filter(({ isOfTest }) => isOfTest));
    if (complaints.length > 0) throw new Error(`on the page:\n${complaints.join('\n')}`);
  });
  afterAll(async () => {
    await close(tabs);
    await browser.close();
  });

  return {
    async open(rack) {
      const context = await browser.newContext({
        viewport: { width: 1440, height: 900 },
        colorScheme: 'light',
        locale: 'en-GB',
        timezoneId: 'UTC',
      });
      context.setDefaultTimeout(15_000);
      const origins = rack.nexus.map(({ url }) => new URL(url).origin);
      const complaints = watch(context, origins);
      const page = await context.newPage();
      tabs = [
        ...tabs,
        { page, context, complaints, forgive: complaints.forgive, isOfTest: isTesting },
      ];
      await page.goto(origins[0] ?? '');
      return { page, context, forgive: complaints.forgive };
    },
  };
}
