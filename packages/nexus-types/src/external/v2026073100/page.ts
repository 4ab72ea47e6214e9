import type { NameOrId } from './name.ts';

/**
 * How many items an answer holds at most.
 *
 * @asType integer
 * @format uint32
 * @minimum 1
 */
export type PageLimit = number;

/** By what a list of named resources is sorted. */
export type NameOrIdSortMode =
  /** By name, a before z. */
  | 'name_ascending'
  /** By name, z before a. */
  | 'name_descending'
  /** By id. */
  | 'id_ascending';

/** By what a list of resources without names is sorted. */
export type IdSortMode = 'id_ascending';

/** Which project a name in this request belongs to. An id needs none. */
export interface ProjectQuery {
  /** The project, by name or id. */
  project?: NameOrId;
}

/** Which project it is for. */
export interface RequiredProjectQuery {
  /** The project, by name or id. */
  project: NameOrId;
}

/** Which part of a list is wanted. */
export interface PageQuery {
  /** The most items that this answer may hold. The server may send fewer. */
  limit?: PageLimit | null;
  /** What the answer before said as `next_page`; absent for the first page. */
  page_token?: string | null;
}

export interface NamedPageQuery extends PageQuery {
  sort_by?: NameOrIdSortMode;
}

/** A page of a list in a project. */
export interface ProjectPageQuery extends NamedPageQuery {
  /** The project, by name or id. */
  project?: NameOrId;
}

export interface IdPageQuery extends PageQuery {
  sort_by?: IdSortMode;
}

/** A part of a list, and where to go on. */
export interface ResultsPage<Item> {
  items: Item[];
  /** To be sent as `page_token` for the page after this one. Without it this was the last. */
  next_page?: string | null;
}
