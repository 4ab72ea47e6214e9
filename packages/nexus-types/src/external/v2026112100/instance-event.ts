import type { DateTime, Uint64, Uuid } from '@skewline/runtime/api';
import type { InstanceState } from '../v2026073100/instance.ts';
import type { ResultsPage } from '../v2026073100/page.ts';
import type { RestartGivenUp } from './auto-restart.ts';
import type { RunFailureReason } from './instance-failure.ts';
import type { StartOrigin } from './start-attempt.ts';
import type { StartFailureCode, StartFault, Transience } from './start-failure.ts';

/** What happened to an instance. */
export type InstanceEventWhat =
  /** It was made. */
  | { kind: 'created' }
  /** Its configuration was changed. */
  | { kind: 'configured' }
  /** It was to start: the attempt is on record. */
  | { kind: 'start_accepted'; attempt_id: Uuid; origin: StartOrigin }
  /** It started. */
  | { kind: 'start_succeeded'; attempt_id: Uuid }
  /** It did not start. The attempt says more. */
  | {
      kind: 'start_failed';
      attempt_id: Uuid;
      code: StartFailureCode;
      fault: StartFault;
      transience: Transience;
      message: string;
      hint: string | null;
    }
  /** It is going to be started again by itself, but not before this time. */
  | { kind: 'restart_planned'; time_next_try: DateTime }
  /** It is not going to be started again by itself. */
  | { kind: 'restart_given_up'; why: RestartGivenUp }
  /** Somebody asked for it to stop. */
  | { kind: 'stop_requested' }
  /** Somebody asked for it to stop and start again. */
  | { kind: 'reboot_requested' }
  /** Its guest shut itself down. */
  | { kind: 'guest_shutdown' }
  /** It is being taken to another sled. */
  | { kind: 'migration_started'; migration_id: Uuid }
  /** It is on the other sled. */
  | { kind: 'migration_completed'; migration_id: Uuid }
  /** It stayed where it was. */
  | { kind: 'migration_failed'; migration_id: Uuid }
  /** It does something else than before. */
  | { kind: 'state_changed'; from: InstanceState; to: InstanceState }
  /** It ran, and stopped running because something went wrong. */
  | { kind: 'run_failed'; reason: RunFailureReason; message: string }
  /** It was deleted. */
  | { kind: 'deleted' };

/** One line of the history of an instance. It never changes. */
export interface InstanceEvent {
  instance_id: Uuid;
  /** From 1, without gaps, in the order in which things happened to this instance. */
  sequence: Uint64;
  timestamp: DateTime;
  what: InstanceEventWhat;
}

/** One page of the history of an instance. */
export type InstanceEventResultsPage = ResultsPage<InstanceEvent>;
