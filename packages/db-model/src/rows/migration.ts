import type { DateTime, Uint64, Uuid } from '@skewline/runtime/api';

export type MigrationStateLabel = 'pending' | 'in_progress' | 'failed' | 'completed';

/** Table `migration`. */
export interface MigrationRow {
  readonly id: Uuid;
  readonly instance_id: Uuid;
  readonly time_created: DateTime;
  readonly time_deleted: DateTime | null;
  readonly source_state: MigrationStateLabel;
  readonly source_propolis_id: Uuid;
  readonly source_gen: Uint64;
  readonly time_source_updated: DateTime | null;
  readonly target_state: MigrationStateLabel;
  readonly target_propolis_id: Uuid;
  readonly target_gen: Uint64;
  readonly time_target_updated: DateTime | null;
}
