import { setTimeout as sleep } from 'node:timers/promises';
import type { Database, Tables } from '@skewline/db-model';
import { type Kysely, sql } from 'kysely';

/** What actions of the suite did, and what they wait for; in tables, so that other processes take part. */
export interface World {
  /** Of this saga, in the order in which they happened: `run a`, `undo a`, … */
  notes(sagaId: string): Promise<readonly string[]>;
  note(sagaId: string, text: string): Promise<void>;
  /** The processes that have noted anything of this saga. */
  processes(sagaId: string): Promise<readonly number[]>;
  open(gate: string): Promise<void>;
  isOpen(gate: string): Promise<boolean>;
  /** What actions have written in transactions that were fenced. */
  rows(sagaId: string): Promise<readonly string[]>;
}

export async function prepareWorld(database: Database<Tables>): Promise<void> {
  await sql`CREATE TABLE IF NOT EXISTS conformance_note (
    id int8 GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    saga_id text NOT NULL, process int4 NOT NULL, note text NOT NULL)`.execute(database.kysely);
  await sql`CREATE TABLE IF NOT EXISTS conformance_gate (name text PRIMARY KEY)`.execute(
    database.kysely,
  );
  await sql`CREATE TABLE IF NOT EXISTS conformance_row (
    id int8 GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    saga_id text NOT NULL, value text NOT NULL)`.execute(database.kysely);
}

export function worldIn(database: Database<Tables>): World {
  const { kysely } = database;
  return {
    async notes(sagaId) {
      const { rows } = await sql<{ note: string }>`
        SELECT note FROM conformance_note WHERE saga_id = ${sagaId} ORDER BY id`.execute(kysely);
      return rows.map(({ note }) => note);
    },
    async note(sagaId, text) {
      await sql`INSERT INTO conformance_note (saga_id, process, note)
        VALUES (${sagaId}, ${process.pid}, ${text})`.execute(kysely);
    },
    async processes(sagaId) {
      const { rows } = await sql<{ process: number }>`
        SELECT DISTINCT process FROM conformance_note WHERE saga_id = ${sagaId}`.execute(kysely);
      return rows.map(({ process: id }) => id);
    },
    async open(gate) {
      await sql`INSERT INTO conformance_gate (name) VALUES (${gate}) ON CONFLICT DO NOTHING`.execute(
        kysely,
      );
    },
    async isOpen(gate) {
      const { rows } = await sql`SELECT 1 FROM conformance_gate WHERE name = ${gate}`.execute(
        kysely,
      );
      return rows.length > 0;
    },
    async rows(sagaId) {
      const { rows } = await sql<{ value: string }>`
        SELECT value FROM conformance_row WHERE saga_id = ${sagaId} ORDER BY id`.execute(kysely);
      return rows.map(({ value }) => value);
    },
  };
}

/** In the transaction of an action. */
export async function insertRow(
  transaction: Kysely<Tables>,
  sagaId: string,
  value: string,
): Promise<void> {
  await sql`INSERT INTO conformance_row (saga_id, value) VALUES (${sagaId}, ${value})`.execute(
    transaction,
  );
}

/** Asks again and again; fails with `what` when it takes too long. */
export async function until(
  what: string,
  ask: () => Promise<boolean>,
  timeoutMs = 20_000,
): Promise<void> {
  const end = Date.now() + timeoutMs;
  while (!(await ask())) {
    if (Date.now() > end) throw new Error(`in ${timeoutMs} ms it did not come to pass: ${what}`);
    await sleep(10);
  }
}
