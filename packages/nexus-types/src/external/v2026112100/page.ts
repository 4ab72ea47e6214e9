import type { PageQuery } from '../v2026073100/page.ts';
import type { NameOrId } from '../v2026073100/name.ts';

/** By what a list of things that happen is sorted. */
export type TimeAndIdSortMode =
  /** What happened first comes first. */
  | 'time_and_id_ascending'
  /** What happened last comes first. */
  | 'time_and_id_descending';

/** A page of a list that is sorted by time. */
export interface TimePageQuery extends PageQuery {
  /** @default "time_and_id_ascending" */
  sort_by?: TimeAndIdSortMode;
}

/** The same of an instance in a project. */
export interface ProjectTimePageQuery extends TimePageQuery {
  /** The project, by name or id. */
  project?: NameOrId;
}

/** The same of all instances, or of one. */
export interface SystemTimePageQuery extends TimePageQuery {
  /** Only of this instance. */
  instance?: NameOrId;
  /** The project that a name of an instance belongs to. */
  project?: NameOrId;
}
