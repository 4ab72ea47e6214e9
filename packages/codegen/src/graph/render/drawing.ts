import { type ComponentEdge, type Graph, givesOrder, unitEdges } from '../graph.ts';
import type { GraphReport } from '../report.ts';
import { stronglyConnected, successorsOf } from '../strongly-connected.ts';

/** What a picture shows. Names stand in labels only: what a format calls things by is an id. */
export interface Drawing {
  readonly units: readonly DrawnUnit[];
  readonly lines: readonly Line[];
}

export interface DrawnUnit {
  readonly id: string;
  readonly name: string;
  readonly components: readonly { readonly id: string; readonly name: string }[];
}

/** `cycle`: refused. `ordered`: the server is upgraded first. `aside`: says nothing of the order. */
export type LineKind = 'cycle' | 'ordered' | 'client' | 'aside';

export interface Line {
  readonly from: string;
  readonly to: string;
  readonly apis: readonly string[];
  readonly kind: LineKind;
}

export const lineWords: { readonly [K in LineKind]: string } = {
  ordered: 'server-side versioned: the server is upgraded first',
  client: 'client-side versioned',
  aside: 'gives no order',
  cycle: 'part of a cycle',
};

export function drawingOf({ graph, edges }: GraphReport): Drawing {
  const ids = new Map(graph.components.map(({ name }, index) => [name, `c${String(index)}`]));
  const cyclic = inCycles(edges, graph);
  const lines = new Map<string, Line>();
  for (const edge of edges) {
    const kind = cyclic(edge) ? 'cycle' : kindOf(edge);
    const key = JSON.stringify([edge.from, edge.to, kind]);
    const before = lines.get(key);
    lines.set(key, {
      from: ids.get(edge.from) ?? '',
      to: ids.get(edge.to) ?? '',
      apis: [...(before?.apis ?? []), edge.api],
      kind,
    });
  }
  const units = graph.units.map((name, index) => ({
    id: `u${String(index)}`,
    name,
    components: graph.components
      .filter(({ unit }) => unit === name)
      .map((component) => ({ id: ids.get(component.name) ?? '', name: component.name })),
  }));
  return { units, lines: [...lines.values()] };
}

function kindOf(edge: ComponentEdge): LineKind {
  if (givesOrder(edge)) return 'ordered';
  return edge.kind === undefined && edge.policy === 'client' ? 'client' : 'aside';
}

/** Whether an edge is on any cycle of units, listed or not. */
function inCycles(
  edges: readonly ComponentEdge[],
  { units }: Graph,
): (edge: ComponentEdge) => boolean {
  const group = new Map(units.map((unit) => [unit, '']));
  const ordering = unitEdges(edges.filter(givesOrder));
  for (const [index, members] of stronglyConnected(successorsOf(ordering)).entries()) {
    for (const unit of members) group.set(unit, String(index));
  }
  return (edge) => givesOrder(edge) && group.get(edge.fromUnit) === group.get(edge.toUnit);
}
