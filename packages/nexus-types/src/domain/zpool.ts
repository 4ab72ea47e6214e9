import type { DateTime, Uuid } from '@skewline/runtime/api';
import type { ByteCount } from './byte-count.ts';

/** Guests' data is on `u2` disks only. */
export type PhysicalDiskKind = 'u2' | 'm2';
export type PhysicalDiskPolicy = 'in_service' | 'expunged';
export type PhysicalDiskState = 'active' | 'decommissioned';

/** The disk that a pool is on: one pool, one disk. */
export interface PhysicalDisk {
  readonly id: Uuid;
  readonly kind: PhysicalDiskKind;
  readonly policy: PhysicalDiskPolicy;
  readonly state: PhysicalDiskState;
}

/** The part of a pool from which local disks are cut. */
export interface LocalStorageDataset {
  readonly id: Uuid;
  readonly tombstoned: boolean;
  /** Nothing new is to be put there. */
  readonly noProvision: boolean;
  readonly sizeUsed: ByteCount;
}

/** A pool of storage on a sled. */
export interface Zpool {
  readonly id: Uuid;
  readonly sledId: Uuid;
  readonly timeCreated: DateTime;
  readonly timeModified: DateTime;
  readonly timeDeleted: DateTime | null;
  readonly physicalDisk: PhysicalDisk;
  /** From the latest inventory; null before there is one. */
  readonly totalSize: ByteCount | null;
  /** What the control plane keeps for itself. */
  readonly controlPlaneStorageBuffer: ByteCount;
  /** What distributed disks take; null if it is not known. */
  readonly crucibleSizeUsed: ByteCount | null;
  /** What is left of the old encrypted local disks. */
  readonly encryptedLocalStorageSizeUsed: ByteCount;
  readonly localStorage: LocalStorageDataset | null;
}

/**
 * How much room for local disks a pool has: a disk fits that needs less than this, not as much. Null
 * if none may be put there at all. It can be negative.
 */
export function headroom(zpool: Zpool): number | null {
  const { localStorage, physicalDisk, totalSize, crucibleSizeUsed } = zpool;
  if (zpool.timeDeleted !== null || physicalDisk.kind !== 'u2') return null;
  if (physicalDisk.policy !== 'in_service' || physicalDisk.state !== 'active') return null;
  if (localStorage === null || localStorage.tombstoned || localStorage.noProvision) return null;
  if (totalSize === null || crucibleSizeUsed === null) return null;
  const used = crucibleSizeUsed + localStorage.sizeUsed + zpool.encryptedLocalStorageSizeUsed;
  return totalSize - zpool.controlPlaneStorageBuffer - used;
}
