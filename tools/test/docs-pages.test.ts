import { expect, test } from 'vitest';
import { pages, wrongOfPage } from '../docs/wrong-of-page.ts';

// Seconds on a quiet machine; it may be a busy one.
const limitMs = 600_000;

// Side by side, as each mostly is a process after the other. Those that start a rack are in docs-pages.e2e.test.ts.
test.concurrent.each(pages(false))(
  '%s does what it says',
  { timeout: limitMs + 40_000 },
  async (path) => {
    expect(await wrongOfPage(path, limitMs)).toEqual([]);
  },
);
