import { describe, expect, test } from 'vitest';
import {
  hear,
  type Heard,
  isFresh,
  type Known,
  nothingKnown,
} from '../../src/client/negotiation.ts';

const list = { name: 'list', versions: ['1', '2', '3'], sparse: false };
const sparse = { name: 'sparse', versions: ['1', '10', '49'], sparse: true };

/** Events and what is spoken after each; `!` is unusable. */
type Row = readonly [kind: Heard['kind'], at: number, text: string, spoken: string, sent?: string];

function play(
  api: typeof list,
  rows: readonly Row[],
): { readonly known: Known; readonly seen: readonly string[] } {
  let known = nothingKnown;
  const seen: string[] = [];
  for (const [kind, at, text, , sent = ''] of rows) {
    const heard: Heard = kind === 'refused' ? { kind, at, text, sent } : { kind, at, text };
    const result = hear(api, known, heard);
    known = result.known;
    const mark = result.unusable === undefined ? '' : '!';
    seen.push(`${known.spoken?.version ?? 'none'}${mark}`);
  }
  return { known, seen };
}

describe('what is spoken after what was heard', () => {
  const tables: Readonly<Record<string, readonly [typeof list, readonly Row[]]>> = {
    'the highest that both know': [list, [['answered', 0, '1..2', '2.0.0']]],
    'of a sparse API also what it does not list': [sparse, [['answered', 0, '1..48.2', '48.2.0']]],
    'nothing from what cannot be read': [
      list,
      [
        ['answered', 0, '<html>', 'none!'],
        ['answered', 1, '', 'none!'],
        ['answered', 2, '1..2', '2.0.0'],
        ['announced', 3, 'x'.repeat(10_000_000), '2.0.0!'],
        ['refused', 4, '1..2,', '2.0.0!', '2.0.0'],
      ],
    ],
    'nothing from a range that is empty or elsewhere': [
      list,
      [
        ['answered', 0, '3..1', 'none!'],
        ['answered', 1, '7..9', 'none!'],
        ['told', 2, '1', '1.0.0'],
        ['told', 3, '7..9', 'none!'],
      ],
    ],
    'a server that is upgraded': [
      list,
      [
        ['answered', 0, '1', '1.0.0'],
        ['announced', 10, '1..3', '3.0.0'],
      ],
    ],
    'a server that is rolled back': [
      list,
      [
        ['answered', 0, '1..3', '3.0.0'],
        ['refused', 10, '1..2', '2.0.0', '3.0.0'],
        ['announced', 20, '1..2', '2.0.0'],
      ],
    ],
    'a pool of two versions stays down for a second': [
      list,
      [
        ['answered', 0, '1..3', '3.0.0'],
        ['refused', 10, '1..2', '2.0.0', '3.0.0'],
        ['announced', 20, '1..3', '2.0.0'],
        ['announced', 30, '1..2', '2.0.0'],
        ['announced', 1009, '1..3', '2.0.0'],
        ['announced', 1010, '1..3', '3.0.0'],
        // An answer that was on its way.
        ['announced', 1020, '1..2', '2.0.0'],
        ['announced', 1030, '1..3', '2.0.0'],
      ],
    ],
    'versions of one shape do not flap either': [
      sparse,
      [
        ['answered', 0, '1..48', '48.0.0'],
        ['refused', 10, '1..47', '47.0.0', '48.0.0'],
        ['announced', 20, '1..48', '47.0.0'],
        ['announced', 1020, '1..48', '48.0.0'],
      ],
    ],
    'what somebody says outright is not held back': [
      list,
      [
        ['answered', 0, '1..3', '3.0.0'],
        ['refused', 10, '1..2', '2.0.0', '3.0.0'],
        ['told', 20, '1..3', '3.0.0'],
        ['refused', 30, '1..2', '2.0.0', '3.0.0'],
        ['answered', 40, '1..3', '3.0.0'],
      ],
    ],
    'of calls refused together the first settles it': [
      list,
      [
        ['answered', 0, '1..3', '3.0.0'],
        ['refused', 10, '1..2', '2.0.0', '3.0.0'],
        ['refused', 11, '1, 2', '2.0.0', '3.0.0'],
        ['refused', 12, '1', '1.0.0', '3.0.0'],
      ],
    ],
    'a server that has dropped old versions': [
      list,
      [
        ['answered', 0, '1', '1.0.0'],
        ['refused', 10, '2..3', '3.0.0', '1.0.0'],
        ['announced', 20, '2', '2.0.0'],
      ],
    ],
    'a refusal that leaves nothing': [
      list,
      [
        ['answered', 0, '1..3', '3.0.0'],
        ['refused', 10, '8', 'none!', '3.0.0'],
        ['answered', 20, '1..3', '3.0.0'],
      ],
    ],
    'a server that answers in what it does not announce': [
      list,
      [
        ['answered', 0, '1..3', '3.0.0'],
        ['announced', 10, '8..9', '3.0.0!'],
      ],
    ],
  };
  test.each(Object.entries(tables))('%s', (_, [api, rows]) => {
    expect(play(api, rows).seen).toEqual(rows.map(([, , , spoken]) => spoken));
  });
});

test('what is heard again is fresh again, and what is not gets old', () => {
  const { known } = play(list, [['answered', 0, '1..3', '3.0.0']]);
  expect([isFresh(known, 99, 100), isFresh(known, 100, 100)]).toEqual([true, false]);
  const { known: again } = hear(list, known, { kind: 'announced', text: '1..3', at: 90 });
  expect(isFresh(again, 189, 100)).toBe(true);
  // What cannot be used says nothing about what is known.
  const { known: same } = hear(list, known, { kind: 'announced', text: '?', at: 90 });
  expect(isFresh(same, 100, 100)).toBe(false);
  expect(isFresh(nothingKnown, 0, Infinity)).toBe(false);
});
