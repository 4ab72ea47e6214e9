import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cyclesOf } from '../../src/graph/cycles.ts';
import type { Edge } from '../../src/graph/graph.ts';
import { edgesOf, hasCycle, someEdges } from './support.ts';

/** `a b c`: where each edge begins. */
const pathsOf = (edges: readonly Edge[], bound?: number): readonly string[] =>
  cyclesOf(edges, bound).cycles.map((cycle) => cycle.edges.map(({ from }) => from).join(' '));

describe('cycles', () => {
  test.each([
    ['nothing', '', []],
    ['a chain', 'a>b:p b>c:q', []],
    ['a diamond', 'a>b:p a>c:q b>d:r c>d:s', []],
    ['a self edge', 'a>a:p', ['a']],
    ['a 2-cycle', 'b>a:p a>b:q', ['a b']],
    ['a 3-cycle', 'c>a:p a>b:q b>c:r', ['a b c']],
    ['two cycles that share an edge', 'a>b:p b>c:q c>a:r b>d:s d>a:t', ['a b c', 'a b d']],
    ['two cycles that share nothing', 'a>b:p b>a:q c>d:r d>c:s', ['a b', 'c d']],
    ['one cycle inside another', 'a>b:p b>a:q b>c:r c>a:s', ['a b', 'a b c']],
    ['a tail that leads into a cycle', 'x>a:p a>b:q b>a:r b>y:s', ['a b']],
    [
      'both ways around a triangle',
      'a>b:p b>c:p c>a:p b>a:q c>b:q a>c:q',
      ['a b', 'a c', 'b c', 'a b c', 'a c b'],
    ],
  ])('of %s', (_, edges, wanted) => {
    expect(pathsOf(edgesOf(edges))).toEqual(wanted);
  });

  test('are whole, with every API by which each edge would close them', () => {
    expect(cyclesOf(edgesOf('a>b:q a>b:p b>a:r a>c:s')).cycles).toEqual([
      {
        edges: [
          { from: 'a', to: 'b', apis: ['p', 'q'] },
          { from: 'b', to: 'a', apis: ['r'] },
        ],
      },
    ]);
  });

  test('say when there are more than the bound', () => {
    const edges = edgesOf('a>b:p b>a:q c>d:r d>c:s e>e:t');
    expect(cyclesOf(edges, 3)).toMatchObject({ truncated: false, cycles: { length: 3 } });
    expect(cyclesOf(edges, 2)).toMatchObject({ truncated: true, cycles: { length: 2 } });
  });

  test('of everybody calling everybody stop at the bound, at once', () => {
    const names = Array.from({ length: 60 }, (_, index) => `n${String(index)}`);
    const edges = names.flatMap((from) => names.map((to) => ({ from, to, api: from })));
    expect(cyclesOf(edges)).toMatchObject({ truncated: true, cycles: { length: 100 } });
  });

  test('of a ring of 20,000 are found without a deep stack', () => {
    const ring = Array.from({ length: 20_000 }, (_, index) => ({
      from: String(index).padStart(5, '0'),
      to: String((index + 1) % 20_000).padStart(5, '0'),
      api: 'p',
    }));
    expect(cyclesOf(ring.slice(1)).cycles).toEqual([]);
    expect(cyclesOf(ring, 1).cycles[0]?.edges.length).toBe(20_000);
  });

  test('are all that brute force finds', () => {
    fc.assert(
      fc.property(someEdges, (edges) => {
        const found = pathsOf(edges, 10_000);
        expect([...found].sort()).toEqual(bruteForce(edges));
        expect(found.length > 0).toBe(hasCycle(edges));
      }),
      { numRuns: 500 },
    );
  });
});

/** Every list of different nodes, the smallest one first, whose neighbours have an edge. */
function bruteForce(edges: readonly Edge[]): readonly string[] {
  const nodes = [...new Set(edges.flatMap(({ from, to }) => [from, to]))];
  const has = (from: string, to: string): boolean =>
    edges.some((edge) => edge.from === from && edge.to === to);
  const grow = (path: readonly string[]): readonly string[] => [
    ...(has(path.at(-1) ?? '', path[0] ?? '') ? [path.join(' ')] : []),
    ...nodes
      .filter(
        (node) => node > (path[0] ?? '') && !path.includes(node) && has(path.at(-1) ?? '', node),
      )
      .flatMap((node) => grow([...path, node])),
  ];
  return nodes.flatMap((node) => grow([node])).sort();
}
