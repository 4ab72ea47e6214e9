import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { tendTables } from '../../src/index.ts';
import { instanceRow } from '../../src/row/index.ts';
import type { Tables } from '../../src/rows/index.ts';
import { sampleInstance } from '../store/samples.ts';
import { forEachDatabase, useMigrated } from '../support/databases.ts';

const count = 2000;

forEachDatabase((engine) => {
  const database = useMigrated<Tables>(engine);

  const fill = async (): Promise<void> => {
    const rows = Array.from({ length: count }, () => instanceRow(sampleInstance()));
    await database().kysely.insertInto('instance').values(rows).execute();
  };
  const change = async (): Promise<void> => {
    await database().kysely.updateTable('instance').set({ description: 'changed' }).execute();
  };
  const sizeOf = async (table: string): Promise<number> => {
    const { rows } = await sql<{ readonly size: number }>`
      SELECT pg_relation_size(${table}::regclass)::int4 AS size`.execute(database().kysely);
    return rows[0]?.size ?? Number.NaN;
  };

  describe.runIf(engine.name === 'pglite')('tables in this process', () => {
    it('that have grown get statistics, once', async () => {
      await tendTables(database());
      expect(await tendTables(database())).toEqual([]);
      await fill();
      expect(await tendTables(database())).toEqual(['instance']);
      expect(await tendTables(database())).toEqual([]);
      const { rows } = await sql<{ readonly tuples: number }>`
        SELECT reltuples::int4 AS tuples FROM pg_class WHERE relname = 'instance'`.execute(
        database().kysely,
      );
      expect(rows).toEqual([{ tuples: count }]);
      const known = await sql`
        SELECT 1 FROM pg_stats WHERE tablename = 'instance' AND attname = 'project_id'`.execute(
        database().kysely,
      );
      expect(known.rows).toHaveLength(1);
    });

    it('give the room of old rows to new ones', async () => {
      await change();
      expect(await tendTables(database())).toEqual(['instance']);
      const before = await sizeOf('instance');
      await change();
      expect(await sizeOf('instance')).toBe(before);
    });
  });

  describe.runIf(engine.name === 'postgres')('a server', () => {
    it('is left to look after its own', async () => {
      await fill();
      expect(await tendTables(database())).toEqual([]);
    });
  });
});
