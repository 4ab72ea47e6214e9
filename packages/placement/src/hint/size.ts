import type { Resources } from '@skewline/nexus-types/domain';
import { sizeBits } from '../explain/reasons.ts';
import type { SledTests } from '../explain/sled-tests.ts';
import type { Tally } from '../explain/tally.ts';
import type { PlacementRequest } from '../snapshot.ts';
import type { Remedy } from './remedy.ts';

const gibibyte = 2 ** 30;
const mebibyte = 2 ** 20;

/** A size that people would name: rounded up to GiB or MiB where something is left of `wanted` then. */
function roundedUp(bytes: number, wanted: number): number {
  const units = [gibibyte, mebibyte].map((unit) => Math.ceil(bytes / unit) * unit);
  return units.find((rounded, at) => rounded < wanted && bytes >= [gibibyte, 0][at]!) ?? bytes;
}

/** Whether a sled lacks room and nothing else. */
function isTooFull(set: number): boolean {
  return set !== 0 && (set & ~sizeBits) === 0;
}

/**
 * How much smaller the instance would have to be: for the sled that asks for the least sacrifice, as a
 * share of what is wanted. Nothing becomes zero.
 *
 * In the columns an index within range always has a number: that is what each `!` says.
 */
export function smaller(
  tests: SledTests,
  { isSizeMatter }: Tally,
  request: PlacementRequest,
): Remedy | null {
  const nearest = isSizeMatter ? leastSacrifice(tests) : -1;
  if (nearest < 0) return null;
  const { free } = tests.table;
  const { hardwareThreads, rssRam, reservoirRam } = request.resources;
  const less = {
    hardwareThreads: Math.max(0, hardwareThreads - free[3 * nearest]!),
    rssRam: roundedUp(Math.max(0, rssRam - free[3 * nearest + 1]!), rssRam),
    reservoirRam: roundedUp(Math.max(0, reservoirRam - free[3 * nearest + 2]!), reservoirRam),
  };
  const resources = {
    hardwareThreads: hardwareThreads - less.hardwareThreads,
    rssRam: rssRam - less.rssRam,
    reservoirRam: reservoirRam - less.reservoirRam,
  };
  const sleds = countOf(tests, resources);
  return { kind: 'smaller', less, sleds, ways: [[{ change: 'request', to: { resources } }]] };
}

/** The slot, or -1. Sums instead of branches, as in `SledTests`. */
function leastSacrifice(tests: SledTests): number {
  const { free } = tests.table;
  const { threads, rss, reservoir } = tests.wanted;
  const [perThread, perRss, perReservoir] = [perUnit(threads), perUnit(rss), perUnit(reservoir)];
  const sets = tests.all();
  let least = Infinity;
  let nearest = -1;
  for (let slot = 0; slot < sets.length; slot += 1) {
    if (!isTooFull(sets[slot]!)) continue;
    const fewer = threads - free[3 * slot]!;
    const lessRss = rss - free[3 * slot + 1]!;
    const less = reservoir - free[3 * slot + 2]!;
    const sacrifice =
      Number(fewer > 0) * fewer * perThread +
      Number(lessRss > 0) * lessRss * perRss +
      Number(less > 0) * less * perReservoir;
    if (sacrifice > least) continue;
    if (sacrifice === least && tests.table.compare(slot, nearest) > 0) continue;
    // Of nothing there is nothing to give up, and of the rest something must be left.
    if (fewer > 0 && fewer >= threads) continue;
    if (lessRss > 0 && lessRss >= rss) continue;
    if (less > 0 && less >= reservoir) continue;
    least = sacrifice;
    nearest = slot;
  }
  return nearest;
}

function perUnit(wanted: number): number {
  return wanted > 0 ? 1 / wanted : 0;
}

/** On how many of the sleds that lack only room it would fit with this size. */
function countOf(tests: SledTests, resources: Resources): number {
  const { free } = tests.table;
  const { hardwareThreads, rssRam, reservoirRam } = resources;
  const sets = tests.all();
  let sleds = 0;
  for (let slot = 0; slot < sets.length; slot += 1) {
    if (!isTooFull(sets[slot]!)) continue;
    sleds +=
      Number(free[3 * slot]! >= hardwareThreads) &
      Number(free[3 * slot + 1]! >= rssRam) &
      Number(free[3 * slot + 2]! >= reservoirRam);
  }
  return sleds;
}
