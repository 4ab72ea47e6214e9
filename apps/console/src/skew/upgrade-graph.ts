// Written by `vitest run --update=all apps/console/test/skew/upgrade-graph.test.ts` from skewline-graph.json.

/** A call of one component to another by an API. */
export interface PlainEdge {
  readonly from: string;
  readonly to: string;
  readonly api: string;
  readonly versioned: 'server' | 'client' | 'lockstep' | 'undeclared';
  /** Whether it says who is upgraded first. */
  readonly steady: boolean;
}

/** Who calls whom in the rack, and who is upgraded first, as `skewline graph` finds it. */
export const upgradeGraph: {
  readonly order: readonly (readonly string[])[];
  readonly edges: readonly PlainEdge[];
} = {
  order: [['sled-agent', 'gateway'], ['nexus'], ['console']],
  edges: [
    { from: 'nexus', to: 'sled-agent', api: 'sled-agent', versioned: 'server', steady: true },
    { from: 'nexus', to: 'gateway', api: 'gateway', versioned: 'server', steady: true },
    { from: 'nexus', to: 'nexus', api: 'nexus-operator', versioned: 'server', steady: false },
    { from: 'sled-agent', to: 'nexus', api: 'nexus-internal', versioned: 'client', steady: true },
    { from: 'sled-agent', to: 'gateway', api: 'gateway', versioned: 'server', steady: false },
    { from: 'console', to: 'nexus', api: 'nexus', versioned: 'server', steady: true },
    { from: 'console', to: 'nexus', api: 'nexus-operator', versioned: 'server', steady: true },
  ],
};
