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

/** Whether waiting may be enough, or somebody has to act before the same start can succeed. */
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
  /** The VMM that was made for it, if it came to that. For operators only. */
  readonly vmmId: Uuid | null;
}

/** What a code usually means. `startFailure` starts from this. */
export interface StartFailureText {
  readonly fault: StartFault;
  readonly transience: Transience;
  readonly message: string;
  readonly hint: string | null;
}

export const startFailureCodes: { readonly [Code in StartFailureCode]: StartFailureText } = {
  no_capacity: {
    fault: 'capacity',
    transience: 'transient',
    message: 'No sled has room for this instance now.',
    hint: 'Try again later, stop other instances, or make this one smaller.',
  },
  required_sled_unavailable: {
    fault: 'capacity',
    transience: 'transient',
    message: 'An affinity group allows one sled only, and that sled cannot take the instance now.',
    hint: 'Try again later, stop other members of the group, or take the instance out of it.',
  },
  too_many_required_sleds: {
    fault: 'user',
    transience: 'permanent',
    message: 'The running members of its affinity groups are on more than one sled.',
    hint: 'Stop members of the groups until the rest are on one sled, or take the instance out.',
  },
  contradictory_groups: {
    fault: 'user',
    transience: 'permanent',
    message: 'An affinity group demands the sled that an anti-affinity group forbids.',
    hint: 'Take the instance out of one of the groups, or stop members of them.',
  },
  local_disks_on_several_sleds: {
    fault: 'user',
    transience: 'permanent',
    message: 'The local disks of this instance are on more than one sled.',
    hint: 'Detach local disks until the rest are on one sled.',
  },
  too_few_distinct_disks: {
    fault: 'capacity',
    transience: 'permanent',
    message: 'Each local disk needs a physical disk of its own, and no sled has that many free.',
    hint: 'Detach local disks, or use distributed ones.',
  },
  quota_exceeded: {
    fault: 'user',
    transience: 'permanent',
    message: 'The instance would take more CPUs or memory than the quota allows.',
    hint: 'Stop other instances, or ask for a greater quota.',
  },
  sled_refused: {
    fault: 'system',
    transience: 'transient',
    message: 'The sled that was chosen did not accept the instance.',
    hint: 'Try again.',
  },
  vmm_vanished: {
    fault: 'system',
    transience: 'transient',
    message: 'The instance disappeared from its sled while it was being started.',
    hint: 'Try again.',
  },
  instance_changed: {
    fault: 'user',
    transience: 'transient',
    message: 'Another request changed the instance while it was being started.',
    hint: 'Look at its state, and start it again if it is stopped.',
  },
  cancelled: {
    fault: 'user',
    transience: 'permanent',
    message: 'The start was cancelled.',
    hint: null,
  },
  internal: {
    fault: 'system',
    transience: 'transient',
    message: 'Something went wrong inside the system.',
    hint: 'Try again; if it goes on, tell whoever runs the system the id of this attempt.',
  },
};

/** What is known of a failure beyond its code; what is absent is as the code usually means. */
export interface StartFailureFacts {
  readonly transience?: Transience;
  readonly message?: string;
  readonly hint?: string | null;
  readonly counts?: readonly RejectionCount[];
  readonly detail?: string | null;
}

/** A failure of this code. Whose fault it is goes with the code; all else can be said better. */
export function startFailure(code: StartFailureCode, facts: StartFailureFacts = {}): StartFailure {
  const usual = startFailureCodes[code];
  return {
    code,
    fault: usual.fault,
    transience: facts.transience ?? usual.transience,
    message: facts.message ?? usual.message,
    hint: facts.hint === undefined ? usual.hint : facts.hint,
    counts: facts.counts ?? [],
    detail: facts.detail ?? null,
  };
}

/** What is known of an attempt when it is accepted. */
export type StartRequest = Pick<StartAttempt, 'id' | 'instanceId' | 'origin' | 'requestId'>;

/** An attempt as it is first recorded. */
export function newStartAttempt(request: StartRequest, now: DateTime): StartAttempt {
  const { id, instanceId, origin, requestId } = request;
  const outcome = { kind: 'open' } as const;
  return { id, instanceId, origin, requestId, timeStarted: now, outcome, vmmId: null };
}

/**
 * The attempt with its outcome. One that has an outcome keeps it, and is the very same value: a saga
 * that is replayed says again what it said before, and whoever comes late is too late.
 */
export function finishStartAttempt(
  attempt: StartAttempt,
  outcome: Exclude<StartOutcome, { kind: 'open' }>,
): StartAttempt {
  return attempt.outcome.kind === 'open' ? { ...attempt, outcome } : attempt;
}

/** The attempt without what only operators may see. */
export function publicStartAttempt(attempt: StartAttempt): StartAttempt {
  const { outcome } = attempt;
  return {
    ...attempt,
    outcome:
      outcome.kind === 'failed'
        ? { ...outcome, failure: { ...outcome.failure, detail: null } }
        : outcome,
    vmmId: null,
  };
}
