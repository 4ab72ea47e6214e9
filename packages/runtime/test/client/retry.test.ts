import { expect, test } from 'vitest';
import { retryDelay } from '../../src/client/retry.ts';

const base = { attempt: 1, retries: 3, timeoutMs: 5000 };
const now = Date.parse('2026-11-21T10:00:00Z');

test.each([
  [{ ...base }, 1, 50],
  [{ ...base, attempt: 3 }, 1, 200],
  [{ ...base, attempt: 3 }, 0.25, 50],
  [{ ...base, attempt: 60, retries: 100 }, 1, 2000],
  [{ ...base, attempt: 4 }, 1, undefined],
  [{ ...base, retries: 0 }, 1, undefined],
  [{ ...base, status: 429 }, 0, 0],
  [{ ...base, status: 503, retryAfter: '2' }, 0, 2000],
  [{ ...base, status: 503, retryAfter: '0' }, 1, 50],
  [{ ...base, status: 503, retryAfter: '6' }, 0, undefined],
  [{ ...base, status: 503, retryAfter: 'Sat, 21 Nov 2026 10:00:03 GMT' }, 0, 3000],
  [{ ...base, status: 503, retryAfter: 'Sat, 21 Nov 2020 10:00:03 GMT' }, 1, 50],
  [{ ...base, status: 503, retryAfter: 'soon' }, 1, 50],
  [{ ...base, status: 503, retryAfter: '-5' }, 1, 50],
  [{ ...base, status: 503, retryAfter: null }, 1, 50],
  ...[200, 400, 404, 408, 500, 501].map((status) => [{ ...base, status }, 1, undefined] as const),
] as const)('%o, %d: %s ms', (tried, random, expected) => {
  expect(retryDelay(tried, random, now)).toBe(expected);
});
