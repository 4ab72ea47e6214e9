import { type RawBuilder, sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { readCatalog } from '../../scripts/catalog.ts';
import type { Database } from '../../src/database/index.ts';
import { forEachDatabase } from '../support/databases.ts';
import {
  constraintCases,
  goodRow,
  newestVersion,
  openAttempt,
} from '../support/constraint-cases.ts';
import { plant, seedId, vmmIds } from '../support/seeds.ts';

forEachDatabase((engine) => {
  let database: Database<unknown>;
  beforeAll(async () => {
    database = await engine.migrated<unknown>();
    await plant(database, newestVersion);
    // What the cases of uniqueness meet.
    await insert('affinity_group', { id: seedId(99, 2), name: 'taken' });
    await insert('physical_disk', { id: seedId(99, 2), serial: 'taken' });
    await insert('start_attempt', { ...openAttempt, id: seedId(99, 3), instance_id: seedId(3, 9) });
  });

  function insertion(table: string, row: Readonly<Record<string, unknown>>): RawBuilder<unknown> {
    const names = Object.keys(row).map((name) => sql.ref(name));
    const values = Object.values(row).map((value) => sql`${value}`);
    return sql`INSERT INTO ${sql.table(table)} (${sql.join(names)}) VALUES (${sql.join(values)})`;
  }

  async function insert(table: string, change: Readonly<Record<string, unknown>>): Promise<void> {
    await insertion(table, { ...goodRow(table), ...change }).execute(database.kysely);
  }

  class Undo extends Error {}

  /** The constraint, or else the code, with which a row is refused; null if it is taken. It is not kept. */
  async function refusal(
    table: string,
    change: Readonly<Record<string, unknown>>,
  ): Promise<string | null> {
    const row = { ...goodRow(table), ...change };
    try {
      await database.transaction(async (transaction) => {
        await insertion(table, row).execute(transaction);
        throw new Undo();
      });
    } catch (error) {
      if (error instanceof Undo) return null;
      const { constraint, code } = error as { constraint?: string; code?: string }; // as both engines have them
      return constraint ?? code ?? String(error);
    }
    throw new Error('it was kept');
  }

  it.each(constraintCases)(
    '%s refuses a row of %s with %j',
    async (constraint, table, change, twin) => {
      expect(await refusal(table, change)).toBe(constraint);
      expect(await refusal(table, twin)).toBeNull();
    },
  );

  it('refuses a value that is not in a list', async () => {
    expect(await refusal('vmm', { state: 'paused' })).toBe('22P02');
  });

  it('refuses a reservation that does not say what it is for', async () => {
    expect(await refusal('sled_resource_vmm', { state: null })).toBe('23502');
  });

  describe('every constraint', () => {
    it('has a case', async () => {
      const { tables } = await readCatalog(database.kysely);
      const known = new Set(
        constraintCases.map(([constraint, table]) => `${table}: ${constraint}`),
      );
      const wanted = tables.flatMap(({ name, constraints, indexes }) => [
        ...constraints
          .filter(({ definition }) => definition.startsWith('CHECK'))
          .map((constraint) => `${name}: ${constraint.name}`),
        ...indexes
          .filter(({ definition }) => definition.startsWith('CREATE UNIQUE'))
          .map((index) => `${name}: ${index.name}`),
      ]);
      // It holds a key that is unique by itself: nothing can be refused by this one alone.
      const implied = new Set(['sled_resource_vmm: lookup_vmm_resource_by_sled']);
      expect(wanted.filter((name) => !known.has(name) && !implied.has(name))).toEqual([]);
    });
  });

  it('lets a VMM that has failed be unwound, and keeps its reason', async () => {
    const [, , , failed = ''] = vmmIds;
    await sql`UPDATE vmm SET state = 'saga_unwound' WHERE id = ${failed}`.execute(database.kysely);
    const { rows } = await sql`SELECT state, failure_reason, failure_detail FROM vmm
      WHERE id = ${failed}`.execute(database.kysely);
    expect(rows).toEqual([
      { state: 'saga_unwound', failure_reason: 'zone_gone', failure_detail: 'no zone' },
    ]);
  });
});
