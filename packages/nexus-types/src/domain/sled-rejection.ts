import type { Uint32, Uint64, Uuid } from '@skewline/runtime/api';

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

/** Why one sled was passed over. For operators only: it names the sled. */
export interface RejectedSled {
  readonly sledId: Uuid;
  readonly reason: SledRejection;
  /** Threads, bytes or disks. Null where nothing is measured. */
  readonly shortfall: Uint64 | null;
}

export interface SledRejectionText {
  /** What to say after "3 sleds". */
  readonly phrase: string;
  /** In what a shortfall is measured; null where none is. */
  readonly unit: 'threads' | 'bytes' | 'disks' | null;
}

/** All of them, in the order in which a sled is tested. */
export const sledRejections: { readonly [Reason in SledRejection]: SledRejectionText } = {
  expunged: { phrase: 'removed for good', unit: null },
  decommissioned: { phrase: 'decommissioned', unit: null },
  no_provision: { phrase: 'closed to new instances', unit: null },
  evacuating: { phrase: 'being emptied', unit: null },
  not_selected: { phrase: 'not among those asked for', unit: null },
  disks_elsewhere: { phrase: "without the instance's local disks", unit: null },
  cpu_family: { phrase: 'with an unsuitable CPU', unit: null },
  anti_affinity: { phrase: 'hosting a member of an anti-affinity group', unit: null },
  affinity: { phrase: 'not hosting the members of an affinity group', unit: null },
  hardware_threads: { phrase: 'short of CPUs', unit: 'threads' },
  physical_ram: { phrase: 'short of system memory', unit: 'bytes' },
  reservoir: { phrase: 'short of memory for instances', unit: 'bytes' },
  distinct_disks: { phrase: 'with too few separate disks for local storage', unit: 'disks' },
  disk_space: { phrase: 'short of local disk space', unit: 'bytes' },
  taken_meanwhile: { phrase: 'taken by another instance at the same moment', unit: null },
};
