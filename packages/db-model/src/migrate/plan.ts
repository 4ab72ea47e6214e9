import { DatabaseProblem } from '../database/problem.ts';
import type { Migration, Step } from './migrations.ts';

/** That a step was begun, and whether it was finished. */
export interface StepRecord {
  readonly version: number;
  readonly step: string;
  readonly checksum: string;
  readonly finished: boolean;
}

export interface Plan {
  /** What is left to apply, in order. */
  readonly pending: readonly Step[];
  /** The version of the newest migration that is applied as a whole; 0 is none. */
  readonly version: number;
}

/** The words for a step: its migration and its file. */
export function stepName(step: { readonly version: number; readonly name: string }): string {
  return `${String(step.version).padStart(4, '0')}/${step.name}`;
}

/** What to apply to a database that has these records, up to and with version `to`. */
export function planMigration(
  migrations: readonly Migration[],
  records: readonly StepRecord[],
  to: number = migrations.length,
): Plan | DatabaseProblem {
  const steps = migrations.flatMap((migration) => migration.steps);
  const unknown = findUnknown(migrations, steps, records);
  if (unknown !== null) return unknown;

  const finished = new Map(
    records
      .filter((record) => record.finished)
      .map((record) => [stepName({ version: record.version, name: record.step }), record]),
  );
  let firstMissing: Step | null = null;
  for (const step of steps) {
    const record = finished.get(stepName(step));
    if (record === undefined) {
      firstMissing ??= step;
    } else if (firstMissing !== null) {
      return new DatabaseProblem(
        'gap',
        `step ${stepName(step)} is applied to the database, but ${stepName(firstMissing)} before it is not`,
        'restore the database from a copy: somebody has changed its table schema_migration, or migrations were reordered',
      );
    } else if (record.checksum !== step.checksum) {
      return checksumDiffers(step);
    }
  }
  const pending = steps.filter((step) => !finished.has(stepName(step)));
  return {
    pending: pending.filter((step) => step.version <= to),
    version: (pending[0]?.version ?? migrations.length + 1) - 1,
  };
}

export function checksumDiffers(step: Step): DatabaseProblem {
  return new DatabaseProblem(
    'checksum_differs',
    `step ${stepName(step)} has been changed since it was applied to the database`,
    'bring back the step as it was, and make the change in a new migration',
  );
}

function findUnknown(
  migrations: readonly Migration[],
  steps: readonly Step[],
  records: readonly StepRecord[],
): DatabaseProblem | null {
  const known = new Set(steps.map(stepName));
  const newest = Math.max(0, ...records.map((record) => record.version));
  if (newest > migrations.length) {
    return new DatabaseProblem(
      'database_newer',
      `the database is at version ${String(newest)} of its schema, and this program knows ${String(migrations.length)}`,
      'run a program that is at least as new as the one that migrated the database',
    );
  }
  for (const record of records) {
    const name = stepName({ version: record.version, name: record.step });
    if (known.has(name)) continue;
    return new DatabaseProblem(
      'unknown_step',
      `step ${name} is applied to the database, and this program has no such step`,
      'bring back the step as it was: a migration that has been applied is never changed',
    );
  }
  return null;
}
