import type { Uint32, Uint64, Uuid } from '@skewline/runtime/api';

/** Amounts of what instances take of a sled. */
export interface Resources {
  hardware_threads: Uint32;
  /** Bytes of the memory outside of instances. */
  rss_ram: Uint64;
  /** Bytes of the memory for instances. */
  reservoir_ram: Uint64;
}

/** How one sled fares with a request. */
export interface SledFate {
  sled_id: Uuid;
  serial: string;
  /** Whether it would be the one. */
  chosen: boolean;
  /** It could take the instance. */
  fits: boolean;
  /** All that speaks against it, the first of which is counted; empty where it fits. */
  reasons: SledReason[];
  capacity: Resources;
  reserved: Resources;
}

export interface SledReason {
  /** `anti_affinity`, `reservoir`, … */
  reason: string;
  /** In words. */
  text: string;
  /** CPUs, bytes or disks; null where it is not an amount. */
  shortfall: Uint64 | null;
}

/** Where an instance would be placed now, or why nowhere. Nothing is reserved. */
export interface PlacementExplanation {
  /** Null where it could be placed. */
  code: string | null;
  requested: Resources;
  /** For users. */
  message: string;
  hint: string | null;
  /** One line: how many sleds for which reason. */
  summary: string;
  /** For operators, in full. */
  text: string;
  /** Empty where the request is refused before sleds are looked at. */
  sleds: SledFate[];
}
