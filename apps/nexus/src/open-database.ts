import {
  type Database,
  type DatabaseLocation,
  DatabaseProblem,
  isUnavailable,
  migrate,
  openDatabase,
  type Tables,
} from '@skewline/db-model';
import type { Logger } from 'pino';
import { ServeProblem } from './serve-problem.ts';

/** Opens a database and brings it to the newest version of its schema; others may do the same at the same time. */
export async function openMigrated(
  location: DatabaseLocation,
  log?: Logger,
): Promise<Database<Tables> | ServeProblem> {
  const database = await openDatabase<Tables>(location);
  if (database instanceof DatabaseProblem) return new ServeProblem(database.message, database.fix);
  try {
    const report = await migrate(database);
    if (!(report instanceof DatabaseProblem)) {
      const { version, applied } = report;
      if (applied.length > 0)
        log?.info({ version, steps: applied.length }, 'migrated the database');
      return database;
    }
    await database.close();
    return new ServeProblem(report.message, report.fix);
  } catch (error) {
    await database.close();
    const problem = databaseProblemOf(error);
    if (problem === null) throw error;
    return problem;
  }
}

/** What an error says to whoever starts a nexus; null: it is a fault of ours. */
export function databaseProblemOf(error: unknown): ServeProblem | null {
  if (!isUnavailable(error)) return null;
  return new ServeProblem(
    `the database went away: ${error instanceof Error ? error.message : String(error)}`,
    'see that it runs, and start again: it goes on where it was',
  );
}
