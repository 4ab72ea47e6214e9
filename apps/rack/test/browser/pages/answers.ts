import type { SkewReport, SledSkew } from '@skewline/nexus-types/operator/v1';

// What no rack of this repository answers, or not at the wanted moment.

/** Where each page is, what it asks for, and what it says while it waits, and when it gets none. */
export const asking: readonly (readonly [
  name: string,
  path: (instanceId: string) => string,
  asks: RegExp,
  loading: string,
  failed: string,
])[] = [
  [
    'projects',
    () => '/instances',
    /v1\/projects\?limit=1000/,
    'the projects',
    'The projects cannot be shown',
  ],
  [
    'instances',
    () => '/instances',
    /v1\/instances\?/,
    'the instances',
    'The instances cannot be shown',
  ],
  [
    'instance',
    (id) => `/instances/${id}`,
    /v1\/instances\/[^/?]+$/,
    'the instance',
    'The instance cannot be shown',
  ],
  [
    'history',
    (id) => `/instances/${id}`,
    /v1\/instances\/[^/]+\/events/,
    'its history',
    'The history cannot be shown',
  ],
  ['placement', () => '/placement', /operator\/sleds/, 'the sleds', 'The sleds cannot be shown'],
  [
    'placed',
    (id) => `/placement?instance=${id}`,
    /operator\/instances\/[^/]+\/placement/,
    'where it would go',
    'Where it would go cannot be shown',
  ],
  [
    'skew',
    () => '/skew',
    /operator\/skew/,
    'who speaks which version',
    'Who speaks which version cannot be shown',
  ],
  ['sagas', () => '/sagas', /operator\/sagas/, 'the sagas', 'The sagas cannot be shown'],
  [
    'tasks',
    () => '/sagas/tasks',
    /operator\/background-tasks/,
    'the tasks',
    'The tasks cannot be shown',
  ],
];

/** Nexus breaks. */
export const internalError = {
  request_id: '8a4f2f2e-6f1c-4a52-9f0a-2f7c1f0e9a11',
  error_code: 'Internal',
  message: 'Internal Server Error',
} as const;

/** SLED-A is newer than anything that nexus knows; SLED-B and SLED-C have said nothing yet. */
export function withStrangers(report: SkewReport): SkewReport {
  const sleds = report.sleds.map((sled): SledSkew => {
    const nothing = { announced: null, spoken: null, reports_in: null, time_heard: null };
    if (sled.serial === 'SLED-A') {
      return { ...sled, announced: '50.0.0..61.0.0', verdict: 'refused', spoken: null };
    }
    const isHeard = !['SLED-B', 'SLED-C'].includes(sled.serial);
    return isHeard ? sled : { ...sled, ...nothing, verdict: 'unknown' };
  });
  const summary =
    'Of 5 sleds, 1 has no version in common with nexus; 2 have not been heard yet; 2 understand all that is said.';
  return { ...report, sleds, summary };
}
