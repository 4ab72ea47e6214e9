import type { DateTime, Uint64, Uuid } from '@skewline/runtime/api';
import type { PageQuery, ResultsPage } from './page.ts';

export type MigrationState = 'pending' | 'in_progress' | 'failed' | 'completed';

/** What one of the two VMMs of a migration says of it. */
export interface MigrationSide {
  vmm_id: Uuid;
  state: MigrationState;
  generation: Uint64;
  time_updated: DateTime | null;
}

/** The move of an instance from one sled to another. */
export interface Migration {
  id: Uuid;
  instance_id: Uuid;
  time_created: DateTime;
  time_deleted: DateTime | null;
  source: MigrationSide;
  target: MigrationSide;
}

export interface MigrationQuery extends PageQuery {
  instance_id?: Uuid;
}

export type MigrationResultsPage = ResultsPage<Migration>;
