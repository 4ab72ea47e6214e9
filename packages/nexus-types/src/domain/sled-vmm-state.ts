import type { MigrationRuntimeState } from './migration.ts';
import { isMigrationTerminal, isVmmTerminal } from './predicates.ts';
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

/** Which parts of a report were newer than what was known, and were written. */
export interface WrittenReport {
  readonly vmmUpdated: boolean;
  readonly migrationInUpdated: boolean;
  readonly migrationOutUpdated: boolean;
}

/**
 * Whether a report has consequences for the instance, so that somebody has to see to them: what is over
 * (the VMM, a side of a migration), and was not known to be. Whoever repeats a report asks for nothing.
 */
export function isUpdateNeeded(
  { vmmUpdated, migrationInUpdated, migrationOutUpdated }: WrittenReport,
  { vmmState, migrationIn, migrationOut }: SledVmmState,
): boolean {
  const isOver = (side: MigrationRuntimeState | null): boolean =>
    side !== null && isMigrationTerminal(side.state);
  return (
    (vmmUpdated && isVmmTerminal(vmmState.state)) ||
    (migrationInUpdated && isOver(migrationIn)) ||
    (migrationOutUpdated && isOver(migrationOut))
  );
}
