import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import type { Database } from '../../src/database/index.ts';
import { migrate, readMigrations } from '../../src/migrate/index.ts';
import { forEachDatabase, orThrow } from '../support/databases.ts';
import { plant, seedRow, seeds, vmmIds } from '../support/seeds.ts';

const versions = orThrow(await readMigrations()).map((migration) => migration.version);
const [vmm1, vmm2, vmm3, vmm4, vmm5] = vmmIds;

async function read(
  database: Database<unknown>,
  query: string,
): Promise<readonly Record<string, unknown>[]> {
  return (await sql.raw<Record<string, unknown>>(query).execute(database.kysely)).rows;
}

/** As rows give back what was written: JSON was written as text. */
function asRead(row: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const documents = new Set(['counts', 'data', 'dag', 'params', 'event']);
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      documents.has(name) && typeof value === 'string' ? (JSON.parse(value) as unknown) : value,
    ]),
  );
}

forEachDatabase((engine) => {
  describe.each(versions)('a database of version %i, with data', (version) => {
    it('keeps its data and gets what is new', async () => {
      const database = await engine.migrated<unknown>({ to: version });
      await plant(database, version);
      expect(orThrow(await migrate(database)).version).toBe(versions.length);

      for (const table of new Set(seeds.map((seed) => seed.table))) {
        const wanted = seeds
          .filter((seed) => seed.table === table)
          .map((seed) => seedRow(seed, version))
          .filter((row) => row !== null);
        const rows = await read(database, `SELECT * FROM ${table}`);
        expect(rows).toHaveLength(wanted.length);
        for (const row of wanted) expect(rows).toContainEqual(expect.objectContaining(asRead(row)));
      }

      // Who failed before reasons were written down failed for a prehistoric one.
      const reason = version < 5 ? 'prehistoric' : version < 8 ? 'no_such_instance' : 'zone_gone';
      const detail = version < 8 ? null : 'no zone';
      expect(
        await read(database, 'SELECT id, failure_reason, failure_detail FROM vmm ORDER BY id'),
      ).toEqual([
        { id: vmm1, failure_reason: null, failure_detail: null },
        { id: vmm2, failure_reason: null, failure_detail: null },
        { id: vmm3, failure_reason: null, failure_detail: null },
        { id: vmm4, failure_reason: reason, failure_detail: detail },
        { id: vmm5, failure_reason: null, failure_detail: null },
      ]);

      // What a reservation is for is said by its instance, where the reservation did not say it.
      expect(await read(database, 'SELECT id, state FROM sled_resource_vmm ORDER BY id')).toEqual([
        { id: vmm1, state: 'active' },
        { id: vmm2, state: 'active' },
        { id: vmm3, state: 'target' },
        { id: vmm4, state: 'tombstoned' },
        { id: vmm5, state: version < 4 ? 'tombstoned' : 'active' },
      ]);
    });
  });
});
