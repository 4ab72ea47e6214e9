/** What can be wrong with a database or its schema, by code. */
export type DatabaseProblemCode =
  /** Another handle has the directory open: another process, or this one. */
  | 'directory_in_use'
  /** Somebody has it open, or had, whom this machine cannot see. */
  | 'directory_in_use_elsewhere'
  /** The record of who has the directory open cannot be read. */
  | 'lock_unreadable'
  /** The directory cannot be made, read or written. */
  | 'directory_unusable'
  /** There is something else in the directory. */
  | 'not_a_database_directory'
  /** The embedded database does not open. */
  | 'database_unusable'
  /** The server does not answer, or does not let us in. */
  | 'server_unreachable'
  /** The folder of migrations is not as it must be: a program was packed wrongly. */
  | 'migrations_malformed'
  /** A step that was applied is not the step that the program has. */
  | 'checksum_differs'
  /** The database has been migrated by a newer program. */
  | 'database_newer'
  /** A step is applied although one before it is not. */
  | 'gap'
  /** A step is applied that the program does not know, though it knows later ones. */
  | 'unknown_step'
  /** There are tables of ours that no migration has made. */
  | 'foreign_tables'
  /** The database refused a step. */
  | 'step_failed'
  /** A step's check found rows that are wrong. */
  | 'verification_failed'
  /** Steps are left to apply, and nobody was asked to. */
  | 'migration_pending';

/** Why a database could not be opened or migrated. It is returned, not thrown. */
export class DatabaseProblem {
  readonly code: DatabaseProblemCode;
  /** What is wrong, in one sentence. */
  readonly message: string;
  /** What to do about it. */
  readonly fix: string;
  /** The error of the system or the database, where there was one. */
  readonly cause?: unknown;

  constructor(code: DatabaseProblemCode, message: string, fix: string, cause?: unknown) {
    this.code = code;
    this.message = message;
    this.fix = fix;
    if (cause !== undefined) this.cause = cause;
  }
}

/** The words of an error of any origin. */
export function errorMessage(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') {
    return error.errors.map(errorMessage).join('; ');
  }
  return error instanceof Error ? error.message : String(error);
}

/** The code of an error: SQLSTATE for one of a database, `ENOENT` and the like for the system's. */
export function errorCode(error: unknown): string | null {
  if (typeof error !== 'object' || error === null || !('code' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}
