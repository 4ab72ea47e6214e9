import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sameVmmState, vmmStateKinds } from '../../src/domain/index.ts';
import { allStates, state, throughJson } from './support/arbitraries.ts';

test('all kinds', () => {
  expect(vmmStateKinds).toEqual([
    'creating',
    'starting',
    'running',
    'stopping',
    'stopped',
    'rebooting',
    'migrating',
    'failed',
    'destroyed',
    'saga_unwound',
  ]);
});

test('each of the 25 states is the same as itself only', () => {
  expect(allStates).toHaveLength(9 + 8 * 2);
  for (const [row, left] of allStates.entries()) {
    for (const [column, right] of allStates.entries()) {
      expect(sameVmmState(left, right), `${String(row)}, ${String(column)}`).toBe(row === column);
    }
  }
});

test('same means: the same JSON', () => {
  fc.assert(
    fc.property(state, state, (left, right) => {
      expect(sameVmmState(left, right)).toBe(JSON.stringify(left) === JSON.stringify(right));
      expect(sameVmmState(left, { ...left })).toBe(true);
      expect(throughJson(left)).toEqual(left);
    }),
  );
});
