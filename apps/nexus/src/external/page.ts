import { Refusal } from '@skewline/runtime';
import type { DateTime, Uuid } from '@skewline/runtime/api';
import { validateName } from '@skewline/nexus-types/external/v2026073100/validators';

/** What a list may be sorted by, and what says where in it a page ended. */
export interface ListOrder<Sort extends string, Key> {
  /** The first is the one for who asks for none. */
  readonly sorts: readonly [Sort, ...Sort[]];
  /** The key as plain data. A page token holds it, and anybody may have written that: null where it is no key. */
  readonly readKey: (value: unknown) => Key | null;
}

/** Of lists of what has a name. */
export interface NameKey {
  readonly name: string;
  readonly id: Uuid;
}
export interface IdKey {
  readonly id: Uuid;
}
/** Of lists of what happened. */
export interface TimeKey {
  readonly time: DateTime;
  readonly id: Uuid;
}

export const byNameOrId: ListOrder<'name_ascending' | 'name_descending' | 'id_ascending', NameKey> =
  {
    sorts: ['name_ascending', 'name_descending', 'id_ascending'],
    readKey(value) {
      const { name, id } = members(value);
      return validateName(name) && isId(id) ? { name, id } : null;
    },
  };

export const byId: ListOrder<'id_ascending', IdKey> = {
  sorts: ['id_ascending'],
  readKey(value) {
    const { id } = members(value);
    return isId(id) ? { id } : null;
  },
};

export const byTime: ListOrder<'time_and_id_ascending' | 'time_and_id_descending', TimeKey> = {
  sorts: ['time_and_id_ascending', 'time_and_id_descending'],
  readKey(value) {
    const { time, id } = members(value);
    return isDateTime(time) && isId(id) ? { time, id } : null;
  },
};

/** What a request says about the page that it wants. */
export interface PageRequest {
  readonly limit?: number | null;
  readonly page_token?: string | null;
  readonly sort_by?: string;
}

/** Which items are to be read: `limit` of them at most, beginning behind `after`. */
export interface PageToRead<Sort extends string, Key> {
  readonly sort: Sort;
  /** Null: from the beginning. */
  readonly after: Key | null;
  readonly limit: number;
}

/** A page as it is answered. */
export interface ResultsPage<Item> {
  items: Item[];
  /** Null: this was the last. */
  next_page: string | null;
}

const pageLimits: { readonly default: number; readonly most: number } = {
  default: 100,
  most: 1000,
};

/**
 * Reads one page of a list. `list` is what the list is called in tokens, such as its operation: a token of another list,
 * or of the same list sorted in another way, is refused.
 *
 *     const page = await resultsPage(call.operation, byNameOrId, request.query, {
 *       read: (wanted) => listDisks(queries, project.id, wanted),
 *       key: ({ name, id }) => ({ name, id }),
 *       view: diskView,
 *     });
 */
export async function resultsPage<Sort extends string, Key, Row, Item>(
  list: string,
  order: ListOrder<Sort, Key>,
  request: PageRequest | undefined,
  {
    read,
    key,
    view,
  }: {
    readonly read: (page: PageToRead<Sort, Key>) => Promise<readonly Row[]>;
    readonly key: (row: Row) => Key;
    readonly view: (row: Row) => Item;
  },
): Promise<ResultsPage<Item> | Refusal> {
  const page = readPageRequest(list, order, request);
  if (page instanceof Refusal) return page;
  // One more says whether there is a next page.
  const rows = await read({ ...page, limit: page.limit + 1 });
  const shown = rows.slice(0, page.limit);
  const last = shown.at(-1);
  const token =
    rows.length > page.limit && last !== undefined
      ? writePageToken({ list, sort: page.sort, last: key(last) })
      : null;
  return { items: shown.map(view), next_page: token };
}

/** What page is wanted; a refusal where the token or the sort mode is none of this list. */
export function readPageRequest<Sort extends string, Key>(
  list: string,
  { sorts, readKey }: ListOrder<Sort, Key>,
  { limit, page_token, sort_by }: PageRequest = {},
): PageToRead<Sort, Key> | Refusal {
  const size = Math.min(limit ?? pageLimits.default, pageLimits.most);
  const wanted = sorts.find((sort) => sort === sort_by);
  if (sort_by !== undefined && wanted === undefined) {
    return badRequest(`this list cannot be sorted by ${sort_by}`);
  }
  if (page_token === undefined || page_token === null) {
    return { sort: wanted ?? sorts[0], after: null, limit: size };
  }
  const token = readPageToken(page_token);
  const after = token === null ? null : readKey(token.last);
  const sort = sorts.find((each) => each === token?.sort);
  if (token === null || after === null || sort === undefined) {
    return badRequest('page_token is no page token');
  }
  if (token.list !== list) return badRequest('page_token is of another list');
  if (wanted !== undefined && wanted !== sort) {
    return badRequest(`page_token is of a list that is sorted by ${sort}`);
  }
  return { sort, after, limit: size };
}

/** What a page token says. Callers take it as it is and send it back. */
interface PageToken {
  readonly list: string;
  readonly sort: string;
  readonly last: unknown;
}

const tokenVersion = 1;

export function writePageToken({ list, sort, last }: PageToken): string {
  const text = JSON.stringify({ v: tokenVersion, list, sort, last });
  return Buffer.from(text).toString('base64url');
}

function readPageToken(text: string): PageToken | null {
  if (!/^[A-Za-z0-9_-]+$/.test(text)) return null;
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(text, 'base64url').toString());
  } catch {
    return null;
  }
  const { v, list, sort, last } = members(value);
  return v === tokenVersion && typeof list === 'string' && typeof sort === 'string'
    ? { list, sort, last }
    : null;
}

function members(value: unknown): Readonly<Record<string, unknown>> {
  // What JSON.parse gives has no other members than those that stand in the text.
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

/** Whether a text is a UUID, and so no name. */
export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(text);
}

function isId(value: unknown): value is Uuid {
  return typeof value === 'string' && isUuid(value);
}

function isDateTime(value: unknown): value is DateTime {
  if (typeof value !== 'string') return false;
  if (!/^[1-9]\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/.test(value)) return false;
  const time = new Date(value);
  // What is no day (February 31) would become another one.
  return !Number.isNaN(time.valueOf()) && value.startsWith(time.toISOString().slice(0, 19));
}

function badRequest(message: string): Refusal {
  return new Refusal(message, { code: 'invalid_request', status: 400 });
}
