import type { VmmFailureReason } from '../domain/vmm-failure-reason.ts';
import type { RunFailureReason } from '../external/generated/v2026112100/types.ts';

/** Why an instance stopped running, as its users may know it. */
export interface RunFailure {
  readonly reason: RunFailureReason;
  /** One sentence without internal names. */
  readonly message: string;
}

const vanished: RunFailure = {
  reason: 'virtual_machine_vanished',
  message: 'The virtual machine of the instance disappeared.',
};

const runFailures: { readonly [Reason in VmmFailureReason]: RunFailure } = {
  prehistoric: {
    reason: 'unknown',
    message: 'The instance stopped running, and nobody wrote down why.',
  },
  from_sled_agent: {
    reason: 'virtual_machine_failed',
    message: 'The virtual machine of the instance failed.',
  },
  no_such_instance: vanished,
  sled_expunged: {
    reason: 'host_removed',
    message: 'The machine that the instance ran on has been removed.',
  },
  sled_off: {
    reason: 'host_powered_off',
    message: 'The machine that the instance ran on was powered off.',
  },
  // To whoever runs the rack these are two things; to users the machine is gone either way.
  zone_gone: vanished,
  propolis_lost_instance: vanished,
  setup_failed: {
    reason: 'virtual_machine_failed',
    message: 'The virtual machine of the instance could not be set up.',
  },
};

/** What to tell users of a VMM that failed for this reason. */
export function runFailureView(reason: VmmFailureReason): RunFailure {
  return runFailures[reason];
}
