import type { Uuid } from '@skewline/runtime/api';
import type {
  MigrationRuntimeState,
  MigrationState,
  SledVmmState,
  VmmState,
} from '@skewline/sled-agent-types/v49';
import { isDecided, isFinal, timeOf, type Vmm } from './vmm.ts';

/** What is seen of a VMM at one moment; what is absent is as before. */
export interface Observation {
  readonly state?: VmmState;
  readonly migrationIn?: Side;
  readonly migrationOut?: Side;
}

interface Side {
  readonly id: Uuid;
  readonly state: MigrationState;
}

/**
 * The VMM after something was seen: what has changed is one generation on, and nexus is to be told. The very same where
 * nothing has changed. Nothing changes any more in one that is over.
 */
export function observe(vmm: Vmm, seen: Observation, now: number): Vmm {
  const { vmm_state: runtime, migration_in, migration_out, ...rest } = vmm.state;
  rest satisfies Record<string, never>;
  if (isFinal(runtime.state)) return vmm;
  const after = movedState(runtime, seen.state, now);
  const incoming = movedSide(migration_in ?? null, seen.migrationIn, now);
  const outgoing = movedSide(migration_out ?? null, seen.migrationOut, now);
  const isSame =
    after === runtime &&
    incoming === (migration_in ?? null) &&
    outgoing === (migration_out ?? null);
  if (isSame) return vmm;
  const state = { vmm_state: after, migration_in: incoming, migration_out: outgoing };
  return { ...vmm, state, unsent: withReport(vmm.unsent, state) };
}

/** It is over. A migration that was under way has failed. */
export function end(vmm: Vmm, state: VmmState, now: number): Vmm {
  const { migration_in: incoming, migration_out: outgoing } = vmm.state;
  const ended = observe(
    vmm,
    {
      state,
      ...(incoming ? { migrationIn: failedUnlessDecided(incoming) } : {}),
      ...(outgoing ? { migrationOut: failedUnlessDecided(outgoing) } : {}),
    },
    now,
  );
  return { ...ended, work: null };
}

/**
 * The reports to come with one more. It takes the place of the one before, for it says all that that one did, except
 * where the outcome of an earlier migration would be lost with it.
 */
function withReport(
  unsent: readonly SledVmmState[],
  report: SledVmmState,
): readonly SledVmmState[] {
  const last = unsent.at(-1);
  return last !== undefined && saysAllOf(report, last)
    ? [...unsent.slice(0, -1), report]
    : [...unsent, report];
}

/** The VMM once nexus has a report. Null: it was over, and this was the last. */
export function afterReport(vmm: Vmm, report: SledVmmState): Vmm | null {
  const [first, ...rest] = vmm.unsent;
  // A newer one has taken its place meanwhile, and is still to be sent.
  if (first === undefined || !isSameReport(first, report)) return vmm;
  return rest.length === 0 && isFinal(vmm.state.vmm_state.state) ? null : { ...vmm, unsent: rest };
}

function saysAllOf(newer: SledVmmState, older: SledVmmState): boolean {
  return (
    keepsOutcome(older.migration_in, newer.migration_in) &&
    keepsOutcome(older.migration_out, newer.migration_out)
  );
}

type MaybeSide = MigrationRuntimeState | null | undefined;

function keepsOutcome(older: MaybeSide, newer: MaybeSide): boolean {
  return !older || !isDecided(older.state) || newer?.migration_id === older.migration_id;
}

function isSameReport(one: SledVmmState, other: SledVmmState): boolean {
  const [a, b] = [generations(one), generations(other)];
  return a.every((generation, index) => generation === b[index]);
}

function generations({ vmm_state, migration_in, migration_out }: SledVmmState): unknown[] {
  return [
    vmm_state.gen,
    ...[migration_in, migration_out].flatMap((side) => [side?.migration_id, side?.gen]),
  ];
}

function movedState(
  runtime: SledVmmState['vmm_state'],
  to: VmmState | undefined,
  now: number,
): SledVmmState['vmm_state'] {
  if (to === undefined || to.kind === runtime.state.kind) return runtime;
  return { state: to, gen: runtime.gen + 1, time_updated: timeOf(now) };
}

function movedSide(
  side: MigrationRuntimeState | null,
  to: Side | undefined,
  now: number,
): MigrationRuntimeState | null {
  if (to === undefined) return side;
  const time_updated = timeOf(now);
  // Nexus begins its record of each side with generation 1, pending.
  if (side?.migration_id !== to.id) {
    return { migration_id: to.id, state: to.state, gen: 2, time_updated };
  }
  if (side.state === to.state || isDecided(side.state)) return side;
  return { ...side, state: to.state, gen: side.gen + 1, time_updated };
}

function failedUnlessDecided(side: MigrationRuntimeState): Side {
  return { id: side.migration_id, state: isDecided(side.state) ? side.state : 'failed' };
}
