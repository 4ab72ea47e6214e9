/** Visits of both pages by a browser: a tab is opened, measured and closed again. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Browser, BrowserContext, CDPSession, Page } from 'playwright-core';
import { type Blocked, install, type Requests, type Typed } from './probe.ts';
import type { ConsoleSite, List } from './site.ts';

export type Contender = 'console' | 'plain';

/** Milliseconds from the beginning of the navigation. */
export interface Load {
  readonly firstPaint: number;
  readonly list: number;
  /** From the click to the instance. */
  readonly click: number;
  /** The list was shown, and a click on it was answered. */
  readonly interactive: number;
  /** Processor time of the main thread until then. */
  readonly work: number;
  readonly blocked: Blocked;
  readonly requests: Requests;
}

export interface Stay {
  /** All rows were there. */
  readonly whole: number;
  readonly blocked: Blocked;
  readonly updates: readonly UpdateCost[];
  readonly typed: readonly Typed[];
}

/** Milliseconds. */
export interface UpdateCost {
  /** From the last answer of the poll until the change was shown. */
  readonly shown: number;
  /** Processor time of the main thread, for the whole poll: all pages of the list. */
  readonly work: number;
  readonly longest: number;
  /** From asking for the first page. */
  readonly took: number;
}

/** A browser that has never been there. */
export class Visitor {
  readonly #site: ConsoleSite;
  readonly #contender: Contender;
  readonly #context: BrowserContext;

  private constructor(site: ConsoleSite, contender: Contender, context: BrowserContext) {
    this.#site = site;
    this.#contender = contender;
    this.#context = context;
  }

  static async open(browser: Browser, site: ConsoleSite, contender: Contender): Promise<Visitor> {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    return new Visitor(site, contender, context);
  }

  close(): Promise<void> {
    return this.#context.close();
  }

  /** Opens a list and clicks on its first row as soon as that is there. */
  async load(list: List): Promise<Load> {
    return this.#at(list, true, async (page, devtools) => {
      const { clicked, answered } = await page.evaluate(() => window.probe.click());
      const work = 1000 * (await taskSeconds(devtools));
      // Long tasks are told of some time after they were.
      await wait(200);
      const rest = await page.evaluate(async () => ({
        list: await window.probe.list,
        firstPaint: window.probe.firstPaint(),
        blocked: window.probe.blocked(0),
        requests: window.probe.requests(),
      }));
      return { ...rest, work, click: answered - clicked, interactive: answered };
    });
  }

  /** Opens a list, waits until it is whole, has its first row change, and looks for something in it. */
  async stay(list: List, changes: number, keys: string): Promise<Stay> {
    return this.#at(list, false, async (page, devtools) => {
      const whole = await page.evaluate((count) => window.probe.whole(count), list.size);
      await wait(300);
      const blocked = await page.evaluate(() => window.probe.blocked(0));
      const updates: UpdateCost[] = [];
      for (let change = 0; change < 2 * changes; change += 1) {
        const state = change % 2 === 0 ? 'rebooting' : 'running';
        await this.#site.change(list.first, state);
        // What was asked for within the last second is not asked for again.
        await wait(1100);
        updates.push(await update(page, devtools, state));
      }
      const typed: Typed[] = [];
      await page.getByRole('searchbox').focus();
      for (const key of keys) {
        await page.evaluate(() => window.probe.typed());
        await page.keyboard.press(key);
        typed.push(await page.evaluate(() => window.probe.filtered()));
        await wait(100);
      }
      return { whole, blocked, updates, typed };
    });
  }

  async #at<Result>(
    { projectId }: List,
    clicks: boolean,
    look: (page: Page, devtools: CDPSession) => Promise<Result>,
  ): Promise<Result> {
    const page = await this.#context.newPage();
    try {
      const wrong: string[] = [];
      page.on('pageerror', (error) => wrong.push(error.message));
      await page.addInitScript(install, { token: this.#site.token, clicks });
      const devtools = await this.#context.newCDPSession(page);
      await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
      const path = this.#contender === 'console' ? 'instances' : 'plain.html';
      const url = `${this.#site.url}/console/${path}?project=${projectId}`;
      await page.goto(url, { waitUntil: 'commit' });
      const result = await look(page, devtools);
      if (wrong.length > 0) throw new Error(`${this.#contender}: ${wrong.join(', ')}`);
      return result;
    } finally {
      await page.close();
    }
  }
}

async function update(page: Page, devtools: CDPSession, state: string): Promise<UpdateCost> {
  const before = await taskSeconds(devtools);
  const { asked, came, shown } = await page.evaluate(
    (wanted) => window.probe.update(wanted),
    state,
  );
  const after = await taskSeconds(devtools);
  await wait(100);
  const { longest } = await page.evaluate((since) => window.probe.blocked(since), asked);
  return { shown: shown - came, work: 1000 * (after - before), longest, took: shown - asked };
}

/** Processor time that the main thread of the page has used, ever. */
async function taskSeconds(devtools: CDPSession): Promise<number> {
  const { metrics } = await devtools.send('Performance.getMetrics');
  const found = metrics.find(({ name }) => name === 'TaskDuration');
  if (found === undefined) throw new Error('this browser does not say how long it works');
  return found.value;
}
