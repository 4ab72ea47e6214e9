import { type Kysely, sql } from 'kysely';

/**
 * Whether what a statement makes is there already, exactly as the statement says.
 *
 * PostgreSQL undoes a step that is killed. CockroachDB does not put schema changes and rows into one
 * transaction, so there a step may have run and its record be missing; it must then be possible to
 * run the step again. Most statements say IF NOT EXISTS. These two cannot, in the SQL that both share.
 */
export async function isAlreadyThere(kysely: Kysely<unknown>, statement: string): Promise<boolean> {
  const type = /^CREATE TYPE (\w+) AS ENUM\s*\(([^)]*)\)/m.exec(statement);
  if (type !== null) {
    const [, name = '', list = ''] = type;
    const wanted = [...list.matchAll(/'([^']*)'/g)].map((match) => match[1]);
    const labels = await enumLabels(kysely, name);
    return labels.length > 0 && labels.join() === wanted.join();
  }
  const constraint = /^ALTER TABLE (\w+)\s+ADD CONSTRAINT (\w+)/m.exec(statement);
  if (constraint === null) return false;
  const [, table = '', name = ''] = constraint;
  const { rows } = await sql`SELECT 1 FROM information_schema.table_constraints
    WHERE table_schema = current_schema()
    AND table_name = ${table} AND constraint_name = ${name}`.execute(kysely);
  return rows.length > 0;
}

async function enumLabels(kysely: Kysely<unknown>, name: string): Promise<string[]> {
  const { rows } = await sql<{ label: string }>`SELECT pg_enum.enumlabel AS label
    FROM pg_enum
    JOIN pg_type ON pg_type.oid = pg_enum.enumtypid
    JOIN pg_namespace ON pg_namespace.oid = pg_type.typnamespace
    WHERE pg_type.typname = ${name} AND pg_namespace.nspname = current_schema()
    ORDER BY pg_enum.enumsortorder`.execute(kysely);
  return rows.map((row) => row.label);
}
