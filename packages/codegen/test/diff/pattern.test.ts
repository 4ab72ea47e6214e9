import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stringFits } from '../../src/diff/leaf.ts';
import { combine, type Automaton } from '../../src/diff/pattern/automaton.ts';
import { outside, patternAutomaton, shortest } from '../../src/diff/pattern/language.ts';

function runs(automaton: Automaton, text: string): boolean {
  let state = 0;
  for (const letter of Array.from(text)) {
    const point = letter.codePointAt(0) ?? 0;
    const position = automaton.classes.findLastIndex((first) => first <= point);
    state = automaton.next[state]?.[position] ?? 0;
  }
  return automaton.accepts[state] ?? false;
}

const patterns: readonly string[] = [
  '^a$',
  'a',
  '^a',
  'a$',
  '',
  '^$',
  '^[a-c]+$',
  '^[^a-c]*$',
  '^(a|bc)*$',
  '^(?:a|b){2,3}$',
  '^a{2}b?c+$',
  '^a{2,}$',
  '^\\d{1,3}(\\.\\d{1,3}){3}$',
  '^\\w+\\s\\S+$',
  '^.$',
  '^(^a$|b$)',
  '^a$|^b$',
  'a|^b$',
  '^(?!b)[abc]+$',
  '^(?=.*c)[abc]+$',
  '^(?!abc$)^[a-c]*$',
  '^[a\\-b]+$',
  '^\\u0061\\x62\\u{63}$',
  '^(a+?)(b*?)$',
  '^[\\d-]+$',
  '^é+$',
  '^[\\w.]{0,4}$',
];

describe.each(patterns)('%s', (pattern) => {
  test('is understood as JavaScript does', () => {
    const automaton = patternAutomaton(pattern);
    const expression = new RegExp(pattern, 'u');
    expect(automaton).toBeDefined();
    if (automaton === undefined) return;
    const letters = fc.constantFrom(
      'a',
      'b',
      'c',
      '0',
      '1',
      '.',
      '-',
      ' ',
      '\n',
      'é',
      '\u{1f600}',
      '_',
    );
    fc.assert(
      fc.property(
        fc.string({ unit: letters, maxLength: 8 }),
        (text) => runs(automaton, text) === expression.test(text),
      ),
      { numRuns: 2_000 },
    );
    if (pattern !== '')
      fc.assert(
        fc.property(
          fc.stringMatching(
            new RegExp(pattern.replaceAll(/\(\?[!=][^)]*\)/g, '').replaceAll('^^', '^')),
          ),
          (text) => runs(automaton, text) === expression.test(text),
        ),
      );
    const short = shortest(automaton);
    expect(short === undefined || expression.test(short)).toBe(true);
  });
});

test.each([
  ['(?<!-)a'],
  ['\\bword'],
  ['(a)\\1'],
  ['\\p{L}'],
  ['a^b'],
  ['(?:(?!x)a)*'],
  ['a{2000}'],
])('%s is not understood', (pattern) => {
  expect(patternAutomaton(pattern)).toBeUndefined();
});

test('what is too large is given up, soon', () => {
  const begin = performance.now();
  expect(patternAutomaton('^(a|b)*a(a|b){20}$')).toBeUndefined();
  expect(performance.now() - begin).toBeLessThan(30_000);
});

test('a difference is a string of the one alone, or proven not to be there', () => {
  const checked = fc.check(
    fc.property(fc.constantFrom(...patterns), fc.constantFrom(...patterns), (one, other) => {
      const [from, into] = [patternAutomaton(one), patternAutomaton(other)];
      if (from === undefined || into === undefined) return false;
      const text = outside(from, into);
      if (text === undefined) return false;
      if (text !== null)
        return new RegExp(one, 'u').test(text) && !new RegExp(other, 'u').test(text);
      // Nothing is outside: nothing that is in both is outside either.
      const both = combine(from, into, (a, b) => a && b);
      return both !== undefined && outside(from, both) === null;
    }),
    { numRuns: 400 },
  );
  expect([checked.failed, checked.counterexample]).toEqual([false, null]);
});

test.each([
  ['^[a-z]{3}$', { minLength: 3, maxLength: 3 }, true],
  ['^[a-z]{3}$', { minLength: 4 }, false],
  ['^\u{1f600}{2}$', { maxLength: 2 }, true],
])('the length of %s', (pattern, target, want) => {
  expect(stringFits({ kind: 'string', pattern }, { kind: 'string', ...target })).toBe(want);
});

test.each([
  ['groups within groups', `${'('.repeat(20_000)}a${')'.repeat(20_000)}`],
  ['groups that are not kept', `${'(?:'.repeat(3_000)}a${')'.repeat(3_000)}`],
  [
    'thousands of words',
    `^(${Array.from({ length: 5_000 }, (_, index) => `a${String(index)}`).join('|')})*$`,
  ],
  ['what no automaton of this size can tell', '^(.*a.{30}|b)$'],
])('of %s nothing is proven, and that soon', (_name, pattern) => {
  const begin = performance.now();
  expect(patternAutomaton(pattern)).toBeUndefined();
  expect(performance.now() - begin).toBeLessThan(30_000);
});
