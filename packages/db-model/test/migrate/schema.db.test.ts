import { readFile } from 'node:fs/promises';
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { type Catalog, readCatalog } from '../../scripts/catalog.ts';
import { schemaText } from '../../scripts/schema-text.ts';
import { forEachDatabase } from '../support/databases.ts';

const schema = await readFile(new URL('../../schema.sql', import.meta.url), 'utf8');
const catalogs = new Map<string, Catalog>();

forEachDatabase((engine) => {
  it('schema.sql makes the same database as the migrations', async () => {
    const migrated = await engine.migrated<unknown>();
    const made = await engine.empty<unknown>();
    for (const statement of schema.split(/;\n/).filter((part) => part.trim() !== '')) {
      await sql.raw(statement).execute(made.kysely);
    }
    const wanted = await readCatalog(migrated.kysely);
    expect(await readCatalog(made.kysely)).toEqual(wanted);
    // Not two empty ones.
    expect(wanted.tables.length).toBeGreaterThan(15);
    expect(wanted.enums.find(({ name }) => name === 'vmm_failure_reason')?.labels).toEqual([
      'prehistoric',
      'from_sled_agent',
      'no_such_instance',
      'sled_expunged',
      'sled_off',
      'zone_gone',
      'propolis_lost_instance',
      'setup_failed',
    ]);
    catalogs.set(engine.name, wanted);
  });

  it('schema.sql is what the migrations give, to the letter', async () => {
    const migrated = await engine.migrated<unknown>();
    expect(schemaText(await readCatalog(migrated.kysely))).toBe(schema);
  });
});

it('both engines have the same schema', () => {
  expect(catalogs.get('pglite')).toEqual(catalogs.get('postgres'));
  expect(catalogs.size).toBe(2);
});
