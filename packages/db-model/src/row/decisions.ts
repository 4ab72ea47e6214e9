import { checkVmm, type Sled } from '@skewline/nexus-types/domain';
import { lossy, Refusal } from '@skewline/runtime';
import type { Decisions } from './generated/decisions.ts';
import { instanceColumns, instanceOfColumns } from './instance-columns.ts';
import { migrationSideColumns, migrationSidesOfColumns } from './migration-columns.ts';
import { resourceColumns, resourcesOfColumns, sledColumns, sledOfColumns } from './sled-columns.ts';
import { vmmOfColumns, vmmRuntimeColumns } from './vmm-columns.ts';

/** What nobody but a person can know about the way from the domain to rows and back. */
export const decisions: Decisions = {
  row: {
    up: {
      'Instance.{state,time_state_updated,state_generation,active_propolis_id,target_propolis_id,migration_id,auto_restart_policy,auto_restart_cooldown,time_last_auto_restarted,updater_id,updater_gen}':
        instanceColumns,
      'Migration.{source_state,source_propolis_id,source_gen,time_source_updated,target_state,target_propolis_id,target_gen,time_target_updated}':
        migrationSideColumns,
      'SledReservation.{hardware_threads,rss_ram,reservoir_ram}': resourceColumns,
      // A sled that is written for the first time has given no address away, so its own is the last.
      'Sled.{serial_number,part_number,revision,ip,port,last_used_address,usable_hardware_threads,usable_physical_ram,reservoir_size,sled_policy,sled_state}':
        (sled: Sled) => ({ ...sledColumns(sled), last_used_address: sled.address.ip }),
      // One pair of columns holds either the reason of `failed` or the last failure, never both.
      'Vmm.{time_state_updated,state_generation,state,failure_reason,failure_detail}': (vmm) => {
        const problem = checkVmm(vmm);
        return problem === null ? vmmRuntimeColumns(vmm) : new Refusal(problem.message, problem);
      },
    },
    down: {
      'InstanceRow.{autoRestart,runtime,updaterLock}': instanceOfColumns,
      'MigrationRow.{source,target}': migrationSidesOfColumns,
      'SledResourceVmmRow.resources': resourcesOfColumns,
      'SledRow.{baseboard,address,policy,state,capacity}': lossy(
        'the last address that was given to a VMM',
        sledOfColumns,
      ),
      'VmmRow.{runtime,lastFailure}': vmmOfColumns,
    },
  },
};
