import type { SledTests } from './explain/sled-tests.ts';
import type { Tally } from './explain/tally.ts';
import { anySled, otherPlatform } from './hint/choice.ts';
import { fewerDisks, unpinned } from './hint/disks.ts';
import { groupRemedies } from './hint/groups.ts';
import type { Remedy } from './hint/remedy.ts';
import { smaller } from './hint/size.ts';
import type { RackInside } from './rack.ts';
import type { PlacementRequest } from './snapshot.ts';

/** What would help, each by itself. Found from what the walk over the sleds left, without another. */
export function remediesFor(
  inside: RackInside,
  tests: SledTests,
  counts: Tally,
  request: PlacementRequest,
  taken: readonly string[],
): readonly Remedy[] {
  return [
    ...groupRemedies(tests, counts),
    smaller(tests, counts, request),
    otherPlatform(counts, request),
    anySled(inside, tests, counts, request),
    fewerDisks(counts, request),
    unpinned(inside, tests, counts, request, taken),
  ].filter((remedy) => remedy !== null);
}
