import { preparedOnce, type SagaEventRow, type SagaRow } from '@skewline/db-model';
import type { DateTime, Uint64, Uuid } from '@skewline/runtime/api';
import { type RawBuilder, sql } from 'kysely';
import type { SagaEvent } from '../event.ts';
import { type Json, sameJson } from '../json.ts';
import type { StoredDag } from '../stored-dag.ts';
import type { Ask } from './ask.ts';
import type { CheckedQuery } from './asked.ts';
import type { EngineName, RecordedEvent, SagaPage, SagaRecord } from './port.ts';
import { recordOf, summaryColumns, summaryOf, type SummaryRow } from './saga-row.ts';
import { nodeOf, slotOf } from './slot.ts';

export interface NewSaga {
  readonly id: Uuid;
  readonly engine: EngineName;
  readonly name: string;
  readonly subject: string | null;
  readonly dag: StoredDag;
  readonly params: Json;
  /** Null: whoever has room takes it. The token of a first owner is 1. */
  readonly owner: string | null;
  /** What has happened to it by the time it is there. */
  readonly events: readonly SagaEvent[];
}

/** `same`: it was there before, with the same DAG and parameters. `taken`: another saga has this id. */
export type Inserted =
  | {
      readonly kind: 'created';
      /** Of the last of its events; null where it has none. */
      readonly last: DateTime | null;
    }
  | {
      readonly kind: 'same';
      readonly row: SummaryRow;
      /** It was sent more than once, so this may be the very one. */
      readonly again: boolean;
    }
  | { readonly kind: 'taken' };

/** Stores a saga and what has happened to it, in one statement. */
export async function insertSaga(ask: Ask, saga: NewSaga): Promise<Inserted> {
  const { id, engine, name, subject, dag, params, owner, events } = saga;
  let tries = 0;
  for (;;) {
    const insert = sql`
      INSERT INTO saga (id, engine, name, subject, dag, params, state, owner, owner_token, time_created, time_updated)
      VALUES (${id}, ${engine}, ${name}, ${subject}, ${jsonText(dag)}, ${jsonText(params)}, 'running', ${owner},
        ${owner === null ? 0 : 1}::int8, now(), now())
      ON CONFLICT (id) DO NOTHING`;
    type Created = { readonly last_time: DateTime | null };
    // Without events it is told shortly: what the database has to read through takes half of its time.
    const statement =
      events.length === 0
        ? sql<Created>`${preparedOnce} ${insert} RETURNING NULL::timestamptz AS last_time`
        : sql<Created>`
          ${preparedOnce} WITH created AS (${insert} RETURNING id, owner_token), ${givenEvents(events)}, put AS (
            INSERT INTO saga_event (saga_id, node, slot, event, owner_token, time)
            SELECT created.id, given.node, given.slot, given.event, created.owner_token, ${timeOf('given')}
            FROM created CROSS JOIN given
            RETURNING time
          )
          SELECT (SELECT max(time) FROM put) AS last_time FROM created`;
    const [created] = await ask(statement, () => {
      tries += 1;
    });
    if (created !== undefined) return { kind: 'created', last: created.last_time };
    const [row] = await ask(sql<SagaRow>`SELECT * FROM saga WHERE id = ${id}`);
    // It was there, and was purged meanwhile.
    if (row === undefined) continue;
    const same =
      row.engine === engine &&
      row.name === name &&
      sameJson(row.dag, dag) &&
      sameJson(row.params, params);
    return same ? { kind: 'same', row, again: tries > 1 } : { kind: 'taken' };
  }
}

export async function getSaga(ask: Ask, engine: EngineName, id: Uuid): Promise<SagaRecord | null> {
  const [row] = await ask(sql<SagaRow>`SELECT * FROM saga WHERE id = ${id} AND engine = ${engine}`);
  return row === undefined ? null : recordOf(row);
}

/** Those of these sagas that there are. */
export async function getSummaries(
  ask: Ask,
  engine: EngineName,
  ids: readonly Uuid[],
): Promise<readonly SummaryRow[]> {
  return ask(sql<SummaryRow>`
    SELECT ${summaryColumns} FROM saga WHERE id IN ${uuids(ids)} AND engine = ${engine}`);
}

export async function listSagas(
  ask: Ask,
  engine: EngineName,
  query: CheckedQuery,
): Promise<SagaPage> {
  const { states, name, subject, createdBefore, createdAfter, after, limit } = query;
  const conditions = [
    sql`engine = ${engine}`,
    ...(states === undefined
      ? []
      : [sql`state::text IN (SELECT jsonb_array_elements_text(${jsonText(states)}))`]),
    ...(name === undefined ? [] : [sql`name = ${name}`]),
    ...(subject === undefined ? [] : [sql`subject = ${subject}`]),
    ...(createdBefore === undefined ? [] : [sql`time_created < ${createdBefore}::timestamptz`]),
    ...(createdAfter === undefined ? [] : [sql`time_created > ${createdAfter}::timestamptz`]),
    ...(after === undefined || after === null
      ? []
      : [sql`(time_created, id) < (${after.timeCreated}::timestamptz, ${after.id}::uuid)`]),
  ];
  const rows = await ask(sql<SummaryRow>`
    SELECT ${summaryColumns} FROM saga WHERE ${sql.join(conditions, sql` AND `)}
    ORDER BY time_created DESC, id DESC LIMIT ${limit + 1}::int4`);
  // The one more says that there is another page.
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  return {
    ok: true,
    sagas: page.map(summaryOf),
    next: last === undefined ? null : { timeCreated: last.time_created, id: last.id },
  };
}

/** Events of sagas, those of each oldest first. */
export async function listEvents(
  ask: Ask,
  ids: readonly Uuid[],
): Promise<ReadonlyMap<Uuid, readonly RecordedEvent[]>> {
  const rows = await ask(sql<SagaEventRow>`
    SELECT * FROM saga_event WHERE saga_id IN ${uuids(ids)} ORDER BY time, node, slot`);
  const events = new Map<Uuid, RecordedEvent[]>();
  for (const { saga_id: id, event, time, owner_token: ownerToken } of rows) {
    const known = events.get(id) ?? [];
    events.set(id, known);
    // Whoever goes on from it checks it; whoever shows it shows what is there.
    known.push({ event: event as SagaEvent, time, ownerToken });
  }
  return events;
}

/** Asks the owner to cancel. Null: there is no such saga; otherwise its row. The first reason stays. */
export async function requestCancel(
  ask: Ask,
  engine: EngineName,
  id: Uuid,
  reason: string,
): Promise<SummaryRow | null> {
  const [changed] = await ask(sql<SummaryRow>`
    UPDATE saga SET cancel_reason = coalesce(cancel_reason, ${reason}), time_updated = now()
    WHERE id = ${id} AND engine = ${engine} AND state NOT IN ('done', 'unwound', 'abandoned')
    RETURNING ${summaryColumns}`);
  if (changed !== undefined) return changed;
  const [row] = await ask(sql<SummaryRow>`
    SELECT ${summaryColumns} FROM saga WHERE id = ${id} AND engine = ${engine}`);
  return row ?? null;
}

const PURGE_BATCH = 1000;

/** Removes sagas that are over, with their events. Gives how many. */
export async function purgeSagas(
  ask: Ask,
  engine: EngineName,
  restedBefore: DateTime,
): Promise<number> {
  for (let purged = 0; ;) {
    const gone = await ask(sql<{ readonly id: Uuid }>`
      WITH old AS (
        SELECT id FROM saga
        WHERE engine = ${engine} AND state IN ('done', 'unwound', 'abandoned')
          AND time_rested < ${restedBefore}::timestamptz
        ORDER BY time_created, id LIMIT ${PURGE_BATCH}::int4
      ), gone AS (
        DELETE FROM saga USING old WHERE saga.id = old.id RETURNING saga.id
      ), events AS (
        DELETE FROM saga_event USING old WHERE saga_event.saga_id = old.id
      )
      SELECT id FROM gone`);
    purged += gone.length;
    if (gone.length < PURGE_BATCH) return purged;
  }
}

/** A value for a column of JSON. */
export function jsonText(value: unknown): RawBuilder<unknown> {
  return sql`${JSON.stringify(value)}::jsonb`;
}

/** For `IN`: one parameter, however many there are. */
export function uuids(ids: readonly Uuid[]): RawBuilder<unknown> {
  return sql`(SELECT jsonb_array_elements_text(${jsonText(ids)})::uuid)`;
}

/** The events as a table expression `given` with `node`, `slot`, `event` and `place`, from 1. */
export function givenEvents(events: readonly SagaEvent[]): RawBuilder<unknown> {
  const rows = events.map((event, index) => ({
    node: nodeOf(event),
    slot: slotOf(event),
    event,
    place: index + 1,
  }));
  return sql`given AS (
    SELECT * FROM jsonb_to_recordset(${jsonText(rows)}) AS given(node text, slot text, event jsonb, place int4)
  )`;
}

/**
 * The time of an event: later than what happened before it in the same saga, whatever the clock says and however much is
 * written at once. So the times give the order.
 */
export function timeOf(table: string, last: DateTime | null = null): RawBuilder<unknown> {
  const base = last === null ? sql`now()` : sql`greatest(now(), ${last}::timestamptz)`;
  return sql`${base} + ${sql.ref(`${table}.place`)} * interval '1 microsecond'`;
}

/** That an executor owns a saga; `token` counts the owners. */
export interface Claim {
  readonly sagaId: Uuid;
  readonly executorId: string;
  readonly token: Uint64;
}
