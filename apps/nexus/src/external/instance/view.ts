import type { InstanceReading } from '@skewline/db-model';
import { defaultAutoRestart, externalState, karmicStatus } from '@skewline/nexus-types/domain';
import type { Instance } from '@skewline/nexus-types/external';
import { instanceStateView } from '@skewline/nexus-types/view';
import type { DateTime } from '@skewline/runtime/api';
import type { RestartLimits } from '@skewline/saga/instance';
import { lastFailure } from './last-failure.ts';
import { restartStatus } from './restart-status.ts';

/** An instance as its users see it at this moment. */
export function instanceView(
  reading: InstanceReading,
  now: DateTime,
  limits: RestartLimits,
): Instance {
  const { instance, activeVmm, attempts } = reading;
  const { runtime, autoRestart } = instance;
  const vmmState = activeVmm?.state ?? null;
  const karma = karmicStatus(instance, now);
  return {
    id: instance.id,
    name: instance.name,
    description: instance.description,
    time_created: instance.timeCreated,
    time_modified: instance.timeModified,
    project_id: instance.projectId,
    hostname: instance.hostname,
    ncpus: instance.ncpus,
    memory: instance.memory,
    boot_disk_id: instance.bootDiskId,
    cpu_platform: instance.cpuPlatform,
    enable_jumbo_frames: instance.enableJumboFrames,
    run_state: instanceStateView(externalState(runtime.state, vmmState, runtime.migrationId)),
    time_run_state_updated: activeVmm?.timeUpdated ?? runtime.timeUpdated,
    auto_restart_enabled: (autoRestart.policy ?? defaultAutoRestart.policy) !== 'never',
    auto_restart_policy: autoRestart.policy,
    time_last_auto_restarted: runtime.timeLastAutoRestarted,
    auto_restart_cooldown_expiration: karma.kind === 'cooling_down' ? karma.until : null,
    last_failure: lastFailure(reading),
    auto_restart_status: restartStatus({ instance, activeVmm: vmmState, attempts }, now, limits),
  };
}
