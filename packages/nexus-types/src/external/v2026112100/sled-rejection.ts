import type { Uint32, Uint64, Uuid } from '@skewline/runtime/api';

/** Why a sled cannot take an instance, in the order in which the reasons are looked at. */
export type SledRejection =
  /** It has been removed from the rack for good. */
  | 'expunged'
  /** It is out of use. */
  | 'decommissioned'
  /** The operator does not want new instances there. */
  | 'no_provision'
  /** What runs there is being moved away. */
  | 'evacuating'
  /** It is not among the sleds that were asked for. */
  | 'not_selected'
  /** Local disks of the instance are on another sled. */
  | 'disks_elsewhere'
  /** Its CPU is not what the instance asks for. */
  | 'cpu_family'
  /** An instance runs there that this one must be kept apart from. */
  | 'anti_affinity'
  /** An instance that this one must be together with runs elsewhere. */
  | 'affinity'
  /** Too few CPUs are free. */
  | 'hardware_threads'
  /** Too little of the memory outside of instances is free. */
  | 'physical_ram'
  /** Too little of the memory for instances is free. */
  | 'reservoir'
  /** The local disks of the instance need more physical disks than are there. */
  | 'distinct_disks'
  /** Its physical disks have too little room for the local disks of the instance. */
  | 'disk_space'
  /** It had room, and something else took it. */
  | 'taken_meanwhile';

/** How many sleds cannot take an instance for one reason. It names no sled. */
export interface RejectionCount {
  reason: SledRejection;
  /** A sled counts once, for the first reason that is true of it. */
  sleds: Uint32;
  /**
   * How much is missing on the sled among them that comes closest: CPUs, bytes or disks. Null where
   * the reason is not an amount.
   */
  least_shortfall: Uint64 | null;
}

/** Why one sled could not take an instance. For operators. */
export interface RejectedSled {
  sled_id: Uuid;
  reason: SledRejection;
  /** CPUs, bytes or disks. Null where the reason is not an amount. */
  shortfall: Uint64 | null;
}
