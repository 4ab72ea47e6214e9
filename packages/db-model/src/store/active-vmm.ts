import type { VmmState } from '@skewline/nexus-types/domain';
import { vmmOfColumns } from '../row/vmm-columns.ts';
import type { VmmRow } from '../rows/index.ts';

/** For queries that join `vmm`, where there is one: what says the state of it. */
export const activeVmmColumns = [
  'vmm.state as vmm_state',
  'vmm.time_state_updated as vmm_time_updated',
  'vmm.state_generation as vmm_generation',
  'vmm.failure_reason',
  'vmm.failure_detail',
] as const;

interface ActiveVmmColumns {
  readonly vmm_state: VmmRow['state'] | null;
  readonly vmm_time_updated: VmmRow['time_state_updated'] | null;
  readonly vmm_generation: VmmRow['state_generation'] | null;
  readonly failure_reason: VmmRow['failure_reason'];
  readonly failure_detail: VmmRow['failure_detail'];
}

/** Null: there is no VMM. */
export function activeVmmState({
  vmm_state,
  vmm_time_updated,
  vmm_generation,
  failure_reason,
  failure_detail,
}: ActiveVmmColumns): VmmState | null {
  if (vmm_state === null || vmm_time_updated === null || vmm_generation === null) return null;
  return vmmOfColumns({
    state: vmm_state,
    time_state_updated: vmm_time_updated,
    state_generation: vmm_generation,
    failure_reason,
    failure_detail,
  }).runtime.state;
}
