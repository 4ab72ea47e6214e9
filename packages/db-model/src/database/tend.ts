import { sql } from 'kysely';
import type { Database } from './database.ts';

/**
 * Does on PGlite what a server does by itself: gathers statistics, without which the planner guesses, and makes the room
 * of old rows usable again. Only of tables that have grown by a fifth since (and by more than a few pages, which any plan
 * reads soon enough), so that it may be called often. Gives their names. Not to be called in a transaction.
 */
export async function tendTables<Tables>(database: Database<Tables>): Promise<readonly string[]> {
  if (database.engine !== 'pglite') return [];
  // PGlite does not count changed rows. `relpages` is what a table had when it was last looked after.
  const { rows } = await sql<{ readonly name: string }>`
    SELECT relname AS name
    FROM pg_class
    WHERE relkind = 'r'
      AND relnamespace = 'public'::regnamespace
      AND pg_relation_size(oid) > (1.2 * relpages + 8) * current_setting('block_size')::int8
    ORDER BY relname`.execute(database.kysely);
  const names = rows.map(({ name }) => name);
  for (const name of names) {
    await sql`VACUUM (ANALYZE) ${sql.table(name)}`.execute(database.kysely);
  }
  return names;
}
