import type { DateTime, Uint16, Uint64, Uuid } from '@skewline/runtime/api';
import type { Bytes, Interval } from './scalars.ts';

export type InstanceStateLabel = 'creating' | 'no_vmm' | 'vmm' | 'failed' | 'destroyed';

export type IntendedStateLabel = 'running' | 'stopped' | 'guest_shutdown' | 'destroyed';

export type AutoRestartPolicyLabel = 'never' | 'best_effort';

export type InstanceCpuPlatformLabel = 'amd_milan' | 'amd_turin' | 'amd_turin_v2';

/** Table `instance`. */
export interface InstanceRow {
  readonly id: Uuid;
  readonly name: string;
  readonly description: string;
  readonly time_created: DateTime;
  readonly time_modified: DateTime;
  readonly time_deleted: DateTime | null;
  readonly project_id: Uuid;
  readonly user_data: Bytes;
  readonly ncpus: Uint16;
  readonly memory: Uint64;
  readonly hostname: string;
  readonly boot_disk_id: Uuid | null;
  readonly cpu_platform: InstanceCpuPlatformLabel | null;
  readonly enable_jumbo_frames: boolean;
  readonly state: InstanceStateLabel;
  readonly time_state_updated: DateTime;
  readonly state_generation: Uint64;
  readonly active_propolis_id: Uuid | null;
  readonly target_propolis_id: Uuid | null;
  readonly migration_id: Uuid | null;
  readonly intended_state: IntendedStateLabel;
  readonly auto_restart_policy: AutoRestartPolicyLabel | null;
  readonly auto_restart_cooldown: Interval | null;
  readonly time_last_auto_restarted: DateTime | null;
  readonly updater_id: Uuid | null;
  readonly updater_gen: Uint64;
}
