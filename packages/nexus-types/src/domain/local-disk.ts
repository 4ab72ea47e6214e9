import type { DateTime, Uint32, Uint8, Uuid } from '@skewline/runtime/api';
import type { ByteCount } from './byte-count.ts';

/** Where a local disk is. It pins its instance to that sled. */
export interface LocalDiskAllocation {
  readonly id: Uuid;
  readonly sledId: Uuid;
  readonly zpoolId: Uuid;
  readonly datasetId: Uuid;
  /** What it takes of the pool, overhead included. */
  readonly requiredDatasetSize: ByteCount;
  /** The old encrypted kind: an instance that has one cannot be placed. */
  readonly encrypted: boolean;
}

/** A disk on the sled of its instance. No two of an instance are on the same pool. */
export interface LocalDisk {
  readonly id: Uuid;
  readonly projectId: Uuid;
  readonly name: string;
  readonly description: string;
  readonly timeCreated: DateTime;
  readonly timeModified: DateTime;
  readonly timeDeleted: DateTime | null;
  readonly size: ByteCount;
  readonly blockSize: Uint32;
  /** What it is attached to; null when detached. */
  readonly instanceId: Uuid | null;
  /** Its place among the instance's disks, from 0. */
  readonly slot: Uint8 | null;
  /** Null until its instance has been started for the first time. */
  readonly allocation: LocalDiskAllocation | null;
}

/** Of all kinds together. */
export const maxDisksPerInstance = 12;

const gibibyte: ByteCount = 2 ** 30;
const overheadPerGibibyte: ByteCount = 70 * 2 ** 20;

/** What a disk of this size takes of a pool: 70 MiB more for every whole GiB. */
export function requiredDatasetSize(size: ByteCount): ByteCount {
  return size + Math.floor(size / gibibyte) * overheadPerGibibyte;
}

/** Whether a disk that needs this much fits in a pool that has this much headroom. */
export function fitsHeadroom(required: ByteCount, headroom: number): boolean {
  return required < headroom;
}
