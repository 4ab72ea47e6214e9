/** Racks with something to explain: one for each code and each reason, and what is peculiar. */
import {
  type DecideOptions,
  dryRun,
  type Explanation,
  type PlacementRequest,
  type PlacementSled,
  Rack,
  type RackSnapshot,
  seeded,
} from '@skewline/placement';

const gibibyte = 2 ** 30;
const tebibyte = 2 ** 40;

type Reservation = RackSnapshot['reservations'][number];
type Group = RackSnapshot['groups'][number];

export interface Explained {
  readonly name: string;
  readonly sleds: readonly PlacementSled[];
  readonly reservations?: readonly Reservation[];
  readonly groups?: readonly Group[];
  readonly request?: Partial<PlacementRequest>;
  readonly taken?: readonly string[];
}

/** 32 CPUs and 256 GiB for instances, unless something else is said. */
function sled(id: string, facts: Partial<PlacementSled> = {}): PlacementSled {
  return {
    id,
    timeDeleted: null,
    policy: 'in_service',
    state: 'active',
    evacuating: false,
    cpuFamily: 'amd_milan',
    capacity: { hardwareThreads: 32, rssRam: 16 * gibibyte, reservoirRam: 256 * gibibyte },
    ...facts,
  };
}

const sleds = (
  count: number,
  prefix: string,
  facts: Partial<PlacementSled> = {},
): PlacementSled[] =>
  Array.from({ length: count }, (_, at) => sled(`${prefix}${String(at)}`, facts));

const pools = (sledId: string, ...tebibytes: readonly number[]): PlacementSled['zpools'] & {} =>
  tebibytes.map((headroom, at) => ({
    id: `${sledId}.${String(at)}`,
    headroom: headroom * tebibyte,
  }));

function on(
  sledId: string,
  instanceId: string | null,
  size: readonly [cpus: number, gibibytes: number],
  state: Reservation['state'] = 'active',
): Reservation {
  const [hardwareThreads, gibibytes] = size;
  const resources = { hardwareThreads, rssRam: 0, reservoirRam: gibibytes * gibibyte };
  return { id: `${instanceId ?? 'others'}@${sledId}`, sledId, instanceId, resources, state };
}

const group = (kind: Group['kind'], name: string, ...members: readonly string[]): Group => ({
  id: `id of ${name}`,
  name,
  kind,
  policy: 'fail',
  members: ['web', ...members],
});

const disk = (
  id: string,
  tebibytes: number,
  allocation: PlacementRequest['localDisks'][number]['allocation'] = null,
): PlacementRequest['localDisks'][number] => ({ id, size: tebibytes * tebibyte, allocation });

const placed = (sledId: string, at: number, encrypted = false) =>
  ({ sledId, zpoolId: `${sledId}.${String(at)}`, encrypted }) as const;

/** The instance `web` with 4 CPUs and 16 GiB. */
const request: PlacementRequest = {
  vmmId: 'vmm of web',
  instanceId: 'web',
  resources: { hardwareThreads: 4, rssRam: 0, reservoirRam: 16 * gibibyte },
  reason: 'start',
  cpuPlatform: null,
  mustSelectFrom: null,
  localDisks: [],
};

const full = (prefix: string, count: number, size: readonly [number, number]): Reservation[] =>
  Array.from({ length: count }, (_, at) => on(`${prefix}${String(at)}`, null, size));

export const explained: readonly Explained[] = [
  {
    name: 'the line of the issue',
    sleds: [
      ...sleds(20, 'full'),
      ...sleds(5, 'closed', { policy: 'no_provision' }),
      ...sleds(3, 'gone', { policy: 'expunged' }),
      ...sleds(4, 'db'),
    ],
    reservations: [
      ...full('full', 19, [8, 250]),
      on('full19', null, [8, 242]),
      ...Array.from({ length: 4 }, (_, at) => on(`db${String(at)}`, `db-${String(at)}`, [2, 8])),
    ],
    groups: [group('anti_affinity', 'db', 'db-0', 'db-1', 'db-2', 'db-3')],
  },
  {
    name: 'short of CPUs, of system memory, and of both',
    sleds: sleds(4, 's'),
    reservations: [
      on('s0', null, [30, 0]),
      on('s1', null, [31, 0]),
      {
        ...on('s2', null, [0, 0]),
        resources: { hardwareThreads: 0, rssRam: 15 * gibibyte, reservoirRam: 0 },
      },
      {
        ...on('s3', null, [0, 0]),
        resources: { hardwareThreads: 32, rssRam: 16 * gibibyte, reservoirRam: 0 },
      },
    ],
    request: { resources: { hardwareThreads: 4, rssRam: 2 * gibibyte, reservoirRam: 0 } },
  },
  {
    name: 'larger than any sled',
    sleds: [...sleds(2, 's'), sled('t', { policy: 'expunged' })],
    request: { resources: { hardwareThreads: 64, rssRam: 0, reservoirRam: 300 * gibibyte } },
  },
  { name: 'no sleds at all', sleds: [] },
  {
    name: 'all out of use: larger does not matter',
    sleds: [
      sled('a', { state: 'decommissioned' }),
      sled('b', { timeDeleted: '2026-01-01T00:00:00Z' }),
      sled('c', { evacuating: true }),
    ],
  },
  {
    name: 'an unsuitable CPU',
    sleds: [
      ...sleds(3, 'milan'),
      sled('turin', { cpuFamily: 'amd_turin', policy: 'no_provision' }),
    ],
    request: { cpuPlatform: 'amd_turin' },
  },
  {
    name: 'a CPU that only no platform suits',
    sleds: sleds(2, 's', { cpuFamily: 'unknown' }),
    request: { cpuPlatform: 'amd_milan' },
  },
  {
    name: 'the destination of a migration is full',
    sleds: sleds(3, 's'),
    reservations: [on('s0', 'web', [4, 16]), on('s1', null, [32, 0])],
    request: {
      vmmId: 'next vmm',
      reason: 'migration',
      cpuPlatform: 'amd_milan',
      mustSelectFrom: ['s1'],
    },
  },
  {
    name: 'the only sled that was asked for is not there',
    sleds: sleds(2, 's'),
    request: { mustSelectFrom: ['gone'] },
  },
  {
    name: 'taken at the same moment',
    sleds: sleds(2, 's'),
    taken: ['s0', 's1'],
  },
  {
    name: 'anti-affinity: one member in the way on each sled, and one sled with two',
    sleds: sleds(3, 's'),
    reservations: [
      on('s0', 'a', [1, 1]),
      on('s1', 'b', [1, 1]),
      on('s2', 'c', [1, 1]),
      on('s2', 'd', [1, 1]),
    ],
    groups: [group('anti_affinity', 'db', 'a', 'c'), group('anti_affinity', 'cache', 'b', 'd')],
  },
  {
    name: 'required: full, and one member less would do',
    sleds: sleds(2, 's'),
    reservations: [on('s0', 'a', [14, 10]), on('s0', 'b', [16, 10])],
    groups: [group('affinity', 'pair', 'a', 'b')],
  },
  {
    name: 'required: the sled has been removed for good',
    sleds: [sled('s0', { policy: 'expunged' }), sled('s1')],
    reservations: [on('s0', 'a', [1, 1])],
    groups: [group('affinity', 'pair', 'a')],
  },
  {
    name: 'required: the sled has another CPU, and the other member is migrating',
    sleds: [sled('s0'), sled('s1', { cpuFamily: 'amd_turin' })],
    reservations: [on('s0', 'a', [1, 1], 'tombstoned')],
    groups: [group('affinity', 'pair', 'a')],
    request: { cpuPlatform: 'amd_turin' },
  },
  {
    name: 'too many required sleds',
    sleds: sleds(3, 's'),
    reservations: [on('s0', 'a', [1, 1]), on('s0', 'b', [1, 1]), on('s1', 'c', [1, 1])],
    groups: [group('affinity', 'left', 'a', 'c'), group('affinity', 'right', 'b', 'c')],
  },
  {
    name: 'too many required sleds, while a member migrates',
    sleds: sleds(2, 's'),
    reservations: [on('s0', 'a', [1, 1]), { ...on('s1', 'a', [1, 1]), state: 'target' }],
    groups: [group('affinity', 'pair', 'a')],
  },
  {
    name: 'a contradiction, on a sled that is full besides',
    sleds: sleds(2, 's'),
    reservations: [on('s0', 'a', [32, 1]), on('s0', 'b', [0, 1])],
    groups: [group('affinity', 'pair', 'a'), group('anti_affinity', 'apart', 'b')],
  },
  {
    name: 'a contradiction, on a sled with room',
    sleds: sleds(2, 's'),
    reservations: [on('s0', 'a', [1, 1]), on('s0', 'b', [0, 1])],
    groups: [group('affinity', 'pair', 'a'), group('anti_affinity', 'apart', 'b')],
  },
  {
    name: 'too few distinct disks',
    sleds: [
      sled('s0', { zpools: pools('s0', ...Array.from({ length: 10 }, () => 3)) }),
      sled('s1', { zpools: pools('s1', 3, 3) }),
    ],
    request: { localDisks: Array.from({ length: 11 }, (_, at) => disk(`d${String(at)}`, 1)) },
  },
  {
    name: 'one disk is too large, and a sled has too few',
    sleds: [sled('s0', { zpools: pools('s0', 3, 1) }), sled('s1', { zpools: pools('s1', 3) })],
    request: { localDisks: [disk('small', 0.5), disk('large', 2), disk('larger', 2.5)].slice(1) },
  },
  {
    name: 'its disks are on a sled that is full',
    sleds: [sled('s0', { zpools: pools('s0', 3) }), sled('s1')],
    reservations: [on('s0', null, [32, 0])],
    request: { localDisks: [disk('d', 1, placed('s0', 0))] },
  },
  {
    name: 'its disks are on several sleds',
    sleds: [sled('s0', { zpools: pools('s0', 3, 3) }), sled('s1', { zpools: pools('s1', 3) })],
    request: {
      localDisks: [
        disk('a', 1, placed('s0', 0)),
        disk('b', 1, placed('s0', 1)),
        disk('c', 1, placed('s1', 0)),
      ],
    },
  },
  {
    name: 'an encrypted disk',
    sleds: [sled('s0', { zpools: pools('s0', 3) })],
    request: { localDisks: [disk('a', 1, placed('s0', 0, true))] },
  },
  { name: 'already starting', sleds: sleds(1, 's'), reservations: [on('s0', 'web', [1, 1])] },
  {
    name: 'already migrating',
    sleds: sleds(1, 's'),
    reservations: [on('s0', 'web', [1, 1], 'target')],
    request: { reason: 'migration', cpuPlatform: 'amd_milan' },
  },
  {
    name: 'cannot migrate',
    sleds: sleds(1, 's'),
    request: { reason: 'migration', cpuPlatform: 'sled_default' },
  },
  {
    name: 'an invalid request',
    sleds: sleds(1, 's'),
    request: { resources: { hardwareThreads: Number.NaN, rssRam: -1, reservoirRam: 0 } },
  },
  {
    name: 'a sled is chosen',
    sleds: sleds(3, 's'),
    reservations: [on('s0', null, [32, 0]), on('s1', 'a', [32, 0])],
    groups: [group('anti_affinity', 'db', 'a')],
  },
  {
    name: 'it has its sled already',
    sleds: sleds(1, 's'),
    reservations: [{ ...on('s0', 'web', [1, 1]), id: 'vmm of web' }],
  },
];

export function rackOf({ sleds: all, reservations = [], groups = [] }: Explained): Rack {
  const rack = Rack.from({ sleds: all, reservations, groups });
  if (!(rack instanceof Rack)) throw new Error(JSON.stringify(rack));
  return rack;
}

export function requestOf({ request: facts }: Explained): PlacementRequest {
  return { ...request, ...facts };
}

export function explanationOf(one: Explained): Explanation {
  const options: DecideOptions = { random: seeded(1), taken: new Set(one.taken) };
  return dryRun(rackOf(one), requestOf(one), options);
}

export function explainedAs(name: string): Explained {
  const one = explained.find((other) => other.name === name);
  if (!one) throw new Error(`nothing is called ${name}`);
  return one;
}
