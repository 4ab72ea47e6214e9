/**
 * How many items an answer holds at most.
 *
 * @asType integer
 * @format uint32
 * @minimum 1
 */
export type PageLimit = number;

/** Which part of a list is wanted. */
export interface PageQuery {
  /** The most items that this answer may hold. The server may send fewer. */
  limit?: PageLimit;
  /** What the answer before said as `next_page`; absent for the first page. */
  page_token?: string;
}

/** A part of a list, and where to go on. */
export interface ResultsPage<Item> {
  items: Item[];
  /** To be sent as `page_token` for the page after this one. Null at the end. */
  next_page: string | null;
}
