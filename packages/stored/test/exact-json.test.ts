import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseExact } from '../src/exact-json.ts';
import { Fault } from '../src/problem.ts';

function outcome(text: string, depth = 128): unknown {
  const result = parseExact(text, depth);
  if (!(result instanceof Fault)) return { value: result };
  const { code, pointer, message } = result;
  return [code, pointer, message];
}

function codeOf(text: string): string | undefined {
  const result = parseExact(text, 128);
  return result instanceof Fault ? result.code : undefined;
}

describe('what JSON.parse forgives, or says in other words on another day', () => {
  test.each([
    ['{"a": [1, 9007199254740993]}', 'number_inexact', '/a/1', 11],
    ['-9007199254740992', 'number_inexact', '', 1],
    ['[1e400]', 'number_inexact', '/0', 2],
    ['[1e-400]', 'number_inexact', '/0', 2],
    ['[12345678901234567e3]', 'number_inexact', '/0', 2],
    ['[9007199254740992.0]', 'number_inexact', '/0', 2],
    ['{"a": {"b": 1, "b": 2}}', 'name_repeated', '/a/b', 16],
    ['{"__proto__": 1, "__proto__": 2}', 'name_repeated', '/__proto__', 18],
    ['{"a/b": 01}', 'not_json', '/a~1b', 9],
    ['{a: 1}', 'not_json', '', 2],
    ["['a']", 'not_json', '/0', 2],
    ['[1,]', 'not_json', '/1', 4],
    ['{"a": 1,}', 'not_json', '', 9],
    ['{"a" 1}', 'not_json', '/a', 6],
    ['[1 2]', 'not_json', '', 4],
    ['[NaN]', 'not_json', '/0', 2],
    ['["\\x"]', 'not_json', '/0', 2],
    ['["\n"]', 'not_json', '/0', 2],
    ['[1] // one', 'not_json', '', 5],
    ['{}{}', 'not_json', '', 3],
    ['', 'cut_off', '', 1],
    ['{', 'cut_off', '', 2],
    ['{"a', 'cut_off', '', 4],
    ['{"a"', 'cut_off', '/a', 5],
    ['{"a":', 'cut_off', '/a', 6],
    ['{"a": tr', 'cut_off', '/a', 9],
    ['{"a": 1', 'cut_off', '', 8],
    ['{"a": -', 'cut_off', '/a', 8],
    ['["a\\"', 'cut_off', '/0', 6],
    ['[[[1]]]', 'too_deep', '/0/0', 3],
  ])('%s is %s', (text, code, pointer, column) => {
    const message = expect.stringMatching(new RegExp(`\\(line 1, column ${String(column)}\\)$`));
    expect(outcome(text, 2)).toEqual([code, pointer, message]);
  });

  test('says the line', () => {
    expect(outcome('{\n  "a": 1,\n  "b": x\n}')).toEqual([
      'not_json',
      '/b',
      'is not JSON: a value is expected (line 3, column 8)',
    ]);
  });

  test.each([
    '0',
    '-0',
    '9007199254740991',
    '-9007199254740991',
    '1e21',
    '1E+300',
    '0.1234567890123456789',
    '4503599627370497.5',
    '0e-400',
    '0.000',
    ' {"a" : [ ] , "" : { } } \r\n\t',
    '"\\u00e9\\ud800\\"\\\\"',
    '{"__proto__": {"x": 1}, "constructor": 2}',
  ])('%s is as JSON.parse says', (text) => {
    expect(outcome(text)).toEqual({ value: JSON.parse(text) });
  });

  test('a name of every object is a name like any other', () => {
    const value = parseExact('{"__proto__": {"x": 1}}', 8);
    expect(Object.keys(value as object)).toEqual(['__proto__']);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  });

  test('neither depth nor length break it', () => {
    expect(codeOf('['.repeat(1_000_000))).toBe('too_deep');
    expect(outcome(`"${'\\"'.repeat(1_000_000)}"`)).toEqual({ value: '"'.repeat(1_000_000) });
    expect(codeOf('1'.repeat(1_000_000))).toBe('cut_off');
    expect(codeOf(`[${'1'.repeat(1_000_000)}]`)).toBe('not_json');
    expect(outcome(`[${'1,'.repeat(300_000)}1]`)).toHaveProperty('value.length', 300_001);
  });
});

/** What JSON.parse makes of a text; undefined where it refuses. */
function theirs(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

test('says of any text the same as JSON.parse, or refuses what that rounds', () => {
  const texts = fc.json({ depthSize: 'medium', stringUnit: 'binary' });
  const letters = Array.from('{}[]",:0123456789.eE+-\\ntrufals \n');
  // One letter changed, taken out or put in: often still JSON, often just not.
  const mutated = fc
    .tuple(texts, fc.nat(), fc.constantFrom(...letters), fc.nat(2))
    .map(([text, at, letter, skip]) => {
      const position = at % (text.length + 1);
      return text.slice(0, position) + letter + text.slice(position + skip);
    });
  const stricter = ['name_repeated', 'number_inexact'];
  fc.assert(
    fc.property(fc.oneof(texts, mutated), (text) => {
      const [mine, wanted] = [parseExact(text, 1000), theirs(text)];
      const isRefused = mine instanceof Fault;
      const allowed = wanted === undefined ? ['not_json', 'cut_off', ...stricter] : stricter;
      const isRight = isRefused
        ? allowed.includes(mine.code)
        : wanted !== undefined && isDeepStrictEqual(mine, wanted.value);
      expect({ text, mine, isRight }).toMatchObject({ isRight: true });
    }),
    { numRuns: 5000 },
  );
});

test('every beginning of a document is cut off, or a document', () => {
  fc.assert(
    fc.property(fc.json(), fc.nat(), (text, at) => {
      const cut = text.slice(0, at % (text.length + 1));
      const result = parseExact(cut, 1000);
      const code = result instanceof Fault ? result.code : 'read';
      expect([cut, ['read', 'cut_off', 'number_inexact']]).toEqual([
        cut,
        expect.arrayContaining([code]),
      ]);
    }),
    { numRuns: 3000 },
  );
});
