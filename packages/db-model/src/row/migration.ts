import type { Migration } from '@skewline/nexus-types/domain';
import type { MigrationRow } from '../rows/index.ts';
import { downMigrationRowToMigration } from './generated/row/down.ts';
import { upMigrationToMigrationRow } from './generated/row/up.ts';
import { total } from './total.ts';

export function migrationRow(migration: Migration): MigrationRow {
  return total(upMigrationToMigrationRow(migration, {}));
}

export function migrationOfRow(row: MigrationRow): Migration {
  return total(downMigrationRowToMigration(row, {}));
}
