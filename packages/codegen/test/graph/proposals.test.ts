import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { componentEdges, givesOrder, type Graph, unitEdges } from '../../src/graph/graph.ts';
import { proposalsOf } from '../../src/graph/proposals.ts';
import { graphOf, hasCycle, someGraph } from './support.ts';

const textOf = (graph: Graph, operations = {}): readonly string[] =>
  proposalsOf(graph, { operations: new Map(Object.entries(operations)) }).map(
    ({ api, policy, reason, others = [] }) =>
      `${api} ${policy}: ${reason}${others.length === 0 ? '' : ` [${others.join(' ')}]`}`,
  );
const unknown = { p: 'undeclared' } as const;

describe('proposals for APIs of which nobody has said how they are versioned', () => {
  test.each<[string, Graph, readonly string[]]>([
    ['none where all is said', graphOf({ p: 'server' }, { a: { serves: ['p'] } }), []],
    ['nobody calls it', graphOf(unknown, { a: { serves: ['p'] } }), ['p server: nothing calls it']],
    [
      'only what is not deployed calls it',
      graphOf(unknown, { a: { serves: ['p'] }, b: { calls: ['p not-deployed'] } }),
      ['p server: no call of it gives an upgrade order'],
    ],
    [
      'it closes no cycle',
      graphOf(
        { ...unknown, q: 'server' },
        { a: { serves: ['p'], calls: ['q'] }, b: { calls: ['p'] }, c: { serves: ['q'] } },
      ),
      ['p server: it closes no cycle'],
    ],
    [
      'it depends on itself',
      graphOf(unknown, { a: { serves: ['p'], calls: ['p'] } }),
      ['p client: a calls it on itself'],
    ],
    [
      'its unit depends on it',
      graphOf(unknown, { a: { unit: 'u', serves: ['p'] }, b: { unit: 'u', calls: ['p'] } }),
      ['p client: the unit u calls it on itself'],
    ],
    [
      'its unit depends on it, but only on what is shipped with it',
      graphOf(unknown, {
        a: { unit: 'u', serves: ['p'] },
        b: { unit: 'u', calls: ['p same-unit'] },
      }),
      ['p server: no call of it gives an upgrade order'],
    ],
    [
      'it would close a cycle with a declared one',
      graphOf(
        { ...unknown, q: 'server' },
        { a: { serves: ['p'], calls: ['q'] }, b: { serves: ['q'], calls: ['p'] } },
      ),
      ['p client: it would close the cycle b -(p)-> a -(q)-> b'],
    ],
    [
      'a client-side versioned API closes nothing',
      graphOf(
        { ...unknown, q: 'client' },
        { a: { serves: ['p'], calls: ['q'] }, b: { serves: ['q'], calls: ['p'] } },
      ),
      ['p server: it closes no cycle'],
    ],
    [
      'a longer cycle',
      graphOf(
        { ...unknown, q: 'server', r: 'server' },
        {
          a: { serves: ['p'], calls: ['q'] },
          b: { serves: ['q'], calls: ['r'] },
          c: { serves: ['r'], calls: ['p'] },
        },
      ),
      ['p client: it would close the cycle c -(p)-> a -(q)-> b -(r)-> c'],
    ],
  ])('%s', (_, graph, wanted) => {
    expect(textOf(graph)).toEqual(wanted);
  });

  test('two that depend on each other are a choice, and the smaller one is proposed', () => {
    const graph = graphOf(
      { p: 'undeclared', q: 'undeclared' },
      { a: { serves: ['p'], calls: ['q'] }, b: { serves: ['q'], calls: ['p'] } },
    );
    expect(textOf(graph, { p: 30, q: 3 })).toEqual([
      'p server: not all of b -(p)-> a -(q)-> b can be server-side versioned [q]',
      'q client: not all of a -(q)-> b -(p)-> a can be server-side versioned [p]',
    ]);
    expect(textOf(graph, { p: 3, q: 30 }).map((text) => text.slice(0, 8))).toEqual([
      'p client',
      'q server',
    ]);
  });

  test('taken, all of them close no cycle that was not there', () => {
    fc.assert(
      fc.property(someGraph, (graph) => {
        const proposals = new Map(proposalsOf(graph).map((one) => [one.api, one.policy]));
        const taken: Graph = {
          ...graph,
          apis: graph.apis.map((api) => ({
            ...api,
            policy: proposals.get(api.name) ?? api.policy,
          })),
        };
        const cyclic = (one: Graph): boolean =>
          hasCycle(unitEdges(componentEdges(one).filter(givesOrder)));
        expect(taken.apis.every(({ policy }) => policy !== 'undeclared')).toBe(true);
        expect(cyclic(taken)).toBe(cyclic(graph));
      }),
      { numRuns: 500 },
    );
  });
});
