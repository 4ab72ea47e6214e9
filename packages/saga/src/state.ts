import type { Dag } from './dag.ts';
import type { NodeEvent, SagaEvent } from './event.ts';
import {
  isSettledForUndo,
  type NodeState,
  rankOnNode,
  recordOnNode,
  waitingNode,
} from './node-state.ts';

/** A saga at one moment. Made of its events alone, by `apply` one by one or by `recover` all at once. */
export interface SagaState {
  readonly dag: Dag;
  /** By the index of the node. */
  readonly nodes: readonly NodeState[];
  /** The reason; null: nobody asked. */
  readonly cancelled: string | null;
  readonly abandoned: string | null;
}

export interface Refused {
  readonly ok: false;
  readonly code: RefusalCode;
  readonly event: SagaEvent;
  readonly message: string;
}

/**
 * - `unknown_node`: the DAG has none of that name
 * - `illegal`: the node is not where this event can happen
 * - `conflict`: the same event is known with another content
 * - `parents_unfinished`, `unwinding`: a node must not start
 * - `not_unwinding`, `still_running`, `children_not_undone`, `stuck`: a node must not be undone
 * - `over`: the saga is done, unwound or abandoned
 */
export type RefusalCode =
  | 'unknown_node'
  | 'illegal'
  | 'conflict'
  | 'parents_unfinished'
  | 'unwinding'
  | 'not_unwinding'
  | 'still_running'
  | 'children_not_undone'
  | 'stuck'
  | 'over';

/** `changed` is false where the event was known already: that is harmless, and nothing needs to be stored. */
export type Applied =
  { readonly ok: true; readonly state: SagaState; readonly changed: boolean } | Refused;

export function initialState(dag: Dag): SagaState {
  return { dag, nodes: dag.nodes.map(() => waitingNode), cancelled: null, abandoned: null };
}

export function isDone({ nodes, dag }: SagaState): boolean {
  return nodes[dag.last]?.phase === 'succeeded';
}

/** True from the first failure or the cancelling on. Who cancels while the last node runs, and it succeeds, is too late. */
export function isUnwinding(state: SagaState): boolean {
  if (isDone(state)) return false;
  return state.cancelled !== null || state.nodes.some(({ phase }) => phase === 'failed');
}

function isUnwound(state: SagaState): boolean {
  return isUnwinding(state) && state.nodes.every(isSettledForUndo);
}

/** The state after something happened now. What must not happen now is refused. */
export function apply(state: SagaState, event: SagaEvent): Applied {
  const applied = record(state, event);
  if (!applied.ok || !applied.changed) return applied;
  const code = refusalOf(state, event);
  return code === undefined ? applied : refuse(code, event);
}

/**
 * The state that these stored events make, in whatever order they are read and however often each of them is there.
 * Refused where they cannot all have happened.
 */
export function recover(dag: Dag, events: readonly SagaEvent[]): Applied {
  const rank = (event: SagaEvent): number => ('node' in event ? rankOnNode(event) : 0);
  const inOrder = events.toSorted((left, right) => {
    // Infinity minus Infinity is no order.
    const [a, b] = [rank(left), rank(right)];
    return a === b ? 0 : a - b;
  });
  const initial = initialState(dag);
  const nodes = [...initial.nodes];
  let whole = initial;
  for (const event of inOrder) {
    if (!('node' in event)) {
      whole = recordOnWhole(whole, event);
      continue;
    }
    const index = dag.indexOf.get(event.node);
    const node = index === undefined ? undefined : nodes[index];
    if (index === undefined || node === undefined) return refuse('unknown_node', event);
    const next = recordOnNode(node, event);
    if (typeof next === 'string') return refuse(next, event);
    nodes[index] = next;
  }
  const state: SagaState = { ...whole, nodes };
  return contradictionOf(state) ?? { ok: true, state, changed: events.length > 0 };
}

function record(state: SagaState, event: SagaEvent): Applied {
  if (!('node' in event)) {
    const next = recordOnWhole(state, event);
    return { ok: true, state: next, changed: next !== state };
  }
  const index = state.dag.indexOf.get(event.node);
  const node = index === undefined ? undefined : state.nodes[index];
  if (index === undefined || node === undefined) return refuse('unknown_node', event);
  const next = recordOnNode(node, event);
  if (typeof next === 'string') return refuse(next, event);
  if (next === node) return { ok: true, state, changed: false };
  return { ok: true, state: { ...state, nodes: state.nodes.with(index, next) }, changed: true };
}

/** Of several reasons the first in the alphabet stays, so that the order of events does not matter. */
function recordOnWhole(
  state: SagaState,
  event: SagaEvent & { readonly reason: string },
): SagaState {
  if (event.type === 'cancelled' && isEarlier(event.reason, state.cancelled)) {
    return { ...state, cancelled: event.reason };
  }
  if (event.type === 'abandoned' && isEarlier(event.reason, state.abandoned)) {
    return { ...state, abandoned: event.reason };
  }
  return state;
}

function isEarlier(reason: string, known: string | null): boolean {
  return known === null || reason < known;
}

function refusalOf(state: SagaState, event: SagaEvent): RefusalCode | undefined {
  // What was begun before may still end.
  const ends = ['succeeded', 'failed', 'undo_finished', 'undo_failed'].includes(event.type);
  if (ends) return undefined;
  if (state.abandoned !== null || isDone(state) || isUnwound(state)) return 'over';
  const node =
    'node' in event ? state.dag.nodes[state.dag.indexOf.get(event.node) ?? -1] : undefined;
  if (node === undefined) return undefined;
  const phaseOf = (index: number): string | undefined => state.nodes[index]?.phase;
  if (event.type === 'started') {
    if (isUnwinding(state)) return 'unwinding';
    return node.parents.every((parent) => phaseOf(parent) === 'succeeded')
      ? undefined
      : 'parents_unfinished';
  }
  if (event.type !== 'undo_started') return undefined;
  if (!isUnwinding(state)) return 'not_unwinding';
  if (state.nodes.some(({ phase }) => phase === 'started')) return 'still_running';
  if (state.nodes.some(({ phase }) => phase === 'undo_failed')) return 'stuck';
  return childrenSettled(state, node.index) ? undefined : 'children_not_undone';
}

export function childrenSettled(state: SagaState, index: number): boolean {
  const children = state.dag.nodes[index]?.children ?? [];
  return children.every((child) => isSettledForUndo(state.nodes[child] ?? waitingNode));
}

/** Parents and children must agree, as if the events had come one by one. */
function contradictionOf(state: SagaState): Refused | undefined {
  const unwinding = isUnwinding(state);
  const running = state.nodes.some(({ phase }) => phase === 'started');
  for (const { index, id, parents } of state.dag.nodes) {
    const node = state.nodes[index] ?? waitingNode;
    if (node.phase === 'waiting') continue;
    const orphan = parents.some((parent) => {
      const phase = state.nodes[parent]?.phase;
      return phase === 'waiting' || phase === 'started' || phase === 'failed';
    });
    if (orphan) return refuse('parents_unfinished', { type: 'started', node: id });
    if (node.attempt === 0) continue;
    const undo: NodeEvent = { type: 'undo_started', node: id, attempt: 1 };
    if (!unwinding) return refuse('not_unwinding', undo);
    if (running) return refuse('still_running', undo);
    if (!childrenSettled(state, index)) return refuse('children_not_undone', undo);
  }
  return undefined;
}

const sentences: { readonly [Code in RefusalCode]: string } = {
  unknown_node: 'the DAG has no such node',
  illegal: 'the node is not where this can happen',
  conflict: 'the same is known with another content',
  parents_unfinished: 'not all nodes before it have succeeded',
  unwinding: 'the saga unwinds, and starts nothing',
  not_unwinding: 'the saga does not unwind',
  still_running: 'running nodes finish before the first is undone',
  children_not_undone: 'what comes after the node is not undone yet',
  stuck: 'an undo has failed, and waits for an operator',
  over: 'the saga is over',
};

function refuse(code: RefusalCode, event: SagaEvent): Refused {
  return {
    ok: false,
    code,
    event,
    message: `${event.type} of ${'node' in event ? event.node : 'the saga'}: ${sentences[code]}`,
  };
}
