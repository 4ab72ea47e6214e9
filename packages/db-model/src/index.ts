/**
 * The control plane's state in tables.
 *
 * `openDatabase` opens a directory (PGlite, in this process) or a PostgreSQL server, `migrate` brings
 * its schema to the newest version, and `Database.transaction` runs what belongs together.
 *
 * ```ts
 * const database = await openDatabase<Tables>({ directory: '/var/lib/nexus' });
 * if (database instanceof DatabaseProblem) throw new Error(database.message);
 * const report = await migrate(database);
 * ```
 */
export {
  type Database,
  type DatabaseLocation,
  DatabaseProblem,
  type DatabaseProblemCode,
  NestedTransaction,
  openDatabase,
  type PostgresOptions,
  type TransactionOptions,
  UnsayableValue,
} from './database/index.ts';
export {
  checkMigrated,
  migrate,
  type MigrateOptions,
  type Migration,
  type MigrationReport,
  readMigrations,
} from './migrate/index.ts';
