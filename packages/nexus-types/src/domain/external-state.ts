import type { Uuid } from '@skewline/runtime/api';
import type { InstanceState } from './instance-state.ts';
import type { VmmState, VmmStateKind } from './vmm-state.ts';

/** What users see. */
export type ExternalInstanceState =
  | 'creating'
  | 'starting'
  | 'running'
  | 'stopping'
  | 'stopped'
  | 'rebooting'
  | 'migrating'
  | 'repairing'
  | 'failed'
  | 'destroyed';

/** As users see an active VMM that no migration concerns. */
const stateOfActiveVmm: { readonly [Kind in VmmStateKind]: ExternalInstanceState } = {
  creating: 'starting',
  starting: 'starting',
  running: 'running',
  stopping: 'stopping',
  // It is over only when the instance has let go of the VMM: until then it cannot be started.
  stopped: 'stopping',
  rebooting: 'rebooting',
  migrating: 'migrating',
  failed: 'stopping',
  destroyed: 'stopping',
  saga_unwound: 'failed',
};

/**
 * The state of an instance as users see it, from its record, the state of its active VMM and the
 * migration it takes part in. The record wins: only in state `vmm` do the others count.
 */
export function externalState(
  instance: InstanceState,
  activeVmm: VmmState | null,
  migrationId: Uuid | null,
): ExternalInstanceState {
  if (instance === 'no_vmm') return 'stopped';
  if (instance !== 'vmm') return instance;
  // Barred by `checkInstance` and by the database; nothing runs, so this is what to show.
  if (activeVmm === null) return 'stopped';
  return migrationId === null ? stateOfActiveVmm[activeVmm.kind] : 'migrating';
}

/** As users see a VMM by itself. */
const stateOfVmm: { readonly [Kind in VmmStateKind]: ExternalInstanceState } = {
  creating: 'starting',
  starting: 'starting',
  running: 'running',
  stopping: 'stopping',
  stopped: 'stopped',
  rebooting: 'rebooting',
  migrating: 'migrating',
  failed: 'failed',
  destroyed: 'destroyed',
  saga_unwound: 'stopped',
};

/**
 * The state of a VMM seen by itself, in the words that users know. An instance that has it may show
 * another: see `externalState`.
 */
export function externalStateOfVmm(state: VmmState): ExternalInstanceState {
  return stateOfVmm[state.kind];
}
