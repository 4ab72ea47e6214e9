import type { DateTime, Int64, Ip, Uint16, Uint32, Uint64, Uuid } from '@skewline/runtime/api';

export type SledPolicyLabel = 'in_service' | 'no_provision' | 'expunged';

export type SledStateLabel = 'active' | 'decommissioned';

export type SledCpuFamilyLabel = 'unknown' | 'amd_milan' | 'amd_turin' | 'amd_turin_dense';

/** Table `sled`. */
export interface SledRow {
  readonly id: Uuid;
  readonly time_created: DateTime;
  readonly time_modified: DateTime;
  readonly time_deleted: DateTime | null;
  readonly rack_id: Uuid;
  readonly serial_number: string;
  readonly part_number: string;
  readonly revision: Int64;
  readonly ip: Ip;
  readonly port: Uint16;
  /** The last address that was given to a VMM; the sled's own before there was one. */
  readonly last_used_address: Ip;
  readonly usable_hardware_threads: Uint32;
  readonly usable_physical_ram: Uint64;
  readonly reservoir_size: Uint64;
  readonly cpu_family: SledCpuFamilyLabel;
  readonly sled_policy: SledPolicyLabel;
  readonly sled_state: SledStateLabel;
  readonly evacuating: boolean;
  readonly sled_agent_gen: Uint64;
}
