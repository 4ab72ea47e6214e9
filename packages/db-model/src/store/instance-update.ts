import {
  isMigrationTerminal,
  terminalMigrationStates,
  terminalVmmStates,
} from '@skewline/nexus-types/domain';
import type { Uuid } from '@skewline/runtime/api';
import type { MigrationStateLabel, VmmStateLabel } from '../rows/index.ts';
import type { PageOf, Queries } from './queries.ts';
import { statesOfGivenUp } from './updater-lock.ts';

/** What an instance has to be updated for. */
export type UpdateReason =
  'active_vmm_destroyed' | 'active_vmm_failed' | 'migration_over' | 'target_vmm_over';

export interface InstanceToUpdate {
  readonly instanceId: Uuid;
  readonly reason: UpdateReason;
}

/**
 * The instances that something has happened to and that nobody updates, in the order of their ids: one of their VMMs is
 * over, or a side of their migration is. So are those that a saga has left locked; see `lockInstance`. It may be that there is nothing to do yet: the update itself decides.
 */
export async function instancesNeedingUpdate(
  queries: Queries,
  { after = null, limit }: PageOf<Uuid>,
): Promise<readonly InstanceToUpdate[]> {
  const rows = await queries
    .selectFrom('instance')
    .leftJoin('vmm as active', 'active.id', 'instance.active_propolis_id')
    .leftJoin('vmm as target', 'target.id', 'instance.target_propolis_id')
    .leftJoin('migration', 'migration.id', 'instance.migration_id')
    .select([
      'instance.id',
      'active.state as active_state',
      'target.state as target_state',
      'migration.source_state',
      'migration.target_state as migration_target_state',
    ])
    .where('instance.time_deleted', 'is', null)
    // Said first, for it is by these that the database finds the few among the many.
    .where('instance.id', 'in', (of) =>
      of
        .selectFrom('vmm')
        .select('vmm.instance_id')
        .where('vmm.time_deleted', 'is', null)
        .where('vmm.state', 'in', terminalVmmStates)
        .union(
          of
            .selectFrom('instance as migrating')
            .select('migrating.id as instance_id')
            .where('migrating.time_deleted', 'is', null)
            .where('migrating.migration_id', 'is not', null),
        ),
    )
    .where((row) =>
      row.or([
        row('instance.updater_id', 'is', null),
        row.exists(
          row
            .selectFrom('saga')
            .select('saga.id')
            .whereRef('saga.id', '=', 'instance.updater_id')
            .where('saga.state', 'in', statesOfGivenUp),
        ),
      ]),
    )
    .where((row) =>
      row.or([
        row('active.state', 'in', terminalVmmStates),
        row('target.state', 'in', terminalVmmStates),
        row('migration.source_state', 'in', terminalMigrationStates),
        row('migration.target_state', 'in', terminalMigrationStates),
      ]),
    )
    .$if(after !== null, (query) => query.where('instance.id', '>', after))
    .orderBy('instance.id')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    instanceId: row.id,
    reason: reasonOf(row.active_state, [row.source_state, row.migration_target_state]),
  }));
}

function reasonOf(
  active: VmmStateLabel | null,
  sides: readonly (MigrationStateLabel | null)[],
): UpdateReason {
  if (active === 'destroyed') return 'active_vmm_destroyed';
  if (active === 'failed') return 'active_vmm_failed';
  const isOver = sides.some((state) => state !== null && isMigrationTerminal(state));
  return isOver ? 'migration_over' : 'target_vmm_over';
}
