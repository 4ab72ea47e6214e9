import type { DateTime, Uuid } from '@skewline/runtime/api';
import type { Generation } from './generation.ts';

/** How far a live migration has come, as one of its two sides sees it. */
export type MigrationState = 'pending' | 'in_progress' | 'failed' | 'completed';

/** One side's account of a live migration. */
export interface MigrationRuntimeState {
  /** Counts this side's changes only; the other side counts its own. */
  gen: Generation;
  migration_id: Uuid;
  state: MigrationState;
  time_updated: DateTime;
}

/** What the target of a migration needs in order to fetch the instance. */
export interface InstanceMigrationTargetParams {
  /** Address and port of the VMM that has the instance now. */
  src_propolis_addr: string;
}
