import { type Kysely, sql } from 'kysely';

/** All that a database says of its own schema, but for the tables that count migrations. */
export interface Catalog {
  readonly enums: readonly { readonly name: string; readonly labels: readonly string[] }[];
  readonly tables: readonly Table[];
}

export interface Table {
  readonly name: string;
  /** In their order. */
  readonly columns: readonly Column[];
  /** Keys and checks. */
  readonly constraints: readonly Definition[];
  /** Those that no constraint has made. */
  readonly indexes: readonly Definition[];
}

export interface Column {
  readonly name: string;
  readonly type: string;
  readonly nullable: boolean;
  readonly default: string | null;
}

interface Definition {
  readonly name: string;
  readonly definition: string;
}

const ours = sql`pg_namespace.nspname = current_schema()
  AND pg_class.relname NOT IN ('schema_migration', 'schema_migration_lock')`;

export async function readCatalog(kysely: Kysely<unknown>): Promise<Catalog> {
  const labels = await sql<{ name: string; label: string }>`
    SELECT pg_type.typname::text AS name, pg_enum.enumlabel::text AS label
    FROM pg_enum
    JOIN pg_type ON pg_type.oid = pg_enum.enumtypid
    JOIN pg_namespace ON pg_namespace.oid = pg_type.typnamespace
    WHERE pg_namespace.nspname = current_schema()
    ORDER BY pg_type.typname, pg_enum.enumsortorder`.execute(kysely);
  const columns = await sql<Column & { table: string }>`
    SELECT pg_class.relname::text AS table, pg_attribute.attname::text AS name,
      format_type(pg_attribute.atttypid, pg_attribute.atttypmod) AS type,
      NOT pg_attribute.attnotnull AS nullable,
      pg_get_expr(pg_attrdef.adbin, pg_attrdef.adrelid) AS default
    FROM pg_attribute
    JOIN pg_class ON pg_class.oid = pg_attribute.attrelid
    JOIN pg_namespace ON pg_namespace.oid = pg_class.relnamespace
    LEFT JOIN pg_attrdef
      ON pg_attrdef.adrelid = pg_class.oid AND pg_attrdef.adnum = pg_attribute.attnum
    WHERE ${ours} AND pg_class.relkind = 'r'
      AND pg_attribute.attnum > 0 AND NOT pg_attribute.attisdropped
    ORDER BY pg_class.relname, pg_attribute.attnum`.execute(kysely);
  // PostgreSQL 18 counts NOT NULL as a constraint ('n'); the columns say that already.
  const constraints = await sql<Definition & { table: string }>`
    SELECT pg_class.relname::text AS table, pg_constraint.conname::text AS name,
      pg_get_constraintdef(pg_constraint.oid) AS definition
    FROM pg_constraint
    JOIN pg_class ON pg_class.oid = pg_constraint.conrelid
    JOIN pg_namespace ON pg_namespace.oid = pg_class.relnamespace
    WHERE ${ours} AND pg_constraint.contype != 'n'
    ORDER BY pg_class.relname, pg_constraint.contype DESC, pg_constraint.conname`.execute(kysely);
  const indexes = await sql<Definition & { table: string }>`
    SELECT pg_class.relname::text AS table, index_class.relname::text AS name,
      pg_get_indexdef(pg_index.indexrelid) AS definition
    FROM pg_index
    JOIN pg_class ON pg_class.oid = pg_index.indrelid
    JOIN pg_class AS index_class ON index_class.oid = pg_index.indexrelid
    JOIN pg_namespace ON pg_namespace.oid = pg_class.relnamespace
    LEFT JOIN pg_constraint ON pg_constraint.conindid = pg_index.indexrelid
    WHERE ${ours} AND pg_constraint.oid IS NULL
    ORDER BY pg_class.relname, index_class.relname`.execute(kysely);

  const of = <Row extends { table: string }>(rows: readonly Row[], table: string) =>
    rows.filter((row) => row.table === table).map(({ table: _table, ...rest }) => rest);
  const names = (rows: readonly { name: string }[]) => [...new Set(rows.map((row) => row.name))];
  return {
    enums: names(labels.rows).map((name) => ({
      name,
      labels: labels.rows.filter((row) => row.name === name).map((row) => row.label),
    })),
    tables: names(columns.rows.map((row) => ({ name: row.table }))).map((name) => ({
      name,
      columns: of(columns.rows, name),
      constraints: of(constraints.rows, name),
      indexes: of(indexes.rows, name),
    })),
  };
}
