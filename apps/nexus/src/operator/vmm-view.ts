import type { RackVmm } from '@skewline/db-model';
import { lastFailureOf, vmmFailureReasons } from '@skewline/nexus-types/domain';
import type { Vmm } from '@skewline/nexus-types/operator';

/** A VMM with why it failed: the label, its sentence, and what was said beside that. */
export function vmmView({ value, instanceName, sledSerial }: RackVmm): Vmm {
  const failure = lastFailureOf(value);
  return {
    id: value.id,
    instance_id: value.instanceId,
    instance_name: instanceName,
    sled_id: value.sledId,
    sled_serial: sledSerial,
    time_created: value.timeCreated,
    time_deleted: value.timeDeleted,
    propolis_ip: value.propolisIp,
    propolis_port: value.propolisPort,
    cpu_platform: value.cpuPlatform,
    state: value.runtime.state.kind,
    generation: value.runtime.gen,
    time_state_updated: value.runtime.timeUpdated,
    failure:
      failure === null
        ? null
        : {
            reason: failure.reason,
            description: vmmFailureReasons[failure.reason].description,
            detail: failure.detail,
          },
  };
}
