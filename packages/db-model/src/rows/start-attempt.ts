import type { DateTime, Uint32, Uint64, Uuid } from '@skewline/runtime/api';

export type StartOriginLabel = 'user' | 'auto_start' | 'auto_restart';

export type StartOutcomeLabel = 'succeeded' | 'failed';

export type StartFailureCodeLabel =
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

export type StartFaultLabel = 'user' | 'capacity' | 'system';

export type TransienceLabel = 'transient' | 'permanent';

export type SledRejectionLabel =
  | 'expunged'
  | 'decommissioned'
  | 'no_provision'
  | 'evacuating'
  | 'not_selected'
  | 'disks_elsewhere'
  | 'cpu_family'
  | 'anti_affinity'
  | 'affinity'
  | 'hardware_threads'
  | 'physical_ram'
  | 'reservoir'
  | 'distinct_disks'
  | 'disk_space'
  | 'taken_meanwhile';

/** An item of `start_attempt.counts`, which is JSON. */
export interface RejectionCountRow {
  readonly reason: SledRejectionLabel;
  readonly sleds: Uint32;
  readonly least_shortfall: Uint64 | null;
}

/** An item of `start_attempt.rejected_sleds`, which is JSON. */
export interface RejectedSledRow {
  readonly sled_id: Uuid;
  readonly reason: SledRejectionLabel;
  readonly shortfall: Uint64 | null;
}

/** Table `start_attempt`. Open while it has no outcome; explained exactly if it failed. */
export interface StartAttemptRow {
  readonly id: Uuid;
  readonly instance_id: Uuid;
  readonly origin: StartOriginLabel;
  readonly request_id: string | null;
  readonly time_started: DateTime;
  readonly time_finished: DateTime | null;
  readonly outcome: StartOutcomeLabel | null;
  readonly code: StartFailureCodeLabel | null;
  readonly fault: StartFaultLabel | null;
  readonly transience: TransienceLabel | null;
  readonly message: string | null;
  readonly hint: string | null;
  readonly counts: readonly RejectionCountRow[] | null;
  /** For operators only. */
  readonly detail: string | null;
  readonly vmm_id: Uuid | null;
}

/** Table `start_attempt`, with a column that is long and that few ask for. */
export interface StoredStartAttemptRow extends StartAttemptRow {
  /** For operators only. Null where sleds were not the matter. */
  readonly rejected_sleds: readonly RejectedSledRow[] | null;
}
