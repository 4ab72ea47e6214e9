import type { DateTime, Uuid } from '@skewline/runtime/api';
import type { RejectionCount } from './sled-rejection.ts';

/** Who asked for a start: a user, a create that starts, or the control plane after a failure. */
export type StartOrigin = 'user' | 'auto_start' | 'auto_restart';

/** What stopped a start. `startFailureCodes` says of each whose fault it is, and what to do. */
export type StartFailureCode =
  | 'no_capacity'
  | 'required_sled_unavailable'
  | 'too_many_required_sleds'
  | 'contradictory_groups'
  | 'local_disks_on_several_sleds'
  | 'too_few_distinct_disks'
  | 'quota_exceeded'
  | 'sled_refused'
  | 'vmm_vanished'
  | 'instance_changed'
  | 'cancelled'
  | 'internal';

/** Who can mend it: the user, whoever adds capacity, or whoever runs the system. */
export type StartFault = 'user' | 'capacity' | 'system';

/** Whether the same start can succeed later though nobody changed the instance. */
export type Transience = 'transient' | 'permanent';

/** Why a start failed. All of it but `detail` may be shown to whoever can see the instance. */
export interface StartFailure {
  readonly code: StartFailureCode;
  readonly fault: StartFault;
  readonly transience: Transience;
  /** One sentence without internal names. */
  readonly message: string;
  /** What to do about it. */
  readonly hint: string | null;
  /** Why which number of sleds was passed over; empty if placement was not what failed. */
  readonly counts: readonly RejectionCount[];
  /** For operators only: internal errors and identifiers. */
  readonly detail: string | null;
}

/** What became of a start. */
export type StartOutcome =
  /** It has been accepted and is under way. */
  | { readonly kind: 'open' }
  | { readonly kind: 'succeeded'; readonly timeFinished: DateTime }
  | { readonly kind: 'failed'; readonly timeFinished: DateTime; readonly failure: StartFailure };

/** One try to start an instance. It is recorded before a sled is looked for. */
export interface StartAttempt {
  readonly id: Uuid;
  readonly instanceId: Uuid;
  readonly origin: StartOrigin;
  /** The request that asked; null when nobody did. */
  readonly requestId: string | null;
  readonly timeStarted: DateTime;
  readonly outcome: StartOutcome;
}
