import { Graph, layout } from '@dagrejs/dagre';
import type { SagaNode } from '@skewline/nexus-client/operator';
import { type Block, blocksOf } from './blocks.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Where a saga's nodes stand, from the top down, and the lines between them. */
export interface PlacedSaga {
  readonly width: number;
  readonly height: number;
  /** By name: the upper left corner, in pixels. */
  readonly places: ReadonlyMap<string, Point>;
  readonly lines: readonly (readonly Point[])[];
  /** Around nodes that come after the same and before the same: the lines lead to it, not to each of them. */
  readonly frames: readonly Frame[];
}

export interface Frame extends Point {
  readonly width: number;
  readonly height: number;
}

/** Of each node, in pixels; the style sheet has the same. */
export const nodeSize = { width: 240, height: 44 } as const;
/** Between nodes of a block, and between them and the frame around them. */
const gap = 8;

/** Only names and what comes before what matter: the picture stays while states change. */
export function placed(nodes: readonly SagaNode[]): PlacedSaga {
  const graph = new Graph({ directed: true });
  graph.setGraph({ rankdir: 'TB', nodesep: 16, ranksep: 22, marginx: 4, marginy: 4 });
  graph.setDefaultEdgeLabel(() => ({}));
  const blocks = blocksOf(nodes);
  // The library keeps them in plain objects, where not every name can be a key.
  const keys = new Map(
    blocks.flatMap((block, index) => block.nodes.map(({ name }) => [name, `n${String(index)}`])),
  );
  for (const [index, block] of blocks.entries()) graph.setNode(`n${String(index)}`, sizeOf(block));
  const edges = new Map(
    nodes.flatMap(({ name, after }) =>
      after.flatMap((before) => {
        const [from, to] = [keys.get(before), keys.get(name)];
        if (from === undefined || to === undefined || from === to) return [];
        return [[`${from} ${to}`, [from, to] as const] as const];
      }),
    ),
  );
  for (const [from, to] of edges.values()) graph.setEdge(from, to);
  if (nodes.length > 0) layout(graph);
  // The library types what it has computed as optional members of labels.
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number };
  return {
    width,
    height,
    places: new Map(
      blocks.flatMap((block, index) => {
        const { x = 0, y = 0 } = graph.node(`n${String(index)}`) as Partial<Point>;
        return placesIn(block, { x, y });
      }),
    ),
    frames: blocks.flatMap((block, index) => {
      if (block.nodes.length === 1) return [];
      const { x = 0, y = 0 } = graph.node(`n${String(index)}`) as Partial<Point>;
      const size = sizeOf(block);
      return [{ x: x - size.width / 2, y: y - size.height / 2, ...size }];
    }),
    lines: [...edges.values()].map(([from, to]) => {
      const { points = [] } = graph.edge(from, to) as { points?: readonly Point[] };
      return points.map(({ x, y }) => ({ x, y }));
    }),
  };
}

function sizeOf({ nodes, columns }: Block): { readonly width: number; readonly height: number } {
  const rows = Math.ceil(nodes.length / columns);
  const around = nodes.length === 1 ? -gap : gap;
  return {
    width: columns * (nodeSize.width + gap) + around,
    height: rows * (nodeSize.height + gap) + around,
  };
}

/** The nodes of a block, row by row, around its middle. */
function placesIn(block: Block, middle: Point): readonly (readonly [string, Point])[] {
  const { width, height } = sizeOf(block);
  const edge = block.nodes.length === 1 ? 0 : gap;
  return block.nodes.map(({ name }, index) => {
    const [column, row] = [index % block.columns, Math.floor(index / block.columns)];
    const x = middle.x - width / 2 + edge + column * (nodeSize.width + gap);
    const y = middle.y - height / 2 + edge + row * (nodeSize.height + gap);
    return [name, { x, y }];
  });
}

/** A line as the path of an SVG. */
export function pathOf(points: readonly Point[]): string {
  return points
    .map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`)
    .join(' ');
}
