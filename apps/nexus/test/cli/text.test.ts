import { describe, expect, it } from 'vitest';
import { ageText, paintFor, plain, sectionText, tableText } from '../../src/cli/text.ts';

const now = new Date('2026-11-21T12:00:00Z');
const paint = paintFor({ isColoured: false, now: () => now });

it.each([
  ['2026-11-21T12:00:00.000000Z', '0s ago'],
  ['2026-11-21T11:59:01Z', '59s ago'],
  ['2026-11-21T11:59:00Z', '1m ago'],
  ['2026-11-21T10:01:00Z', '1h ago'],
  ['2026-11-18T12:00:00Z', '3d ago'],
  ['2026-11-21T12:05:00Z', 'in 5m'],
])('%s is %s', (time, age) => {
  expect(ageText(time, now)).toBe(age);
});

it('says a time with its age, and none as a dash', () => {
  expect(paint.time('2026-11-21T11:55:00.123456Z')).toBe('2026-11-21T11:55:00Z (5m ago)');
  expect(paint.time(null)).toBe('-');
});

it('puts columns side by side, and only their head where there is nothing', () => {
  expect(
    tableText(
      paint,
      ['ID', 'STATE', 'WHY'],
      [
        ['a', 'running', null],
        ['abc', 7, 'one\ntwo'],
      ],
    ),
  ).toBe(
    ['ID   STATE    WHY', 'a    running  -', 'abc  7        one', '              two', ''].join(
      '\n',
    ),
  );
  expect(tableText(paint, ['ID', 'STATE'], [])).toBe('ID  STATE\n');
});

it('puts values below each other, and further lines below the first', () => {
  expect(
    sectionText(paint, 'VMM', [
      ['ID', 'a'],
      ['failure reason', 'zone_gone\nIt is gone.'],
      ['sled', null],
    ]),
  ).toBe(
    [
      '== VMM =====================================================',
      '  ID:              a',
      '  failure reason:  zone_gone',
      '                   It is gone.',
      '  sled:            -',
      '',
    ].join('\n'),
  );
});

describe('colours', () => {
  it('are there only where they are wanted', () => {
    expect(paint.colour('red', 'failed')).toBe('failed');
    const coloured = paintFor({ isColoured: true, now: () => now });
    expect(coloured.colour('red', 'failed')).toBe('\u001b[31mfailed\u001b[39m');
  });

  it('do not move columns', () => {
    const coloured = paintFor({ isColoured: true, now: () => now });
    const table = tableText(coloured, ['A', 'B'], [[coloured.colour('red', 'xy'), 'z']]);
    // oxlint-disable-next-line no-control-regex -- those are what is taken out
    expect(table.replace(/\u001b\[\d+m/g, '')).toBe('A   B\nxy  z\n');
  });
});

it('lets no text of others rule the terminal', () => {
  expect(plain('a\u001b[2Jb\u0007\u009bc\td\ne')).toBe('a\\u001b[2Jb\\u0007\\u009bc\td\ne');
});
