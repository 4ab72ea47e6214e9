import { describe, expect, test } from 'vitest';
import {
  isUpdateNeeded,
  type MigrationState,
  type VmmStateKind,
  vmmStateKinds,
} from '../../src/domain/index.ts';
import { stateOf } from './support/arbitraries.ts';

const nothing = { vmmUpdated: false, migrationInUpdated: false, migrationOutUpdated: false };
const all = { vmmUpdated: true, migrationInUpdated: true, migrationOutUpdated: true };
const timeUpdated = '2026-11-21T06:00:00Z';

function reportOf(vmm: VmmStateKind, into: MigrationState | null, out: MigrationState | null) {
  const side = (state: MigrationState | null) =>
    state === null ? null : { migrationId: 'm', state, gen: 3, timeUpdated };
  return {
    vmmState: { state: stateOf(vmm), gen: 3, timeUpdated },
    migrationIn: side(into),
    migrationOut: side(out),
  };
}

describe('somebody has to see to the instance', () => {
  test.each(vmmStateKinds)('after a report that the VMM is %s: when that is its end', (kind) => {
    const expected = kind === 'destroyed' || kind === 'failed';
    expect(isUpdateNeeded(all, reportOf(kind, null, null))).toBe(expected);
    expect(isUpdateNeeded({ ...all, vmmUpdated: false }, reportOf(kind, null, null))).toBe(false);
  });

  test.each(['pending', 'in_progress', 'failed', 'completed'] as const)(
    'after a report that a side is %s: when that is its end',
    (state) => {
      const expected = state === 'failed' || state === 'completed';
      const into = reportOf('running', state, null);
      const out = reportOf('migrating', null, state);
      expect(isUpdateNeeded({ ...nothing, migrationInUpdated: true }, into)).toBe(expected);
      expect(isUpdateNeeded({ ...nothing, migrationOutUpdated: true }, out)).toBe(expected);
      expect(isUpdateNeeded({ ...all, migrationInUpdated: false }, into)).toBe(false);
      expect(isUpdateNeeded({ ...all, migrationOutUpdated: false }, out)).toBe(false);
    },
  );

  test('not for a side that was not the one written', () => {
    const report = reportOf('running', 'completed', 'in_progress');
    expect(isUpdateNeeded({ ...nothing, migrationOutUpdated: true }, report)).toBe(false);
  });

  test('not after one that said nothing new', () => {
    expect(isUpdateNeeded(nothing, reportOf('destroyed', 'completed', 'failed'))).toBe(false);
  });
});
