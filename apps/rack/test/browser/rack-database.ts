import { randomUUID } from 'node:crypto';
import { type Database, openDatabase, type Tables } from '@skewline/db-model';
import { sql } from 'kysely';
import { inject } from 'vitest';
import { orThrow } from '../../../../packages/db-model/test/support/problems.ts';
import type { Rack, RackOptions } from '../../src/index.ts';
import { startRackWithConsole } from './support/rack.ts';

/** A rack whose records the test can get at, too. */
export interface RackWithDatabase {
  readonly rack: Rack;
  readonly database: Database<Tables>;
  readonly destroy: () => Promise<void>;
}

/** On PostgreSQL, which the test and nexus can use at the same time. */
export async function startRackWithDatabase(
  options: Partial<RackOptions> = {},
): Promise<RackWithDatabase> {
  const server = inject('postgresUrl');
  const name = `browser_${randomUUID().replaceAll('-', '')}`;
  await onServer(server, `CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  const rack = await startRackWithConsole({ database: { url: url.href }, ...options });
  const database = orThrow(await openDatabase<Tables>({ url: url.href, connections: 2 }));
  return {
    rack,
    database,
    async destroy() {
      await database.close();
      await rack.destroy();
      await onServer(server, `DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
}

async function onServer(url: string, statement: string): Promise<void> {
  const server = orThrow(await openDatabase<unknown>({ url, connections: 1 }));
  await sql.raw(statement).execute(server.kysely);
  await server.close();
}
