import fc from 'fast-check';
import { expect, test } from 'vitest';
import { appliedHeader, mostSeconds, readPrefer } from '../../../src/external/prefer.ts';

test.each<[string | undefined, number, string | null]>([
  [undefined, 0, null],
  ['', 0, null],
  ['wait=20', 20, 'wait=20'],
  ['WAIT = 20', 20, 'wait=20'],
  ['wait="20"', 20, 'wait=20'],
  ['respond-async, wait=10', 10, 'wait=10'],
  ['wait=10, wait=30', 10, 'wait=10'],
  ['wait=10; strict', 10, 'wait=10'],
  ['note="a, wait=5; b", wait=7', 7, 'wait=7'],
  ['note="a \\", wait=5", wait=7', 7, 'wait=7'],
  ['wait=0', 0, 'wait=0'],
  ['wait=60', 60, 'wait=60'],
  ['wait=61', 60, 'wait=60'],
  ['wait=99999999999999999999999', 60, 'wait=60'],
  ['wait', 0, null],
  ['wait=', 0, null],
  ['wait=soon', 0, null],
  ['wait=-1', 0, null],
  ['wait=1.5', 0, null],
  ['waiting=5', 0, null],
  ['handling=lenient', 0, null],
  ['note="wait=5', 0, null],
])('%s', (header, waitSeconds, applied) => {
  expect(readPrefer(header)).toEqual({ waitSeconds, applied });
});

test('it says which preference it follows, or nothing', () => {
  expect(appliedHeader(readPrefer('wait=100'))).toEqual({ 'preference-applied': 'wait=60' });
  expect(appliedHeader(readPrefer('wait=soon'))).toEqual({});
});

test('whatever is sent, the wait is a whole number within its bounds', () => {
  const texts = fc.oneof(fc.string(), fc.stringMatching(/^(wait|=|,|;|"|\\|\d| ){0,30}$/));
  fc.assert(
    fc.property(texts, (header) => {
      const { waitSeconds } = readPrefer(header);
      expect(Number.isInteger(waitSeconds)).toBe(true);
      expect(waitSeconds).toBeGreaterThanOrEqual(0);
      expect(waitSeconds).toBeLessThanOrEqual(mostSeconds);
    }),
  );
});
