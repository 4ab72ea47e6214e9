import { type InsertObject, sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Tables } from '../../src/rows/index.ts';
import type { InTransaction } from '../../src/store/index.ts';
import { json } from '../../src/store/queries.ts';
import { forEachDatabase, useMigrated } from '../support/databases.ts';
import { baseRows } from './base-rows.ts';
import { checks, impliedIndexes, uniques } from './constraint-cases.ts';

/** What the database said; null if it took everything. */
interface Answer {
  readonly code: string;
  readonly constraint: string | undefined;
}

class Undo extends Error {}

const refusedCheck = '23514';
const refusedDuplicate = '23505';
const refusedNull = '23502';
const refusedLabel = '22P02';
const tables = Object.keys(baseRows) as (keyof Tables)[]; // the keys of a literal are its type's

forEachDatabase((engine) => {
  const database = useMigrated<Tables>(engine);

  /** Inserts rows in a transaction that is taken back. */
  async function answer(table: keyof Tables, rows: readonly object[]): Promise<Answer | null> {
    try {
      await database().transaction(async (transaction) => {
        for (const row of rows) await insert(transaction, table, row);
        throw new Undo();
      });
    } catch (error) {
      if (error instanceof Undo) return null;
      // Both drivers' errors have these.
      const { code, constraint } = error as { code: string; constraint?: string };
      return { code, constraint };
    }
    throw new Error('a transaction that throws was committed');
  }

  async function insert(
    transaction: InTransaction,
    table: keyof Tables,
    row: object,
  ): Promise<void> {
    const values = Object.entries(row).map(([column, value]): [string, unknown] =>
      isJson(value) ? [column, json(value)] : [column, value],
    );
    // A row of this table: `baseRows` has it, and what is changed in it is wrong on purpose.
    const whole = Object.fromEntries(values) as InsertObject<Tables, keyof Tables>;
    await transaction.insertInto(table).values(whole).execute();
  }

  const isJson = (value: unknown): boolean =>
    typeof value === 'object' && value !== null && !(value instanceof Uint8Array);

  it.each(tables)('%s takes its base row, and not twice', async (table) => {
    const row = baseRows[table]();
    expect(await answer(table, [row])).toBeNull();
    expect(await answer(table, [row, baseRows[table]()])).toBeNull();
    expect(await answer(table, [row, row])).toMatchObject({ code: refusedDuplicate });
  });

  describe.each(checks)('$table: $name', ({ name, table, refused, accepted }) => {
    it.each(refused)('refuses %o', async (change) => {
      expect(await answer(table, [{ ...baseRows[table](), ...change }])).toEqual({
        code: refusedCheck,
        constraint: name,
      });
    });
    it.each(accepted)('takes %o', async (change) => {
      expect(await answer(table, [{ ...baseRows[table](), ...change }])).toBeNull();
    });
  });

  describe.each(uniques)('$table: $name', ({ name, table, both, apart }) => {
    it('refuses the second', async () => {
      const rows = [baseRows[table](), baseRows[table]()].map((row) => ({ ...row, ...both }));
      expect(await answer(table, rows)).toEqual({ code: refusedDuplicate, constraint: name });
    });
    it.each(apart)('takes %o with %o', async (...changes) => {
      const rows = changes.map((change) => ({ ...baseRows[table](), ...both, ...change }));
      expect(await answer(table, rows)).toBeNull();
    });
  });

  describe('all of them', () => {
    let columns: readonly {
      readonly table_name: keyof Tables;
      readonly column_name: string;
      readonly is_nullable: 'YES' | 'NO';
      readonly is_enum: boolean;
    }[];
    beforeAll(async () => {
      const { rows } = await sql<(typeof columns)[number]>`
        SELECT table_name, column_name, is_nullable,
               EXISTS (SELECT 1 FROM pg_type WHERE typname = udt_name AND typtype = 'e') AS is_enum
        FROM information_schema.columns
        WHERE table_schema = current_schema()
          AND table_name NOT IN ('schema_migration', 'schema_migration_lock')`.execute(
        database().kysely,
      );
      columns = rows;
    });

    it('every column that must not be null refuses null, and every other one takes it', async () => {
      const wanted = columns
        .map(({ table_name, column_name, is_nullable }) => ({
          table: table_name,
          column: column_name,
          code: is_nullable === 'NO' ? refusedNull : null,
        }))
        // That one has a CHECK which wants it beside a slot.
        .filter(({ table, column }) => !(table === 'disk' && column === 'attach_instance_id'));
      const found = [];
      for (const { table, column } of wanted) {
        const said = await answer(table, [{ ...baseRows[table](), [column]: null }]);
        found.push({ table, column, code: said?.code ?? null });
      }
      expect(found).toEqual(wanted);
      expect(found.filter(({ code }) => code === refusedNull).length).toBeGreaterThan(100);
    });

    it('every column of an enum refuses a word that is none of its', async () => {
      const enums = columns.filter(({ is_enum }) => is_enum);
      expect(enums.length).toBeGreaterThan(20);
      for (const { table_name: table, column_name: column } of enums) {
        const said = await answer(table, [{ ...baseRows[table](), [column]: 'bored' }]);
        expect([`${table}.${column}`, said?.code]).toEqual([`${table}.${column}`, refusedLabel]);
      }
    });

    it('every CHECK and every unique index of the schema has a case', async () => {
      const { rows } = await sql<{ readonly place: string }>`
        SELECT relname || ': ' || conname AS place
        FROM pg_constraint JOIN pg_class ON pg_class.oid = conrelid
        WHERE contype = 'c' AND connamespace = current_schema()::regnamespace
        UNION ALL
        SELECT tablename || ': ' || indexname
        FROM pg_indexes
        WHERE schemaname = current_schema() AND indexdef LIKE 'CREATE UNIQUE%'
          AND indexname NOT LIKE '%_pkey'`.execute(database().kysely);
      const cases = [...checks, ...uniques].map(({ table, name }) => `${table}: ${name}`);
      const found = rows
        .map(({ place }) => place)
        .filter((place) => !place.startsWith('schema_migration'))
        .filter((place) => !impliedIndexes.some((name) => place.endsWith(`: ${name}`)));
      expect(cases.toSorted()).toEqual(found.toSorted());
    });
  });
});
