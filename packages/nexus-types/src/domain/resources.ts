import type { Uint32 } from '@skewline/runtime/api';
import type { ByteCount } from './byte-count.ts';

/**
 * What a VMM takes of a sled, and what a sled has of it. A virtual CPU takes a hardware thread and an
 * instance's memory comes out of the reservoir: neither is promised twice.
 */
export interface Resources {
  readonly hardwareThreads: Uint32;
  /** Ordinary memory, outside the reservoir. */
  readonly rssRam: ByteCount;
  /** Memory set apart for guests. */
  readonly reservoirRam: ByteCount;
}

export type Dimension = keyof Resources;
