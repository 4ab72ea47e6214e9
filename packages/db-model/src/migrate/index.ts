export { checkMigrated, migrate, type MigrateOptions, type MigrationReport } from './migrate.ts';
export { type Migration, migrationsFolder, readMigrations, type Step } from './migrations.ts';
