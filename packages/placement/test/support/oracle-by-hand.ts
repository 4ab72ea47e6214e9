/**
 * The rules once more, written from the facts (A1.2 to A1.5) without anything of the library: slow,
 * plain, sled by sled. What the library decides is held against this.
 */
import type { PlacementDisk, PlacementRequest, RackSnapshot } from '@skewline/placement';

export type Verdict =
  /** Any of these, and no other; with the class they are of. */
  { readonly oneOf: readonly string[]; readonly reason: string } | { readonly refused: string };

const suitable: Readonly<Record<string, readonly string[]>> = {
  sled_default: [],
  amd_milan: ['amd_milan', 'amd_turin', 'amd_turin_dense'],
  amd_turin: ['amd_turin', 'amd_turin_dense'],
  amd_turin_v2: ['amd_turin', 'amd_turin_dense'],
};

export function neededBytes(size: number): number {
  return size + Math.floor(size / 1073741824) * 73400320;
}

/** Tries every way to put disks on pools. */
export function disksCanBePlaced(sizes: readonly number[], headrooms: readonly number[]): boolean {
  const [size, ...rest] = sizes;
  if (size === undefined) return true;
  return headrooms.some(
    (headroom, at) =>
      neededBytes(size) < headroom && disksCanBePlaced(rest, headrooms.toSpliced(at, 1)),
  );
}

function poolsTake(disks: readonly PlacementDisk[], sled: RackSnapshot['sleds'][number]): boolean {
  const used = disks.map(({ allocation }) => allocation?.zpoolId);
  const pools = (sled.zpools ?? []).filter(({ id }) => !used.includes(id));
  const unplaced = disks.filter(({ allocation }) => allocation === null);
  return disksCanBePlaced(
    unplaced.map(({ size }) => size),
    pools.map(({ headroom }) => headroom),
  );
}

/** The sleds where other members of the instance's groups of that kind have anything reserved. */
function sledsOfPeers(
  { groups, reservations }: RackSnapshot,
  self: string,
  kind: string,
  policy: string,
): string[] {
  const peers = groups
    .filter((group) => group.kind === kind && group.policy === policy)
    .filter(({ members }) => members.includes(self))
    .flatMap(({ members }) => members)
    .filter((member) => member !== self);
  const held = reservations.filter(({ instanceId }) => instanceId && peers.includes(instanceId));
  return [...new Set(held.map(({ sledId }) => sledId))];
}

export function decideByHand(
  rack: RackSnapshot,
  request: PlacementRequest,
  taken: readonly string[] = [],
): Verdict {
  const own = rack.reservations.find(({ id }) => id === request.vmmId);
  if (own) return { oneOf: [own.sledId], reason: 'existing' };
  const state = request.reason === 'start' ? 'active' : 'target';
  const { instanceId } = request;
  if (rack.reservations.some((held) => held.instanceId === instanceId && held.state === state)) {
    return { refused: state === 'active' ? 'already_starting' : 'already_migrating' };
  }
  if (request.cpuPlatform === 'sled_default') return { refused: 'cannot_migrate' };

  const placed = request.localDisks.flatMap(({ allocation }) => allocation ?? []);
  const sledsWithDisks = [...new Set(placed.map(({ sledId }) => sledId))];
  if (sledsWithDisks.length > 1) return { refused: 'local_disks_on_several_sleds' };
  let mayUse = request.mustSelectFrom;
  if (sledsWithDisks.length === 1) {
    mayUse = (mayUse ?? sledsWithDisks).filter((id) => sledsWithDisks.includes(id));
  }
  if (mayUse?.length === 0) return { refused: 'no_capacity' };
  const usable = mayUse;
  if (placed.some(({ encrypted }) => encrypted)) return { refused: 'no_capacity' };

  const open = rack.sleds.filter(
    (sled) =>
      sled.timeDeleted === null &&
      sled.policy === 'in_service' &&
      sled.state === 'active' &&
      !sled.evacuating &&
      (usable === null || usable.includes(sled.id)) &&
      (request.cpuPlatform === null ||
        suitable[request.cpuPlatform]?.includes(sled.cpuFamily) === true),
  );
  const targets = open
    .filter((sled) => {
      const here = rack.reservations.filter(({ sledId }) => sledId === sled.id);
      const fits = (name: keyof typeof sled.capacity): boolean =>
        here.reduce((sum, { resources }) => sum + resources[name], 0) + request.resources[name] <=
        sled.capacity[name];
      return fits('hardwareThreads') && fits('rssRam') && fits('reservoirRam');
    })
    .filter((sled) => poolsTake(request.localDisks, sled) && !taken.includes(sled.id))
    .map(({ id }) => id);

  const required = sledsOfPeers(rack, instanceId, 'affinity', 'fail');
  const preferred = sledsOfPeers(rack, instanceId, 'affinity', 'allow');
  const banned = sledsOfPeers(rack, instanceId, 'anti_affinity', 'fail');
  const unpreferred = sledsOfPeers(rack, instanceId, 'anti_affinity', 'allow');
  if (required.length > 1) return { refused: 'too_many_required_sleds' };
  const [only] = required;
  if (only !== undefined) {
    if (banned.includes(only)) return { refused: 'contradictory_groups' };
    if (!targets.includes(only)) return { refused: 'required_sled_unavailable' };
    return { oneOf: [only], reason: 'required' };
  }
  const allowed = targets.filter((id) => !banned.includes(id));
  const liked = allowed.filter((id) => preferred.includes(id) && !unpreferred.includes(id));
  if (liked.length > 0) return { oneOf: liked, reason: 'preferred' };
  const avoided = allowed.filter((id) => unpreferred.includes(id) && !preferred.includes(id));
  const neutral = allowed.filter((id) => !avoided.includes(id));
  if (neutral.length > 0) return { oneOf: neutral, reason: 'neutral' };
  if (avoided.length > 0) return { oneOf: avoided, reason: 'unpreferred' };

  const disks = request.localDisks.filter(({ allocation }) => allocation === null).length;
  const used = placed.map(({ zpoolId }) => zpoolId);
  const counts = open.map(
    ({ zpools = [] }) => zpools.filter(({ id }) => !used.includes(id)).length,
  );
  const tooFew = disks > 0 && counts.length > 0 && counts.every((count) => count < disks);
  return { refused: tooFew ? 'too_few_distinct_disks' : 'no_capacity' };
}
