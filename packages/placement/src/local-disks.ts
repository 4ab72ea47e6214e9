import { fitsHeadroom, requiredDatasetSize } from '@skewline/nexus-types/domain';
import type { DiskPlacement } from './decision.ts';
import { below, type Random } from './random.ts';
import type { PlacementDisk, PlacementZpool } from './snapshot.ts';

/** Where each disk goes, or the proof that there is no way to place them all. */
export type DisksPlaced =
  | { readonly kind: 'placed'; readonly disks: readonly DiskPlacement[] }
  | { readonly kind: 'too_few_pools'; readonly disks: number; readonly pools: number }
  | {
      readonly kind: 'does_not_fit';
      readonly diskId: string;
      readonly requiredSize: number;
      /** The pool with the most headroom of those that are left. */
      readonly roomiest: PlacementZpool;
    };

/** What the disks without a place need, the greatest first, and disks alike by id. */
export function requiredSizes(
  disks: readonly PlacementDisk[],
): readonly { readonly id: string; readonly requiredSize: number }[] {
  const wanted = disks.filter(({ allocation }) => allocation === null);
  const required = wanted.map(({ id, size }) => ({ id, requiredSize: requiredDatasetSize(size) }));
  return required.sort((a, b) => b.requiredSize - a.requiredSize || (a.id < b.id ? -1 : 1));
}

/**
 * Puts each disk that has no place yet on a pool of its own, drawn from those it fits, and never on
 * one that the instance has a disk on. The greatest disk goes first: whatever pool fits it fits all
 * later ones too, so any two pools that it fits can be exchanged, and no choice spoils what follows.
 * Where a disk finds no pool there is therefore no way at all. Drawn, not the roomiest: always taking
 * the roomiest uses up what only later, larger instances need.
 */
export function placeDisks(
  disks: readonly PlacementDisk[],
  zpools: readonly PlacementZpool[],
  random: Random,
): DisksPlaced {
  const required = requiredSizes(disks);
  const inUse = new Set(disks.map(({ allocation }) => allocation?.zpoolId));
  const left = zpools.filter(({ id }) => !inUse.has(id));
  if (required.length > left.length) {
    return { kind: 'too_few_pools', disks: required.length, pools: left.length };
  }
  left.sort((a, b) => b.headroom - a.headroom || (a.id < b.id ? -1 : 1));
  const placed: DiskPlacement[] = [];
  for (const { id: diskId, requiredSize } of required) {
    const tooSmall = left.findIndex(({ headroom }) => !fitsHeadroom(requiredSize, headroom));
    const fitting = tooSmall < 0 ? left.length : tooSmall;
    const [roomiest] = left;
    // There are as many pools as disks, and each disk takes one: some are left.
    if (roomiest === undefined) throw new RangeError('more disks than pools');
    if (fitting === 0) return { kind: 'does_not_fit', diskId, requiredSize, roomiest };
    const [zpool = roomiest] = left.splice(below(random, fitting), 1);
    placed.push({ diskId, zpoolId: zpool.id, requiredSize });
  }
  return { kind: 'placed', disks: placed };
}
