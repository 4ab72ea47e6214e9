import { sql } from 'kysely';
import type { Database, TransactionOptions } from '../database/database.ts';
import { DatabaseProblem, errorCode, errorMessage } from '../database/problem.ts';
import { isAlreadyThere } from './already-there.ts';
import {
  findRecord,
  lockSchema,
  makeJournal,
  markFinished,
  markStarted,
  readRecords,
  unmark,
} from './journal.ts';
import { type Migration, readMigrations, type Step } from './migrations.ts';
import { checksumDiffers, type Plan, planMigration, stepName } from './plan.ts';

export interface MigrateOptions {
  /** Other migrations than the package's own. */
  readonly migrations?: readonly Migration[];
  /** Where to stop; the newest version unless told otherwise. */
  readonly to?: number;
  /** Called before each step that this process is going to apply. */
  readonly onStep?: (step: Step) => void;
}

export interface MigrationReport {
  /** The version that the schema now has. */
  readonly version: number;
  /** The steps that this call applied, such as `0005/up02`. Another process may have applied others. */
  readonly applied: readonly string[];
}

/** One statement at a time sees what the one before it left, also when another process ran that. */
const isolation: TransactionOptions = { isolation: 'read committed' };

/**
 * Brings a database to the newest version of its schema, one recorded step at a time. It may be
 * killed at any point and called again, and several processes may call it at the same time.
 */
export async function migrate<Tables>(
  typed: Database<Tables>,
  options: MigrateOptions = {},
): Promise<MigrationReport | DatabaseProblem> {
  const migrations = options.migrations ?? (await readMigrations());
  if (migrations instanceof DatabaseProblem) return migrations;
  const database = untyped(typed);
  const before = await planFor(database, migrations, options.to);
  if (before instanceof DatabaseProblem) return before;
  if (before.pending.length === 0) return { version: before.version, applied: [] };

  await makeJournal(database);
  const applied: string[] = [];
  for (const step of before.pending) {
    const outcome = await applyStep(database, step, options);
    if (outcome instanceof DatabaseProblem) return outcome;
    if (outcome === 'applied') applied.push(stepName(step));
  }
  const after = await planFor(database, migrations, options.to);
  return after instanceof DatabaseProblem ? after : { version: after.version, applied };
}

/** Says what is wrong if the schema is not at its newest version; null if it is. Changes nothing. */
export async function checkMigrated<Tables>(
  typed: Database<Tables>,
  options: Pick<MigrateOptions, 'migrations'> = {},
): Promise<DatabaseProblem | null> {
  const migrations = options.migrations ?? (await readMigrations());
  if (migrations instanceof DatabaseProblem) return migrations;
  const plan = await planFor(untyped(typed), migrations);
  if (plan instanceof DatabaseProblem) return plan;
  const [next] = plan.pending;
  if (next === undefined) return null;
  return new DatabaseProblem(
    'migration_pending',
    `the database is at version ${String(plan.version)} of its schema, and step ${stepName(next)} comes next`,
    'migrate the database',
  );
}

async function planFor(
  database: Database<unknown>,
  migrations: readonly Migration[],
  to?: number,
): Promise<Plan | DatabaseProblem> {
  const records = await readRecords(database.kysely);
  if (records.length === 0) {
    const foreign = await findForeignTables(database, migrations);
    if (foreign !== null) return foreign;
  }
  return planMigration(migrations, records, to);
}

async function findForeignTables(
  database: Database<unknown>,
  migrations: readonly Migration[],
): Promise<DatabaseProblem | null> {
  const ours = new Set(
    migrations
      .flatMap((migration) => migration.steps)
      .map((step) => /^CREATE TABLE (?:IF NOT EXISTS )?(\w+)/m.exec(step.sql)?.[1]),
  );
  const { rows } = await sql<{ name: string }>`SELECT table_name AS name
    FROM information_schema.tables WHERE table_schema = current_schema()`.execute(database.kysely);
  const found = rows.map((row) => row.name).filter((name) => ours.has(name));
  if (found.length === 0) return null;
  return new DatabaseProblem(
    'foreign_tables',
    `the database has tables that migrations would make, and no record of any: ${found.toSorted().join(', ')}`,
    'give an empty database',
  );
}

async function applyStep(
  database: Database<unknown>,
  step: Step,
  options: MigrateOptions,
): Promise<'applied' | 'found' | DatabaseProblem> {
  const begun = await begin(database, step);
  if (begun instanceof DatabaseProblem || begun === 'found') return begun;
  options.onStep?.(step);
  try {
    return await database.transaction(async (transaction) => {
      await lockSchema(transaction);
      if ((await findRecord(transaction, step))?.finished === true) return 'found';
      const { rows } = await sql.raw(step.sql).execute(transaction);
      if (step.kind === 'verify' && rows.length > 0) throw new WrongRows(rows);
      await markFinished(transaction, step);
      return 'applied';
    }, isolation);
  } catch (error) {
    const again = begun === 'again' && errorCode(error) === '42710';
    if (again && (await isAlreadyThere(database.kysely, step.sql))) {
      await database.transaction((transaction) => markFinished(transaction, step), isolation);
      return 'applied';
    }
    if (begun === 'first') {
      await database.transaction((transaction) => unmark(transaction, step), isolation);
    }
    return stepProblem(step, error);
  }
}

/** `again`: an earlier run, or another process, began this step and may have been cut off. */
async function begin(
  database: Database<unknown>,
  step: Step,
): Promise<'first' | 'again' | 'found' | DatabaseProblem> {
  return database.transaction(async (transaction) => {
    await lockSchema(transaction);
    const record = await findRecord(transaction, step);
    if (record?.finished === true) {
      return record.checksum === step.checksum ? 'found' : checksumDiffers(step);
    }
    await markStarted(transaction, step);
    return record === null ? 'first' : 'again';
  }, isolation);
}

/** Thrown to roll a check back. */
class WrongRows extends Error {
  override readonly name = 'WrongRows';
  readonly rows: readonly unknown[];

  constructor(rows: readonly unknown[]) {
    super('a check found rows that are wrong');
    this.rows = rows;
  }
}

function stepProblem(step: Step, error: unknown): DatabaseProblem {
  if (error instanceof WrongRows) {
    const { rows } = error;
    return new DatabaseProblem(
      'verification_failed',
      `step ${stepName(step)} found ${String(rows.length)} wrong rows, the first being ${JSON.stringify(rows[0])}`,
      'mend those rows and migrate again: it goes on with the same step',
    );
  }
  const code = errorCode(error);
  return new DatabaseProblem(
    'step_failed',
    `step ${stepName(step)} failed${code === null ? '' : ` (${code})`}: ${errorMessage(error)}`,
    'remove the cause and migrate again: it goes on with the same step',
    error,
  );
}

function untyped<Tables>(database: Database<Tables>): Database<unknown> {
  // The steps are text; which tables the caller's queries know does not matter here.
  return database as unknown as Database<unknown>;
}
