import type { OneOf, Uuid } from '@skewline/runtime/api';

/** A volume on one of the sled's own disks that a VMM has to itself. */
export type DelegatedZvol = OneOf<{
  /** A slice of the local storage on the pool. */
  type: 'local_storage';
  zpool_id: Uuid;
  /** The dataset that the volume is in. */
  dataset_id: Uuid;
}>;
