import type { Uint32, Uint64, Uuid } from '@skewline/runtime/api';

export type SledResourceVmmStateLabel = 'tombstoned' | 'active' | 'target';

/** Table `sled_resource_vmm`. The id is the VMM's. */
export interface SledResourceVmmRow {
  readonly id: Uuid;
  readonly sled_id: Uuid;
  readonly hardware_threads: Uint32;
  readonly rss_ram: Uint64;
  readonly reservoir_ram: Uint64;
  readonly instance_id: Uuid | null;
  readonly state: SledResourceVmmStateLabel;
}
