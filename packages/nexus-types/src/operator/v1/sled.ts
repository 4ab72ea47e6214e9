import type { DateTime, Ip, Uint16, Uint32, Uint64, Uuid } from '@skewline/runtime/api';
import type { Resources } from './placement.ts';

export type SledCpuFamily = 'unknown' | 'amd_milan' | 'amd_turin' | 'amd_turin_dense';

/** A disk of a sled with the pool on it, where local disks of instances have room. */
export interface SledDisk {
  /** Of the physical disk. */
  id: Uuid;
  zpool_id: Uuid;
  /** Of the pool's dataset for local disks. */
  dataset_id: Uuid;
  serial: string;
  /** Bytes. */
  size: Uint64;
  /** Bytes that instances may not have. */
  control_plane_storage_buffer: Uint64;
}

/** What a rack knows of a sled that it has. */
export interface SledPut {
  rack_id: Uuid;
  serial: string;
  part: string;
  revision: Uint32;
  /** Where its sled agent listens. */
  ip: Ip;
  port: Uint16;
  cpu_family: SledCpuFamily;
  capacity: Resources;
  disks: SledDisk[];
  /** Counts what is told of the sled: what is older changes nothing. */
  generation: Uint64;
}

/** A sled, and how much of it is taken. */
export interface Sled {
  id: Uuid;
  serial: string;
  part: string;
  revision: Uint32;
  ip: Ip;
  port: Uint16;
  cpu_family: SledCpuFamily;
  policy: 'in_service' | 'no_provision' | 'expunged';
  state: 'active' | 'decommissioned';
  evacuating: boolean;
  /** Whether anything new may be placed on it. */
  provisionable: boolean;
  capacity: Resources;
  reserved: Resources;
  /** VMMs that are on it. */
  vmms: Uint32;
  time_created: DateTime;
  time_modified: DateTime;
  generation: Uint64;
}

export interface Sleds {
  items: Sled[];
}

export interface SledEvacuation {
  evacuating: boolean;
}
