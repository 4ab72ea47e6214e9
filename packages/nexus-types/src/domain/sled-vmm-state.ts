import type { MigrationRuntimeState } from './migration.ts';
import type { VmmRuntimeState } from './vmm.ts';

/** What a sled agent reports of one VMM: its state, and that of the migrations it takes part in. */
export interface SledVmmState {
  readonly vmmState: VmmRuntimeState;
  /** The migration that brings the VMM here. */
  readonly migrationIn: MigrationRuntimeState | null;
  /** The migration that takes its guest away. */
  readonly migrationOut: MigrationRuntimeState | null;
}

/** The part of a report that is about migrations. */
export interface SledMigrations {
  readonly migrationIn: MigrationRuntimeState | null;
  readonly migrationOut: MigrationRuntimeState | null;
}

/** What a report says of migrations, apart from the VMM. */
export function migrations(report: SledVmmState): SledMigrations {
  return { migrationIn: report.migrationIn, migrationOut: report.migrationOut };
}
