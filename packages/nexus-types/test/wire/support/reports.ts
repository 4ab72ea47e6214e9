import { versionAt } from '@skewline/runtime';
import { sparse, versions } from '@skewline/sled-agent-types/conversions';
import { validators } from '@skewline/sled-agent-types/validators';
import type { SledVmmState } from '../../../src/domain/index.ts';

/** Beginnings and ends of ranges, a listed one, and numbers between two that are listed. */
export const olderVersions = [1, 2, 7, 30, 48] as const;

const migrationId = '5b7f1c0a-3d53-4c52-8f3f-8f2f6c1d7e02';

/** A report of the domain around a state, and the same on the wire; in the same order. */
export function domainReport<State>(state: State): {
  readonly vmmState: { readonly state: State; readonly gen: number; readonly timeUpdated: string };
  readonly migrationIn: SledVmmState['migrationIn'];
  readonly migrationOut: null;
} {
  return {
    vmmState: { state, gen: 3, timeUpdated: '2026-11-21T06:39:43.123456Z' },
    migrationIn: { migrationId, state: 'in_progress', gen: 2, timeUpdated: '2026-11-21T06:39:00Z' },
    migrationOut: null,
  };
}

export function wireReport<State>(state: State): {
  vmm_state: { state: State; gen: number; time_updated: string };
  migration_in: {
    migration_id: string;
    state: 'in_progress';
    gen: number;
    time_updated: string;
  };
  migration_out: null;
} {
  return {
    vmm_state: { state, gen: 3, time_updated: '2026-11-21T06:39:43.123456Z' },
    migration_in: {
      migration_id: migrationId,
      state: 'in_progress',
      gen: 2,
      time_updated: '2026-11-21T06:39:00Z',
    },
    migration_out: null,
  };
}

/** Whether a sled agent of that version would take it. */
export function isReportOf(version: number, value: unknown): boolean {
  const at = versionAt(versions, String(version), sparse) ?? -1;
  const epoch = validators['SledVmmState']?.find(
    ({ from, to }) => versions.indexOf(from) <= at && at <= versions.indexOf(to),
  );
  if (epoch === undefined) throw new Error(`version ${String(version)} has no SledVmmState`);
  return epoch.validate(value);
}
