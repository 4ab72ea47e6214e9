import type { DateTime, Uint32, Uint64, Uint8, Uuid } from '@skewline/runtime/api';

export type DiskTypeLabel = 'crucible' | 'local_storage';

export type DiskStateLabel =
  'creating' | 'detached' | 'attaching' | 'attached' | 'detaching' | 'faulted' | 'destroyed';

/** Table `disk`. */
export interface DiskRow {
  readonly id: Uuid;
  readonly name: string;
  readonly description: string;
  readonly time_created: DateTime;
  readonly time_modified: DateTime;
  readonly time_deleted: DateTime | null;
  readonly project_id: Uuid;
  readonly disk_type: DiskTypeLabel;
  readonly disk_state: DiskStateLabel;
  readonly time_state_updated: DateTime;
  readonly state_generation: Uint64;
  readonly attach_instance_id: Uuid | null;
  readonly slot: Uint8 | null;
  readonly size: Uint64;
  readonly block_size: Uint32;
  readonly read_only: boolean;
  readonly image_id: Uuid | null;
  readonly snapshot_id: Uuid | null;
}

/** Table `disk_type_local_storage`: what only a disk of local storage has. */
export interface LocalStorageDiskRow {
  readonly disk_id: Uuid;
  readonly required_dataset_overhead: Uint64;
  readonly local_storage_dataset_allocation_id: Uuid | null;
  readonly local_storage_unencrypted_dataset_allocation_id: Uuid | null;
}
