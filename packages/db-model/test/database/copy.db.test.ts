import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { readCatalog } from '../../scripts/catalog.ts';
import { openDatabase } from '../../src/database/index.ts';
import { checkMigrated } from '../../src/migrate/index.ts';
import { forEachDatabase, migratedInMemory, orThrow } from '../support/databases.ts';

/** What almost every test of a database stands on. */
forEachDatabase((engine) => {
  it('a copy of a database that was migrated is what migrating makes', async () => {
    const copy = await engine.migrated<unknown>();
    const made = await engine.migrated<unknown>({});
    expect(await readCatalog(copy.kysely)).toEqual(await readCatalog(made.kysely));
    expect(await checkMigrated(copy)).toBeNull();
  });

  it('what is written into one copy is in no other', async () => {
    const [one, other] = [await engine.migrated<unknown>(), await engine.migrated<unknown>()];
    await sql`CREATE TABLE written (id int8)`.execute(one.kysely);
    const names = async ({ kysely }: typeof one): Promise<readonly string[]> =>
      (await readCatalog(kysely)).tables.map(({ name }) => name);
    expect(await names(one)).toEqual([...(await names(other)), 'written'].toSorted());
  });
});

it('in memory it is told when there is nothing to be a copy of', async () => {
  const { from } = await migratedInMemory();
  for (const bad of [new Blob([]), new Blob(['no archive']), from.slice(0, 1_000_000)]) {
    expect(await openDatabase({ memory: true, from: bad })).toMatchObject({
      code: 'database_unusable',
      message: expect.stringContaining('copy') as unknown,
    });
  }
  const database = orThrow(await openDatabase({ memory: true, from }));
  expect(await checkMigrated(database)).toBeNull();
  await database.close();
});
