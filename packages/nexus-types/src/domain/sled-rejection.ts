import type { Uint32, Uint64 } from '@skewline/runtime/api';

/**
 * Why placement passed over a sled. A sled has one: the first, in the order of `sledRejections`, so
 * that the counts of a refused start add up to the number of sleds.
 */
export type SledRejection =
  | 'expunged'
  | 'decommissioned'
  | 'no_provision'
  | 'evacuating'
  | 'not_selected'
  | 'disks_elsewhere'
  | 'cpu_family'
  | 'anti_affinity'
  | 'affinity'
  | 'hardware_threads'
  | 'physical_ram'
  | 'reservoir'
  | 'distinct_disks'
  | 'disk_space'
  | 'taken_meanwhile';

/** How many sleds were passed over for one reason. It names no sled, so users may see it. */
export interface RejectionCount {
  readonly reason: SledRejection;
  readonly sleds: Uint32;
  /** What the sled nearest to fitting lacked: threads, bytes or disks. Null where nothing is measured. */
  readonly leastShortfall: Uint64 | null;
}
