import { sledsOfDisks } from '../decide.ts';
import { bitOf, reasonOrder } from '../explain/reasons.ts';
import { SledTests } from '../explain/sled-tests.ts';
import type { Tally } from '../explain/tally.ts';
import { requiredSizes } from '../local-disks.ts';
import type { RackInside } from '../rack.ts';
import type { PlacementDisk, PlacementRequest } from '../snapshot.ts';
import type { Remedy } from './remedy.ts';

const disksElsewhere = reasonOrder.indexOf('disks_elsewhere');

function keeping(localDisks: readonly PlacementDisk[]): Remedy['ways'] {
  return [[{ change: 'request', to: { localDisks } }]];
}

/** Fewer disks, where only disks are too many or too large somewhere. */
export function fewerDisks(
  { disksTooMany, poolsShort }: Tally,
  { localDisks }: PlacementRequest,
): Remedy | null {
  if (disksTooMany === 0) return null;
  const required = requiredSizes(localDisks);
  const largest = new Set(required.slice(0, disksTooMany).map(({ id }) => id));
  // Where the first disks fit all pools there are and the rest have none, disks that are as small or
  // smaller fit those pools as well: whichever go.
  const isAny = poolsShort === disksTooMany || disksTooMany === required.length;
  return {
    kind: 'fewer_disks',
    detach: disksTooMany,
    of: required.length,
    which: isAny ? 'any' : 'largest',
    ways: keeping(localDisks.filter(({ id }) => !largest.has(id))),
  };
}

/** Without disks that have a place: those on other sleds than the rest, or else all of them. */
export function unpinned(
  inside: RackInside,
  tests: SledTests,
  { alone }: Tally,
  request: PlacementRequest,
  taken: readonly string[],
): Remedy | null {
  const placed = request.localDisks.filter(({ allocation }) => allocation !== null);
  const homes = [...sledsOfDisks(request)];
  if (homes.length > 1) {
    const options = homes.flatMap((sledId) => {
      const isElsewhere = ({ allocation }: PlacementDisk): boolean =>
        allocation !== null && allocation.sledId !== sledId;
      const localDisks = request.localDisks.filter((disk) => !isElsewhere(disk));
      const slot = inside.table.slotOf(sledId);
      if (slot === undefined || localDisks.some(({ allocation }) => allocation?.encrypted)) {
        return [];
      }
      const gathered = new SledTests(inside, { ...request, localDisks }, taken);
      return gathered.against(slot) === 0 ? [localDisks] : [];
    });
    const [most] = options.toSorted((a, b) => b.length - a.length);
    if (most) {
      const detach = request.localDisks.length - most.length;
      const ways = keeping(most);
      return { kind: 'free_of_disks', detach, of: placed.length, sleds: 1, ways };
    }
  }
  if (placed.length === 0) return null;
  const localDisks = request.localDisks.filter(({ allocation }) => allocation === null);
  const freed = new SledTests(inside, { ...request, localDisks }, taken);
  // Where it has its disks their pools become free for others.
  const isMended = (slot: number | undefined): boolean =>
    slot !== undefined &&
    (tests.against(slot) & bitOf.disks_elsewhere) === 0 &&
    freed.against(slot) === 0;
  const mended = homes.filter((sledId) => isMended(inside.table.slotOf(sledId))).length;
  const sleds = (alone[disksElsewhere] ?? 0) + mended;
  if (sleds === 0) return null;
  const ways = keeping(localDisks);
  return { kind: 'free_of_disks', detach: placed.length, of: placed.length, sleds, ways };
}
