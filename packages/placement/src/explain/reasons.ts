import { type SledRejection, sledRejections } from '@skewline/nexus-types/domain';
import { standings } from '../rack/sled-table.ts';

/** The order in which a sled is tested. The cast: the keys of the table are what its type says. */
export const reasonOrder: readonly SledRejection[] = Object.keys(sledRejections) as SledRejection[];

/** What is wrong with a sled is a set of these: one bit per reason, the first reason the lowest. */
export const bitOf: { readonly [Reason in SledRejection]: number } = bits();

function bits(): { [Reason in SledRejection]: number } {
  const entries = reasonOrder.map((reason, at) => [reason, 1 << at]);
  // The cast: there is an entry of each reason.
  return Object.fromEntries(entries) as { [Reason in SledRejection]: number };
}

/** The bits of a standing, by its number in the table of sleds. */
export const standingBits: Uint32Array = Uint32Array.from(standings, (reason) =>
  reason === null ? 0 : bitOf[reason],
);

export const sizeBits: number = bitOf.hardware_threads | bitOf.physical_ram | bitOf.reservoir;
export const diskBits: number = bitOf.distinct_disks | bitOf.disk_space;
export const groupBits: number = bitOf.anti_affinity | bitOf.affinity;

/** The place in `reasonOrder` of the first reason of a set; -1 of the empty one. */
export function firstOf(set: number): number {
  return 31 - Math.clz32(set & -set);
}

export function reasonsOf(set: number): readonly SledRejection[] {
  return reasonOrder.filter((_reason, at) => (set & (1 << at)) !== 0);
}
