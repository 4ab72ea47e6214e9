import type { DateTime, Ip, Uint16, Uint64, Uuid } from '@skewline/runtime/api';

export type VmmStateLabel =
  | 'creating'
  | 'starting'
  | 'running'
  | 'stopping'
  | 'stopped'
  | 'rebooting'
  | 'migrating'
  | 'failed'
  | 'destroyed'
  | 'saga_unwound';

export type VmmCpuPlatformLabel = 'sled_default' | 'amd_milan' | 'amd_turin' | 'amd_turin_v2';

export type VmmFailureReasonLabel =
  | 'prehistoric'
  | 'from_sled_agent'
  | 'no_such_instance'
  | 'sled_expunged'
  | 'sled_off'
  | 'zone_gone'
  | 'propolis_lost_instance'
  | 'setup_failed';

/** Table `vmm`. */
export interface VmmRow {
  readonly id: Uuid;
  readonly time_created: DateTime;
  readonly time_deleted: DateTime | null;
  readonly instance_id: Uuid;
  readonly time_state_updated: DateTime;
  readonly state_generation: Uint64;
  readonly sled_id: Uuid;
  readonly propolis_ip: Ip;
  readonly propolis_port: Uint16;
  readonly state: VmmStateLabel;
  readonly cpu_platform: VmmCpuPlatformLabel;
  /** There if the VMM is failed, and kept when it moves on. */
  readonly failure_reason: VmmFailureReasonLabel | null;
  /** For operators only. */
  readonly failure_detail: string | null;
}
