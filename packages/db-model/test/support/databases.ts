import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, describe, inject } from 'vitest';
import { type Database, type DatabaseLocation, openDatabase } from '../../src/database/index.ts';
import { migrate, type MigrateOptions } from '../../src/migrate/index.ts';
import type { Templates } from './global-setup.ts';
import { orThrow } from './problems.ts';

export { orThrow } from './problems.ts';

/**
 * A kind of database, to run a suite on. Each database it gives is new. It is closed after the test that opened it, or
 * after the suite when that did, and gone after the suite.
 */
export interface TestEngine {
  readonly name: 'pglite' | 'postgres';
  /** A place for a database that no one has opened yet; a process of its own can open it. */
  location(): Promise<Location>;
  /** An open database without tables. */
  empty<Tables>(): Promise<Database<Tables>>;
  /**
   * An open database with all tables: a copy of one that was migrated when the run began. With options it is migrated
   * here, step by step, for tests of migrations.
   */
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

/**
 * As `forEachDatabase`, for what is built on the stores. That these do the same on both is shown by their own suites, so the
 * short form (`SKEWLINE_SHORT=1`) runs it on PostgreSQL alone.
 */
export function forEachDatabaseBeneath(suite: (engine: TestEngine) => void): void {
  if (process.env['SKEWLINE_SHORT'] === '1') onPostgres(suite);
  else forEachDatabase(suite);
}

/** Runs a suite on PostgreSQL alone, for what only a server does. */
export function onPostgres(suite: (engine: TestEngine) => void): void {
  onEngine('postgres', postgresLocation, suite);
}

function onEngine(
  name: TestEngine['name'],
  make: () => Promise<MadeLocation>,
  suite: (engine: TestEngine) => void,
): void {
  describe(`on ${name}`, () => {
    const undo: (() => Promise<void>)[] = [];
    afterAll(async () => {
      for (const step of undo.toReversed()) await step();
    });
    // A PGlite takes a quarter of a gigabyte: those of single tests are not kept until the end.
    let ofTest: Pick<Database<unknown>, 'close'>[] | null = null;
    beforeEach(() => {
      ofTest = [];
    });
    afterEach(async () => {
      const opened = ofTest ?? [];
      ofTest = null;
      for (const database of opened) await database.close();
    });

    const locationOf = async ({ location, remove }: MadeLocation): Promise<Location> => {
      undo.push(remove);
      return location;
    };
    const opened = async <Tables>(location: DatabaseLocation): Promise<Database<Tables>> => {
      const database = orThrow(await openDatabase<Tables>(location));
      if (ofTest === null) undo.push(() => database.close());
      else ofTest.push(database);
      return database;
    };
    // In memory PGlite is quicker than in a directory, and nothing else is different.
    const copy = async (template: Template): Promise<DatabaseLocation> =>
      name === 'pglite' ? inMemory(template) : locationOf(await postgresLocation(template));
    const location: TestEngine['location'] = async () => locationOf(await make());
    const empty: TestEngine['empty'] = async () => opened(await copy('empty'));
    const migrated: TestEngine['migrated'] = async <Tables>(options?: MigrateOptions) => {
      if (options === undefined) return opened<Tables>(await copy('migrated'));
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

/** Where a new database in memory begins with all tables. */
export async function migratedInMemory(): Promise<InMemory> {
  return inMemory('migrated');
}

type InMemory = { readonly memory: true; readonly from: Blob };
type Template = keyof Templates['postgres'];

async function inMemory(template: Template): Promise<InMemory> {
  return { memory: true, from: new Blob([await readFile(inject('templates').pglite[template])]) };
}

type Location = { directory: string } | { url: string };

interface MadeLocation {
  readonly location: Location;
  readonly remove: () => Promise<void>;
}

async function pgliteLocation(): Promise<MadeLocation> {
  const directory = await mkdtemp(join(tmpdir(), 'skewline-pglite-'));
  return {
    location: { directory },
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}

async function postgresLocation(template: Template = 'empty'): Promise<MadeLocation> {
  const server = inject('postgresUrl');
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await onServer(
    server,
    `CREATE DATABASE ${name} TEMPLATE ${inject('templates').postgres[template]}`,
  );
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
