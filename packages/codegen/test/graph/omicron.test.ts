import { expect, test } from 'vitest';
import { analyseGraph } from '../../src/graph/analyse.ts';
import type { Declared } from '../../src/graph/declared.ts';
import { givesOrder, unitEdges } from '../../src/graph/graph.ts';
import type { GraphReport } from '../../src/graph/report.ts';
import { resolveGraph } from '../../src/graph/resolve.ts';
import { omicron, unitEdgesOfOmicron } from './omicron.ts';

function report(declared: Declared): GraphReport {
  const { graph, problems } = resolveGraph(declared, {
    file: 'g',
    policies: new Map(),
    manifests: [],
  });
  expect(problems).toEqual([]);
  if (graph === undefined) throw new Error('no graph');
  return analyseGraph(graph, { file: 'g' });
}

const declaredAs = (api: string, versioned: 'server' | undefined): Declared => ({
  ...omicron,
  apis: omicron.apis.map(({ versioned: before, ...one }) => {
    const policy = one.name === api ? versioned : before;
    return policy === undefined ? one : { ...one, versioned: policy };
  }),
});

test("omicron's units have the eight edges that its own tool finds, no cycle, and an order", () => {
  const { graph, edges, problems, order } = report(omicron);
  expect([graph.units.length, graph.apis.length]).toEqual([10, 27]);
  const policies = graph.apis.map(({ policy }) => policy);
  expect(policies.filter((one) => one === 'server').length).toBe(20);
  const found = unitEdges(edges.filter(givesOrder)).map(({ from, to }) => `${from} > ${to}`);
  expect([...new Set(found)].sort()).toEqual(unitEdgesOfOmicron);
  expect(problems).toEqual([]);
  expect(order).toEqual([
    [
      'Host OS',
      'Crucible',
      'Crucible Pantry',
      'Cockroach',
      'ClickHouse',
      'DNS Server',
      'NTP',
      'Oximeter',
    ],
    ['Installinator', 'Nexus'],
  ]);
});

test('its internal Nexus API server-side versioned closes circles that are each shown whole', () => {
  const { problems, cheapest, order, orderThen } = report(declaredAs('nexus', 'server'));
  const cycles = problems
    .filter(({ code }) => code === 'graph_cycle')
    .map(({ message }) => message);
  expect(cycles.map((text) => text.replace(/.*cycle: /, ''))).toEqual([
    'nexus -(oximeter)-> oximeter -(nexus)-> nexus',
    'nexus -(crucible-pantry)-> pantry -(nexus)-> nexus',
    'nexus -(propolis)-> propolis -(nexus)-> nexus',
    'nexus -(sled-agent)-> sled-agent -(nexus)-> nexus',
  ]);
  expect(cheapest).toEqual({ apis: ['nexus'], exact: true });
  expect(order).toBeUndefined();
  expect(orderThen).toEqual(report(omicron).order);
});

test('its internal Nexus API undeclared is proposed as client-side versioned', () => {
  const [proposal] = report(declaredAs('nexus', undefined)).proposals;
  expect(proposal).toMatchObject({ api: 'nexus', policy: 'client' });
});
