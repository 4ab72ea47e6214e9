import type { Database, SagaRow, Tables } from '@skewline/db-model';
import type { Uuid } from '@skewline/runtime/api';
import { sql } from 'kysely';
import type { SagaEvent } from '../event.ts';
import { sameJson } from '../json.ts';
import type { Outcome } from '../next.ts';
import { type Ask, askingIn } from './ask.ts';
import { isUuid } from './asked.ts';
import type { Accepted, EngineName, RecordedEvent } from './port.ts';
import { type EngineRefusal, refuseEngine } from './refusal.ts';
import { isOver, summaryColumns, type SummaryRow } from './saga-row.ts';
import { givenEvents, jsonText, timeOf } from './saga-store.ts';

/** What an operator wants of a saga. */
export type Verb =
  | { readonly kind: 'retry' | 'skip'; readonly node: string; readonly reason: string }
  | { readonly kind: 'abandon'; readonly reason: string };

export interface Operated extends Accepted {
  /** As it is now. Nobody owns it, and whoever did writes no more. */
  readonly row: SummaryRow;
}

export interface Decided {
  readonly event: SagaEvent;
  /** Null: it goes on. */
  readonly outcome: Outcome | null;
}

/** A saga that is not over, as an engine finds it. */
export interface Looked {
  readonly events: readonly RecordedEvent[];
  readonly decide: () => Decided | EngineRefusal;
}

/**
 * Does what an operator wants, in one transaction. Any process can: the actions are not needed for it. It may be run again
 * where its answer was lost.
 */
export function operator(
  engine: EngineName,
  sagaId: Uuid,
  look: (row: SagaRow, ask: Ask) => Promise<Looked>,
): (database: Database<Tables>) => Promise<Operated | EngineRefusal> {
  // What was to be stored the last time, if there was one: it may be there.
  let wanted: SagaEvent | null = null;
  return async (database) =>
    database.transaction(async (transaction) => {
      const ask = askingIn(transaction);
      if (!isUuid(sagaId)) return refuseEngine('unknown_saga');
      const [row] = await ask(sql<SagaRow>`
        SELECT * FROM saga WHERE id = ${sagaId} AND engine = ${engine} FOR UPDATE`);
      if (row === undefined) return refuseEngine('unknown_saga');
      const { events, decide } = await look(row, ask);
      if (wanted !== null && events.some(({ event }) => sameJson(event, wanted))) {
        return { ok: true, row };
      }
      if (isOver(row.state)) return refuseEngine('over');
      const decided = decide();
      if ('ok' in decided) return decided;
      wanted = decided.event;
      return { ok: true, row: await write(ask, row, decided, events.at(-1)?.time ?? null) };
    });
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
