import type { SagaRow } from '@skewline/db-model';
import type { Ask } from '../engine/ask.ts';
import type { Decided, Looked, Verb } from '../engine/operator.ts';
import type { RecordedEvent } from '../engine/port.ts';
import { type EngineRefusal, refuseEngine } from '../engine/refusal.ts';
import type { SagaEvent } from '../event.ts';
import { storableText } from '../json.ts';
import type { Outcome } from '../next.ts';
import { type NodeState, recordOnNode, waitingNode } from '../node-state.ts';

/** Of a saga: what has happened in it, and what may be under way without a trace so far. */
export type Known = (
  row: SagaRow,
  ask: Ask,
) => Promise<{ readonly events: readonly RecordedEvent[]; readonly underWay: readonly string[] }>;

/**
 * What an operator wants of a saga on DBOS, decided by its nodes one by one. A workflow that waits for it takes it in when
 * it is resumed.
 */
export function looking(verb: Verb, known: Known) {
  return async (row: SagaRow, ask: Ask): Promise<Looked> => {
    const { events, underWay } = await known(row, ask);
    return { events, decide: () => decide(verb, row, nodesOf(events), underWay) };
  };
}

type Nodes = ReadonlyMap<string, NodeState>;

function nodesOf(events: readonly RecordedEvent[]): Nodes {
  const nodes = new Map<string, NodeState>();
  for (const { event } of events) {
    if (!('node' in event)) continue;
    const after = recordOnNode(nodes.get(event.node) ?? waitingNode, event);
    // What makes no sense changes nothing: an operator must be able to abandon that too.
    if (typeof after !== 'string') nodes.set(event.node, after);
  }
  return nodes;
}

function decide(
  verb: Verb,
  row: SagaRow,
  nodes: Nodes,
  underWay: readonly string[],
): Decided | EngineRefusal {
  const reason = storableText(verb.reason);
  if (verb.kind === 'abandon') {
    return { event: { type: 'abandoned', reason }, outcome: abandoned(nodes, underWay, reason) };
  }
  // Only engines write this column.
  const outcome = row.outcome as Outcome | null;
  if (row.state !== 'stuck' || outcome?.kind !== 'stuck') return refuseEngine('not_stuck');
  const { node, kind } = verb;
  const state = nodes.get(node);
  if (state?.phase !== 'undo_failed') return refuseEngine('node_not_stuck', node);
  const event: SagaEvent =
    kind === 'skip'
      ? { type: 'undo_skipped', node, reason }
      : { type: 'undo_retried', node, attempt: state.attempt + 1, reason };
  const failures = outcome.failures.filter((failure) => failure.node !== node);
  const [first] = failures;
  return { event, outcome: first === undefined ? null : { ...outcome, ...first, failures } };
}

function abandoned(nodes: Nodes, underWay: readonly string[], reason: string): Outcome {
  const all = [...nodes].filter(
    ([, { phase }]) => phase !== 'waiting' && phase !== 'failed' && phase !== 'undone',
  );
  const error = [...nodes.values()].find((node) => node.error !== null)?.error ?? null;
  const left = [...new Set([...all.map(([node]) => node), ...underWay])];
  return { kind: 'abandoned', reason, error, left };
}
