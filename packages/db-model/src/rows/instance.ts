import type { DateTime, Uint16, Uint32, Uint64, Uuid } from '@skewline/runtime/api';

export type InstanceStateLabel = 'creating' | 'no_vmm' | 'vmm' | 'failed' | 'destroyed';

export type IntendedStateLabel = 'running' | 'stopped' | 'guest_shutdown' | 'destroyed';

export type AutoRestartPolicyLabel = 'never' | 'best_effort';

export type InstanceCpuPlatformLabel = 'amd_milan' | 'amd_turin' | 'amd_turin_v2';

/** Table `instance`, as plain data. */
export interface InstanceRow {
  readonly id: Uuid;
  readonly name: string;
  readonly description: string;
  readonly time_created: DateTime;
  readonly time_modified: DateTime;
  readonly time_deleted: DateTime | null;
  readonly project_id: Uuid;
  /** In base64; the column itself has bytes, see `StoredInstanceRow`. */
  readonly user_data: string;
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
  /** In seconds. */
  readonly auto_restart_cooldown: Uint32 | null;
  readonly time_last_auto_restarted: DateTime | null;
  readonly updater_id: Uuid | null;
  readonly updater_gen: Uint64;
}

/** Table `instance`, as a query gives and takes it. */
export interface StoredInstanceRow extends Omit<InstanceRow, 'user_data'> {
  readonly user_data: Uint8Array;
}
