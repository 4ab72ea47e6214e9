import type { Vmm, VmmFailure, VmmState } from '@skewline/nexus-types/domain';
import type { VmmRow } from '../rows/index.ts';

/** The columns that say what a VMM does, and why it failed. */
export type VmmStateColumns = Pick<VmmRow, 'state' | 'failure_reason' | 'failure_detail'>;

/** The columns that `runtime` and `lastFailure` become. */
export type VmmRuntimeColumns = VmmStateColumns &
  Pick<VmmRow, 'state_generation' | 'time_state_updated'>;

/** One pair of columns has the reason of a state and, when the VMM has moved on, its last one. */
export function vmmRuntimeColumns({
  runtime,
  lastFailure,
}: Pick<Vmm, 'runtime' | 'lastFailure'>): VmmRuntimeColumns {
  const { state } = runtime;
  const failure = state.kind === 'failed' ? state : lastFailure;
  return {
    state: state.kind,
    time_state_updated: runtime.timeUpdated,
    state_generation: runtime.gen,
    failure_reason: failure === null ? null : failure.reason,
    failure_detail: failure === null ? null : failure.detail,
  };
}

/** The way back, for whatever the columns may hold. `vmmProblems` says where that is not as it must be. */
export function vmmOfColumns(row: VmmRuntimeColumns): Pick<Vmm, 'runtime' | 'lastFailure'> {
  const failure = failureOf(row);
  const state: VmmState =
    row.state === 'failed'
      ? {
          kind: 'failed',
          reason: failure?.reason ?? 'prehistoric',
          detail: failure?.detail ?? null,
        }
      : { kind: row.state };
  return {
    runtime: { state, gen: row.state_generation, timeUpdated: row.time_state_updated },
    lastFailure: row.state === 'failed' ? null : failure,
  };
}

/** A detail without a reason still says that there was a failure. */
function failureOf({ failure_reason, failure_detail }: VmmStateColumns): VmmFailure | null {
  if (failure_reason === null && failure_detail === null) return null;
  return { reason: failure_reason ?? 'prehistoric', detail: failure_detail };
}
