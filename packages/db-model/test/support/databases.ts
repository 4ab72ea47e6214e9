import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, inject } from 'vitest';
import { type Database, openDatabase } from '../../src/database/index.ts';
import { migrate, type MigrateOptions } from '../../src/migrate/index.ts';
import { orThrow } from './problems.ts';

export { orThrow } from './problems.ts';

/** A kind of database, to run a suite on. Each database it gives is new, and gone after the suite. */
export interface TestEngine {
  readonly name: 'pglite' | 'postgres';
  /** A place for a database that no one has opened yet; a process of its own can open it. */
  location(): Promise<{ directory: string } | { url: string }>;
  /** An open database without tables. */
  empty<Tables>(): Promise<Database<Tables>>;
  /** An open database with all tables, or with those of the version `to`. */
  migrated<Tables>(options?: MigrateOptions): Promise<Database<Tables>>;
}

/**
 * Runs the same suite on PGlite and on PostgreSQL.
 *
 * ```ts
 * forEachDatabase((engine) => {
 *   const database = useMigrated<Tables>(engine);
 *   it('…', async () => { await database().transaction(async (transaction) => …); });
 * });
 * ```
 */
export function forEachDatabase(suite: (engine: TestEngine) => void): void {
  onEngine('pglite', pgliteLocation, suite);
  onPostgres(suite);
}

/** Runs a suite on PostgreSQL alone, for what only a server does. */
export function onPostgres(suite: (engine: TestEngine) => void): void {
  onEngine('postgres', postgresLocation, suite);
}

function onEngine(
  name: TestEngine['name'],
  make: () => Promise<MadeLocation<{ directory: string } | { url: string }>>,
  suite: (engine: TestEngine) => void,
): void {
  describe(`on ${name}`, () => {
    const undo: (() => Promise<void>)[] = [];
    afterAll(async () => {
      for (const step of undo.toReversed()) await step();
    });

    const location: TestEngine['location'] = async () => {
      const made = await make();
      undo.push(made.remove);
      return made.location;
    };
    const empty: TestEngine['empty'] = async <Tables>() => {
      // In memory PGlite is quicker than in a directory, and nothing else is different.
      const where = name === 'pglite' ? ({ memory: true } as const) : await location();
      const database = orThrow(await openDatabase<Tables>(where));
      undo.push(() => database.close());
      return database;
    };
    const migrated: TestEngine['migrated'] = async <Tables>(options?: MigrateOptions) => {
      const database = await empty<Tables>();
      orThrow(await migrate(database, options));
      return database;
    };
    suite({ name, location, empty, migrated });
  });
}

/** One database with all tables for the tests of this suite. */
export function useMigrated<Tables>(engine: TestEngine): () => Database<Tables> {
  let database: Database<Tables> | undefined;
  beforeAll(async () => {
    database = await engine.migrated<Tables>();
  });
  return () => {
    if (database === undefined) throw new Error('the database is there inside tests only');
    return database;
  };
}

interface MadeLocation<Location> {
  readonly location: Location;
  readonly remove: () => Promise<void>;
}

async function pgliteLocation(): Promise<MadeLocation<{ directory: string }>> {
  const directory = await mkdtemp(join(tmpdir(), 'skewline-pglite-'));
  return {
    location: { directory },
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}

async function postgresLocation(): Promise<MadeLocation<{ url: string }>> {
  const server = inject('postgresUrl');
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await onServer(server, `CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return {
    location: { url: url.href },
    remove: () => onServer(server, `DROP DATABASE ${name} WITH (FORCE)`),
  };
}

async function onServer(url: string, statement: string): Promise<void> {
  const server = orThrow(await openDatabase<unknown>({ url, connections: 1 }));
  await sql.raw(statement).execute(server.kysely);
  await server.close();
}
