import type { SagaError } from './error.ts';
import type { Json } from './json.ts';
import type { NodePhase, NodeState } from './node-state.ts';
import { childrenSettled, isDone, isUnwinding, type SagaState } from './state.ts';

/** How a saga can come to rest. */
export type Outcome =
  | { readonly kind: 'done'; readonly output: Json }
  | {
      readonly kind: 'unwound';
      /** Of several, that of the node that comes first in the DAG. */
      readonly error: SagaError;
      readonly errors: readonly SagaError[];
      readonly undone: readonly string[];
      /** Nodes whose undo an operator took as done. */
      readonly skipped: readonly string[];
    }
  | {
      /** Not the end: an operator retries, skips or abandons. */
      readonly kind: 'stuck';
      /** Whose undo failed, and why. Of several the first in the DAG; `failures` has all. */
      readonly node: string;
      readonly undoError: SagaError;
      readonly failures: readonly { readonly node: string; readonly undoError: SagaError }[];
      /** Why it was unwinding. */
      readonly error: SagaError;
      /** What was done and is not undone, those whose undo failed or was skipped included. */
      readonly left: readonly string[];
    }
  | {
      readonly kind: 'abandoned';
      readonly reason: string;
      readonly error: SagaError | null;
      readonly left: readonly string[];
    };

/** What to do now. Nodes by name, in the order in which to begin. */
export type Next =
  | { readonly kind: 'start'; readonly nodes: readonly string[] }
  | { readonly kind: 'undo'; readonly nodes: readonly UndoNow[] }
  /** Until one of those that run has ended. */
  | { readonly kind: 'wait' }
  | Outcome;

export interface UndoNow {
  readonly node: string;
  readonly attempt: number;
}

const nothing: ReadonlySet<string> = new Set();

/**
 * What to do now. `running`: the nodes whose action or undo this process has under way; what was begun and does not run
 * here was cut off by a crash, and is done again.
 */
export function next(state: SagaState, running: ReadonlySet<string> = nothing): Next {
  if (state.abandoned !== null)
    return running.size > 0 ? { kind: 'wait' } : abandoned(state, state.abandoned);
  if (isDone(state)) return { kind: 'done', output: state.nodes[state.dag.last]?.output ?? null };

  const unwinding = isUnwinding(state);
  const toStart = state.dag.nodes.filter(({ id, index, parents }) => {
    const phase = state.nodes[index]?.phase;
    if (phase === 'started') return !running.has(id);
    if (unwinding || phase !== 'waiting') return false;
    return parents.every((parent) => state.nodes[parent]?.phase === 'succeeded');
  });
  if (toStart.length > 0) return { kind: 'start', nodes: toStart.map(({ id }) => id) };
  if (!unwinding || has(state, 'started')) return { kind: 'wait' };

  const stuck = has(state, 'undo_failed');
  const toUndo = state.dag.nodes.flatMap(({ id, index }): readonly UndoNow[] => {
    const node = state.nodes[index];
    if (node?.phase === 'undoing')
      return running.has(id) ? [] : [{ node: id, attempt: node.attempt }];
    if (stuck || !childrenSettled(state, index)) return [];
    if (node?.phase === 'succeeded') return [{ node: id, attempt: 1 }];
    return node?.phase === 'undo_due' ? [{ node: id, attempt: node.attempt }] : [];
  });
  if (toUndo.length > 0) return { kind: 'undo', nodes: toUndo.toReversed() };
  if (has(state, 'undoing')) return { kind: 'wait' };
  return stuck ? stuckOutcome(state) : unwound(state);
}

function has(state: SagaState, phase: NodePhase): boolean {
  return state.nodes.some((node) => node.phase === phase);
}

function unwound(state: SagaState): Outcome {
  return {
    kind: 'unwound',
    error: firstError(state),
    errors: errorsOf(state),
    undone: namesOf(state, ({ phase }) => phase === 'undone'),
    skipped: namesOf(state, ({ phase }) => phase === 'undo_skipped'),
  };
}

function stuckOutcome(state: SagaState): Outcome {
  const failures = state.dag.nodes.flatMap(({ id, index }) => {
    const node = state.nodes[index];
    const undoError = node?.phase === 'undo_failed' ? node.undoErrors.at(-1) : undefined;
    return undoError === undefined ? [] : [{ node: id, undoError }];
  });
  const [first] = failures;
  if (first === undefined) throw new Error('a saga without a failed undo is not stuck');
  return { kind: 'stuck', ...first, failures, error: firstError(state), left: leftOf(state) };
}

function abandoned(state: SagaState, reason: string): Outcome {
  const error = isUnwinding(state) ? firstError(state) : null;
  return { kind: 'abandoned', reason, error, left: leftOf(state) };
}

function leftOf(state: SagaState): readonly string[] {
  // A node that was cut off may have left something as well.
  const gone: readonly NodePhase[] = ['waiting', 'failed', 'undone'];
  return namesOf(state, ({ phase }) => !gone.includes(phase));
}

function namesOf(state: SagaState, wanted: (node: NodeState) => boolean): readonly string[] {
  return state.dag.nodes.flatMap(({ id, index }) => {
    const node = state.nodes[index];
    return node !== undefined && wanted(node) ? [id] : [];
  });
}

function errorsOf(state: SagaState): readonly SagaError[] {
  return state.nodes.flatMap(({ error }) => (error === null ? [] : [error]));
}

/** Why it unwinds: of several errors that of the node that comes first in the DAG. */
export function firstError(state: SagaState): SagaError {
  const [first] = errorsOf(state);
  return (
    first ?? {
      code: 'cancelled',
      message: state.cancelled ?? '',
      node: null,
      action: null,
      during: 'action',
      attempts: 0,
      source: null,
    }
  );
}
