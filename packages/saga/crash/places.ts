import { randomUUID } from 'node:crypto';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Database,
  DatabaseProblem,
  migrate,
  openDatabase,
  type Tables,
} from '@skewline/db-model';
import { sql } from 'kysely';
import { setup } from '../../db-model/test/support/postgres-cluster.ts';
import type { Place } from './protocol.ts';

export type DatabaseName = 'pglite' | 'postgres';

/** Databases that are there at once, copied from one that was prepared. */
export interface Places {
  take(name: DatabaseName): Promise<Taken>;
  remove(): Promise<void>;
}

export interface Taken {
  readonly place: Place;
  remove(): Promise<void>;
}

type Prepare = (database: Database<Tables>) => Promise<void>;

/** A prepared directory, and a PostgreSQL server with a prepared database. */
export async function preparePlaces(prepare: Prepare): Promise<Places> {
  const folder = await mkdtemp(join(tmpdir(), 'skewline-crash-'));
  const template = join(folder, 'template');
  await prepareDatabase({ directory: template }, prepare);
  let url = '';
  // The cast: nothing else of vitest's project is used.
  const stop = await setup({
    provide(_: string, value: string) {
      url = value;
    },
  } as unknown as Parameters<typeof setup>[0]);
  try {
    await onServer(url, 'CREATE DATABASE crash_template');
    await prepareDatabase({ url: databaseOf(url, 'crash_template') }, prepare);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    async take(name) {
      const id = randomUUID().replaceAll('-', '');
      if (name === 'pglite') {
        const directory = join(folder, id);
        await cp(template, directory, { recursive: true });
        return {
          place: { directory },
          remove: () => rm(directory, { recursive: true, force: true }),
        };
      }
      await onServer(url, `CREATE DATABASE crash_${id} TEMPLATE crash_template`);
      return {
        place: { url: databaseOf(url, `crash_${id}`) },
        remove: () => onServer(url, `DROP DATABASE crash_${id} WITH (FORCE)`),
      };
    },
    async remove() {
      await stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Opens a place here, where no child has it open. */
export async function inPlace<Result>(
  place: Place,
  work: (database: Database<Tables>) => Promise<Result>,
): Promise<Result> {
  const database = orThrow(await openDatabase<Tables>(place));
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

async function prepareDatabase(place: Place, prepare: Prepare): Promise<void> {
  await inPlace(place, async (database) => {
    orThrow(await migrate(database));
    await prepare(database);
  });
}

function databaseOf(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

async function onServer(url: string, statement: string): Promise<void> {
  const server = orThrow(await openDatabase<Tables>({ url, connections: 1 }));
  await sql.raw(statement).execute(server.kysely);
  await server.close();
}

function orThrow<Value>(value: Value | DatabaseProblem): Value {
  if (value instanceof DatabaseProblem) throw new Error(value.message, { cause: value.cause });
  return value;
}
