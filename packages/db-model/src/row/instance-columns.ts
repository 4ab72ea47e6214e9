import type { Instance, InstanceRuntimeState } from '@skewline/nexus-types/domain';
import type { InstanceRow } from '../rows/index.ts';

/** The columns that an instance's `runtime` becomes. */
export type InstanceRuntimeColumns = Pick<
  InstanceRow,
  | 'state'
  | 'time_state_updated'
  | 'state_generation'
  | 'active_propolis_id'
  | 'target_propolis_id'
  | 'migration_id'
  | 'time_last_auto_restarted'
>;

/** The columns that are members of objects in the domain. */
export type InstanceColumns = InstanceRuntimeColumns &
  Pick<InstanceRow, 'auto_restart_policy' | 'auto_restart_cooldown' | 'updater_id' | 'updater_gen'>;

type InstanceParts = Pick<Instance, 'runtime' | 'autoRestart' | 'updaterLock'>;

export function instanceRuntimeColumns(runtime: InstanceRuntimeState): InstanceRuntimeColumns {
  return {
    state: runtime.state,
    time_state_updated: runtime.timeUpdated,
    state_generation: runtime.gen,
    active_propolis_id: runtime.activeVmmId,
    target_propolis_id: runtime.targetVmmId,
    migration_id: runtime.migrationId,
    time_last_auto_restarted: runtime.timeLastAutoRestarted,
  };
}

export function instanceColumns({
  runtime,
  autoRestart,
  updaterLock,
}: InstanceParts): InstanceColumns {
  return {
    ...instanceRuntimeColumns(runtime),
    auto_restart_policy: autoRestart.policy,
    auto_restart_cooldown: autoRestart.cooldownSeconds,
    updater_id: updaterLock.updaterId,
    updater_gen: updaterLock.gen,
  };
}

export function instanceOfColumns(row: InstanceColumns): InstanceParts {
  return {
    autoRestart: { policy: row.auto_restart_policy, cooldownSeconds: row.auto_restart_cooldown },
    runtime: {
      state: row.state,
      gen: row.state_generation,
      timeUpdated: row.time_state_updated,
      activeVmmId: row.active_propolis_id,
      targetVmmId: row.target_propolis_id,
      migrationId: row.migration_id,
      timeLastAutoRestarted: row.time_last_auto_restarted,
    },
    updaterLock: { updaterId: row.updater_id, gen: row.updater_gen },
  };
}
