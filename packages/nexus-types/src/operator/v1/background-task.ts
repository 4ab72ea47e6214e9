import type { DateTime, Uint32, Uint64 } from '@skewline/runtime/api';

/** What a nexus does every now and then by itself. */
export type BackgroundTaskName =
  /** Asks sled agents what their VMMs do. */
  | 'instance_watcher'
  /** Begins updates that nobody else has begun. */
  | 'instance_updater'
  /** Starts failed instances again. */
  | 'instance_reincarnation'
  /** Removes VMMs that no instance has any more. */
  | 'abandoned_vmm_reaper'
  /** Takes over sagas that nobody runs, and looks after starts without an outcome. */
  | 'saga_recovery';

/** Why a task looked when it did. */
export type ActivationReason =
  /** Its time had come. */
  | 'period'
  /** A saga, another task or an operator asked. */
  | 'asked'
  /** Its nexus had just begun. */
  | 'begin';

/** How many there were of something. */
export interface LabelledCount {
  label: string;
  count: Uint64;
}

/** Some figures of the same kind, such as VMMs by state. Those that are zero are left out. */
export interface CountGroup {
  /** `states`, `failed`, `incomplete`, … */
  name: string;
  counts: LabelledCount[];
}

/** How a task fared the last time that it looked. */
export interface TaskRun {
  time_started: DateTime;
  /** In milliseconds. */
  duration_ms: Uint64;
  reason: ActivationReason;
  /** Null where it went through, even if single items gave trouble: those are counted. */
  error: string | null;
  /** What it found and did; each group adds up by itself. */
  counts: CountGroup[];
}

/** A background task, of the nexus that answers. Others that share its database have their own. */
export interface BackgroundTask {
  name: BackgroundTaskName;
  /** What it is for, in one sentence. */
  description: string;
  /** The time from one look to the next. */
  period_seconds: Uint32;
  /** It only looks when it is asked to. */
  disabled: boolean;
  /** How often it has looked since its nexus began. */
  runs: Uint64;
  /** Since when it has been looking; null while it waits. */
  running_since: DateTime | null;
  /** Null before the first. */
  last_run: TaskRun | null;
}

export interface BackgroundTasks {
  items: BackgroundTask[];
}
