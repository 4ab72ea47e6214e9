import type { SagaNode } from '@skewline/nexus-types/operator';
import {
  action,
  actionId,
  type AnyAction,
  apply,
  type Dag,
  initialState,
  isSagaEvent,
  readDag,
  recover,
  type SagaEvent,
  type SagaState,
} from '@skewline/saga';

/**
 * A DAG as it was stored, with stand-ins for its actions: to look at it their code is not needed. A text says why it
 * cannot be read.
 */
export function readAnyDag(stored: unknown): Dag | string {
  const read = readDag(stored, { find: standIn });
  if (read.ok) return read.dag;
  return read.problems
    .map(({ path, message }) => (path === '' ? message : `${path}: ${message}`))
    .join('; ');
}

function standIn(name: string, version: number): AnyAction | undefined {
  const isAction = name !== '' && Number.isSafeInteger(version) && version >= 1;
  return isAction ? action({ name, version, run: () => null }).action : undefined;
}

/** The nodes in an order in which they could run, and what is wrong with what was recorded of them, or null. */
export interface NodesOfSaga {
  readonly nodes: SagaNode[];
  readonly trouble: string | null;
}

/** Where each node of a saga stands, by its events alone. */
export function nodesOf(stored: unknown, events: readonly unknown[]): NodesOfSaga {
  const dag = readAnyDag(stored);
  if (typeof dag === 'string') {
    return { nodes: [], trouble: `its DAG cannot be read: ${dag}` };
  }
  const known = events.filter(isSagaEvent);
  const strange = events.length - known.length;
  const recovered = recover(dag, known);
  const troubles = [
    ...(strange === 0 ? [] : [`${String(strange)} of its events cannot be read`]),
    ...(recovered.ok ? [] : [`its events contradict each other: ${recovered.message}`]),
  ];
  const state = recovered.ok ? recovered.state : asFarAsPossible(dag, known);
  return { nodes: viewsOf(state), trouble: troubles.length === 0 ? null : troubles.join('; ') };
}

/** What makes no sense after what came before it is left out. */
function asFarAsPossible(dag: Dag, events: readonly SagaEvent[]): SagaState {
  let state = initialState(dag);
  for (const event of events) {
    const applied = apply(state, event);
    if (applied.ok) state = applied.state;
  }
  return state;
}

function viewsOf({ dag, nodes }: SagaState): SagaNode[] {
  return dag.nodes.flatMap(({ id, index, parents, work }) => {
    const node = nodes[index];
    if (node === undefined) return [];
    const { phase } = node;
    const isEnded = phase !== 'waiting' && phase !== 'started' && phase !== 'failed';
    const error = node.undoErrors.at(-1) ?? node.error;
    return {
      name: id,
      kind: work.kind,
      action: work.kind === 'action' ? actionId(work.action) : null,
      after: parents.flatMap((parent) => dag.nodes[parent]?.id ?? []),
      state: phase,
      output: isEnded ? JSON.stringify(node.output) : null,
      error: error === null ? null : error.message,
    };
  });
}
