import type { DateTime, Uuid } from '@skewline/runtime/api';
import type { StartFailure } from './start-failure.ts';

/** Why an instance that ran stopped running. */
export type RunFailureReason =
  /** Its virtual machine failed. */
  | 'virtual_machine_failed'
  /** Its virtual machine is gone, and nobody saw it go. */
  | 'virtual_machine_vanished'
  /** The machine that it ran on is powered off. */
  | 'host_powered_off'
  /** The machine that it ran on has been removed. */
  | 'host_removed'
  /** Nobody wrote it down. */
  | 'unknown';

/** What went wrong with an instance. */
export type InstanceFailure =
  /** It did not start. */
  | {
      kind: 'start';
      time_failed: DateTime;
      attempt_id: Uuid;
      failure: StartFailure;
    }
  /** It ran, and stopped running. */
  | {
      kind: 'run';
      time_failed: DateTime;
      reason: RunFailureReason;
      /** What happened, in one sentence. */
      message: string;
    };
