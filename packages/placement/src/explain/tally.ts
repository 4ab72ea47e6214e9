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
  /** Sleds with an unsuitable CPU and nothing else, by the number of their family; null: none. */
  readonly otherFamilies: Int32Array | null;
  /** How many of the greatest disks must go at least for the rest to fit somewhere; 0: not known. */
  readonly disksTooMany: number;
  /** How many pools the sled lacks that lacks nothing else, at least; infinite where there is none. */
  readonly poolsShort: number;
  /** Whether waiting may be enough: some sled would do if other instances went. */
  readonly isHopeful: boolean;
}

const cpuFamily = reasonOrder.indexOf('cpu_family');
const firstSize = reasonOrder.indexOf('hardware_threads');
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
 * Counts how many sleds have which set of reasons. All else is looked for only where there is a set that
 * it is about, each in a short loop of its own.
 *
 * In the columns an index within range always has a number: that is what each `!` says.
 */
export function tally(tests: SledTests): Tally {
  const { table, wanted } = tests;
  const sets = tests.all();
  const counts = new Int32Array(1 << reasonOrder.length);
  const seen: number[] = [];
  for (let slot = 0; slot < sets.length; slot += 1) {
    const set = sets[slot]!;
    const count = counts[set]!;
    counts[set] = count + 1;
    if (count === 0 && set !== 0) seen.push(set);
  }
  // A slot that was given back seems to fit.
  counts[0] = counts[0]! - (table.size - table.count);

  const first = new Int32Array(reasonOrder.length);
  const inAll = new Int32Array(reasonOrder.length);
  const alone = new Int32Array(reasonOrder.length);
  for (const set of seen) {
    const count = counts[set]!;
    const reason = firstOf(set);
    first[reason] = first[reason]! + count;
    for (let left = set; left !== 0; left &= left - 1) {
      inAll[firstOf(left)] = inAll[firstOf(left)]! + count;
    }
    if ((set & (set - 1)) === 0) alone[reason] = count;
  }
  const isAnyOnly = (of: number): boolean => seen.some((set) => (set & ~of) === 0);
  const sumOfOnly = (of: number): number =>
    seen.reduce((sum, set) => ((set & ~of) === 0 ? sum + counts[set]! : sum), counts[0]!);
  return {
    sleds: table.count,
    fitting: counts[0],
    first,
    inAll,
    alone,
    ...leastShortfalls(tests),
    isSizeMatter: isAnyOnly(sizeBits),
    apartFromGroups: sumOfOnly(groupBits),
    otherFamilies: alone[cpuFamily]! > 0 ? familiesOf(tests) : null,
    ...(wanted.diskSizes.length > 0 && isAnyOnly(diskBits) ? tooManyDisks(tests) : noDisks),
    isHopeful: isHopeful(tests, seen),
  };
}

/** Of those that have a reason first, how little the best of them lacks, and which that is. */
function leastShortfalls(tests: SledTests): Pick<Tally, 'leastShortfall' | 'nearest'> {
  const { table, wanted } = tests;
  const { free } = table;
  const sets = tests.all();
  const leastShortfall = new Float64Array(reasonOrder.length).fill(Infinity);
  const nearest = new Int32Array(reasonOrder.length).fill(-1);
  const amounts = Float64Array.of(wanted.threads, wanted.rss, wanted.reservoir);
  for (let slot = 0; slot < sets.length; slot += 1) {
    const reason = firstOf(sets[slot]!);
    if (reason < firstSize) continue;
    const dimension = reason - firstSize;
    const shortfall =
      dimension < amounts.length
        ? amounts[dimension]! - free[3 * slot + dimension]!
        : tests.shortfall(slot, reasonOrder[reason]!);
    if (shortfall === null || shortfall > leastShortfall[reason]!) continue;
    const isEqual = shortfall === leastShortfall[reason];
    if (isEqual && table.compare(slot, nearest[reason]!) > 0) continue;
    leastShortfall[reason] = shortfall;
    nearest[reason] = slot;
  }
  return { leastShortfall, nearest };
}

function familiesOf(tests: SledTests): Int32Array {
  const { family } = tests.table;
  const counts = new Int32Array(families.length);
  for (const [slot, set] of tests.all().entries()) {
    if (set === bitOf.cpu_family) counts[family[slot]!] = counts[family[slot]!]! + 1;
  }
  return counts;
}

const noDisks = { disksTooMany: 0, poolsShort: Infinity };

function tooManyDisks(tests: SledTests): Pick<Tally, 'disksTooMany' | 'poolsShort'> {
  const sets = tests.all();
  const disks = tests.wanted.diskSizes.length;
  let disksTooMany = disks;
  let poolsShort = Infinity;
  for (let slot = 0; slot < sets.length; slot += 1) {
    const set = sets[slot]!;
    if (set === 0 || (set & ~diskBits) !== 0) continue;
    while (disksTooMany > 1 && tests.fitWithout(slot, disksTooMany - 1)) disksTooMany -= 1;
    if (set !== bitOf.distinct_disks) continue;
    poolsShort = Math.min(poolsShort, disks - tests.poolCount(slot));
  }
  return { disksTooMany, poolsShort };
}

/** Whether some sled has only reasons that time may mend. */
function isHopeful(tests: SledTests, seen: readonly number[]): boolean {
  const mayMend = seen.filter((set) => (set & lasting) === 0);
  if (mayMend.some((set) => (set & sizeBits) === 0)) return true;
  if (mayMend.length === 0) return false;
  return tests
    .all()
    .some((set, slot) => set !== 0 && (set & lasting) === 0 && !tests.isTooSmall(slot));
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
