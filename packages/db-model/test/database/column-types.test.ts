import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  parseBytea,
  parseInet,
  parseInt8,
  parseInterval,
  parseTimestamptz,
  UnsayableValue,
} from '../../src/database/column-types.ts';

describe('timestamptz', () => {
  it.each([
    ['2026-11-21 06:51:55+00', '2026-11-21T06:51:55.000000Z'],
    ['2026-11-21 06:51:55.1+00', '2026-11-21T06:51:55.100000Z'],
    ['2026-11-21 06:51:55.123456+00', '2026-11-21T06:51:55.123456Z'],
    ['2026-11-21 06:51:55.000001+00:00', '2026-11-21T06:51:55.000001Z'],
    ['0001-01-01 00:00:00+00', '0001-01-01T00:00:00.000000Z'],
    // Of a session that somebody else put elsewhere.
    ['2026-11-21 06:51:55.123456+01', '2026-11-21T05:51:55.123456Z'],
    ['2026-12-31 22:00:00.5-03:30', '2027-01-01T01:30:00.500000Z'],
  ])('reads %s', (text, want) => {
    expect(parseTimestamptz(text)).toBe(want);
  });

  it.each(['infinity', '-infinity', '0044-03-15 12:00:00+00 BC', '12026-01-01 00:00:00+00', ''])(
    'refuses %s',
    (text) => {
      expect(() => parseTimestamptz(text)).toThrow(UnsayableValue);
    },
  );
});

describe('int8', () => {
  const limit = BigInt(Number.MAX_SAFE_INTEGER);

  it('is exact up to what a number holds', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -limit, max: limit }), (value) => {
        expect(BigInt(parseInt8(String(value)))).toBe(value);
      }),
    );
  });

  it('is an error beyond', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: limit + 1n, max: 2n ** 63n - 1n }), (value) => {
        expect(() => parseInt8(String(value))).toThrow(UnsayableValue);
        expect(() => parseInt8(String(-value))).toThrow(UnsayableValue);
      }),
    );
  });

  it.each(['9007199254740991', '-9007199254740991', '0'])('reads %s', (text) => {
    expect(String(parseInt8(text))).toBe(text);
  });

  it.each(['9007199254740992', '-9007199254740992', '9223372036854775807'])(
    'refuses %s',
    (text) => {
      expect(() => parseInt8(text)).toThrow(`int8 ${text} is beyond 9007199254740991`);
    },
  );
});

describe('interval', () => {
  it.each([
    ['00:05:00', 300],
    ['00:00:00', 0],
    ['-00:05:00', -300],
    ['1 day', 86_400],
    ['-2 days', -172_800],
    ['1 day 02:03:04.5', 93_784.5],
    ['-1 days +00:00:01', -86_399],
    ['1000:00:00', 3_600_000],
  ])('reads %s', (text, want) => {
    expect(parseInterval(text)).toBe(want);
  });

  it.each(['1 mon', '2 years', '1 year 2 mons 3 days', '', 'PT5M'])('refuses %j', (text) => {
    expect(() => parseInterval(text)).toThrow(UnsayableValue);
  });
});

describe('inet', () => {
  it.each([
    ['10.0.0.1', '10.0.0.1'],
    ['10.0.0.1/32', '10.0.0.1'],
    ['10.0.0.0/24', '10.0.0.0/24'],
    ['fd00:1122::1/128', 'fd00:1122::1'],
    ['fd00:1122::/32', 'fd00:1122::/32'],
  ])('reads %s', (text, want) => {
    expect(parseInet(text)).toBe(want);
  });
});

describe('bytea', () => {
  it('reads any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(parseBytea(`\\x${Buffer.from(bytes).toString('hex')}`)).toEqual(bytes);
      }),
    );
  });

  it('refuses another form', () => {
    expect(() => parseBytea('abc')).toThrow(UnsayableValue);
  });
});
