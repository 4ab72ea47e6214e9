import { Graph as LayoutGraph, layout } from '@dagrejs/dagre';
import type { Drawing, DrawnUnit, Line } from './drawing.ts';

export interface Box {
  /** Of the middle. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface PlacedLine extends Line {
  readonly points: readonly { readonly x: number; readonly y: number }[];
  readonly label: Box;
}

export interface Placed {
  readonly width: number;
  readonly height: number;
  /** By id, of components and units. */
  readonly boxes: ReadonlyMap<string, Box>;
  readonly lines: readonly PlacedLine[];
}

export const lineHeight = 16;
const characterWidth = 7.5;
/** Room above the components of a unit, for its name. */
const titleHeight = 22;

/** Where everything stands, from left to right along the calls. */
export function placed({ units, lines }: Drawing): Placed {
  const graph = new LayoutGraph({ directed: true, multigraph: true, compound: true });
  graph.setGraph({
    rankdir: 'LR',
    nodesep: 30,
    ranksep: 60,
    edgesep: 20,
    marginx: 16,
    marginy: 30,
  });
  for (const unit of units) {
    graph.setNode(unit.id, {});
    for (const { id, name } of unit.components) {
      graph.setNode(id, { width: Math.max(textWidth(name), 60) + 24, height: 36 });
      graph.setParent(id, unit.id);
    }
  }
  for (const [index, { from, to, apis }] of lines.entries()) {
    const width = Math.max(...apis.map(textWidth)) + 8;
    const label = { width, height: apis.length * lineHeight, labelpos: 'c' as const };
    graph.setEdge(from, to, label, String(index));
  }
  layout(graph);
  const { width = 0, height = 0 } = graph.graph() as Size;
  const boxes = new Map(
    units.flatMap((unit) => {
      const inner = unit.components.map(({ id }) => [id, boxOf(graph.node(id))] as const);
      return [
        ...inner,
        [unit.id, frameOf(unit, new Map(inner), boxOf(graph.node(unit.id)))] as const,
      ];
    }),
  );
  const drawn = lines.map((line, index): PlacedLine => {
    const edge = graph.edge(line.from, line.to, String(index)) as Routed;
    return { ...line, points: edge.points ?? [], label: boxOf(edge) };
  });
  return { width, height, boxes, lines: drawn };
}

// The library types what it has computed as optional members of labels.
type Size = { readonly width?: number; readonly height?: number };
type Routed = Size & {
  readonly x?: number;
  readonly y?: number;
  readonly points?: readonly { readonly x: number; readonly y: number }[];
};

function boxOf({ x = 0, y = 0, width = 0, height = 0 }: Routed): Box {
  return { x, y, width, height };
}

/** The library leaves no room for a title, so the frame grows upwards and is as wide as its name. */
function frameOf({ name }: DrawnUnit, inner: ReadonlyMap<string, Box>, box: Box): Box {
  const boxes = [...inner.values()];
  const top = Math.min(...boxes.map(({ y, height }) => y - height / 2)) - titleHeight;
  const bottom = Math.max(...boxes.map(({ y, height }) => y + height / 2)) + 8;
  const width = Math.max(
    Math.max(...boxes.map((one) => one.x + one.width / 2)) -
      Math.min(...boxes.map((one) => one.x - one.width / 2)) +
      16,
    textWidth(name) + 16,
  );
  return { x: box.x, y: (top + bottom) / 2, width, height: bottom - top };
}

/** Near enough: no font is measured, so that the picture is the same everywhere. */
export function textWidth(text: string): number {
  let width = 0;
  // Wide characters of East Asia and pictures are about twice as wide.
  for (const character of text) width += (character.codePointAt(0) ?? 0) > 0x2e80 ? 2 : 1;
  return width * characterWidth;
}
