import type { Uuid } from '@skewline/runtime/api';

/**
 * A volume on one of the sled's own disks that a VMM has to itself, in the encrypted or in the
 * unencrypted part of the pool's local storage. What a version before this one delegated was
 * encrypted.
 */
export type DelegatedZvol =
  | { type: 'local_storage_unencrypted'; zpool_id: Uuid; dataset_id: Uuid }
  | { type: 'local_storage_encrypted'; zpool_id: Uuid; dataset_id: Uuid };
