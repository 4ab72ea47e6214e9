import type { Resources } from '@skewline/nexus-types/domain';
import { fitsHeadroom } from '@skewline/nexus-types/domain';
import { requiredSizes } from '../local-disks.ts';
import type { PlacementRequest } from '../snapshot.ts';
import { poolStride, roomiestPools, type SledTable } from './sled-table.ts';

/** What a sled must have free: the request, in the form in which it is compared most quickly. */
export interface Wanted {
  readonly resources: Resources;
  readonly threads: number;
  readonly rss: number;
  readonly reservoir: number;
  /** What the disks without a place need, the greatest first. */
  readonly diskSizes: readonly number[];
  /** Pools that the instance has a disk on. */
  readonly poolsInUse: ReadonlySet<string>;
}

const none: ReadonlySet<string> = new Set();
const noSizes: readonly number[] = [];

export function wantedBy(request: PlacementRequest): Wanted {
  const { resources, localDisks } = request;
  const disks = localDisks.length > 0;
  return {
    resources,
    threads: resources.hardwareThreads,
    rss: resources.rssRam,
    reservoir: resources.reservoirRam,
    diskSizes: disks ? requiredSizes(localDisks).map(({ requiredSize }) => requiredSize) : noSizes,
    poolsInUse: disks
      ? new Set(localDisks.flatMap(({ allocation }) => allocation?.zpoolId ?? []))
      : none,
  };
}

/** Whether the pools of a sled take the disks, each on its own. */
function disksFit(table: SledTable, slot: number, wanted: Wanted): boolean {
  const { diskSizes, poolsInUse } = wanted;
  if (diskSizes.length === 0) return true;
  const start = poolStride * slot;
  if (poolsInUse.size === 0 && diskSizes.length <= roomiestPools) {
    for (const [rank, size] of diskSizes.entries()) {
      // The nth greatest disk fits the nth roomiest pool, or there is no way. Where there are fewer
      // pools this is minus infinity.
      if (!fitsHeadroom(size, table.pools[start + 1 + rank]!)) return false;
    }
    return true;
  }
  const left = table.zpools[slot]!.filter(({ id }) => !poolsInUse.has(id));
  return diskSizes.every((size, rank) => {
    const zpool = left[rank];
    return zpool !== undefined && fitsHeadroom(size, zpool.headroom);
  });
}

/** Whether a sled has the room, whatever else speaks against it. It may become exactly full. */
export function hasRoom(table: SledTable, slot: number, wanted: Wanted): boolean {
  const { free } = table;
  return (
    free[3 * slot]! >= wanted.threads &&
    free[3 * slot + 1]! >= wanted.rss &&
    free[3 * slot + 2]! >= wanted.reservoir &&
    disksFit(table, slot, wanted)
  );
}
