import { gibibyte } from '../../../src/index.ts';
import type { Cause } from '../cause.ts';
import { sledCount, sledGibibytes, sledThreads } from '../rack-size.ts';

const fillers = Array.from({ length: sledCount }, (_, index) => `filler-${String(index)}`);
const noCapacity = { code: 'no_capacity', fault: 'capacity', status: 507 } as const;
const closed = /Try again later: a sled may be taken into use\./;

export const capacityCauses: readonly Cause[] = [
  {
    name: 'no_capacity (CPUs)',
    expected: {
      ...noCapacity,
      transience: 'transient',
      message:
        /^0\/3 sleds can take this instance: 3 insufficient CPUs \(closest: 2 CPUs short\)\.$/,
      hint: /^2 fewer CPUs would fit on 3 sleds\.$/,
      counts: [{ reason: 'hardware_threads', sleds: sledCount, least_shortfall: 2 }],
      detail: /^no_capacity \(507, capacity, transient\): /,
    },
    body: async () => ({ ncpus: sledThreads / 2 + 2 }),
    arrange: (scene) => scene.runApart(fillers, { ncpus: sledThreads / 2 }),
  },
  {
    name: 'no_capacity (memory)',
    expected: {
      ...noCapacity,
      transience: 'transient',
      message:
        /^0\/3 sleds can take this instance: 3 insufficient memory \(closest: 8 GiB short\)\.$/,
      hint: /^8 GiB less memory would fit on 3 sleds\.$/,
      counts: [{ reason: 'reservoir', sleds: sledCount, least_shortfall: 8 * gibibyte }],
      detail: /^no_capacity \(507, capacity, transient\): /,
    },
    body: async () => ({ memory: (sledGibibytes / 2 + 8) * gibibyte }),
    arrange: (scene) => scene.runApart(fillers, { memory: (sledGibibytes / 2) * gibibyte }),
  },
  {
    name: 'no_capacity (larger than any sled)',
    expected: {
      ...noCapacity,
      transience: 'permanent',
      message:
        /^0\/3 sleds can take this instance: 3 insufficient CPUs \(closest: 4 CPUs short\)\.$/,
      hint: /^4 fewer CPUs would fit on 3 sleds\.$/,
      counts: [{ reason: 'hardware_threads', sleds: sledCount, least_shortfall: 4 }],
      detail: /^no_capacity \(507, capacity, permanent\): /,
    },
    body: async () => ({ ncpus: 12 }),
    arrange: (scene) => scene.refitSleds({ hardwareThreads: 8 }),
  },
  {
    name: 'no_capacity (no sled takes new instances)',
    expected: {
      ...noCapacity,
      transience: 'transient',
      message: /^0\/3 sleds can take this instance: 3 not in service\.$/,
      hint: closed,
      counts: [{ reason: 'no_provision', sleds: sledCount, least_shortfall: null }],
      detail: /^no_capacity \(507, capacity, transient\): /,
    },
    arrange: (scene) => scene.closeSleds(scene.rack.sleds),
  },
  {
    name: 'no_capacity (sleds are being emptied)',
    expected: {
      ...noCapacity,
      transience: 'transient',
      message: /^0\/3 sleds can take this instance: 3 being emptied\.$/,
      hint: closed,
      counts: [{ reason: 'evacuating', sleds: sledCount, least_shortfall: null }],
      detail: /^no_capacity \(507, capacity, transient\): /,
    },
    arrange: (scene) => scene.evacuateSleds(),
  },
  {
    name: 'no_capacity (CPU platform)',
    expected: {
      ...noCapacity,
      transience: 'permanent',
      message: /^0\/3 sleds can take this instance: 3 with an unsuitable CPU\.$/,
      hint: /^With CPU platform amd_milan it would fit on 3 sleds\.$/,
      counts: [{ reason: 'cpu_family', sleds: sledCount, least_shortfall: null }],
      detail: /^no_capacity \(507, capacity, permanent\): /,
    },
    // What is to be started again has run on such a CPU.
    prepare: (scene) => scene.refitSleds({ cpuFamily: 'amd_turin' }),
    body: async () => ({ cpu_platform: 'amd_turin' }),
    arrange: (scene) => scene.refitSleds({ cpuFamily: 'amd_milan' }),
  },
  {
    name: 'no_capacity (anti-affinity)',
    expected: {
      ...noCapacity,
      transience: 'transient',
      message: /^0\/3 sleds can take this instance: 3 excluded by anti-affinity group "spread"\.$/,
      hint: /^Stop 1 of 3 members of anti-affinity group "spread": any on a sled with room\. Outside of anti-affinity group "spread" it would fit on 3 sleds\.$/,
      counts: [{ reason: 'anti_affinity', sleds: sledCount, least_shortfall: null }],
      detail: /^no_capacity \(507, capacity, transient\): /,
    },
    prepare: (scene) => scene.group('anti_affinity', 'spread'),
    body: async () => ({ anti_affinity_groups: ['spread'] }),
    arrange: async (scene) => {
      await Promise.all(
        fillers.map((name) => scene.run(name, { anti_affinity_groups: ['spread'] })),
      );
    },
  },
];
