import { describe, expect, test } from 'vitest';
import { analyseGraph } from '../../src/graph/analyse.ts';
import type { Graph } from '../../src/graph/graph.ts';
import { graphOf } from './support.ts';

const problemsOf = (graph: Graph): readonly string[] =>
  analyseGraph(graph, { file: 'skewline-graph.json' }).problems.map(
    ({ code, pointer = '', message }) => `${code} ${pointer}: ${message}`,
  );
const two = (policy: 'server' | 'client' | 'lockstep' | 'undeclared', kind = ''): Graph =>
  graphOf(
    { p: policy, q: 'server' },
    { a: { serves: ['p'], calls: ['q'] }, b: { serves: ['q'], calls: [`p${kind}`] } },
  );

describe('the graph is refused', () => {
  test.each<[string, Graph, readonly string[]]>([
    [
      'for a cycle',
      two('server'),
      [
        'graph_cycle : server-side versioned calls between components make a cycle: a -(q)-> b -(p)-> a',
      ],
    ],
    ['not where an API of it is client-side versioned', two('client'), []],
    ['not where the call is never made', two('server', ' bogus'), []],
    ['not where the caller is not deployed', two('server', ' not-deployed'), []],
    [
      'for a non-dag call of what is server-side versioned',
      two('server', ' non-dag'),
      [
        'graph_non_dag /b/calls/0: b calls p outside of the upgrade order (non-dag), and p is server-side versioned, not client-side versioned',
      ],
    ],
    [
      'for a non-dag call of what is lockstep',
      two('lockstep', ' non-dag'),
      [
        'graph_non_dag /b/calls/0: b calls p outside of the upgrade order (non-dag), and p is lockstep, not client-side versioned',
      ],
    ],
    ['not for a non-dag call of what is client-side versioned', two('client', ' non-dag'), []],
    [
      'for a lockstep API between units',
      two('lockstep'),
      [
        'graph_lockstep_apart /b/calls/0: b (of b) calls a (of a) by p, which is lockstep: both ends must be upgraded at the same instant',
      ],
    ],
    [
      'not for a lockstep API within a unit',
      graphOf(
        { p: 'lockstep' },
        { a: { unit: 'u', serves: ['p'] }, b: { unit: 'u', calls: ['p'] } },
      ),
      [],
    ],
    [
      'for a policy that nobody says',
      two('undeclared'),
      ['graph_policy_missing /apis/0: nobody says how p is versioned'],
    ],
    [
      'for a same-unit call of what another unit serves',
      two('server', ' same-unit'),
      [
        'graph_same_unit /b/calls/0: b calls p within its unit (same-unit), and no component of b serves it',
      ],
    ],
    [
      'not for a same-unit call within the unit, even back and forth',
      graphOf(
        { p: 'server', q: 'server' },
        {
          a: { unit: 'u', serves: ['p'], calls: ['q same-unit'] },
          b: { unit: 'u', serves: ['q'], calls: ['p same-unit'] },
        },
      ),
      [],
    ],
    [
      'for a call within a unit that may reach another instance of it',
      graphOf({ p: 'server' }, { a: { unit: 'u', serves: ['p'] }, b: { unit: 'u', calls: ['p'] } }),
      ['graph_cycle : the unit u makes server-side versioned calls to itself: u -(p)-> u'],
    ],
    [
      'for a component that calls itself',
      graphOf({ p: 'server' }, { a: { serves: ['p'], calls: ['p'] } }),
      ['graph_cycle : server-side versioned calls between components make a cycle: a -(p)-> a'],
    ],
    [
      'for units that call each other, although no component leads back to itself',
      graphOf(
        { p: 'server', q: 'server' },
        {
          a: { unit: 'u', serves: ['p'] },
          b: { unit: 'u', calls: ['q'] },
          c: { unit: 'v', serves: ['q'] },
          d: { unit: 'v', calls: ['p'] },
        },
      ),
      ['graph_cycle : server-side versioned calls between units make a cycle: u -(q)-> v -(p)-> u'],
    ],
    [
      'once for a cycle of components that is one of units too',
      graphOf(
        { p: 'server', q: 'server', r: 'server' },
        {
          a: { unit: 'u', serves: ['p'], calls: ['q'] },
          b: { unit: 'v', serves: ['q'], calls: ['r'] },
          c: { unit: 'w', serves: ['r'], calls: ['p'] },
        },
      ),
      [
        'graph_cycle : server-side versioned calls between components make a cycle: a -(q)-> b -(r)-> c -(p)-> a',
      ],
    ],
    [
      'for a call that nothing answers',
      graphOf({ p: 'server' }, { a: { calls: ['p'] } }),
      ['graph_unserved /apis/0: a calls p, and nothing serves it'],
    ],
    [
      'with a warning alone for an API that nothing serves or calls',
      graphOf({ p: 'server' }, { a: {} }),
      ['graph_unused /apis/0: nothing serves or calls p'],
    ],
    [
      'not for an API that others call from outside',
      graphOf({ p: 'server' }, { a: { serves: ['p'] } }),
      [],
    ],
  ])('%s', (_, graph, wanted) => {
    expect(problemsOf(graph)).toEqual(wanted);
  });

  test('with a fix that leads out', () => {
    const { problems, cheapest } = analyseGraph(two('server'), {
      file: 'g.json',
      operations: new Map([
        ['p', 9],
        ['q', 3],
      ]),
    });
    expect(problems).toMatchObject([
      {
        code: 'graph_cycle',
        severity: 'error',
        file: 'g.json',
        fix: 'make q client-side versioned',
      },
    ]);
    expect(cheapest).toEqual({ apis: ['q'], operations: 3, exact: true });
    const [missing] = analyseGraph(two('undeclared'), { file: 'g.json' }).problems;
    expect(missing?.fix).toBe(
      'say "versioned": "client": it would close the cycle b -(p)-> a -(q)-> b',
    );
  });
});
