import { mix, type Random } from '../random.ts';
import type { Strategy } from '../strategies.ts';
import { Standings } from './standings.ts';
import type { SledTable } from './sled-table.ts';
import { hasRoom, type Wanted } from './wanted.ts';

/**
 * The best of a few sleds that are at hand, or -1. Equals are drawn by lot: each sled's lot follows
 * from one random number and the sled's own hash, so it does not matter in which order they come.
 */
export function bestOf(
  slots: Iterable<number>,
  table: SledTable,
  wanted: Wanted,
  strategy: Strategy,
  random: Random,
): number {
  const draw = random.next();
  const { score, prefers } = strategy;
  const standings = score ? new Standings(score, prefers, wanted.resources, random) : null;
  let best = -1;
  let bestScore = -Infinity;
  let bestLot = 0;
  for (const slot of slots) {
    if (!hasRoom(table, slot, wanted)) continue;
    const reached = standings?.scoreOf(table.free, 3 * slot, table.capacity, 3 * slot) ?? 0;
    const lot = mix(draw ^ (table.hash[slot] ?? 0));
    const better =
      reached > bestScore ||
      (reached === bestScore &&
        (lot < bestLot || (lot === bestLot && table.compare(slot, best) < 0)));
    if (best >= 0 && !better) continue;
    best = slot;
    bestScore = reached;
    bestLot = lot;
  }
  return best;
}
