import type {
  MigrationRuntimeState,
  SledMigrations,
  Vmm,
  VmmRuntimeState,
  WrittenReport,
} from '@skewline/nexus-types/domain';
import type { Problem, Refusal } from '@skewline/runtime';
import type { Uuid } from '@skewline/runtime/api';
import { type Loaded, loadVmm } from '../row/index.ts';
import type { MigrationRow } from '../rows/index.ts';
import { changedOne, type InTransaction } from './queries.ts';
import { refuse, type StoreRefusal } from './refusals.ts';

/** What a report changed; `isUpdateNeeded` says whether that has consequences. Of each part it is false where something newer was known already. */
export interface RuntimeUpdate extends WrittenReport {
  /** The VMM as it was before. */
  readonly found: Vmm;
  /** What was wrong with its row. */
  readonly problems: readonly Problem[];
}

/**
 * Writes what a sled agent reports of a VMM and of the migrations it takes part in: all of it, or
 * nothing and a refusal. Each of the three has a generation of its own, and is written only where the
 * report's is the greater one; a report that is older than what is known is no error.
 *
 * A VMM gets a failure reason when it becomes failed, and only then. The first one stays, when the
 * VMM moves on and also when a newer report gives another reason: that one counts a generation on,
 * so that what is older than it cannot come in any more, and changes nothing else.
 */
export async function vmmAndMigrationUpdateRuntime(
  transaction: InTransaction,
  vmmId: Uuid,
  runtime: VmmRuntimeState,
  { migrationIn = null, migrationOut = null }: Partial<SledMigrations> = {},
): Promise<RuntimeUpdate | Refusal> {
  if (migrationIn !== null && migrationIn.migrationId === migrationOut?.migrationId) {
    return refuse('migration_to_itself');
  }
  // Read and locked first, written after: so a refusal leaves nothing that must be rolled back.
  const loaded = await lockVmm(transaction, vmmId);
  if (loaded === null) return refuse('vmm_not_found');
  const { value: found, problems } = loaded;
  const reports = [migrationIn, migrationOut].filter((report) => report !== null);
  const migrations = await lockMigrations(transaction, reports);
  const refusal =
    refusalOf('target', vmmId, migrationIn, migrations) ??
    refusalOf('source', vmmId, migrationOut, migrations);
  if (refusal !== null) return refusal;

  return {
    found,
    problems,
    vmmUpdated: await writeRuntime(transaction, found, runtime),
    migrationInUpdated:
      migrationIn !== null && (await writeTarget(transaction, vmmId, migrationIn)),
    migrationOutUpdated:
      migrationOut !== null && (await writeSource(transaction, vmmId, migrationOut)),
  };
}

export async function lockVmm(
  transaction: InTransaction,
  vmmId: Uuid,
): Promise<Loaded<Vmm> | null> {
  const row = await transaction
    .selectFrom('vmm')
    .selectAll()
    .where('id', '=', vmmId)
    .forUpdate()
    .executeTakeFirst();
  return row === undefined ? null : loadVmm(row);
}

/** Writes a newer runtime state of a VMM that was locked. */
export async function writeRuntime(
  transaction: InTransaction,
  { id, runtime: before }: Vmm,
  { state, gen, timeUpdated }: VmmRuntimeState,
): Promise<boolean> {
  // The columns of a failure are not even named by a write that must keep them.
  const failure =
    state.kind === 'failed' && before.state.kind !== 'failed'
      ? { failure_reason: state.reason, failure_detail: state.detail }
      : {};
  const result = await transaction
    .updateTable('vmm')
    .set({ state: state.kind, state_generation: gen, time_state_updated: timeUpdated, ...failure })
    .where('id', '=', id)
    .where('time_deleted', 'is', null)
    .where('state_generation', '<', gen)
    .executeTakeFirst();
  return changedOne(result);
}

async function lockMigrations(
  transaction: InTransaction,
  reports: readonly MigrationRuntimeState[],
): Promise<ReadonlyMap<Uuid, MigrationRow>> {
  if (reports.length === 0) return new Map();
  const rows = await transaction
    .selectFrom('migration')
    .selectAll()
    .where(
      'id',
      'in',
      reports.map(({ migrationId }) => migrationId),
    )
    // In one order for everybody, so that two of these never wait for each other.
    .orderBy('id')
    .forUpdate()
    .execute();
  return new Map(rows.map((row) => [row.id, row]));
}

/** Deleted comes before the wrong VMM: a migration that is gone has no sides that one could be on. */
function refusalOf(
  side: 'source' | 'target',
  vmmId: Uuid,
  report: MigrationRuntimeState | null,
  migrations: ReadonlyMap<Uuid, MigrationRow>,
): StoreRefusal | null {
  if (report === null) return null;
  const migration = migrations.get(report.migrationId);
  if (migration === undefined) return refuse('migration_not_found');
  if (migration.time_deleted !== null) return refuse('migration_deleted');
  return migration[`${side}_propolis_id`] === vmmId ? null : refuse(`not_migration_${side}`);
}

async function writeSource(
  transaction: InTransaction,
  vmmId: Uuid,
  { migrationId, state, gen, timeUpdated }: MigrationRuntimeState,
): Promise<boolean> {
  const result = await transaction
    .updateTable('migration')
    .set({ source_state: state, source_gen: gen, time_source_updated: timeUpdated })
    .where('id', '=', migrationId)
    .where('time_deleted', 'is', null)
    .where('source_propolis_id', '=', vmmId)
    .where('source_gen', '<', gen)
    .executeTakeFirst();
  return changedOne(result);
}

async function writeTarget(
  transaction: InTransaction,
  vmmId: Uuid,
  { migrationId, state, gen, timeUpdated }: MigrationRuntimeState,
): Promise<boolean> {
  const result = await transaction
    .updateTable('migration')
    .set({ target_state: state, target_gen: gen, time_target_updated: timeUpdated })
    .where('id', '=', migrationId)
    .where('time_deleted', 'is', null)
    .where('target_propolis_id', '=', vmmId)
    .where('target_gen', '<', gen)
    .executeTakeFirst();
  return changedOne(result);
}
