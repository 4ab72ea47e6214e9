import type {
  InstanceState,
  IntendedState,
  MigrationState,
  VmmState,
  VmmStateKind,
} from '@skewline/nexus-types/domain';
import type { UpdateSnapshot } from '../../../src/instance/index.ts';

export const before = '2026-11-21T06:00:00.000000Z';
export const now = '2026-11-21T06:00:01.000000Z';

export function stateOf(kind: VmmStateKind): VmmState {
  return kind === 'failed' ? { kind, reason: 'sled_off', detail: null } : { kind };
}

export interface Told {
  readonly state?: InstanceState;
  readonly intended?: IntendedState;
  /** The VMM that is active, a unless said otherwise. */
  readonly active?: string | null;
  readonly target?: string | null;
  readonly migration?: string | null;
  /** The states of the VMMs that there are records of. */
  readonly vmms?: Readonly<Record<string, VmmStateKind>>;
  /** The sides of migration m, from a to b. */
  readonly sides?: readonly [source: MigrationState, target: MigrationState];
}

/** A snapshot in few words: an instance on VMM a, with migration m to VMM b if it has `sides`. */
export function snapshotOf(told: Told): UpdateSnapshot {
  const { sides, vmms = {} } = told;
  const state = told.state ?? 'vmm';
  const activeVmmId = told.active === undefined ? (state === 'vmm' ? 'a' : null) : told.active;
  const targetVmmId = told.target === undefined ? (sides ? 'b' : null) : told.target;
  const migrationId = told.migration === undefined ? (sides ? 'm' : null) : told.migration;
  const vmmOf = (id: string | null): UpdateSnapshot['activeVmm'] => {
    const kind = id === null ? undefined : vmms[id];
    if (id === null || kind === undefined) return null;
    return { id, runtime: { state: stateOf(kind), gen: 2, timeUpdated: before } };
  };
  return {
    instance: {
      intendedState: told.intended ?? 'running',
      runtime: {
        state,
        gen: 5,
        timeUpdated: before,
        activeVmmId,
        targetVmmId,
        migrationId,
        timeLastAutoRestarted: null,
      },
    },
    activeVmm: vmmOf(activeVmmId),
    targetVmm: vmmOf(targetVmmId),
    migration: sides
      ? {
          id: 'm',
          source: { vmmId: 'a', state: sides[0], gen: 2, timeUpdated: before },
          target: { vmmId: 'b', state: sides[1], gen: 2, timeUpdated: before },
        }
      : null,
  };
}

/** The snapshot after its update was committed; what was destroyed has no record any more. */
export function applied(
  snapshot: UpdateSnapshot,
  update: {
    readonly runtime: UpdateSnapshot['instance']['runtime'];
    readonly intendedState: IntendedState;
  },
): UpdateSnapshot {
  const { activeVmmId, targetVmmId, migrationId } = update.runtime;
  const known = [snapshot.activeVmm, snapshot.targetVmm];
  const vmmOf = (id: string | null) => known.find((vmm) => vmm !== null && vmm.id === id) ?? null;
  return {
    instance: { intendedState: update.intendedState, runtime: update.runtime },
    activeVmm: vmmOf(activeVmmId),
    targetVmm: vmmOf(targetVmmId),
    migration: snapshot.migration?.id === migrationId ? snapshot.migration : null,
  };
}
