/**
 * Why a sled is passed over, written from the domain's list of reasons without anything of the library:
 * slow, plain, one sled at a time. The counts and `explainSled` are held against this.
 */
import type { PlacementRequest, RackSnapshot } from '@skewline/placement';
import { neededBytes } from './oracle-by-hand.ts';

const suitable: Readonly<Record<string, readonly string[]>> = {
  amd_milan: ['amd_milan', 'amd_turin', 'amd_turin_dense'],
  amd_turin: ['amd_turin', 'amd_turin_dense'],
  amd_turin_v2: ['amd_turin', 'amd_turin_dense'],
};

function peersOn(rack: RackSnapshot, self: string, kind: string): ReadonlySet<string> {
  const groups = rack.groups.filter((group) => group.kind === kind && group.policy === 'fail');
  const own = groups.filter(({ members }) => members.includes(self));
  const peers = own.flatMap(({ members }) => members).filter((member) => member !== self);
  const held = rack.reservations.filter(
    ({ instanceId }) => instanceId && peers.includes(instanceId),
  );
  return new Set(held.map(({ sledId }) => sledId));
}

/** Every reason against a sled, in order; of why it takes nothing at all, the first only. */
export function reasonsByHand(
  rack: RackSnapshot,
  request: PlacementRequest,
  sled: RackSnapshot['sleds'][number],
): readonly string[] {
  const here = rack.reservations.filter(({ sledId }) => sledId === sled.id);
  const lacks = (name: keyof typeof sled.capacity): boolean =>
    here.reduce((sum, { resources }) => sum + resources[name], 0) + request.resources[name] >
    sled.capacity[name];
  const homes = request.localDisks.flatMap(({ allocation }) => allocation?.sledId ?? []);
  const used = request.localDisks.map(({ allocation }) => allocation?.zpoolId);
  // Of other sleds no pool is in use.
  const isHome = new Set(homes).size === 1 && homes[0] === sled.id;
  const headrooms = (sled.zpools ?? [])
    .filter(({ id }) => !isHome || !used.includes(id))
    .map(({ headroom }) => headroom)
    .toSorted((a, b) => b - a);
  const sizes = request.localDisks
    .filter(({ allocation }) => allocation === null)
    .map(({ size }) => neededBytes(size))
    .toSorted((a, b) => b - a);
  const required = peersOn(rack, request.instanceId, 'affinity');
  const closed = [
    sled.timeDeleted !== null || sled.policy === 'expunged' ? 'expunged' : '',
    sled.state === 'decommissioned' ? 'decommissioned' : '',
    sled.policy === 'no_provision' ? 'no_provision' : '',
    sled.evacuating ? 'evacuating' : '',
  ].filter((reason) => reason !== '');
  const others = {
    not_selected: request.mustSelectFrom !== null && !request.mustSelectFrom.includes(sled.id),
    disks_elsewhere: homes.some((id) => id !== sled.id),
    cpu_family:
      request.cpuPlatform !== null && !suitable[request.cpuPlatform]?.includes(sled.cpuFamily),
    anti_affinity: peersOn(rack, request.instanceId, 'anti_affinity').has(sled.id),
    affinity: [...required].some((id) => id !== sled.id),
    hardware_threads: lacks('hardwareThreads'),
    physical_ram: lacks('rssRam'),
    reservoir: lacks('reservoirRam'),
    distinct_disks: headrooms.length < sizes.length,
    disk_space: sizes.some((size, at) => size >= (headrooms[at] ?? Infinity)),
  };
  return [
    ...closed.slice(0, 1),
    ...Object.entries(others).flatMap(([reason, isSo]) => (isSo ? [reason] : [])),
  ];
}
