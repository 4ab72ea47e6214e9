import type { Migration } from '@skewline/nexus-types/domain';
import type { Refusal } from '@skewline/runtime';
import type { DateTime, Uuid } from '@skewline/runtime/api';
import { migrationOfRow, migrationRow } from '../row/index.ts';
import { changedOne, type Queries } from './queries.ts';
import { refuse } from './refusals.ts';

/** Records a new migration. One that is there already is left as it is. */
export async function insertMigration(queries: Queries, migration: Migration): Promise<void> {
  await queries
    .insertInto('migration')
    .values(migrationRow(migration))
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute();
}

/** A deleted migration is still there, with its `timeDeleted`. */
export async function fetchMigration(
  queries: Queries,
  migrationId: Uuid,
): Promise<Migration | Refusal> {
  const row = await queries
    .selectFrom('migration')
    .selectAll()
    .where('id', '=', migrationId)
    .executeTakeFirst();
  return row === undefined ? refuse('migration_not_found') : migrationOfRow(row);
}

/** The migrations of an instance that are not deleted, oldest first. */
export async function listMigrations(
  queries: Queries,
  instanceId: Uuid,
): Promise<readonly Migration[]> {
  const rows = await queries
    .selectFrom('migration')
    .selectAll()
    .where('instance_id', '=', instanceId)
    .where('time_deleted', 'is', null)
    .orderBy('time_created')
    .orderBy('id')
    .execute();
  return rows.map(migrationOfRow);
}

/** Whether it was there, and not deleted before. */
export async function markMigrationDeleted(
  queries: Queries,
  migrationId: Uuid,
  now: DateTime,
): Promise<boolean> {
  const result = await queries
    .updateTable('migration')
    .set({ time_deleted: now })
    .where('id', '=', migrationId)
    .where('time_deleted', 'is', null)
    .executeTakeFirst();
  return changedOne(result);
}
