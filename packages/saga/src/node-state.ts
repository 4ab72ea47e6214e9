import type { SagaError } from './error.ts';
import type { NodeEvent } from './event.ts';
import { type Json, sameJson } from './json.ts';

/**
 * - `waiting`: never started
 * - `started`: runs, or ran when the process died
 * - `succeeded`: done, and not undone
 * - `failed`: not undone either, as it left nothing behind
 * - `undoing`: its undo runs, or ran when the process died
 * - `undo_failed`: waits for an operator
 * - `undo_due`: an operator wants the undo tried again
 * - `undone`
 * - `undo_skipped`: an operator took the undo as done
 */
export type NodePhase =
  | 'waiting'
  | 'started'
  | 'succeeded'
  | 'failed'
  | 'undoing'
  | 'undo_failed'
  | 'undo_due'
  | 'undone'
  | 'undo_skipped';

export interface NodeState {
  readonly phase: NodePhase;
  /** Null before it succeeded. */
  readonly output: Json;
  readonly error: SagaError | null;
  /** Which attempt of the undo; 0 before the first. */
  readonly attempt: number;
  /** One for each attempt of the undo that failed. */
  readonly undoErrors: readonly SagaError[];
}

export const waitingNode: NodeState = {
  phase: 'waiting',
  output: null,
  error: null,
  attempt: 0,
  undoErrors: [],
};

/**
 * - `illegal`: the node is not where this event can happen
 * - `conflict`: the same event is there with another content
 */
export type NodeRefusal = 'illegal' | 'conflict';

/** The node after the event. The same object: the event was known already. Says nothing about other nodes. */
export function recordOnNode(node: NodeState, event: NodeEvent): NodeState | NodeRefusal {
  const { phase } = node;
  switch (event.type) {
    case 'started':
      return phase === 'waiting' ? { ...node, phase: 'started' } : node;
    case 'succeeded':
      if (phase === 'started') return { ...node, phase: 'succeeded', output: event.output };
      if (phase === 'waiting') return 'illegal';
      return node.error === null && sameJson(node.output, event.output) ? node : 'conflict';
    case 'failed':
      if (phase === 'started') return { ...node, phase: 'failed', error: event.error };
      if (phase === 'waiting') return 'illegal';
      return sameJson(node.error, event.error) ? node : 'conflict';
    case 'undo_started': {
      const { attempt } = event;
      if (phase === 'succeeded' && attempt === 1) return { ...node, phase: 'undoing', attempt };
      if (phase === 'undo_due' && attempt === node.attempt) return { ...node, phase: 'undoing' };
      return attempt <= node.attempt ? node : 'illegal';
    }
    case 'undo_finished':
      if (event.attempt !== node.attempt) return 'illegal';
      if (phase === 'undoing') return { ...node, phase: 'undone' };
      return phase === 'undone' ? node : phase === 'undo_due' ? 'illegal' : 'conflict';
    case 'undo_failed': {
      const known = node.undoErrors[event.attempt - 1];
      if (known !== undefined) return sameJson(known, event.error) ? node : 'conflict';
      if (event.attempt !== node.attempt || phase !== 'undoing') return 'illegal';
      return { ...node, phase: 'undo_failed', undoErrors: [...node.undoErrors, event.error] };
    }
    case 'undo_retried':
      if (phase === 'undo_failed' && event.attempt === node.attempt + 1) {
        return { ...node, phase: 'undo_due', attempt: event.attempt };
      }
      return event.attempt > 1 && event.attempt <= node.attempt ? node : 'illegal';
    case 'undo_skipped':
      if (phase === 'undo_failed') return { ...node, phase: 'undo_skipped' };
      return phase === 'undo_skipped' ? node : 'illegal';
  }
}

/** In which order the events of one node can only have happened. */
export function rankOnNode(event: NodeEvent): number {
  switch (event.type) {
    case 'started':
      return 0;
    case 'succeeded':
    case 'failed':
      return 1;
    case 'undo_retried':
      return event.attempt * 3 - 1;
    case 'undo_started':
      return event.attempt * 3;
    case 'undo_finished':
    case 'undo_failed':
      return event.attempt * 3 + 1;
    case 'undo_skipped':
      return Number.POSITIVE_INFINITY;
  }
}

/** True where nothing of the node is left to be undone, so that its parents can be. */
export function isSettledForUndo({ phase }: NodeState): boolean {
  return (
    phase === 'waiting' || phase === 'failed' || phase === 'undone' || phase === 'undo_skipped'
  );
}
