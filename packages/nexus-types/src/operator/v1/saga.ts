import type { DateTime, Uint64, Uuid } from '@skewline/runtime/api';
import type { PageQuery, ResultsPage } from './page.ts';

/** Where a saga stands. */
export type SagaState =
  'running' | 'unwinding' | 'stuck' | 'parked' | 'done' | 'unwound' | 'abandoned';

export interface SagaQuery extends PageQuery {
  state?: SagaState;
  /** `instance_start`, … */
  name?: string;
  /** What it is about: the id of an instance. */
  subject?: string;
}

/** A saga: steps that either all happen or are undone. */
export interface SagaSummary {
  id: Uuid;
  name: string;
  /** What it is about: the id of an instance, mostly. */
  subject: string | null;
  state: SagaState;
  engine: 'journal' | 'dbos';
  /** The process that runs it; null where none does. */
  owner: string | null;
  time_created: DateTime;
  time_updated: DateTime;
  time_rested: DateTime | null;
  /** Why it stands where it stands, in one sentence: the error, the node that is stuck, the reason of an operator. */
  reason: string | null;
}

export type SagaResultsPage = ResultsPage<SagaSummary>;

export type SagaNodeState =
  | 'waiting'
  | 'started'
  | 'succeeded'
  | 'failed'
  | 'undoing'
  | 'undo_failed'
  | 'undo_due'
  | 'undone'
  | 'undo_skipped';

/** A node of a saga. Subsagas are dissolved: their nodes are called `subsaga/node`. */
export interface SagaNode {
  name: string;
  kind: 'action' | 'constant';
  /** The action that it runs, `instance_start.alloc_server`; null where it is no action. */
  action: string | null;
  /** The nodes that come before. */
  after: string[];
  state: SagaNodeState;
  /** What it gave, as JSON text; null before it succeeded. */
  output: string | null;
  /** What went wrong in it, or in its undo. */
  error: string | null;
}

/** Something that was recorded of a saga. */
export interface SagaEvent {
  time: DateTime;
  /** Null for the saga as a whole. */
  node: string | null;
  /** `started`, `succeeded`, `undo_failed`, … */
  type: string;
}

/** A saga with all that is known of it. */
export interface Saga extends SagaSummary {
  /** As JSON text. */
  params: string;
  cancel_reason: string | null;
  owner_token: Uint64;
  /** In an order in which they could run. Empty where this nexus cannot read it: then `reason` says why. */
  nodes: SagaNode[];
  /** As JSON text, as it is stored: for drawings, and where no nodes could be read from it. */
  dag: string;
  /** Oldest first. */
  events: SagaEvent[];
}

/** Why an operator interferes. It is written down. */
export interface OperatorReason {
  /**
   * @minLength 1
   * @maxLength 1024
   */
  reason: string;
}
