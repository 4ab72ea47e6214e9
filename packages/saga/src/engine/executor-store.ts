import type { SagaRow } from '@skewline/db-model';
import type { Uuid } from '@skewline/runtime/api';
import { type RawBuilder, sql } from 'kysely';
import type { Ask } from './ask.ts';
import type { EngineName } from './port.ts';
import { uuids } from './saga-store.ts';

/** A process that runs sagas. */
export interface ExecutorIdentity {
  readonly id: string;
  readonly engine: EngineName;
  readonly host: string;
  readonly processId: number;
}

/** Says that the executor lives, until `leaseMs` from now by the database's clock. */
export async function heartbeat(
  ask: Ask,
  { id, engine, host, processId }: ExecutorIdentity,
  leaseMs: number,
): Promise<void> {
  await ask(sql`
    INSERT INTO saga_executor (id, engine, host, process_id, time_started, lease_until)
    VALUES (${id}, ${engine}, ${host}, ${processId}::int4, now(), now() + ${leaseMs}::float8 * interval '1 millisecond')
    ON CONFLICT (id) DO UPDATE SET lease_until = excluded.lease_until`);
}

/** The executor is gone, and so are those whose lease was over a day ago. What they own is free. */
export async function forgetExecutor(ask: Ask, id: string): Promise<void> {
  await ask(sql`
    DELETE FROM saga_executor WHERE id = ${id} OR lease_until < now() - interval '1 day'`);
}

/** Where one process alone can have the database: all executors but these are dead. */
export async function forgetAllBut(ask: Ask, ids: readonly string[]): Promise<void> {
  await ask(sql`
    DELETE FROM saga_executor WHERE NOT (id IN (SELECT jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb)))`);
}

/** A saga that was just taken over, and from whom; null: from nobody. */
export interface AdoptedRow extends SagaRow {
  readonly previous_owner: string | null;
}

export interface AdoptOptions {
  /** Of these alone. */
  readonly ids?: readonly Uuid[];
  readonly limit: number;
}

/**
 * Takes over sagas that are under way and nobody's, or a dead executor's, oldest first. Not those that somebody is just
 * writing to: next time.
 */
export async function adoptSagas(
  ask: Ask,
  { id, engine }: ExecutorIdentity,
  { ids, limit }: AdoptOptions,
): Promise<readonly AdoptedRow[]> {
  const chosen = ids === undefined ? sql`` : sql`AND id IN ${uuids(ids)}`;
  return ask(sql<AdoptedRow>`
    WITH free AS (
      SELECT id, owner FROM saga
      WHERE engine = ${engine} AND state IN ('running', 'unwinding') ${chosen}
        AND (owner IS NULL OR owner <> ${id} AND NOT EXISTS (
          SELECT 1 FROM saga_executor
          WHERE saga_executor.id = saga.owner AND saga_executor.lease_until > now()
        ))
        AND ${isAlive(id)}
      ORDER BY time_created, id LIMIT ${limit}::int4
      FOR NO KEY UPDATE SKIP LOCKED
    )
    UPDATE saga SET owner = ${id}, owner_token = saga.owner_token + 1, time_updated = now()
    FROM free WHERE saga.id = free.id
    RETURNING saga.*, free.owner AS previous_owner`);
}

/** Parked sagas, oldest first, without those that are known already. */
export async function listParked(
  ask: Ask,
  engine: EngineName,
  known: readonly Uuid[],
  limit: number,
): Promise<readonly SagaRow[]> {
  return ask(sql<SagaRow>`
    SELECT * FROM saga
    WHERE engine = ${engine} AND state = 'parked' AND NOT (id IN ${uuids(known)})
    ORDER BY time_created, id LIMIT ${limit}::int4`);
}

/** Takes a parked saga over, to go on with it. Null: somebody else was faster. */
export async function unparkSaga(
  ask: Ask,
  { id }: ExecutorIdentity,
  { id: sagaId, owner_token: token }: Pick<SagaRow, 'id' | 'owner_token'>,
  state: 'running' | 'unwinding',
): Promise<SagaRow | null> {
  const [row] = await ask(sql<SagaRow>`
    UPDATE saga SET state = ${state}, parked_code = NULL, parked_reason = NULL, time_rested = NULL,
      owner = ${id}, owner_token = owner_token + 1, time_updated = now()
    WHERE id = ${sagaId} AND state = 'parked' AND owner_token = ${token}::int8 AND ${isAlive(id)}
    RETURNING *`);
  return row ?? null;
}

/**
 * Who is late with its own heartbeat takes nothing over: two such processes would take the same sagas from each other, to
 * and fro.
 */
function isAlive(executorId: string): RawBuilder<unknown> {
  return sql`EXISTS (
    SELECT 1 FROM saga_executor WHERE saga_executor.id = ${executorId} AND saga_executor.lease_until > now()
  )`;
}

/** Leaves these sagas to whoever wants them. */
export async function releaseSagas(
  ask: Ask,
  executorId: string,
  ids: readonly Uuid[],
): Promise<void> {
  await ask(sql`
    UPDATE saga SET owner = NULL, time_updated = now() WHERE owner = ${executorId} AND id IN ${uuids(ids)}`);
}

/** What the executor owns, and what somebody wants to be cancelled of it. */
export async function listOwned(
  ask: Ask,
  executorId: string,
): Promise<readonly Pick<SagaRow, 'id' | 'cancel_reason'>[]> {
  return ask(sql<Pick<SagaRow, 'id' | 'cancel_reason'>>`
    SELECT id, cancel_reason FROM saga WHERE owner = ${executorId}`);
}
