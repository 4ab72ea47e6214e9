import { expect, test } from 'vitest';
import { pages, wrongOfPage } from '../docs/wrong-of-page.ts';

// A minute on a quiet machine; it may be a busy one.
const limitMs = 400_000;

test.each(pages(true))('%s does what it says', { timeout: limitMs + 60_000 }, async (path) => {
  expect(await wrongOfPage(path, limitMs)).toEqual([]);
});
