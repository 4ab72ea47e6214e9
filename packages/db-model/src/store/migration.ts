import {
  type Instance,
  type InstanceRuntimeState,
  isMigrationTerminal,
  type Migration,
  type Vmm,
} from '@skewline/nexus-types/domain';
import { Refusal } from '@skewline/runtime';
import type { DateTime, Uuid } from '@skewline/runtime/api';
import { loadInstance, migrationOfRow, migrationRow } from '../row/index.ts';
import { updateInstanceRuntime } from './instance.ts';
import { changedOne, type InTransaction, type Queries } from './queries.ts';
import { refuse } from './refusals.ts';
import { fetchVmm } from './vmm.ts';

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

/**
 * The VMM that the migration led to is gone, or was never made, so nobody will report of that side any
 * more: it has failed. The source's side is its sled agent's to write, as long as that VMM lives. One
 * that has ended, and be it well, stays as it is. Whether anything changed.
 */
export async function markMigrationFailed(
  queries: Queries,
  migrationId: Uuid,
  now: DateTime,
): Promise<boolean> {
  const result = await queries
    .updateTable('migration')
    .set((row) => ({
      target_state: 'failed',
      target_gen: row('target_gen', '+', 1),
      time_target_updated: now,
    }))
    .where('id', '=', migrationId)
    .where('time_deleted', 'is', null)
    .where('target_state', 'not in', ['failed', 'completed'])
    .executeTakeFirst();
  return changedOne(result);
}

/** Which instance is moved, from where to where. */
export interface MigrationIds {
  readonly instanceId: Uuid;
  readonly migrationId: Uuid;
  readonly sourceVmmId: Uuid;
  readonly targetVmmId: Uuid;
}

/** The instance as it is now, and whether it was this call that made it so. */
export interface MigrationIdsWrite {
  readonly instance: Instance;
  readonly written: boolean;
}

/**
 * Links an instance to a migration that was recorded before, one generation on. It must run, or reboot,
 * on the source, and be linked to no other migration, unless that one has failed and was undone.
 * Repeated, it changes nothing.
 */
export async function setMigrationIds(
  transaction: InTransaction,
  { instanceId, migrationId, sourceVmmId, targetVmmId }: MigrationIds,
  now: DateTime,
): Promise<MigrationIdsWrite | Refusal> {
  const row = await transaction
    .selectFrom('instance')
    .selectAll()
    .where('id', '=', instanceId)
    .where('time_deleted', 'is', null)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) return refuse('instance_not_found');
  const instance = loadInstance(row).value;
  const before = instance.runtime;
  if (before.migrationId === migrationId && before.targetVmmId === targetVmmId) {
    return { instance, written: false };
  }
  const previous = await findMigration(transaction, before.migrationId);
  const previousTarget = await findVmm(transaction, before.targetVmmId);
  if (isMigrationInTheWay(before, previous, previousTarget)) return refuse('migration_in_progress');

  const migration = await findMigration(transaction, migrationId);
  const source = await findVmm(transaction, sourceVmmId);
  const isOver =
    migration === null ||
    isMigrationTerminal(migration.source.state) ||
    isMigrationTerminal(migration.target.state);
  if (isOver || before.activeVmmId !== sourceVmmId || !canMove(source)) {
    return refuse('not_migratable');
  }
  const runtime = { ...before, migrationId, targetVmmId, gen: before.gen + 1, timeUpdated: now };
  const written = await updateInstanceRuntime(transaction, instanceId, runtime);
  if (written instanceof Refusal) return written;
  return { instance: { ...instance, runtime }, written };
}

/**
 * Whether what an instance is linked to keeps it from being migrated again. `migration` and `target`
 * are those of the links, null where there is no record. A migration that failed and was undone is
 * history, even before somebody has cleared the links.
 */
export function isMigrationInTheWay(
  { migrationId, targetVmmId }: Pick<InstanceRuntimeState, 'migrationId' | 'targetVmmId'>,
  migration: Pick<Migration, 'source' | 'target'> | null,
  target: Pick<Vmm, 'runtime'> | null,
): boolean {
  if (migrationId === null && targetVmmId === null) return false;
  const hasFailed = migration?.source.state === 'failed' || migration?.target.state === 'failed';
  return !(hasFailed && target?.runtime.state.kind === 'saga_unwound');
}

function canMove(source: Vmm | null): boolean {
  if (source === null || source.timeDeleted !== null) return false;
  return ['running', 'rebooting'].includes(source.runtime.state.kind);
}

async function findMigration(queries: Queries, id: Uuid | null): Promise<Migration | null> {
  if (id === null) return null;
  const row = await queries
    .selectFrom('migration')
    .selectAll()
    .where('id', '=', id)
    .where('time_deleted', 'is', null)
    .executeTakeFirst();
  return row === undefined ? null : migrationOfRow(row);
}

async function findVmm(queries: Queries, id: Uuid | null): Promise<Vmm | null> {
  if (id === null) return null;
  const loaded = await fetchVmm(queries, id);
  return loaded instanceof Refusal ? null : loaded.value;
}
