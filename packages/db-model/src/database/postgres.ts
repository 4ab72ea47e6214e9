import pg from 'pg';
import { CompiledQuery, PostgresDialect, sql } from 'kysely';
import { parsers } from './column-types.ts';
import { type Database, makeDatabase } from './database.ts';
import { preparing } from './prepared.ts';
import { DatabaseProblem, errorMessage } from './problem.ts';

/** What `parsers` relies on. */
const settings = `select
  set_config('TimeZone', 'UTC', false),
  set_config('DateStyle', 'ISO', false),
  set_config('IntervalStyle', 'postgres', false)`;

export interface PostgresOptions {
  /** How many connections at most. */
  readonly connections?: number;
  /** A statement that takes longer is cancelled. In milliseconds; 0 never. */
  readonly statementTimeout?: number;
  /** A transaction in which nothing happens for longer is rolled back, so that its locks do not stay. */
  readonly idleInTransactionTimeout?: number;
}

/** A database of a server: PostgreSQL, or what speaks its protocol. */
export async function openPostgres<Tables>(
  url: string,
  options: PostgresOptions = {},
): Promise<Database<Tables> | DatabaseProblem> {
  const {
    connections = 10,
    statementTimeout = 30_000,
    idleInTransactionTimeout = 60_000,
  } = options;
  let pool: pg.Pool;
  try {
    pool = new pg.Pool({
      connectionString: url,
      max: connections,
      connectionTimeoutMillis: 10_000,
      statement_timeout: statementTimeout,
      idle_in_transaction_session_timeout: idleInTransactionTimeout,
      types: { getTypeParser },
    });
  } catch (error) {
    return unreachable(url, error);
  }
  // A connection may break while nobody asks it anything: in the pool, or in a transaction that does
  // something else. It is replaced, or the next statement fails; without listeners the process would end.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  const database = makeDatabase<Tables>(
    'postgres',
    new PostgresDialect({
      pool: preparing(pool),
      async onCreateConnection(connection) {
        await connection.executeQuery(CompiledQuery.raw(settings));
      },
    }),
  );
  try {
    await sql`select 1`.execute(database.kysely);
    return database;
  } catch (error) {
    await pool.end();
    return unreachable(url, error);
  }
}

function getTypeParser(id: number, format?: 'text' | 'binary'): (value: string) => unknown {
  const parser = format === 'binary' ? undefined : parsers.get(id);
  return parser ?? (pg.types.getTypeParser(id, format) as (value: string) => unknown); // its declared type is any
}

function unreachable(url: string, error: unknown): DatabaseProblem {
  return new DatabaseProblem(
    'server_unreachable',
    `no database at ${withoutPassword(url)}: ${errorMessage(error)}`,
    'see that the server runs, and that host, port, user, password and database are right',
    error,
  );
}

function withoutPassword(url: string): string {
  try {
    const { protocol, username, host, pathname } = new URL(url);
    return `${protocol}//${username === '' ? '' : `${username}@`}${host}${pathname}`;
  } catch {
    return 'an address that is no URL';
  }
}
