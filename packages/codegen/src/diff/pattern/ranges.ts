/** A set of code points: ranges with both ends included, in order and apart from one another. */
export type CodePoints = readonly (readonly [first: number, last: number])[];

export const lastCodePoint = 0x10ffff;

/** What a string of JSON can hold when it is well formed: half of a surrogate pair is no character. */
export const everything: CodePoints = [
  [0, 0xd7ff],
  [0xe000, lastCodePoint],
];

export function union(...sets: readonly CodePoints[]): CodePoints {
  const sorted = sets.flat().sort(([a], [b]) => a - b);
  const joined: (readonly [number, number])[] = [];
  for (const [first, last] of sorted) {
    const before = joined.at(-1);
    if (before !== undefined && first <= before[1] + 1) {
      joined[joined.length - 1] = [before[0], Math.max(before[1], last)];
    } else {
      joined.push([first, last]);
    }
  }
  return joined;
}

export function complement(set: CodePoints): CodePoints {
  const rest: (readonly [number, number])[] = [];
  for (const [first, last] of everything) {
    let next = first;
    for (const [from, to] of union(set)) {
      if (to < next || from > last) continue;
      if (from > next) rest.push([next, from - 1]);
      next = to + 1;
    }
    if (next <= last) rest.push([next, last]);
  }
  return rest;
}

export function contains(set: CodePoints, point: number): boolean {
  return set.some(([first, last]) => first <= point && point <= last);
}

const one = (text: string): CodePoints =>
  union(Array.from(text).map((letter) => [pointOf(letter), pointOf(letter)] as const));

export function pointOf(letter: string): number {
  return letter.codePointAt(0) ?? 0;
}

export const digits: CodePoints = [[0x30, 0x39]];
export const words: CodePoints = union(digits, [[0x41, 0x5a]], [[0x61, 0x7a]], one('_'));
/** What `\s` means in JavaScript. */
export const spaces: CodePoints = union(
  [[0x09, 0x0d]],
  one(' \u00a0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff'),
  [[0x2000, 0x200a]],
);
/** What `.` leaves out. */
export const lineEnds: CodePoints = one('\n\r\u2028\u2029');
