import { type Database, openDatabase, type Tables } from '@skewline/db-model';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { addSled } from '../../../../packages/db-model/test/store/placement-rows.ts';
import { migratedInMemory, orThrow } from '../../../../packages/db-model/test/support/databases.ts';
import { tendDatabase } from '../../src/tend-database.ts';
import { silent } from '../tasks/support/silent.ts';

let database: Database<Tables>;
beforeAll(async () => {
  database = orThrow(await openDatabase<Tables>(await migratedInMemory()));
});
afterAll(() => database.close());

it('gathers statistics of what is there when it begins, and lets go when it is stopped', async () => {
  await database.transaction(async (transaction) => {
    for (let index = 0; index < 600; index += 1) await addSled(transaction);
  });
  const known = async (): Promise<number | undefined> => {
    const { rows } = await sql<{ readonly tuples: number }>`
      SELECT reltuples::int4 AS tuples FROM pg_class WHERE relname = 'sled'`.execute(
      database.kysely,
    );
    return rows[0]?.tuples;
  };
  expect(await known()).toBe(-1);
  const stop = tendDatabase(database, silent);
  await vi.waitFor(async () => expect(await known()).toBe(600), { timeout: 10_000 });
  await stop();
});
