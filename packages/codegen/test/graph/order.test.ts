import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { analyseGraph } from '../../src/graph/analyse.ts';
import { componentEdges, givesOrder, unitEdges } from '../../src/graph/graph.ts';
import { layersOf } from '../../src/graph/order.ts';
import { edgesOf, graphOf, hasCycle, someEdges, someGraph } from './support.ts';

const nodes = ['a', 'b', 'c', 'd', 'e'];

describe('the upgrade order', () => {
  test.each([
    ['nobody calls anybody', '', [nodes]],
    ['a chain', 'a>b:p b>c:q c>d:r d>e:s', [['e'], ['d'], ['c'], ['b'], ['a']]],
    ['one that calls all', 'a>b:p a>c:p a>d:p a>e:p', [['b', 'c', 'd', 'e'], ['a']]],
    [
      'a diamond, whose ends wait for the longer way',
      'a>b:p b>c:q c>d:r a>d:s',
      [['d', 'e'], ['c'], ['b'], ['a']],
    ],
    ['a cycle leaves none', 'a>b:p b>a:q', undefined],
    ['a self edge leaves none', 'a>a:p', undefined],
  ])('%s', (_, edges, wanted) => {
    expect(layersOf(nodes, edgesOf(edges))).toEqual(wanted);
  });

  test('has every server before its callers and every node once; there is one unless there is a cycle', () => {
    fc.assert(
      fc.property(someEdges, (edges) => {
        const layers = layersOf(nodes, edges);
        expect(layers === undefined).toBe(hasCycle(edges));
        if (layers === undefined) return;
        expect(layers.flat().sort()).toEqual(nodes);
        const at = (node: string): number => layers.findIndex((layer) => layer.includes(node));
        for (const { from, to } of edges) expect(at(to)).toBeLessThan(at(from));
      }),
      { numRuns: 500 },
    );
  });

  test('of a graph respects every server-side versioned call, and is there once the cheapest APIs are changed', () => {
    fc.assert(
      fc.property(someGraph, (graph) => {
        const { order, orderThen, cheapest } = analyseGraph(graph, { file: 'g' });
        const layers = order ?? orderThen ?? [];
        expect(layers.flat().sort()).toEqual([...graph.units].sort());
        const changed = new Set(cheapest?.apis);
        const at = (unit: string): number => layers.findIndex((layer) => layer.includes(unit));
        const kept = unitEdges(componentEdges(graph).filter(givesOrder)).filter(
          ({ api }) => !changed.has(api),
        );
        for (const { from, to } of kept) expect(at(to)).toBeLessThan(at(from));
      }),
    );
  });

  test('is given by server-side versioned calls alone', () => {
    const graph = graphOf(
      { s: 'server', c: 'client', l: 'lockstep' },
      {
        one: { serves: ['s'], calls: ['c'] },
        two: { serves: ['c', 'l'], calls: ['s', 'l same-unit'] },
      },
    );
    expect(analyseGraph(graph, { file: 'g' }).order).toEqual([['one'], ['two']]);
  });
});
