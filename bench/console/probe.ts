/**
 * What a page tells of itself: what is in here runs in the page. Times are milliseconds from the beginning of its
 * navigation. Something is "shown" when the browser has painted it, as far as a page can tell: after the next frame.
 * Both pages have their list in a `tbody`, whose rows begin with a link in a `th`, and say in a `p` of role `status` how
 * many they show.
 */

declare global {
  interface Window {
    readonly probe: Probe;
  }
}

export interface Probe {
  /** When the list was first shown. */
  readonly list: Promise<number>;
  /** When it was shown that the list is whole. */
  readonly whole: (count: number) => Promise<number>;
  /** Clicks on the first row as soon as it is shown; gives when that was, and when its instance was shown. */
  readonly click: () => Promise<{ readonly clicked: number; readonly answered: number }>;
  /** Has the list asked for again, as it is when somebody comes back to the tab. */
  readonly update: (state: string) => Promise<Update>;
  /** Call it before a key is pressed in the search field. */
  readonly typed: () => void;
  /** Of the key that was pressed since. */
  readonly filtered: () => Promise<Typed>;
  /** Of the tasks of more than 50 ms that ended since then. */
  readonly blocked: (since: number) => Blocked;
  readonly firstPaint: () => number;
  readonly requests: () => Requests;
}

export interface Update {
  /** When it was asked for. */
  readonly asked: number;
  /** When the last of its answers had come. */
  readonly came: number;
  /** When the new state was shown. */
  readonly shown: number;
}

/** Milliseconds from the key. */
export interface Typed {
  /** Until the letter was shown. */
  readonly letter: number;
  /** Until the list was that of the letter. */
  readonly list: number;
}

export interface Blocked {
  /** How much those tasks have over 50 ms, in all. */
  readonly total: number;
  readonly longest: number;
  /** When the last of them ended; 0 if there were none. */
  readonly until: number;
}

export interface Requests {
  readonly files: number;
  readonly fileBytes: number;
  readonly data: number;
  readonly dataBytes: number;
}

/** Is put into the page before its own scripts. It can use nothing from outside of itself. */
export function install({ token, clicks }: { token: string; clicks: boolean }): void {
  // A new tab is an empty page first.
  if (location.protocol !== 'http:') return;
  sessionStorage.setItem('skewline-token', token);
  performance.setResourceTimingBufferSize(10_000);

  const long: PerformanceEntry[] = [];
  new PerformanceObserver((entries) => long.push(...entries.getEntries())).observe({
    type: 'longtask',
    buffered: true,
  });

  const frame = (): Promise<number> =>
    new Promise((resolve) => {
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.addEventListener('message', () => resolve(performance.now()));
        port1.start();
        port2.postMessage(null);
      });
    });

  const shown = (what: string, isSo: () => boolean): Promise<number> =>
    new Promise((resolve, reject) => {
      const observer = new MutationObserver(() => look());
      const timer = setTimeout(() => {
        reject(
          new Error(
            `${what} is not shown after a minute: ${document.body.innerText.slice(0, 500)}`,
          ),
        );
      }, 60_000);
      const look = (): void => {
        if (!isSo()) return;
        observer.disconnect();
        clearTimeout(timer);
        void frame().then(resolve);
      };
      observer.observe(document, { childList: true, characterData: true, subtree: true });
      look();
    });

  const link = (): HTMLAnchorElement | null => document.querySelector('tbody th a');
  const status = (): string => document.querySelector('p[role=status]')?.textContent ?? '';
  const stateOfFirst = (): string =>
    link()?.closest('tr')?.querySelector('td')?.textContent?.toLowerCase() ?? '';

  const lists = shown('a row', () => link() !== null);
  const clickOne = async (): Promise<{ clicked: number; answered: number }> => {
    await lists;
    const name = link()?.textContent ?? '';
    const clicked = performance.now();
    link()?.click();
    const answered = await shown(name, () => document.querySelector('h1')?.textContent === name);
    return { clicked, answered };
  };
  const click = clicks ? clickOne() : null;

  const resources = (): readonly PerformanceResourceTiming[] =>
    // That is what they are of that type.
    performance.getEntriesByType('resource') as PerformanceResourceTiming[];
  const isList = ({ name }: PerformanceEntry): boolean => name.includes('/v1/instances?');

  let filtered: Promise<Typed> | null = null;
  const probe: Probe = {
    list: lists,
    whole: (count) =>
      shown('the whole list', () => status() === `${count.toLocaleString('en')} instances`),
    click: () => click ?? Promise.reject(new Error('this page is not clicked')),
    async update(state) {
      const asked = performance.now();
      document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
      const at = await shown(state, () => stateOfFirst().endsWith(state));
      const came = resources()
        .filter((one) => isList(one) && one.responseEnd > asked && one.responseEnd < at)
        .map(({ responseEnd }) => responseEnd);
      return { asked, came: Math.max(...came), shown: at };
    },
    typed() {
      const before = status();
      const key = new Promise<number>((resolve) => {
        const options = { capture: true, once: true };
        addEventListener('keydown', (event) => resolve(event.timeStamp), options);
      });
      const letter = new Promise<number>((resolve) => {
        const options = { capture: true, once: true };
        addEventListener('input', () => void frame().then(resolve), options);
      });
      const list = shown('another count', () => status() !== before);
      filtered = Promise.all([key, letter, list]).then(([from, one, other]) => ({
        letter: one - from,
        list: other - from,
      }));
    },
    filtered: () => filtered ?? Promise.reject(new Error('no key was to be pressed')),
    blocked(since) {
      const ended = long.filter(({ startTime, duration }) => startTime + duration > since);
      return {
        total: ended.reduce((sum, { duration }) => sum + duration - 50, 0),
        longest: Math.max(0, ...ended.map(({ duration }) => duration)),
        until: Math.max(0, ...ended.map(({ startTime, duration }) => startTime + duration)),
      };
    },
    firstPaint: () =>
      performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN,
    requests() {
      const isData = ({ name }: PerformanceEntry): boolean =>
        !new URL(name).pathname.startsWith('/console/');
      const all = [...performance.getEntriesByType('navigation'), ...resources()].filter(
        (entry): entry is PerformanceResourceTiming => entry instanceof PerformanceResourceTiming,
      );
      const bytes = (some: readonly PerformanceResourceTiming[]): number =>
        some.reduce((sum, { transferSize }) => sum + transferSize, 0);
      const data = all.filter(isData);
      const files = all.filter((entry) => !isData(entry));
      return {
        files: files.length,
        fileBytes: bytes(files),
        data: data.length,
        dataBytes: bytes(data),
      };
    },
  };
  Object.defineProperty(window, 'probe', { value: probe });
}
