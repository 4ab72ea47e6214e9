import type { DateTime, Uuid } from '@skewline/runtime/api';
import type { Generation } from './generation.ts';

/** How far one side of a migration has come. */
export type MigrationState = 'pending' | 'in_progress' | 'failed' | 'completed';

/** What a sled agent says of its own side of a migration. */
export interface MigrationRuntimeState {
  readonly migrationId: Uuid;
  readonly state: MigrationState;
  /** One more with every change of state on this side; the other side counts by itself. */
  readonly gen: Generation;
  readonly timeUpdated: DateTime;
}

/** One side of a migration, as the control plane keeps it. */
export interface MigrationSide {
  readonly vmmId: Uuid;
  readonly state: MigrationState;
  readonly gen: Generation;
  /** Null until this side has reported. */
  readonly timeUpdated: DateTime | null;
}

/** The move of an instance from one VMM to another. */
export interface Migration {
  readonly id: Uuid;
  readonly instanceId: Uuid;
  readonly timeCreated: DateTime;
  readonly timeDeleted: DateTime | null;
  readonly source: MigrationSide;
  readonly target: MigrationSide;
}
