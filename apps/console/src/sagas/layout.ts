import { Graph, layout } from '@dagrejs/dagre';
import type { SagaNode } from '@skewline/nexus-client/operator';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A node with the place of its upper left corner, in pixels. */
export interface PlacedNode extends Point {
  readonly node: SagaNode;
}

/** Where a saga's nodes stand, from the top down, and the lines between them. */
export interface PlacedSaga {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly PlacedNode[];
  readonly lines: readonly (readonly Point[])[];
}

/** Of each node, in pixels; the style sheet has the same. */
export const nodeSize = { width: 224, height: 44 } as const;

/** Only names and what comes before what matter: the picture stays while states change. */
export function placed(nodes: readonly SagaNode[]): PlacedSaga {
  const graph = new Graph({ directed: true });
  graph.setGraph({ rankdir: 'TB', nodesep: 16, ranksep: 22, marginx: 4, marginy: 4 });
  graph.setDefaultEdgeLabel(() => ({}));
  // The library keeps them in plain objects, where not every name can be a key.
  const keys = new Map(nodes.map(({ name }, index) => [name, `n${String(index)}`]));
  for (const key of keys.values()) graph.setNode(key, { ...nodeSize });
  const edges = nodes.flatMap(({ name, after }) =>
    after.flatMap((before) => {
      const [from, to] = [keys.get(before), keys.get(name)];
      return from === undefined || to === undefined ? [] : [[from, to] as const];
    }),
  );
  for (const [from, to] of edges) graph.setEdge(from, to);
  if (nodes.length > 0) layout(graph);
  // The library types what it has computed as optional members of labels.
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number };
  return {
    width,
    height,
    nodes: nodes.map((node) => {
      const { x = 0, y = 0 } = graph.node(keys.get(node.name) ?? '') as Partial<Point>;
      return { node, x: x - nodeSize.width / 2, y: y - nodeSize.height / 2 };
    }),
    lines: edges.map(([from, to]) => {
      const { points = [] } = graph.edge(from, to) as { points?: readonly Point[] };
      return points.map(({ x, y }) => ({ x, y }));
    }),
  };
}

/** A line as the path of an SVG. */
export function pathOf(points: readonly Point[]): string {
  return points
    .map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`)
    .join(' ');
}
