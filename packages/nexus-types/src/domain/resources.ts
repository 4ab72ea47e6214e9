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

const dimensionTable: { readonly [Name in Dimension]: true } = {
  hardwareThreads: true,
  rssRam: true,
  reservoirRam: true,
};

// The cast: the keys of an object literal are what its type says.
export const dimensions: readonly Dimension[] = Object.keys(dimensionTable) as Dimension[];

export const noResources: Resources = { hardwareThreads: 0, rssRam: 0, reservoirRam: 0 };

export function addResources(left: Resources, right: Resources): Resources {
  return {
    hardwareThreads: left.hardwareThreads + right.hardwareThreads,
    rssRam: left.rssRam + right.rssRam,
    reservoirRam: left.reservoirRam + right.reservoirRam,
  };
}

/** What a sled lacks, dimension by dimension, to take `wanted` beside `reserved`; 0 where it fits. */
export function shortfall(wanted: Resources, reserved: Resources, capacity: Resources): Resources {
  const lacking = (name: Dimension): number =>
    Math.max(0, reserved[name] + wanted[name] - capacity[name]);
  return {
    hardwareThreads: lacking('hardwareThreads'),
    rssRam: lacking('rssRam'),
    reservoirRam: lacking('reservoirRam'),
  };
}

/** Whether a sled can take `wanted` beside `reserved`; it may become exactly full. */
export function resourcesFit(wanted: Resources, reserved: Resources, capacity: Resources): boolean {
  const lacking = shortfall(wanted, reserved, capacity);
  return dimensions.every((name) => lacking[name] === 0);
}
