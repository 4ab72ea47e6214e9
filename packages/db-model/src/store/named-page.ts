import type { Uuid } from '@skewline/runtime/api';
import { type RawBuilder, type SelectQueryBuilder, sql, type SqlBool } from 'kysely';

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

/** What makes a query give one page, for those who write it as text. `table` as for `pageOfNamed`. */
export function namedPageSql(
  table: string,
  { sort, after }: Pick<NamedPage, 'sort' | 'after'>,
): { readonly isBehind: RawBuilder<SqlBool>; readonly order: RawBuilder<unknown> } {
  const name = sql.ref(`${table}.name`);
  const id = sql.ref(`${table}.id`);
  if (sort === 'id_ascending') {
    const isBehind = after === null ? all : sql<SqlBool>`${id} > ${after.id}::uuid`;
    return { isBehind, order: sql`${id}` };
  }
  // Names may be there more than once, in the list of all projects: the id decides then.
  const [beyond, direction] = sort === 'name_ascending' ? [sql`>`, sql`ASC`] : [sql`<`, sql`DESC`];
  return {
    isBehind:
      after === null
        ? all
        : sql<SqlBool>`(${name}, ${id}) ${beyond} (${after.name}::text, ${after.id}::uuid)`,
    order: sql`${name} ${direction}, ${id} ${direction}`,
  };
}

const all = sql<SqlBool>`true`;

/**
 * Makes a query give one page. `table` is the name or the alias in the query of what has the columns `name` and `id`.
 *
 *     queries.selectFrom('disk').selectAll().$call((query) => pageOfNamed(query, 'disk', page))
 */
export function pageOfNamed<Tables, Names extends keyof Tables, Row>(
  query: SelectQueryBuilder<Tables, Names, Row>,
  table: string,
  page: NamedPage,
): SelectQueryBuilder<Tables, Names, Row> {
  const { isBehind, order } = namedPageSql(table, page);
  return query.where(isBehind).orderBy(order).limit(page.limit);
}
