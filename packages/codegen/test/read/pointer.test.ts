import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Json } from '../../src/model/json.ts';
import {
  parseReference,
  pointerOf,
  referenceTo,
  tokensOf,
  valueAt,
} from '../../src/read/pointer.ts';

test('tokens, pointer and reference are each other’s way back', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme' })), (tokens) => {
      const pointer = pointerOf(tokens);
      expect(tokensOf(pointer)).toEqual(tokens);
      expect(parseReference(referenceTo(pointer))).toEqual({ kind: 'local', tokens });
    }),
  );
});

test.each([
  ['', { kind: 'file' }],
  ['a.json#/x', { kind: 'file' }],
  ['//host/a', { kind: 'remote' }],
  ['urn:a', { kind: 'remote' }],
  ['#a', { kind: 'anchor' }],
  ['#/~2', { kind: 'malformed' }],
  ['#/%zz', { kind: 'malformed' }],
  ['#', { kind: 'local', tokens: [] }],
  ['#/a~1b/%7Bc%7D', { kind: 'local', tokens: ['a/b', '{c}'] }],
])('%j', (reference, want) => {
  expect(parseReference(reference)).toEqual(want);
});

test('only own members are found', () => {
  const root: Json = { a: [{ b: 1 }] };
  expect(valueAt(root, ['a', '0', 'b'])).toBe(1);
  for (const tokens of [
    ['toString'],
    ['__proto__'],
    ['a', 'length'],
    ['a', '-1'],
    ['a', '00'],
    ['a', '0', 'b', 'c'],
  ]) {
    expect(valueAt(root, tokens)).toBeUndefined();
  }
});
