import { describe, expect, it } from 'vitest';
import { circleOf, circleText, upgradeSteps } from '../../src/skew/graph.ts';
import type { upgradeGraph } from '../../src/skew/upgrade-graph.ts';

const edge = (
  from: string,
  to: string,
  api: string,
  versioned: 'server' | 'client' = 'server',
): (typeof upgradeGraph)['edges'][number] => ({ from, to, api, versioned, steady: true });

describe('the order of this rack', () => {
  it('has what is called before who calls', () => {
    expect(upgradeSteps().map(({ names }) => names)).toEqual([
      ['sled-agent', 'gateway'],
      ['nexus'],
      ['console'],
    ]);
    expect(upgradeSteps().map(({ why }) => why)).toEqual([
      'They call nobody whose version they depend on.',
      'It calls sled-agent and gateway: servers come before those that call them.',
      'It calls nexus: servers come before those that call them.',
    ]);
  });
});

describe('the circle', () => {
  it('of this rack is broken where the client is versioned', () => {
    const circle = circleOf();
    expect(circle?.calls.map(({ from, to }) => `${from} > ${to}`)).toEqual([
      'nexus > sled-agent',
      'sled-agent > nexus',
    ]);
    expect(circle?.broken?.apis).toEqual(['nexus-internal']);
    expect(circle === null ? '' : circleText(circle)).toContain(
      'so sled-agent can be upgraded first',
    );
  });

  it('may not be broken', () => {
    const circle = circleOf({ order: [], edges: [edge('a', 'b', 'x'), edge('b', 'a', 'y')] });
    expect(circle?.broken).toBe(null);
    expect(circle === null ? '' : circleText(circle)).toContain('nobody could be upgraded first');
  });

  it('is none where nobody calls back, and calls of oneself are none', () => {
    expect(circleOf({ order: [], edges: [edge('a', 'b', 'x'), edge('a', 'a', 'y')] })).toBe(null);
  });
});
