import type { Json } from '../src/index.ts';
import type { EngineName } from '../src/engine/port.ts';

/** What the suite tells a child program, as JSON in its argument, and what a child answers, a line of JSON each. */
export type Request = ChainRequest | PendingRequest | DrainRequest | OwnerRequest;

/** Where a database is; as `openDatabase` takes it. */
export type Place = { readonly directory: string } | { readonly url: string };

export interface Opening {
  readonly engine: EngineName;
  readonly place: Place;
  readonly leaseMs: number;
}

export type Direction = 'forward' | 'undo';

/** Finish what the child before left, tell how it ended, then begin a saga of one's own, and die where it is said. */
export interface ChainRequest extends Opening {
  readonly kind: 'chain';
  readonly scenario: string;
  readonly direction: Direction;
  readonly left: Left | null;
  /** The saga to begin; null: none. */
  readonly run: string | null;
  /** Null: do not die, and tell all boundaries. */
  readonly killAt: Target | null;
}

/** What a child that died has left behind. */
export interface Left {
  readonly sagaId: string;
  readonly params: Json;
}

/**
 * A boundary that is the same in every run, though nodes that run side by side end in any order: before or after the
 * first write that has this event. Sagas are counted in the order in which they write; 0 is a call of something outside.
 */
export interface Target {
  readonly saga: number;
  readonly when: 'before' | 'after';
  readonly event: string;
}

/** Begin many sagas, let them all come to their second node, and wait to be killed. */
export interface PendingRequest extends Opening {
  readonly kind: 'pending';
  readonly count: number;
}

/** Take over what there is, and tell when nothing runs any more. */
export interface DrainRequest extends Opening {
  readonly kind: 'drain';
}

/** One of two executors on one database. */
export interface OwnerRequest extends Opening {
  readonly kind: 'owner';
  readonly sagaId: string;
  /** Whether to begin the saga; else it is only taken over. */
  readonly run: boolean;
  /** `undo`: the last node fails. */
  readonly direction: Direction;
  /** Where to stop oneself by SIGSTOP. */
  readonly pauseAt: PausePoint | null;
  /** How long a transaction may do nothing. */
  readonly idleInTransactionMs: number;
}

/**
 * Of the relay saga:
 * - `in_body`: in its second node, before its transaction
 * - `in_transaction`: after its rows are written, before it is fenced
 * - `fenced`: after `record`, before it commits; the saga's row is locked
 * - `before_event`, `after_event`: around the write of the event that the third has succeeded
 * - `in_undo`: in the transaction of the undo of the second
 */
export type PausePoint =
  'in_body' | 'in_transaction' | 'fenced' | 'before_event' | 'after_event' | 'in_undo';

export type Answer =
  | { readonly kind: 'prepared'; readonly params: Json }
  | { readonly kind: 'boundary'; readonly target: Target }
  /** Said last. */
  | { readonly kind: 'dying' }
  | { readonly kind: 'rested'; readonly whose: 'left' | 'own'; readonly found: Found }
  | { readonly kind: 'ready' }
  | { readonly kind: 'warning'; readonly code: string; readonly message: string }
  | { readonly kind: 'drained'; readonly milliseconds: number }
  /** Said right before SIGSTOP. */
  | { readonly kind: 'pausing' }
  | { readonly kind: 'ended'; readonly rest: string }
  /** What this process wanted to write was refused. */
  | { readonly kind: 'refused'; readonly node: string }
  | { readonly kind: 'broken'; readonly message: string };

/** What there is when all sagas are at rest. */
export interface Found {
  /** How the saga ended: the kind of its rest, and the code of the error if it has one. */
  readonly rest: string;
  /** It was not stored before the crash, and was begun again by whoever wanted it. */
  readonly begunAgain: boolean;
  /** Sagas that are stuck or parked, with the reason. */
  readonly troubled: readonly string[];
  readonly leftovers: readonly string[];
  /** All rows but those of the sagas themselves, in words that do not depend on ids and times. */
  readonly state: readonly string[];
}
