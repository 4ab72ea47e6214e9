import type { SagaEvent } from '../event.ts';
import { next, type Outcome } from '../next.ts';
import { apply, type Refused, type SagaState } from '../state.ts';
import type { StepResult } from './step-result.ts';

/** One DBOS step: the action of a node, or an attempt to undo it. */
export interface NodeStep {
  /** DBOS compares it when it replays. */
  readonly name: string;
  readonly node: string;
  /** Null: the action. */
  readonly undoAttempt: number | null;
}

/** What to do now. The same state always gives the same, whoever asks: replays depend on it. */
export type Move =
  /** Follows from the DAG alone: constants, and nodes that have nothing to undo. Needs no step. */
  | { readonly kind: 'free'; readonly events: readonly SagaEvent[] }
  /** Side by side, begun in this order; what comes next waits for all of them. */
  | { readonly kind: 'stage'; readonly steps: readonly NodeStep[] }
  | { readonly kind: 'rest'; readonly outcome: Exclude<Outcome, { readonly kind: 'stuck' }> }
  | { readonly kind: 'stuck'; readonly outcome: Outcome & { readonly kind: 'stuck' } };

export function moveOf(state: SagaState): Move {
  const now = next(state);
  switch (now.kind) {
    case 'start': {
      const free = now.nodes.flatMap((node) => constantEvents(state, node));
      if (free.length > 0) return { kind: 'free', events: free };
      const steps = now.nodes.map((node) => ({ name: node, node, undoAttempt: null }));
      return { kind: 'stage', steps };
    }
    case 'undo': {
      const free = now.nodes
        .filter(({ node }) => !hasUndo(state, node))
        .flatMap(({ node, attempt }): readonly SagaEvent[] => [
          { type: 'undo_started', node, attempt },
          { type: 'undo_finished', node, attempt },
        ]);
      if (free.length > 0) return { kind: 'free', events: free };
      const steps = now.nodes.map(({ node, attempt }) => ({
        name: `${node}:undo:${attempt}`,
        node,
        undoAttempt: attempt,
      }));
      return { kind: 'stage', steps };
    }
    case 'wait':
      // Whole stages are recorded, so nothing that was begun is without an end.
      throw new Error('a stage has no end');
    case 'stuck':
      return { kind: 'stuck', outcome: now };
    default:
      return { kind: 'rest', outcome: now };
  }
}

function constantEvents(state: SagaState, node: string): readonly SagaEvent[] {
  const work = state.dag.nodes[state.dag.indexOf.get(node) ?? -1]?.work;
  if (work?.kind !== 'constant') return [];
  return [
    { type: 'started', node },
    { type: 'succeeded', node, output: work.value },
  ];
}

function hasUndo(state: SagaState, node: string): boolean {
  const work = state.dag.nodes[state.dag.indexOf.get(node) ?? -1]?.work;
  return work?.kind === 'action' && work.action.undo !== null;
}

/** What a stored result says has happened. The order is that of `follow`. */
export function eventsOf(step: NodeStep, result: StepResult): readonly SagaEvent[] {
  const { node, undoAttempt: attempt } = step;
  const { performed, cancelled } = result;
  const events: SagaEvent[] = [];
  if (performed !== null && attempt === null) {
    events.push({ type: 'started', node });
    events.push(
      performed.ok
        ? { type: 'succeeded', node, output: performed.output }
        : { type: 'failed', node, error: performed.error },
    );
  }
  if (performed !== null && attempt !== null) {
    events.push({ type: 'undo_started', node, attempt });
    events.push(
      performed.ok
        ? { type: 'undo_finished', node, attempt }
        : { type: 'undo_failed', node, attempt, error: performed.error },
    );
  }
  if (cancelled !== null) events.push({ type: 'cancelled', reason: cancelled });
  return events;
}

export type Followed =
  { readonly ok: true; readonly state: SagaState; readonly events: readonly SagaEvent[] } | Refused;

/**
 * The state after these, and those of them that say something new. A stage is one moment: all its nodes were started
 * before the first of them failed or the cancelling was noticed, so starts count first and cancelling last. What comes
 * too late to cancel a saga is left out.
 */
export function follow(state: SagaState, events: readonly SagaEvent[]): Followed {
  const ordered = events.toSorted((left, right) => momentOf(left) - momentOf(right));
  const news: SagaEvent[] = [];
  let now = state;
  for (const event of ordered) {
    const applied = apply(now, event);
    if (!applied.ok) {
      if (event.type === 'cancelled' && applied.code === 'over') continue;
      return applied;
    }
    if (applied.changed) news.push(event);
    now = applied.state;
  }
  return { ok: true, state: now, events: news };
}

function momentOf(event: SagaEvent): number {
  if (event.type === 'started' || event.type === 'undo_started') return 0;
  return event.type === 'cancelled' ? 2 : 1;
}
