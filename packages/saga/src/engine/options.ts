import type { SagaEvent } from '../event.ts';
import type { Injection } from '../perform.ts';
import type { Registry } from '../action.ts';
import type { SagaSummary } from './port.ts';

/** What both engines are told. */
export interface EngineOptions {
  /** All actions that sagas of this process, and stored ones, may need. */
  readonly actions: Registry;
  /** How long an executor counts as alive after its last heartbeat; a third of it lies between two. Default 15,000. */
  readonly leaseMs?: number;
  /** How often to look for sagas to take over. Default: the lease. */
  readonly recoveryMs?: number;
  /**
   * How long `close` waits for the actions that run. What has not ended by then has its signal aborted, and whoever takes
   * the saga over does it again. Default 10,000.
   */
  readonly graceMs?: number;
  /** How many sagas to run at once; the others wait, stored. Default 200. */
  readonly maxRunning?: number;
  /**
   * Told of each saga that came to rest here, after that is stored; perhaps twice, and not at all where the process dies
   * in between. What it throws is a warning.
   */
  readonly onRest?: (saga: SagaSummary) => void | Promise<void>;
  /** Told what an operator may want to know: the database is away, a saga is parked, a hook threw. */
  readonly onWarning?: (warning: EngineWarning) => void;
  /** For tests. */
  readonly testing?: EngineTesting;
}

export interface EngineWarning {
  readonly code: EngineWarningCode;
  readonly message: string;
  readonly sagaId: string | null;
  readonly cause: unknown;
}

/**
 * - `database_away`: something waits for the database, and goes on when it is back
 * - `fenced`: another executor has taken a saga that ran here
 * - `parked`: a saga cannot go on here
 * - `adopted`: a saga of a dead executor goes on here
 * - `interrupted`: a saga was left where it is by an error that is none of its own (`cause`); it is taken up again
 * - `tick_failed`: the heartbeat or the recovery failed, and is tried again when its time comes
 * - `hook_failed`: `onRest` threw
 */
export type EngineWarningCode =
  'database_away' | 'fenced' | 'parked' | 'adopted' | 'interrupted' | 'tick_failed' | 'hook_failed';

export interface EngineTesting {
  readonly inject?: (sagaId: string) => Injection;
  /**
   * Called at each boundary: before events are stored, and after. Whoever kills the process here leaves the saga where
   * a crash would. It may be async; the saga waits for it.
   */
  readonly atBoundary?: (boundary: Boundary) => void | Promise<void>;
  readonly random?: () => number;
}

export interface Boundary {
  readonly sagaId: string;
  readonly when: 'before' | 'after';
  readonly events: readonly SagaEvent[];
}
