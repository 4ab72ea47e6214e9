/**
 * Racks that are 90 % full and fragmented, and the requests that are made of them: nine of ten can be
 * granted, and the tenth not, though there would be room for it if what is free were together.
 */
import {
  explain,
  decide,
  type PlacementRequest,
  Rack,
  type RackSnapshot,
  type Random,
  seeded,
} from '@skewline/placement';

const gibibyte = 2 ** 30;
const capacity = { hardwareThreads: 128, rssRam: 64 * gibibyte, reservoirRam: 1024 * gibibyte };
const poolsOfSled = 10;
const poolSize = 3072 * gibibyte;
/** Members of a group. Each of those who ask is in one group of each kind and policy but hard affinity. */
const groupSize = 16;

export type Kind = 'plain' | 'groups' | 'disks';
export const kinds: readonly Kind[] = ['plain', 'groups', 'disks'];

/** A whole number from `low` to `high`. */
export function between(random: Random, low: number, high: number): number {
  return low + Math.floor((random.next() / 2 ** 32) * (high - low + 1));
}

export function rackOf(snapshot: RackSnapshot): Rack {
  const rack = Rack.from(snapshot);
  if (!(rack instanceof Rack)) throw new Error(JSON.stringify(rack.slice(0, 3)));
  return rack;
}

/** Who asks, in turn; those of `groups` are in groups. */
const askers = 256;
const asker = (index: number): string => `asker-${String(index % askers)}`;

/** Thousandths of a sled that are taken: of CPUs and of memory 80 to 100 %, of both 90 % on average. */
function takenOfBoth(random: Random): readonly [cpus: number, memory: number] {
  const cpus = between(random, 800, 1000);
  const memory = 1800 - cpus + between(random, -20, 20);
  return [cpus, Math.min(1000, Math.max(800, memory))];
}

/**
 * What is taken of a sled is one reservation of nobody's. Where there are CPUs left there is little
 * memory, and the other way round: so it is fragmented, and what is free is of little use. Members of groups have a reservation of their own besides, of nothing.
 */
export function snapshotOf(sleds: number): RackSnapshot {
  const random = seeded(sleds);
  const ids = Array.from({ length: sleds }, (_, at) => `sled-${String(at)}`);
  const partOf = (whole: number, thousandths: number): number =>
    Math.floor((whole * thousandths) / 1000);
  const kindsOfGroup = [
    ['anti_affinity', 'fail'],
    ['anti_affinity', 'allow'],
    ['affinity', 'allow'],
  ] as const;
  const groups: RackSnapshot['groups'][number][] = [];
  const members: RackSnapshot['reservations'][number][] = [];
  for (let index = 0; index < askers; index += 1) {
    for (const [kind, policy] of kindsOfGroup) {
      const name = `${kind}-${policy}-${String(index)}`;
      const others = Array.from({ length: groupSize - 1 }, (_, at) => `${name}-${String(at)}`);
      groups.push({ id: name, name, kind, policy, members: [asker(index), ...others] });
      for (const id of others) {
        const sledId = ids[between(random, 0, sleds - 1)] ?? '';
        const resources = { hardwareThreads: 0, rssRam: 0, reservoirRam: 0 };
        members.push({ id, sledId, instanceId: id, resources, state: 'active' });
      }
    }
  }
  return {
    sleds: ids.map((id, at) => ({
      id,
      timeDeleted: null,
      policy: at % 50 === 49 ? 'no_provision' : 'in_service',
      state: 'active',
      evacuating: false,
      cpuFamily: at % 3 === 0 ? 'amd_turin' : 'amd_milan',
      capacity,
      zpools: Array.from({ length: poolsOfSled }, (_, pool) => ({
        id: `${id}.${String(pool)}`,
        headroom: poolSize - partOf(poolSize, between(random, 800, 1000)),
      })),
    })),
    reservations: [
      ...ids.map((sledId) => {
        const [cpus, memory] = takenOfBoth(random);
        const resources = {
          hardwareThreads: partOf(capacity.hardwareThreads, cpus),
          rssRam: 0,
          reservoirRam: partOf(capacity.reservoirRam, memory),
        };
        const state = 'active' as const;
        return { id: `others-${sledId}`, sledId, instanceId: null, resources, state };
      }),
      ...members,
    ],
    groups,
  };
}

/** How full a rack is, in percent of CPUs and of memory for instances. */
export function fullness({ sleds, reservations }: RackSnapshot): readonly [number, number] {
  const used = (name: 'hardwareThreads' | 'reservoirRam'): number =>
    reservations.reduce((sum, { resources }) => sum + resources[name], 0);
  return [
    (100 * used('hardwareThreads')) / (sleds.length * capacity.hardwareThreads),
    (100 * used('reservoirRam')) / (sleds.length * capacity.reservoirRam),
  ];
}

function requestFor(kind: Kind, index: number, cpus: number, gibibytes: number): PlacementRequest {
  return {
    vmmId: `vmm-${String(index)}`,
    // In the plain case nobody has anything to do with anybody.
    instanceId: kind === 'groups' ? asker(index) : `alone-${String(index)}`,
    resources: { hardwareThreads: cpus, rssRam: 0, reservoirRam: gibibytes * gibibyte },
    reason: 'start',
    cpuPlatform: index % 4 === 3 ? 'amd_milan' : null,
    mustSelectFrom: null,
    localDisks:
      kind === 'disks'
        ? [100, 200, 50].map((size, at) => ({
            id: `disk-${String(index)}-${String(at)}`,
            size: size * gibibyte,
            allocation: null,
          }))
        : [],
  };
}

/**
 * So many requests. One that is to be refused is drawn until the rack refuses it though some sled has
 * the CPUs and another the memory: the hardest to see, for no single bound tells it.
 */
export function requestsFor(rack: Rack, kind: Kind, count: number): readonly PlacementRequest[] {
  const random = seeded(count);
  const isGranted = (request: PlacementRequest): boolean =>
    decide(rack, request, { random }).kind === 'chosen';
  return Array.from({ length: count }, (_, index) => {
    const isRefused = index % 10 === 9;
    for (let draw = 0; draw < 100_000; draw += 1) {
      const request = isRefused
        ? requestFor(kind, index, between(random, 8, 24), between(random, 64, 200))
        : requestFor(kind, index, between(random, 1, 8), between(random, 2, 32));
      if (isGranted(request) === isRefused) continue;
      if (!isRefused || hasEachRoom(rack, request)) return request;
    }
    throw new Error(`no request of the kind was found for ${kind}`);
  });
}

/** Whether some sled is short of CPUs only, and another of memory only. */
function hasEachRoom(rack: Rack, request: PlacementRequest): boolean {
  const random = seeded(1);
  const { counts } = explain(rack, request, decide(rack, request, { random }));
  const alone = (reason: string): number =>
    counts?.reasons.find((report) => report.reason === reason)?.sledsOtherwiseFit ?? 0;
  return alone('hardware_threads') > 0 && alone('reservoir') > 0;
}
