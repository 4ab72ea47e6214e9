import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cheapestApis, without } from '../../src/graph/cheapest.ts';
import type { Edge } from '../../src/graph/graph.ts';
import { edgesOf, hasCycle, someEdges, someOperations, subsets } from './support.ts';

describe('the cheapest APIs to make client-side versioned', () => {
  test.each([
    ['no cycle', 'a>b:p b>c:q', {}, undefined],
    ['a self edge', 'a>a:p', { p: 4 }, { apis: ['p'], operations: 4, exact: true }],
    [
      'the smaller of two',
      'a>b:p b>a:q',
      { p: 20, q: 2 },
      { apis: ['q'], operations: 2, exact: true },
    ],
    [
      'of equals the first by name',
      'a>b:q b>a:p',
      { p: 2, q: 2 },
      { apis: ['p'], operations: 2, exact: true },
    ],
    [
      'a known size before an unknown one',
      'a>b:p b>a:q',
      { q: 50 },
      { apis: ['q'], operations: 50, exact: true },
    ],
    ['of unknown sizes the first by name', 'a>b:q b>a:p', {}, { apis: ['p'], exact: true }],
    [
      'the shared edge of two cycles, although it is the largest',
      'a>b:p b>c:q c>a:r b>d:s d>a:t',
      { p: 90, q: 1, r: 1, s: 1, t: 1 },
      { apis: ['p'], operations: 90, exact: true },
    ],
    [
      'both of two edges that lead the same way',
      'a>b:p a>b:q b>a:r',
      { p: 1, q: 1, r: 9 },
      { apis: ['r'], operations: 9, exact: true },
    ],
    [
      'one API that stands on several edges, for all of them',
      'a>b:p b>a:q c>d:p d>c:r',
      { p: 9, q: 1, r: 1 },
      { apis: ['p'], operations: 9, exact: true },
    ],
    [
      'two, where one is not enough',
      'a>b:p b>a:q c>d:r d>c:s',
      { p: 1, q: 2, r: 2, s: 1 },
      {
        apis: ['p', 's'],
        operations: 2,
        exact: true,
      },
    ],
  ])('%s', (_, edges, operations, wanted) => {
    const sizes = new Map(Object.entries(operations));
    expect(cheapestApis(edgesOf(edges), { operations: sizes })).toEqual(wanted);
  });

  test('leave fixed ones as they are, and are none where only those could help', () => {
    const edges = edgesOf('a>b:p b>a:q');
    expect(cheapestApis(edges, { fixed: new Set(['p']) })?.apis).toEqual(['q']);
    expect(cheapestApis(edges, { fixed: new Set(['p', 'q']) })).toBeUndefined();
  });

  test('are as cheap as brute force finds, and leave no cycle', () => {
    fc.assert(
      fc.property(someEdges, someOperations, (edges, operations) => {
        const found = cheapestApis(edges, { operations });
        expect(found === undefined).toBe(!hasCycle(edges));
        if (found === undefined) return;
        expect(found.exact).toBe(true);
        expect(hasCycle(without(edges, found.apis))).toBe(false);
        expect(costOf(found.apis, operations)).toEqual(bruteForce(edges, operations));
      }),
      { numRuns: 500 },
    );
  });

  test('leave no cycle where the search had to stop early, and say so', () => {
    fc.assert(
      fc.property(someEdges, (edges) => {
        const found = cheapestApis(edges, { budget: 0 });
        if (found === undefined) return;
        expect(found.exact).toBe(false);
        expect(hasCycle(without(edges, found.apis))).toBe(false);
      }),
    );
  });

  test('of a large tangle come in time, as a good answer if not the best', () => {
    const names = Array.from({ length: 40 }, (_, index) => `n${String(index)}`);
    const edges = names.flatMap((from, index) =>
      [1, 7, 19].map((step) => {
        const to = names[(index + step) % names.length] ?? from;
        return { from, to, api: `${from}-${to}` };
      }),
    );
    const found = cheapestApis(edges, { budget: 300 });
    expect(found?.exact).toBe(false);
    expect(hasCycle(without(edges, found?.apis ?? []))).toBe(false);
  });
});

const costOf = (apis: readonly string[], operations: ReadonlyMap<string, number>): number[] => [
  apis.length,
  apis.reduce((sum, api) => sum + (operations.get(api) ?? 1_000_000), 0),
];

function bruteForce(
  edges: readonly Edge[],
  operations: ReadonlyMap<string, number>,
): readonly number[] {
  const costs = subsets([...new Set(edges.map(({ api }) => api))])
    .filter((apis) => !hasCycle(without(edges, apis)))
    .map((apis) => costOf(apis, operations));
  return costs.sort(([a = 0, b = 0], [c = 0, d = 0]) => a - c || b - d)[0] ?? [];
}
