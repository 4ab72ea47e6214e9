import type { Database, SagaRow, Tables } from '@skewline/db-model';
import type { Uuid } from '@skewline/runtime/api';
import { sql } from 'kysely';
import type { Registry } from '../action.ts';
import { type Ask, askingIn } from '../engine/ask.ts';
import { isUuid } from '../engine/asked.ts';
import type { Accepted } from '../engine/port.ts';
import { type EngineRefusal, refuseEngine } from '../engine/refusal.ts';
import { isOver, summaryColumns, type SummaryRow } from '../engine/saga-row.ts';
import { givenEvents, jsonText, listEvents, timeOf } from '../engine/saga-store.ts';
import type { SagaEvent } from '../event.ts';
import { sameJson, storableText } from '../json.ts';
import { next, type Outcome } from '../next.ts';
import { apply } from '../state.ts';
import { loadSaga } from './load.ts';

/** What an operator wants of a saga. */
export type Verb =
  | { readonly kind: 'retry' | 'skip'; readonly node: string; readonly reason: string }
  | { readonly kind: 'abandon'; readonly reason: string };

export interface Operated extends Accepted {
  /** As it is now. Nobody owns it, and whoever did writes no more. */
  readonly row: SummaryRow;
}

/** Does what an operator wants, in one transaction. `again`: the answer to it was lost before. */
export function operator(verb: Verb, sagaId: Uuid) {
  // What was to be stored the last time, if there was one: it may be there.
  let wanted: SagaEvent | null = null;
  return async (database: Database<Tables>): Promise<Operated | EngineRefusal> =>
    database.transaction(async (transaction) => {
      const ask = askingIn(transaction);
      if (!isUuid(sagaId)) return refuseEngine('unknown_saga');
      const [row] = await ask(sql<SagaRow>`
        SELECT * FROM saga WHERE id = ${sagaId} AND engine = 'journal' FOR UPDATE`);
      if (row === undefined) return refuseEngine('unknown_saga');
      const events = (await listEvents(ask, [row.id])).get(row.id) ?? [];
      if (wanted !== null && events.some(({ event }) => sameJson(event, wanted))) {
        return { ok: true, row };
      }
      const decided = decide(verb, row, events);
      if ('ok' in decided) return decided;
      wanted = decided.event;
      return { ok: true, row: await write(ask, row, decided, events.at(-1)?.time ?? null) };
    });
}

interface Decided {
  readonly event: SagaEvent;
  /** Null: it goes on. */
  readonly outcome: Outcome | null;
}

/** To look at a saga its code is not needed: any process can do what an operator wants. */
const anyActions: Registry = {
  find: (name, version) => ({
    name,
    version,
    needs: {},
    run: () => null,
    undo: null,
    policy: noPolicy,
    undoPolicy: noPolicy,
    onCancel: 'finish',
    resultLimit: null,
  }),
};
const noPolicy = { attempts: 1, firstDelayMs: 0, factor: 1, maxDelayMs: 0, timeoutMs: null };

function decide(
  verb: Verb,
  row: SagaRow,
  events: Parameters<typeof loadSaga>[1],
): Decided | EngineRefusal {
  if (isOver(row.state)) return refuseEngine('over');
  const reason = storableText(verb.reason);
  const loaded = loadSaga(row, events, anyActions);
  if (verb.kind === 'abandon') {
    const event: SagaEvent = { type: 'abandoned', reason };
    const bare: Outcome = { kind: 'abandoned', reason, error: null, left: [] };
    if ('kind' in loaded) return { event, outcome: bare };
    const after = apply(loaded.state, event);
    const now = after.ok ? next(after.state) : bare;
    return { event, outcome: now.kind === 'abandoned' ? now : bare };
  }
  if (row.state !== 'stuck' || 'kind' in loaded) return refuseEngine('not_stuck');
  const { node } = verb;
  const state = loaded.state.nodes[loaded.dag.indexOf.get(node) ?? -1];
  if (state?.phase !== 'undo_failed') return refuseEngine('node_not_stuck', node);
  const event: SagaEvent =
    verb.kind === 'skip'
      ? { type: 'undo_skipped', node, reason }
      : { type: 'undo_retried', node, attempt: state.attempt + 1, reason };
  const after = apply(loaded.state, event);
  if (!after.ok) throw new Error(after.message);
  const now = next(after.state);
  const goesOn = now.kind === 'start' || now.kind === 'undo' || now.kind === 'wait';
  return { event, outcome: goesOn ? null : now };
}

async function write(
  ask: Ask,
  { id }: SagaRow,
  { event, outcome }: Decided,
  last: string | null,
): Promise<SummaryRow> {
  const state = outcome === null ? 'unwinding' : outcome.kind;
  const [row] = await ask(sql<SummaryRow>`
    WITH owned AS (
      UPDATE saga SET state = ${state}, outcome = ${outcome === null ? null : jsonText(outcome)},
        owner = NULL, owner_token = owner_token + 1, parked_code = NULL, parked_reason = NULL, time_updated = now(),
        time_rested = ${outcome === null ? null : sql`now()`}
      WHERE id = ${id} RETURNING ${summaryColumns}
    ), ${givenEvents([event])}, put AS (
      INSERT INTO saga_event (saga_id, node, slot, event, owner_token, time)
      SELECT owned.id, given.node, given.slot, given.event, owned.owner_token, ${timeOf('given', last)}
      FROM owned CROSS JOIN given
    )
    SELECT * FROM owned`);
  if (row === undefined) throw new Error(`saga ${id} is gone, though its row is locked`);
  return row;
}
