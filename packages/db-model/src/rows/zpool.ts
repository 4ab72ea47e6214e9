import type { DateTime, Uint64, Uuid } from '@skewline/runtime/api';

/** Table `zpool`. */
export interface ZpoolRow {
  readonly id: Uuid;
  readonly time_created: DateTime;
  readonly time_modified: DateTime;
  readonly time_deleted: DateTime | null;
  readonly sled_id: Uuid;
  readonly physical_disk_id: Uuid;
  readonly control_plane_storage_buffer: Uint64;
  /** Null before the first inventory. */
  readonly total_size: Uint64 | null;
}

/** Table `crucible_dataset`. */
export interface CrucibleDatasetRow {
  readonly id: Uuid;
  readonly time_created: DateTime;
  readonly time_modified: DateTime;
  readonly time_deleted: DateTime | null;
  readonly pool_id: Uuid;
  readonly size_used: Uint64;
  readonly no_provision: boolean;
}

/**
 * Tables `rendezvous_local_storage_dataset` (the old, encrypted kind) and
 * `rendezvous_local_storage_unencrypted_dataset`.
 */
export interface LocalStorageDatasetRow {
  readonly id: Uuid;
  readonly time_created: DateTime;
  readonly time_tombstoned: DateTime | null;
  readonly blueprint_id_when_created: Uuid;
  readonly blueprint_id_when_tombstoned: Uuid | null;
  readonly pool_id: Uuid;
  readonly size_used: Uint64;
  readonly no_provision: boolean;
}

/** Table `local_storage_dataset_allocation`. */
export interface LocalStorageAllocationRow {
  readonly id: Uuid;
  readonly time_created: DateTime;
  readonly time_deleted: DateTime | null;
  readonly local_storage_dataset_id: Uuid;
  readonly pool_id: Uuid;
  readonly sled_id: Uuid;
  readonly dataset_size: Uint64;
}

/** Table `local_storage_unencrypted_dataset_allocation`. */
export interface LocalStorageUnencryptedAllocationRow {
  readonly id: Uuid;
  readonly time_created: DateTime;
  readonly time_deleted: DateTime | null;
  readonly local_storage_unencrypted_dataset_id: Uuid;
  readonly pool_id: Uuid;
  readonly sled_id: Uuid;
  readonly dataset_size: Uint64;
}
