import type { Uuid } from '@skewline/runtime/api';
import { type SelectQueryBuilder, sql, type SqlBool } from 'kysely';

/** By what a list of things with names is sorted. */
export type NamedSort = 'name_ascending' | 'name_descending' | 'id_ascending';

/** Which item of such a list was the last of a page. */
export interface NamedKey {
  readonly name: string;
  readonly id: Uuid;
}

/** A page of such a list. */
export interface NamedPage {
  readonly sort: NamedSort;
  /** The last item of the page before; null for the first page. */
  readonly after: NamedKey | null;
  readonly limit: number;
}

/**
 * Makes a query give one page. `table` is the name or the alias in the query of what has the columns `name` and `id`.
 *
 *     queries.selectFrom('disk').selectAll().$call((query) => pageOfNamed(query, 'disk', page))
 */
export function pageOfNamed<Tables, Names extends keyof Tables, Row>(
  query: SelectQueryBuilder<Tables, Names, Row>,
  table: string,
  { sort, after, limit }: NamedPage,
): SelectQueryBuilder<Tables, Names, Row> {
  const name = sql.ref(`${table}.name`);
  const id = sql.ref(`${table}.id`);
  const limited = query.limit(limit);
  if (sort === 'id_ascending') {
    const sorted = limited.orderBy(id, 'asc');
    return after === null ? sorted : sorted.where(sql<SqlBool>`${id} > ${after.id}::uuid`);
  }
  // Names may be there more than once, in the list of all projects: the id decides then.
  const direction = sort === 'name_ascending' ? 'asc' : 'desc';
  const sorted = limited.orderBy(name, direction).orderBy(id, direction);
  if (after === null) return sorted;
  const beyond = sort === 'name_ascending' ? sql`>` : sql`<`;
  return sorted.where(
    sql<SqlBool>`(${name}, ${id}) ${beyond} (${after.name}::text, ${after.id}::uuid)`,
  );
}
