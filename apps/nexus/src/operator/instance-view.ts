import {
  fetchInstance,
  fetchMigration,
  findRackInstance,
  findRackVmm,
  type InTransaction,
  listSagasAbout,
  listStartAttempts,
  type RackInstance,
} from '@skewline/db-model';
import { needsReincarnation } from '@skewline/nexus-types/domain';
import type { Instance, InstanceSummary } from '@skewline/nexus-types/operator';
import { Refusal } from '@skewline/runtime';
import type { DateTime, Uuid } from '@skewline/runtime/api';
import type { RestartLimits } from '@skewline/saga/instance';
import { attemptLine } from './instance-attempt.ts';
import { karmaOf } from './instance-karma.ts';
import { type InstanceRecords, warningsOf } from './instance-warnings.ts';
import { migrationView } from './migration-view.ts';
import { vmmView } from './vmm-view.ts';

/** So many attempts are in the view; all of them are in their own list. */
const attemptsShown = 10;

/** All that is known of an instance, as it was at one moment; null if there is none. */
export async function readRecords(
  transaction: InTransaction,
  instanceId: Uuid,
  limits: Pick<RestartLimits, 'maxTries'>,
): Promise<InstanceRecords | null> {
  const instance = await fetchInstance(transaction, instanceId);
  const summary = await findRackInstance(transaction, instanceId);
  if (instance instanceof Refusal || summary === null) return null;
  const { activeVmmId, targetVmmId, migrationId } = instance.value.runtime;
  const vmm = async (id: Uuid | null) => (id === null ? null : findRackVmm(transaction, id));
  const migration = migrationId === null ? null : await fetchMigration(transaction, migrationId);
  return {
    instance,
    summary,
    activeVmm: await vmm(activeVmmId),
    targetVmm: await vmm(targetVmmId),
    migration: migration instanceof Refusal ? null : migration,
    attempts: await listStartAttempts(transaction, instanceId, {
      limit: Math.max(attemptsShown, limits.maxTries + 1),
    }),
    sagas: await listSagasAbout(transaction, instanceId),
  };
}

export function summaryView(instance: RackInstance): InstanceSummary {
  return {
    id: instance.id,
    name: instance.name,
    project_id: instance.projectId,
    project_name: instance.projectName,
    state: instance.state,
    intended_state: instance.intendedState,
    active_vmm_id: instance.activeVmmId,
    sled_id: instance.sledId,
    sled_serial: instance.sledSerial,
  };
}

export function instanceView(
  records: InstanceRecords,
  now: DateTime,
  limits: RestartLimits,
): Instance {
  const { summary, activeVmm, targetVmm, migration, sagas } = records;
  const { value: instance } = records.instance;
  const { runtime, autoRestart, updaterLock } = instance;
  const attempts = records.attempts.map(({ value }) => value);
  const vmmState = activeVmm?.value.runtime.state ?? null;
  return {
    ...summaryView(summary),
    description: instance.description,
    hostname: instance.hostname,
    ncpus: instance.ncpus,
    memory: instance.memory,
    cpu_platform: instance.cpuPlatform,
    boot_disk_id: instance.bootDiskId,
    time_created: instance.timeCreated,
    time_modified: instance.timeModified,
    time_deleted: instance.timeDeleted,
    record_state: runtime.state,
    generation: runtime.gen,
    time_state_updated: runtime.timeUpdated,
    auto_restart_policy: autoRestart.policy,
    auto_restart_cooldown_seconds: autoRestart.cooldownSeconds,
    time_last_auto_restarted: runtime.timeLastAutoRestarted,
    needs_reincarnation: instance.timeDeleted === null && needsReincarnation(instance, vmmState),
    karmic_status: karmaOf({ instance, activeVmm: vmmState, attempts }, now, limits),
    updater_lock: { updater_id: updaterLock.updaterId, generation: updaterLock.gen },
    active_vmm: activeVmm && vmmView(activeVmm),
    target_vmm: targetVmm && vmmView(targetVmm),
    migration: migration && migrationView(migration),
    start_attempts: attempts.slice(0, attemptsShown).map(attemptLine),
    sagas: [...sagas],
    warnings: [...warningsOf(records)],
  };
}
