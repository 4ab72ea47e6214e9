import type { Database, SagaRow, Tables } from '@skewline/db-model';
import type { Uuid } from '@skewline/runtime/api';
import { sql } from 'kysely';
import { askingIn, type Ask } from '../engine/ask.ts';
import { isUuid } from '../engine/asked.ts';
import type { RecordedEvent } from '../engine/port.ts';
import { type EngineRefusal, refuseEngine } from '../engine/refusal.ts';
import { isOver, summaryColumns, type SummaryRow } from '../engine/saga-row.ts';
import { givenEvents, jsonText } from '../engine/saga-store.ts';
import type { SagaEvent } from '../event.ts';
import { sameJson, storableText } from '../json.ts';
import type { Outcome } from '../next.ts';
import { type NodeState, recordOnNode, waitingNode } from '../node-state.ts';

/** What an operator wants of a saga. */
export type Verb =
  | { readonly kind: 'retry' | 'skip'; readonly node: string; readonly reason: string }
  | { readonly kind: 'abandon'; readonly reason: string };

export interface Operated {
  readonly ok: true;
  /** As it is now. Nobody owns it. */
  readonly row: SummaryRow;
}

/** Of a saga: what has happened in it, and what may be under way without a trace so far. */
export type Known = (
  row: SagaRow,
  ask: Ask,
) => Promise<{ readonly events: readonly RecordedEvent[]; readonly underWay: readonly string[] }>;

/**
 * Does what an operator wants, in one transaction. Any process can, for the actions are not needed to look at the nodes
 * one by one. A workflow that waits for it takes it in when it is resumed.
 */
export function operator(verb: Verb, sagaId: Uuid, known: Known) {
  // What was to be stored the last time, if there was one: it may be there, and its answer lost.
  let wanted: SagaEvent | null = null;
  return async (database: Database<Tables>): Promise<Operated | EngineRefusal> =>
    database.transaction(async (transaction) => {
      const ask = askingIn(transaction);
      if (!isUuid(sagaId)) return refuseEngine('unknown_saga');
      const [row] = await ask(sql<SagaRow>`
        SELECT * FROM saga WHERE id = ${sagaId} AND engine = 'dbos' FOR UPDATE`);
      if (row === undefined) return refuseEngine('unknown_saga');
      const { events, underWay } = await known(row, ask);
      if (wanted !== null && events.some(({ event }) => sameJson(event, wanted))) {
        return { ok: true, row };
      }
      const decided = decide(verb, row, nodesOf(events), underWay);
      if ('ok' in decided) return decided;
      wanted = decided.event;
      return { ok: true, row: await write(ask, row, decided) };
    });
}

interface Decided {
  readonly event: SagaEvent;
  /** Null: it goes on. */
  readonly outcome: Outcome | null;
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
  if (isOver(row.state)) return refuseEngine('over');
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

async function write(ask: Ask, { id }: SagaRow, { event, outcome }: Decided): Promise<SummaryRow> {
  const state = outcome === null ? 'unwinding' : outcome.kind;
  const [row] = await ask(sql<SummaryRow>`
    WITH owned AS (
      UPDATE saga SET state = ${state}, outcome = ${outcome === null ? null : jsonText(outcome)},
        owner = NULL, owner_token = owner_token + 1, parked_code = NULL, parked_reason = NULL,
        time_updated = now(), time_rested = ${outcome === null ? null : sql`now()`}
      WHERE id = ${id} RETURNING ${summaryColumns}
    ), ${givenEvents([event])}, put AS (
      INSERT INTO saga_event (saga_id, node, slot, event, owner_token, time)
      SELECT owned.id, given.node, given.slot, given.event, owned.owner_token, now()
      FROM owned CROSS JOIN given
    )
    SELECT * FROM owned`);
  if (row === undefined) throw new Error(`saga ${id} is gone, though its row is locked`);
  return row;
}
