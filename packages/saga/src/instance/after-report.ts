import {
  isMigrationTerminal,
  isVmmTerminal,
  type SledVmmState,
} from '@skewline/nexus-types/domain';

/** Which parts of a report were newer than what was known, and were written. */
export interface WrittenReport {
  readonly vmmUpdated: boolean;
  readonly migrationInUpdated: boolean;
  readonly migrationOutUpdated: boolean;
}

/**
 * Whether a report has consequences for the instance, so that an update saga has to see to them: what
 * is over (the VMM, a side of a migration), and was not known to be (A3.2). Whoever repeats a report
 * gets no second saga.
 */
export function isUpdateNeeded(
  { vmmUpdated, migrationInUpdated, migrationOutUpdated }: WrittenReport,
  { vmmState, migrationIn, migrationOut }: SledVmmState,
): boolean {
  return (
    (vmmUpdated && isVmmTerminal(vmmState.state)) ||
    (migrationInUpdated && migrationIn !== null && isMigrationTerminal(migrationIn.state)) ||
    (migrationOutUpdated && migrationOut !== null && isMigrationTerminal(migrationOut.state))
  );
}
