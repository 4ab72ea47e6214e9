import { type Kysely, sql, type Transaction } from 'kysely';
import type { Database } from '../database/database.ts';
import { errorCode } from '../database/problem.ts';
import type { Step } from './migrations.ts';
import type { StepRecord } from './plan.ts';

/**
 * The two tables that say what has been applied. They are not part of the schema's own history: there
 * is no migration for them.
 */
type JournalTables = {
  readonly schema_migration: {
    readonly version: number;
    readonly step: string;
    readonly checksum: string;
    readonly time_started: string;
    readonly time_finished: string | null;
  };
};

/** What two processes run into that both make the tables; the second finds them made when it tries again. */
const madeMeanwhile: ReadonlySet<string> = new Set(['23505', '42P07', '42710']);

const journalSql = [
  `CREATE TABLE IF NOT EXISTS schema_migration (
    version int8 NOT NULL,
    step text NOT NULL,
    checksum text NOT NULL,
    time_started timestamptz NOT NULL,
    time_finished timestamptz,
    PRIMARY KEY (version, step)
  )`,
  `CREATE TABLE IF NOT EXISTS schema_migration_lock (
    id int8 PRIMARY KEY CHECK (id = 1)
  )`,
  `INSERT INTO schema_migration_lock (id) VALUES (1) ON CONFLICT (id) DO NOTHING`,
];

/** Makes the tables where they are not there yet. */
export async function makeJournal(database: Database<unknown>): Promise<void> {
  for (const statement of journalSql) {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await sql.raw(statement).execute(database.kysely);
        break;
      } catch (error) {
        if (attempt === 5 || !madeMeanwhile.has(errorCode(error) ?? '')) throw error;
      }
    }
  }
}

/** What the database says was applied; nothing if it has no journal. */
export async function readRecords(kysely: Kysely<unknown>): Promise<StepRecord[]> {
  const { rows } = await sql`SELECT 1 FROM information_schema.tables
    WHERE table_schema = current_schema() AND table_name = 'schema_migration'`.execute(kysely);
  if (rows.length === 0) return [];
  const records = await typed(kysely).selectFrom('schema_migration').selectAll().execute();
  return records.map(({ version, step, checksum, time_finished }) => ({
    version,
    step,
    checksum,
    finished: time_finished !== null,
  }));
}

/**
 * Waits until no other process is at a step. Whoever has this row has the schema to itself until its
 * transaction ends, however it ends. A step may take long, and so may waiting for one.
 */
export async function lockSchema(transaction: Transaction<unknown>): Promise<void> {
  await sql`SELECT set_config('statement_timeout', '0', true)`.execute(transaction);
  await sql`SELECT id FROM schema_migration_lock FOR UPDATE`.execute(transaction);
}

export async function findRecord(
  transaction: Transaction<unknown>,
  step: Step,
): Promise<StepRecord | null> {
  const row = await typed(transaction)
    .selectFrom('schema_migration')
    .selectAll()
    .where('version', '=', step.version)
    .where('step', '=', step.name)
    .executeTakeFirst();
  if (row === undefined) return null;
  return { ...row, finished: row.time_finished !== null };
}

/** Notes that a step is about to run: whoever finds this and no end knows that it may have run. */
export async function markStarted(transaction: Transaction<unknown>, step: Step): Promise<void> {
  await sql`INSERT INTO schema_migration (version, step, checksum, time_started)
    VALUES (${step.version}, ${step.name}, ${step.checksum}, now())
    ON CONFLICT (version, step) DO UPDATE SET checksum = excluded.checksum`.execute(transaction);
}

export async function markFinished(transaction: Transaction<unknown>, step: Step): Promise<void> {
  await sql`INSERT INTO schema_migration (version, step, checksum, time_started, time_finished)
    VALUES (${step.version}, ${step.name}, ${step.checksum}, now(), now())
    ON CONFLICT (version, step) DO UPDATE
    SET checksum = excluded.checksum, time_finished = excluded.time_finished`.execute(transaction);
}

/** Takes back `markStarted` for a step that the database refused. */
export async function unmark(transaction: Transaction<unknown>, step: Step): Promise<void> {
  await typed(transaction)
    .deleteFrom('schema_migration')
    .where('version', '=', step.version)
    .where('step', '=', step.name)
    .where('time_finished', 'is', null)
    .execute();
}

function typed(kysely: Kysely<unknown>): Kysely<JournalTables> {
  return kysely.$extendTables<JournalTables>();
}
