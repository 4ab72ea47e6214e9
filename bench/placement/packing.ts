/** How many sleds a stream of instances takes, beside the number that it could not do with less than. */
import { decide, type Rack, seeded, type Strategy } from '@skewline/placement';
import { between, rackOf } from './racks.ts';

const gibibyte = 2 ** 30;
const capacity = { hardwareThreads: 128, rssRam: 64 * gibibyte, reservoirRam: 1024 * gibibyte };

/** CPUs and GiB, and how often. */
export interface Mix {
  readonly name: string;
  readonly sizes: readonly (readonly [cpus: number, gibibytes: number, weight: number])[];
}

export const mixes: readonly Mix[] = [
  {
    name: 'general: 2 to 32 CPUs, 4 GiB each',
    sizes: [
      [2, 8, 40],
      [4, 16, 30],
      [8, 32, 15],
      [16, 64, 10],
      [32, 128, 5],
    ],
  },
  {
    name: 'mixed: many CPUs or much memory',
    sizes: [
      [16, 32, 25],
      [8, 16, 25],
      [4, 64, 25],
      [8, 128, 25],
    ],
  },
  {
    name: 'awkward: thirds and more',
    sizes: [
      [44, 300, 30],
      [50, 400, 20],
      [28, 230, 20],
      [6, 40, 30],
    ],
  },
];

export interface Packed {
  readonly instances: number;
  readonly lowerBound: number;
  readonly used: number;
}

/**
 * The lower bound is what the sum of CPUs, or of memory, takes of whole sleds. No packing does with
 * fewer; that one does with as many is not said.
 */
export function pack(mix: Mix, instances: number, strategy: Strategy, seed: number): Packed {
  const random = seeded(seed);
  const total = mix.sizes.reduce((sum, [, , weight]) => sum + weight, 0);
  const drawn = Array.from({ length: instances }, () => {
    let left = between(random, 1, total);
    const size = mix.sizes.find(([, , weight]) => (left -= weight) <= 0);
    if (!size) throw new Error('the weights do not add up');
    return size;
  });
  const sum = (at: 0 | 1): number => drawn.reduce((all, size) => all + size[at], 0);
  const lowerBound = Math.max(
    Math.ceil(sum(0) / capacity.hardwareThreads),
    Math.ceil((sum(1) * gibibyte) / capacity.reservoirRam),
  );
  const rack = emptyRack(2 * lowerBound);
  const used = new Set<string>();
  for (const [index, [cpus, gibibytes]] of drawn.entries()) {
    const decision = decide(
      rack,
      {
        vmmId: `vmm-${String(index)}`,
        instanceId: `instance-${String(index)}`,
        resources: { hardwareThreads: cpus, rssRam: 0, reservoirRam: gibibytes * gibibyte },
        reason: 'start',
        cpuPlatform: null,
        mustSelectFrom: null,
        localDisks: [],
      },
      { random, strategy },
    );
    if (decision.kind === 'refused') throw new Error(decision.message);
    used.add(decision.sledId);
    rack.applyReservation(decision.reservation);
  }
  return { instances, lowerBound, used: used.size };
}

function emptyRack(sleds: number): Rack {
  return rackOf({
    sleds: Array.from({ length: sleds }, (_, at) => ({
      id: `sled-${String(at)}`,
      timeDeleted: null,
      policy: 'in_service',
      state: 'active',
      evacuating: false,
      cpuFamily: 'amd_milan',
      capacity,
    })),
    reservations: [],
    groups: [],
  });
}
