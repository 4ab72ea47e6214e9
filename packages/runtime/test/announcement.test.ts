import { describe, expect, test } from 'vitest';
import {
  announces,
  compareVersions,
  formatAnnouncement,
  fullVersion,
  highestCommon,
  parseAnnouncement,
  positionOf,
} from '../src/exchange.ts';

const sled = { name: 'sled', versions: ['1', '7', '44', '49'], sparse: true };
const dates = { name: 'dates', versions: ['2026073100', '2026112100'], sparse: false };

describe('what is announced', () => {
  test.each([
    [sled, '1.0.0..49.0.0'],
    [dates, '2026073100.0.0, 2026112100.0.0'],
    [{ ...sled, versions: ['3'] }, '3.0.0'],
    [{ ...dates, versions: ['1.2.3'] }, '1.2.3'],
  ])('%o: %s', (api, text) => {
    expect(formatAnnouncement(api)).toBe(text);
    expect(highestCommon(api, parseAnnouncement(text) ?? [])).toBe(
      fullVersion(api.versions.at(-1) ?? ''),
    );
  });

  test('of a list that nobody would read, the newest', () => {
    const versions = Array.from({ length: 1000 }, (_, index) => String(index + 1));
    const text = formatAnnouncement({ name: 'x', versions, sparse: false });
    expect(text.length).toBeLessThanOrEqual(4096);
    expect(text.length).toBeGreaterThan(4080);
    expect(text.endsWith(', 999.0.0, 1000.0.0')).toBe(true);
    expect(parseAnnouncement(text)?.length).toBe(text.split(',').length);
  });
});

describe('an announcement is read', () => {
  test.each<[string, readonly [string, string][] | undefined]>([
    ['49', [['49.0.0', '49.0.0']]],
    ['1.0.0..49.0.0', [['1.0.0', '49.0.0']]],
    [
      '1..2,4.1 , 5.0.7',
      [
        ['1.0.0', '2.0.0'],
        ['4.1.0', '4.1.0'],
        ['5.0.7', '5.0.7'],
      ],
    ],
    ['3..3', [['3.0.0', '3.0.0']]],
    ['', undefined],
    [' ', undefined],
    [',', undefined],
    ['1,', undefined],
    ['1..', undefined],
    ['..2', undefined],
    ['1..2..3', undefined],
    ['1...2', undefined],
    ['2..1', undefined],
    ['1.0.0.0', undefined],
    ['v1', undefined],
    ['1.x', undefined],
    ['-1', undefined],
    ['1 .. 2', undefined],
    ['1; 2', undefined],
    ['1e3', undefined],
    ['١', undefined],
    ['1234567890123456', undefined],
    ['1.0.0, <html>', undefined],
    [`1${' '.repeat(4096)}`, undefined],
    ['1,'.repeat(5_000_000), undefined],
  ])('%.20s', (text, expected) => {
    const read = parseAnnouncement(text);
    expect(read?.map(({ low, high }) => [low.join('.'), high.join('.')])).toEqual(expected);
  });
});

describe('the highest version that both know', () => {
  test.each([
    [sled, '1.0.0..49.0.0', '49.0.0'],
    [sled, '1.0.0..48.0.0', '48.0.0'],
    [sled, '1..100', '49.0.0'],
    [sled, '30', '30.0.0'],
    [sled, '8.1.2..20.5.0', '20.5.0'],
    [sled, '50..60', undefined],
    [sled, '0', undefined],
    [dates, '2026073100, 2026112100', '2026112100.0.0'],
    [dates, '2026073100.0.0, 2027010100.0.0', '2026073100.0.0'],
    [dates, '1..2026080100', '2026073100.0.0'],
    [dates, '2026080100', undefined],
    [{ name: 'empty', versions: [], sparse: true }, '1', undefined],
  ])('%o and %s: %s', (api, text, expected) => {
    const common = highestCommon(api, parseAnnouncement(text) ?? []);
    expect(common).toBe(expected);
    // It is a version of the API, and one that was announced.
    expect(common === undefined || positionOf(api, common) !== undefined).toBe(true);
    expect(common === undefined || announces(parseAnnouncement(text) ?? [], common)).toBe(true);
  });
});

test('versions', () => {
  expect(['49', '49.1', '49.1.2', 'what'].map(fullVersion)).toEqual([
    '49.0.0',
    '49.1.0',
    '49.1.2',
    'what',
  ]);
  expect(positionOf(sled, '30')).toBe(1);
  expect(positionOf(dates, '2026080100')).toBeUndefined();
  expect(positionOf(sled, 'constructor')).toBeUndefined();
  expect(['10', '9', '9.0.1'].sort(compareVersions)).toEqual(['9', '9.0.1', '10']);
  expect(announces(parseAnnouncement('1..3') ?? [], 'no version')).toBe(false);
});
