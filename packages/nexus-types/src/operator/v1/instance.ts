import type { DateTime, Uint16, Uint32, Uint64, Uuid } from '@skewline/runtime/api';
import type { Migration } from './migration.ts';
import type { PageQuery, ResultsPage } from './page.ts';
import type { SledReason } from './placement.ts';
import type { Vmm } from './vmm.ts';

/** What users see an instance do. */
export type InstanceState =
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

/** What the control plane has made of an instance. */
export type InstanceRecordState = 'creating' | 'no_vmm' | 'vmm' | 'failed' | 'destroyed';

export type IntendedState = 'running' | 'stopped' | 'guest_shutdown' | 'destroyed';

export interface InstanceQuery extends PageQuery {
  /** As users see it. Deleted instances are in the list only where `destroyed` is asked for. */
  state?: InstanceState;
  project_id?: Uuid;
  /** The name of its project. Projects of several owners may have the same. */
  project_name?: string;
  name?: string;
  /** Where its active VMM is. */
  sled_id?: Uuid;
}

/** An instance in a list. */
export interface InstanceSummary {
  id: Uuid;
  name: string;
  project_id: Uuid;
  /** Null: there is no record of its project. */
  project_name: string | null;
  state: InstanceState;
  intended_state: IntendedState;
  active_vmm_id: Uuid | null;
  sled_id: Uuid | null;
  sled_serial: string | null;
}

export type InstanceResultsPage = ResultsPage<InstanceSummary>;

/** Whether the control plane starts an instance again by itself, in the words of omicron's people. */
export type KarmicStatus =
  /** It runs, or is meant not to. */
  | { kind: 'saved' }
  /** Its policy is never to. */
  | { kind: 'nirvana' }
  /** It will, but not before this time. */
  | { kind: 'cooling_down'; until: DateTime }
  /** It will, as soon as somebody looks. */
  | { kind: 'will_reincarnate' }
  /** It has tried, and does not any more. */
  | { kind: 'given_up'; why: 'permanent_failure' | 'too_many_tries' };

/** Who may update an instance now. */
export interface UpdaterLock {
  /** Whose it is: a saga takes an id for it. Null if it is free. */
  updater_id: Uuid | null;
  generation: Uint64;
}

/** An attempt to start an instance, for operators. */
export interface StartAttemptLine {
  id: Uuid;
  origin: 'user' | 'auto_start' | 'auto_restart';
  request_id: string | null;
  time_started: DateTime;
  time_finished: DateTime | null;
  outcome: 'open' | 'succeeded' | 'failed';
  code: string | null;
  fault: 'user' | 'capacity' | 'system' | null;
  transience: 'transient' | 'permanent' | null;
  /** What users are told. */
  message: string | null;
  hint: string | null;
  /** What users are not told. */
  detail: string | null;
  /** The VMM that was made for it, if it came to that. */
  vmm_id: Uuid | null;
}

export interface StartAttemptQuery extends PageQuery {
  instance_id?: Uuid;
  outcome?: StartAttemptLine['outcome'];
}

/** An attempt in a list of those of several instances. */
export interface StartAttempt extends StartAttemptLine {
  instance_id: Uuid;
  /** Null: there is no record of it. */
  instance_name: string | null;
}

/** A sled that could not take an instance, and the first reason for that. */
export interface RejectedSled extends SledReason {
  sled_id: Uuid;
  /** Null: there is no record of it. */
  serial: string | null;
}

/** An attempt with all that is known of it. */
export interface StartAttemptDetail extends StartAttempt {
  /** Where its VMM was made; null if it came to none. */
  sled_id: Uuid | null;
  /** The saga that runs it; null as long as none does, and when that was removed. */
  saga_id: Uuid | null;
  /** Empty where sleds were not the matter; at most 1,000. */
  rejected_sleds: RejectedSled[];
}

export type StartAttemptResultsPage = ResultsPage<StartAttempt>;

/** An instance with all that is known of it. */
export interface Instance extends InstanceSummary {
  description: string;
  hostname: string;
  ncpus: Uint16;
  memory: Uint64;
  cpu_platform: string | null;
  boot_disk_id: Uuid | null;
  time_created: DateTime;
  time_modified: DateTime;
  time_deleted: DateTime | null;
  record_state: InstanceRecordState;
  generation: Uint64;
  time_state_updated: DateTime;
  auto_restart_policy: 'never' | 'best_effort' | null;
  auto_restart_cooldown_seconds: Uint32 | null;
  time_last_auto_restarted: DateTime | null;
  needs_reincarnation: boolean;
  karmic_status: KarmicStatus;
  updater_lock: UpdaterLock;
  active_vmm: Vmm | null;
  target_vmm: Vmm | null;
  migration: Migration | null;
  /** The newest first, at most ten. */
  start_attempts: StartAttemptLine[];
  /** Sagas that are about it and not over, by id. */
  sagas: Uuid[];
  /** What is wrong with its record: ids that lead nowhere, states that contradict each other. */
  warnings: string[];
}

/** Something that happened to an instance. */
export interface InstanceEvent {
  sequence: Uint64;
  time: DateTime;
  kind: string;
  /** In one sentence. */
  text: string;
  /** What users are not told. */
  detail: string | null;
}

export type InstanceEventResultsPage = ResultsPage<InstanceEvent>;

export interface InstanceMigrate {
  destination_sled_id: Uuid;
}

/** Something was begun; the saga tells what becomes of it. */
export interface SagaStarted {
  saga_id: Uuid;
}
