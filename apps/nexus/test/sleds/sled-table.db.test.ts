import { openDatabase, type Tables } from '@skewline/db-model';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { addSled } from '../../../../packages/db-model/test/store/placement-rows.ts';
import { migratedInMemory, orThrow } from '../../../../packages/db-model/test/support/databases.ts';
import { sledTable } from '../../src/sleds/sled-table.ts';

it('knows the sleds of the database, and what it knew when that is away', async () => {
  const database = orThrow(await openDatabase<Tables>(await migratedInMemory()));
  const table = sledTable(database.kysely);
  const [asked, unasked] = [await addSled(database.kysely), await addSled(database.kysely)];
  const portOf = async (sledId: string) => (await table.find(sledId))?.address.port;
  expect(await portOf(asked)).toBe(12_345);
  expect(await portOf('0b0f3c86-5f7a-4c53-8a4f-3c1a4b9f3a01')).toBeUndefined();
  expect((await table.list()).map(({ id }) => id).sort()).toEqual([asked, unasked].sort());

  await database.kysely.updateTable('sled').set({ port: 7 }).execute();
  // What was read is believed for a second.
  expect(await portOf(asked)).toBe(12_345);
  await sleep(1050);
  expect(await portOf(asked)).toBe(7);

  await database.close();
  await sleep(1050);
  // As often as it is asked.
  expect([await portOf(asked), await portOf(asked)]).toEqual([7, 7]);
  expect(await portOf(unasked)).toBeUndefined();
  await expect(table.list()).rejects.toBeInstanceOf(Error);
});
