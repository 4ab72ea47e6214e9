import type {
  InstanceFailure,
  RunFailureReason,
  StartFailureCode,
} from '@skewline/nexus-client/external';

const startFailures: { readonly [Code in StartFailureCode]: string } = {
  no_capacity: 'no room',
  required_sled_unavailable: 'no room beside its affinity group',
  too_many_required_sleds: 'its affinity groups are apart',
  contradictory_groups: 'its groups contradict each other',
  local_disks_on_several_sleds: 'its local disks are apart',
  too_few_distinct_disks: 'too few physical disks',
  quota_exceeded: 'over the quota',
  sled_refused: 'refused by its sled',
  vmm_vanished: 'vanished while starting',
  instance_changed: 'changed while starting',
  cancelled: 'start called off',
  internal: 'fault of the system',
};

const runFailures: { readonly [Reason in RunFailureReason]: string } = {
  virtual_machine_failed: 'its machine failed',
  virtual_machine_vanished: 'its machine vanished',
  host_powered_off: 'its sled lost power',
  host_removed: 'its sled was removed',
  unknown: 'stopped, nobody knows why',
};

/** A failure in a few words, for a list. A code that is newer than this console is shown as it is. */
export function shortFailure(failure: InstanceFailure | null | undefined): string {
  if (failure === null || failure === undefined) return '';
  if (failure.kind === 'run') return runFailures[failure.reason] ?? failure.reason;
  const { code } = failure.failure;
  return startFailures[code] ?? code;
}
