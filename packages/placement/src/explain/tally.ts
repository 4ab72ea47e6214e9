import { bitOf, diskBits, firstOf, groupBits, reasonOrder, sizeBits } from './reasons.ts';
import { families } from '../rack/sled-table.ts';
import type { SledTests } from './sled-tests.ts';

/** What a walk over all sleds finds out; a reason is a place in `reasonOrder`. */
export interface Tally {
  readonly sleds: number;
  readonly fitting: number;
  readonly first: Int32Array;
  readonly inAll: Int32Array;
  readonly alone: Int32Array;
  /** Of those that have the reason first; infinite where nothing is measured. */
  readonly leastShortfall: Float64Array;
  /** The slot that has it, or -1. */
  readonly nearest: Int32Array;
  /** Whether there are sleds that only lack room in some dimension. */
  readonly isSizeMatter: boolean;
  /** How many sleds would do if there were no groups. */
  readonly apartFromGroups: number;
  /** Sleds with an unsuitable CPU and nothing else, by the number of their family. */
  readonly otherFamilies: Int32Array;
  /** How many of the greatest disks must go at least for the rest to fit somewhere; 0: not known. */
  readonly disksTooMany: number;
  /** How many pools the sled lacks that lacks nothing else, at least; infinite where there is none. */
  readonly poolsShort: number;
  /** Whether waiting may be enough: some sled would do if other instances went. */
  readonly isHopeful: boolean;
}

const firstSize = reasonOrder.indexOf('hardware_threads');
const firstDisks = reasonOrder.indexOf('distinct_disks');
/** Before it comes what keeps a sled from being used for the instance at all. */
const firstRule = reasonOrder.indexOf('anti_affinity');
/** Time does not mend these: somebody has to act, or another rack. */
export const lasting: number =
  bitOf.expunged |
  bitOf.decommissioned |
  bitOf.not_selected |
  bitOf.disks_elsewhere |
  bitOf.cpu_family |
  bitOf.distinct_disks;

/**
 * Goes over all sleds once: how many have which set of reasons, who lacks least, and what is to be known
 * of those that lack only room or disks.
 *
 * In the columns an index within range always has a number: that is what each `!` says.
 */
export function tally(tests: SledTests): Tally {
  const { table, wanted } = tests;
  const { free } = table;
  const sets = tests.all();
  const counts = new Int32Array(1 << reasonOrder.length);
  /** The sets that some sled has. */
  const seen: number[] = [];
  const leastShortfall = new Float64Array(reasonOrder.length).fill(Infinity);
  const nearest = new Int32Array(reasonOrder.length).fill(-1);
  const otherFamilies = new Int32Array(families.length);
  const amounts = Float64Array.of(wanted.threads, wanted.rss, wanted.reservoir);
  const disks = wanted.diskSizes.length;
  let disksTooMany = disks;
  let poolsShort = Infinity;
  let isHopeful = false;

  // A slot that was given back has no id.
  const mayHaveGaps = table.count < table.size;
  for (let slot = 0; slot < table.size; slot += 1) {
    if (mayHaveGaps && table.ids[slot] === '') continue;
    const set = sets[slot]!;
    const count = counts[set]!;
    counts[set] = count + 1;
    if (count === 0) seen.push(set);
    if (set === 0) continue;
    const reason = firstOf(set);
    if (reason >= firstSize) {
      const dimension = reason - firstSize;
      const shortfall =
        dimension < 3
          ? amounts[dimension]! - free[3 * slot + dimension]!
          : (tests.shortfall(slot, reasonOrder[reason]!) ?? Infinity);
      const least = leastShortfall[reason]!;
      if (
        shortfall < least ||
        (shortfall === least && nearest[reason]! >= 0 && table.compare(slot, nearest[reason]!) < 0)
      ) {
        leastShortfall[reason] = shortfall;
        nearest[reason] = slot;
      }
    }
    if (set === bitOf.cpu_family) {
      const family = table.family[slot]!;
      otherFamilies[family] = otherFamilies[family]! + 1;
    }
    if (disks > 0 && reason >= firstDisks) {
      if (set === bitOf.distinct_disks) {
        poolsShort = Math.min(poolsShort, disks - tests.poolCount(slot));
      }
      if ((set & ~diskBits) === 0) {
        while (disksTooMany > 1 && tests.fitWithout(slot, disksTooMany - 1)) disksTooMany -= 1;
      }
    }
    if (!isHopeful && (set & lasting) === 0) {
      isHopeful = (set & sizeBits) === 0 || !tests.isTooSmall(slot);
    }
  }

  const first = new Int32Array(reasonOrder.length);
  const inAll = new Int32Array(reasonOrder.length);
  const alone = new Int32Array(reasonOrder.length);
  let apartFromGroups = 0;
  let hasDiskMatter = false;
  for (const set of seen) {
    const count = counts[set]!;
    if ((set & ~groupBits) === 0) apartFromGroups += count;
    if (set === 0) continue;
    const reason = firstOf(set);
    first[reason] = first[reason]! + count;
    for (let left = set; left !== 0; left &= left - 1) {
      inAll[firstOf(left)] = inAll[firstOf(left)]! + count;
    }
    if ((set & (set - 1)) === 0) alone[reason] = count;
    hasDiskMatter ||= (set & ~diskBits) === 0;
  }
  return {
    sleds: table.count,
    fitting: counts[0]!,
    first,
    inAll,
    alone,
    leastShortfall,
    nearest,
    isSizeMatter: seen.some((set) => set !== 0 && (set & ~sizeBits) === 0),
    apartFromGroups,
    otherFamilies,
    disksTooMany: hasDiskMatter ? disksTooMany : 0,
    poolsShort,
    isHopeful,
  };
}

/** The most pools free for disks of the instance on a sled that might be used for it at all. */
export function mostPools(tests: SledTests): number {
  const { table } = tests;
  const sets = tests.all();
  let most = 0;
  for (const slot of table.slots()) {
    const set = sets[slot]!;
    if (set === 0 || firstOf(set) >= firstRule) most = Math.max(most, tests.poolCount(slot));
  }
  return most;
}
