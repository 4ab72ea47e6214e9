import { randomUUID } from 'node:crypto';
import { type Database, migrate, openDatabase, type Tables } from '@skewline/db-model';
import { sql } from 'kysely';
import { setup } from '../../packages/db-model/test/support/postgres-cluster.ts';
import { orThrow } from '../../packages/db-model/test/support/problems.ts';

/** A PostgreSQL of this run, which waits for the disk as one in earnest does. */
export interface Server {
  /** A new database with all tables. */
  database(): Promise<{ readonly url: string; readonly database: Database<Tables> }>;
  stop(): Promise<void>;
}

export async function startServer(): Promise<Server> {
  let serverUrl = '';
  const provide = (_name: string, value: string): void => {
    serverUrl = value;
  };
  const stop = await setup({ provide }, []);
  const opened: Database<Tables>[] = [];
  return {
    async database() {
      const name = `bench_${randomUUID().replaceAll('-', '')}`;
      const admin = orThrow(await openDatabase<unknown>({ url: serverUrl, connections: 1 }));
      await sql.raw(`CREATE DATABASE ${name}`).execute(admin.kysely);
      await admin.close();
      const url = new URL(serverUrl);
      url.pathname = `/${name}`;
      // As many connections as DBOS has.
      const database = orThrow(await openDatabase<Tables>({ url: url.href, connections: 10 }));
      orThrow(await migrate(database));
      opened.push(database);
      return { url: url.href, database };
    },
    async stop() {
      for (const database of opened) await database.close();
      await stop();
    },
  };
}
