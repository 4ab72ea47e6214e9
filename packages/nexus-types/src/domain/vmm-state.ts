import type { VmmFailureReason } from './vmm-failure-reason.ts';

/** What a VMM is doing. A VMM has a failure reason exactly when it is failed. */
export type VmmState =
  /** The control plane has a record of it, and no sled has been told. */
  | { readonly kind: 'creating' }
  | { readonly kind: 'starting' }
  | { readonly kind: 'running' }
  | { readonly kind: 'stopping' }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'rebooting' }
  | { readonly kind: 'migrating' }
  /** It went away without being asked. `detail` is for operators, never for users. */
  | { readonly kind: 'failed'; readonly reason: VmmFailureReason; readonly detail: string | null }
  | { readonly kind: 'destroyed' }
  /** The saga that made it was undone; only the control plane knows this state. */
  | { readonly kind: 'saga_unwound' };

/** A state without what belongs to it, as a column of the database has it. */
export type VmmStateKind = VmmState['kind'];

const kinds: { readonly [Kind in VmmStateKind]: true } = {
  creating: true,
  starting: true,
  running: true,
  stopping: true,
  stopped: true,
  rebooting: true,
  migrating: true,
  failed: true,
  destroyed: true,
  saga_unwound: true,
};

/** All of them. */
// The cast: the keys of an object literal are what its type says.
export const vmmStateKinds: readonly VmmStateKind[] = Object.keys(kinds) as VmmStateKind[];

/** Whether two states are the same, with the reason and detail of a failure. */
export function sameVmmState(left: VmmState, right: VmmState): boolean {
  if (left.kind !== 'failed' || right.kind !== 'failed') return left.kind === right.kind;
  return left.reason === right.reason && left.detail === right.detail;
}
