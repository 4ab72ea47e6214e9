import { sql } from 'kysely';
import { expect, it } from 'vitest';
import type { Tables } from '../../src/rows/index.ts';
import { forEachDatabase, useMigrated } from '../support/databases.ts';
import { describeSchema, describeTypes, differences } from './types-and-schema.ts';

/** Thrown to take a change back. */
class Undo extends Error {}

const types = await describeTypes();

forEachDatabase((engine) => {
  const database = useMigrated<Tables>(engine);

  it('the types of rows are the migrated schema: tables, columns, null, SQL types, labels', async () => {
    const schema = await describeSchema(database().kysely);
    expect(types.size).toBe(32);
    expect(differences(types, schema)).toEqual([]);
  });

  it.each([
    {
      change: `ALTER TYPE vmm_failure_reason ADD VALUE 'bored'`,
      found:
        /^vmm\.failure_reason: enum\(.*\) \| null in the types, enum\(bored\|.*\) \| null in the schema$/,
    },
    {
      change: 'ALTER TABLE vmm ALTER COLUMN time_deleted SET NOT NULL',
      found: /^vmm\.time_deleted: timestamptz \| null in the types, timestamptz in the schema$/,
    },
    {
      change: 'ALTER TABLE vmm ALTER COLUMN state_generation TYPE int4',
      found: /^vmm\.state_generation: int8 in the types, int4 in the schema$/,
    },
    {
      change: 'ALTER TABLE vmm DROP COLUMN propolis_port',
      found: /^vmm\.propolis_port: int4\/int8 in the types, nothing in the schema$/,
    },
    {
      change: 'ALTER TABLE vmm ADD COLUMN colour text',
      found: /^vmm\.colour: nothing in the types, text \| null in the schema$/,
    },
    { change: 'CREATE TABLE extra (id uuid)', found: /^extra: only in the schema$/ },
    { change: 'DROP TABLE zpool', found: /^zpool: only in the types$/ },
  ])('a difference is found: $change', async ({ change, found }) => {
    let all: readonly string[] = [];
    const changed = database().transaction(async (transaction) => {
      await sql.raw(change).execute(transaction);
      all = differences(types, await describeSchema(transaction));
      throw new Undo();
    });
    await expect(changed).rejects.toBeInstanceOf(Undo);
    expect(all).toHaveLength(1);
    expect(all[0]).toMatch(found);
  });
});
