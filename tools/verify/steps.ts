/**
 * What must hold before a release: first what CI requires, in the order of a newcomer's first minute. The one list:
 * `npm run verify` runs all of it, and `.ci/run`, which has run `npm ci` before, what must hold before a change lands.
 */

import { benches } from '../../bench/report/benches.ts';

/** What a step wants that a machine may not have; see needs.ts. */
export type Need = 'corpus' | 'chromium' | 'registry' | 'git';

export interface Step {
  readonly name: string;
  /** Run by a shell. */
  readonly command: string;
  /** A part in the place of all, for `.ci/run` and `--short`: as a command, or added to it. */
  readonly short?: string;
  /** About how long its form in CI takes on two usual processors, to see in time what a slow machine would not end. */
  readonly seconds: number;
  /** CI runs it however slow the machine is. */
  readonly required?: true;
  readonly needs?: readonly Need[];
  /** Asks what changes without us, or is for a release alone: no change is refused for it. */
  readonly releaseOnly?: true;
  /** It may end with `declined` where it finds out by itself that it cannot be run. */
  readonly mayDecline?: true;
}

/** The exit code of a step that could not be run. The last line that it printed says why. */
export const declined = 75;

/** Benchmarks that install what they compare with. */
const comparesInstalled = ['codegen', 'check'];

const tool = 'node --conditions=skewline-source tools';

export const steps: readonly Step[] = [
  { name: 'test', command: 'npm test', seconds: 150, required: true },
  { name: 'lint', command: 'npm run lint', seconds: 15, required: true },
  { name: 'types', command: 'npm run types', seconds: 20, required: true },
  { name: 'build', command: 'npm run build', seconds: 12, required: true },
  {
    name: 'generated',
    command: `${tool}/verify/generated.ts`,
    seconds: 12,
    required: true,
  },
  // Can everybody be upgraded, one after the other?
  { name: 'graph', command: 'npx --no skewline graph', seconds: 3, required: true },
  {
    name: 'corpus',
    command: 'npm run test:corpus',
    seconds: 120,
    required: true,
    needs: ['corpus'],
  },
  { name: 'licences', command: 'npm run licences', seconds: 3 },
  {
    name: 'audit',
    command: 'npm run audit',
    seconds: 5,
    needs: ['registry'],
    releaseOnly: true,
    mayDecline: true,
  },
  {
    // Ten minutes; short: one.
    name: 'chaos',
    command: 'npm run test:chaos',
    short: 'npm run test:chaos -- --minutes 1 --seed 1',
    seconds: 75,
  },
  {
    // Load for thirty seconds; short: for six.
    name: 'skew',
    command: 'npm run test:skew',
    short: 'env SKEW_SECONDS=6 npm run test:skew',
    seconds: 60,
    needs: ['registry'],
  },
  {
    // 100,000 requests; short: some of them.
    name: 'fuzz',
    command: 'npm run fuzz:api',
    short: 'npm run fuzz:api -- --requests 5000',
    seconds: 15,
  },
  { name: 'release', command: 'npm run release:dry', seconds: 15, needs: ['git'] },
  { name: 'sbom', command: 'npm run sbom', seconds: 15, releaseOnly: true },
  {
    // 200,000 executions; short: a sample.
    name: 'fuzz-input',
    command: 'npm run fuzz:input',
    short: 'npm run fuzz:input -- --quick',
    seconds: 40,
  },
  {
    // Every boundary; short: a sample of them.
    name: 'crash',
    command: 'npm run test:crash',
    short: 'npm run test:crash -- --short',
    seconds: 110,
  },
  {
    // A rack of real processes; short: a part of the starts, of the versions and of the upgrades.
    name: 'e2e',
    command: 'npm run test:e2e',
    short: 'env SKEWLINE_SHORT=1 STARTS_SEED=1 npm run test:e2e',
    seconds: 230,
  },
  {
    // On PostgreSQL and PGlite; short: what is built on the stores on PostgreSQL alone.
    name: 'db',
    command: 'npm run test:db',
    short: 'env SKEWLINE_SHORT=1 npm run test:db',
    seconds: 250,
  },
  { name: 'browser', command: 'npm run test:browser', seconds: 225, needs: ['chromium'] },
  { name: 'packages', command: 'npm run check:packages', seconds: 110, needs: ['registry'] },
  // The short mode of benchmarks: it shows that they run. Figures come from the full one.
  ...benches.map(({ name, needs }): Step => ({
    name: `bench-${name}`,
    command: `npm run bench:${name} -- --quick`,
    // One of them tries also what it compares with on large documents.
    seconds: name === 'codegen' ? 100 : 25,
    needs: [...needs, ...(comparesInstalled.includes(name) ? (['registry'] as const) : [])],
  })),
];
