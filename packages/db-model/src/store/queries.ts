import { type Kysely, type RawBuilder, sql, type Transaction } from 'kysely';
import type { Tables } from '../rows/index.ts';

/** A database's `kysely`, or a transaction: for what is one statement, or only reads. */
export type Queries = Kysely<Tables>;

/** For what looks first and then writes. `Database.transaction` gives one, and tries again after conflicts. */
export type InTransaction = Transaction<Tables>;

/** A value for a column of JSON: drivers would take a list for a list of the database's own. */
export function json<Value>(value: Value): RawBuilder<Value> {
  return sql<Value>`${JSON.stringify(value)}::jsonb`;
}

/** Whether a statement that changes at most one row did. */
export function changedOne(result: { readonly numUpdatedRows: bigint }): boolean {
  return result.numUpdatedRows > 0n;
}

/** Where a page of a list begins and how long it may be. */
export interface PageOf<Key> {
  /** The last key of the page before; absent or null for the first page. */
  readonly after?: Key | null;
  readonly limit: number;
}
