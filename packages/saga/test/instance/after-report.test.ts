import {
  type MigrationState,
  type VmmStateKind,
  vmmStateKinds,
} from '@skewline/nexus-types/domain';
import { describe, expect, test } from 'vitest';
import { isUpdateNeeded } from '../../src/instance/index.ts';
import { before, stateOf } from './support/snapshots.ts';

const nothing = { vmmUpdated: false, migrationInUpdated: false, migrationOutUpdated: false };
const all = { vmmUpdated: true, migrationInUpdated: true, migrationOutUpdated: true };

function reportOf(vmm: VmmStateKind, into: MigrationState | null, out: MigrationState | null) {
  const side = (state: MigrationState | null) =>
    state === null ? null : { migrationId: 'm', state, gen: 3, timeUpdated: before };
  return {
    vmmState: { state: stateOf(vmm), gen: 3, timeUpdated: before },
    migrationIn: side(into),
    migrationOut: side(out),
  };
}

describe('an update saga is needed (A3.2)', () => {
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

  test('not after one that said nothing new', () => {
    expect(isUpdateNeeded(nothing, reportOf('destroyed', 'completed', 'failed'))).toBe(false);
  });
});
