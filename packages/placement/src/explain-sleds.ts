import type { RejectedSled } from '@skewline/nexus-types/domain';
import { checkRequest } from './check.ts';
import type { ExplainOptions } from './explain.ts';
import { firstOf, reasonOrder } from './explain/reasons.ts';
import { SledTests } from './explain/sled-tests.ts';
import { insideOf, type Rack } from './rack.ts';
import type { NotReserved } from './reserve.ts';
import type { PlacementRequest } from './snapshot.ts';

/**
 * Every sled that cannot take the instance, and the first reason for that, in the order of their ids: in the counts of
 * `explain` each is under that reason. For operators: there are ids in it. Empty for a request that makes no sense.
 */
export function rejectedSleds(
  rack: Rack,
  request: PlacementRequest,
  { taken = [] }: ExplainOptions = {},
): readonly RejectedSled[] {
  if (checkRequest(request).length > 0) return [];
  const inside = insideOf(rack);
  const tests = new SledTests(inside, request, taken);
  const sets = tests.all();
  const rejected: RejectedSled[] = [];
  for (const slot of inside.table.slots()) {
    const reason = reasonOrder[firstOf(sets[slot] ?? 0)];
    if (reason === undefined) continue;
    rejected.push({
      sledId: inside.table.idOf(slot),
      reason,
      shortfall: tests.shortfall(slot, reason),
    });
  }
  return rejected.sort((a, b) => (a.sledId < b.sledId ? -1 : 1));
}

/** The same of a request for which nothing was reserved; empty where sleds were not the matter. */
export function rejectedWhenReserving({
  considered,
}: Pick<NotReserved, 'considered'>): readonly RejectedSled[] {
  if (considered === null) return [];
  const { rack, request, taken } = considered;
  return rejectedSleds(rack, request, { taken });
}
