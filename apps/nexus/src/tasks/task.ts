import type {
  ActivationReason,
  BackgroundTask,
  BackgroundTaskName,
  CountGroup,
} from '@skewline/nexus-types/operator/v1';
import type { Refusal } from '@skewline/runtime';

/** Something that is done every now and then, and whenever somebody asks. */
export interface Task {
  readonly name: BackgroundTaskName;
  /** What it is for, in one sentence. */
  readonly description: string;
  /**
   * Looks once, and does what is to be done. Trouble with one item is counted and does not stop the others; what is
   * thrown stands in the status, and the next look comes all the same. Ends soon after the signal is aborted.
   */
  run(signal: AbortSignal): Promise<readonly CountGroup[]>;
}

/** The tasks of one nexus. Each runs once at a time; whoever asks while it runs has it run once more. */
export interface BackgroundTasks {
  /** From now on each runs when its time comes, beginning now. */
  start(): void;
  /** Has it run soon, and does not wait. Of a task that is disabled, before `start` and after `stop` it does nothing. */
  activate(name: BackgroundTaskName): void;
  /** Has it run, also where it is disabled, and waits for that. Refused are a task that there is not (404), and any after `stop` (503). */
  runNow(name: BackgroundTaskName, reason?: ActivationReason): Promise<BackgroundTask | Refusal>;
  /** In the order in which they were given. */
  list(): readonly BackgroundTask[];
  /** Aborts what runs and waits for its end. */
  stop(): Promise<void>;
}
