import { describe, expect, it } from 'vitest';
import {
  agoText,
  bytesText,
  clockText,
  countText,
  durationText,
  nearText,
  sentence,
  timeText,
} from '../src/parts/text.ts';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

describe('texts', () => {
  it.each([
    [0, '0 s'],
    [-5000, '0 s'],
    [400, '0 s'],
    [59 * second, '59 s'],
    [59.6 * second, '1 min'],
    [4 * minute + 20 * second, '4 min 20 s'],
    [2 * hour, '2 h'],
    [2 * hour + 3 * second, '2 h'],
    [3 * day + 5 * hour + 9 * minute, '3 d 5 h'],
  ])('%d ms last %s', (milliseconds, text) => {
    expect(durationText(milliseconds)).toBe(text);
  });

  it.each([
    [-60_000, 'just now'],
    [0, 'just now'],
    [7 * second, '7 s ago'],
    [4 * minute + 20 * second, '4 min ago'],
    [3 * day + 5 * hour, '3 d ago'],
  ])('%d ms are %s', (milliseconds, text) => {
    expect(agoText(milliseconds)).toBe(text);
  });

  it.each([
    [0, '0 bytes'],
    [1023, '1023 bytes'],
    [16 * 2 ** 30, '16 GiB'],
    [1.5 * 2 ** 40, '1.5 TiB'],
    [2 ** 63, '8192 PiB'],
  ])('%d bytes are %s', (bytes, text) => {
    expect(bytesText(bytes)).toBe(text);
  });

  it('one is one', () => {
    expect([
      countText(1, 'sled'),
      countText(10_000, 'sled'),
      countText(2, 'entry', 'entries'),
    ]).toEqual(['1 sled', '10,000 sleds', '2 entries']);
  });

  it('tells the day of a time only where it is another one', () => {
    const noon = new Date(2026, 10, 21, 12).getTime();
    expect(nearText(noon + hour, noon)).toBe(clockText(noon + hour));
    expect(nearText(noon + 12 * hour, noon)).toBe(timeText(noon + 12 * hour));
  });
});

it.each([
  ['', ''],
  ['the saga is over', 'The saga is over.'],
  ['Nexus does not answer.', 'Nexus does not answer.'],
  ['is it there?', 'Is it there?'],
])('%j is the sentence %j', (said, shown) => {
  expect(sentence(said)).toBe(shown);
});
