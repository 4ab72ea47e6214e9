import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addSeconds, compareTimes } from '../../src/domain/index.ts';
import { time } from './support/arbitraries.ts';

describe('adding seconds', () => {
  test.each([
    ['2026-11-21T06:39:43Z', 300, '2026-11-21T06:44:43Z'],
    ['2026-12-31T23:59:59.000001Z', 1, '2027-01-01T00:00:00.000001Z'],
    ['2028-02-28T23:59:59.123456789Z', 1, '2028-02-29T00:00:00.123456789Z'],
    ['2026-11-21T01:00:00+02:00', 0, '2026-11-20T23:00:00Z'],
    ['2026-11-21T23:00:00-02:30', 0, '2026-11-22T01:30:00Z'],
    ['2026-11-21t06:39:43z', 0, '2026-11-21T06:39:43Z'],
    ['2016-12-31T23:59:60Z', 0, '2017-01-01T00:00:00Z'],
    ['0001-01-01T00:00:00Z', 1, '0001-01-01T00:00:01Z'],
    ['1969-12-31T23:59:59.5Z', 0, '1969-12-31T23:59:59.5Z'],
  ])('%s and %i', (start, seconds, expected) => {
    expect(addSeconds(start, seconds)).toBe(expected);
  });

  test('and taking them off gives the same time', () => {
    fc.assert(
      fc.property(time, fc.integer({ min: 0, max: 2 ** 32 - 1 }), (start, seconds) => {
        expect(addSeconds(addSeconds(start, seconds), -seconds)).toBe(start);
        expect(Math.sign(compareTimes(addSeconds(start, seconds), start))).toBe(Math.sign(seconds));
      }),
    );
  });

  test('does not leave the years that RFC 3339 has', () => {
    expect(() => addSeconds('9999-12-31T23:59:59Z', 1)).toThrow('no RFC 3339 time has the year');
  });
});

describe('comparing', () => {
  test.each([
    ['2026-11-21T06:39:43Z', '2026-11-21T06:39:43.000Z', 0],
    ['2026-11-21T06:39:43.1Z', '2026-11-21T06:39:43.10Z', 0],
    ['2026-11-21T06:39:43+00:00', '2026-11-21T07:39:43+01:00', 0],
    ['2026-11-21T06:39:43.000001Z', '2026-11-21T06:39:43.000002Z', -1],
    ['2026-11-21T06:39:43.9Z', '2026-11-21T06:39:43.12Z', 1],
    ['2026-11-21T06:39:43.9Z', '2026-11-21T06:39:44Z', -1],
  ])('%s with %s', (left, right, expected) => {
    expect(Math.sign(compareTimes(left, right))).toBe(expected);
    expect(Math.sign(compareTimes(right, left)) + expected).toBe(0);
  });

  test('orders as text does, where all times have the same form', () => {
    fc.assert(
      fc.property(time, time, (left, right) => {
        expect(Math.sign(compareTimes(left, right))).toBe(
          left === right ? 0 : left < right ? -1 : 1,
        );
      }),
    );
  });
});

test.each([
  '',
  'now',
  '2026-11-21',
  '2026-11-21T06:39:43',
  '2026-02-30T00:00:00Z',
  '2026-13-01T00:00:00Z',
  '2026-11-21T24:00:00Z',
  '2026-11-21T06:60:00Z',
  '2026-11-21T06:39:43.Z',
  ' 2026-11-21T06:39:43Z',
  '2026-11-21T06:39:43Z\n',
])('%j is no time', (text) => {
  expect(() => addSeconds(text, 0)).toThrow(
    new RangeError(`not an RFC 3339 time: ${JSON.stringify(text)}`),
  );
});
