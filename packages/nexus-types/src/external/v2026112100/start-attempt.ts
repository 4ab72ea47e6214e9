import type { DateTime, Uuid } from '@skewline/runtime/api';
import type { ResultsPage } from '../v2026073100/page.ts';
import type { RejectedSled } from './sled-rejection.ts';
import type { StartFailure } from './start-failure.ts';

/** Who wanted an instance to start. */
export type StartOrigin =
  /** Somebody asked for it. */
  | 'user'
  /** It was created with `start: true`. */
  | 'auto_start'
  /** It had failed, and its policy starts it again. */
  | 'auto_restart';

/** What became of an attempt. */
export type StartOutcome =
  /** Nothing yet. */
  | { kind: 'open' }
  /** The instance started. */
  | { kind: 'succeeded'; time_finished: DateTime }
  /** The instance did not start. */
  | { kind: 'failed'; time_finished: DateTime; failure: StartFailure };

/**
 * One attempt to start an instance. It is recorded before a sled is looked for, and gets its outcome
 * whether or not anybody still waits for it.
 */
export interface StartAttempt {
  id: Uuid;
  instance_id: Uuid;
  origin: StartOrigin;
  /** The request that asked for it; null where none did. */
  request_id: string | null;
  time_started: DateTime;
  outcome: StartOutcome;
}

/** One page of start attempts. */
export type StartAttemptResultsPage = ResultsPage<StartAttempt>;

/** A start attempt with what only operators may know. */
export interface SystemStartAttempt extends StartAttempt {
  project_id: Uuid;
  /** The saga that ran it; null as long as none does. */
  saga_id: Uuid | null;
  /** The sled that was chosen; null if none was. */
  sled_id: Uuid | null;
  /** The VMM that was made for it; null if none was. */
  vmm_id: Uuid | null;
  /** What went wrong, in the words of the part that noticed; null if nothing did. */
  detail: string | null;
  /** The sleds that could not take it. */
  rejected_sleds: RejectedSled[];
}

/** One page of start attempts, for operators. */
export type SystemStartAttemptResultsPage = ResultsPage<SystemStartAttempt>;
