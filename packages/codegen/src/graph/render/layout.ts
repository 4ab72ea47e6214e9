import { Graph as LayoutGraph, layout } from '@dagrejs/dagre';
import type { Drawing, DrawnUnit, Line } from './drawing.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Box {
  /** Of the middle. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface PlacedLine extends Line {
  readonly points: readonly Point[];
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
const boxHeight = 36;
/** How far a line that leads back to its box goes down, besides its label. */
const loopHeight = 20;
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
      const room = roomFor(lines.filter((line) => line.from === id && line.to === id));
      const width = Math.max(Math.max(textWidth(name), 60) + 24, room.width);
      graph.setNode(id, { width, height: boxHeight + room.height });
      graph.setParent(id, unit.id);
    }
  }
  for (const [index, { from, to, apis }] of lines.entries()) {
    // Lines that lead back to where they begin are drawn below the box, in the room left for them.
    if (from === to) continue;
    const label = { ...sizeOf(apis), labelpos: 'c' as const };
    graph.setEdge(from, to, label, String(index));
  }
  layout(graph);
  const { width = 0, height = 0 } = graph.graph() as Size;
  const whole = new Map(
    units.flatMap(({ components }) => components.map(({ id }) => [id, boxOf(graph.node(id))])),
  );
  const boxes = new Map([
    ...[...whole].map(([id, box]) => [id, upperPart(box)] as const),
    ...units.map((unit) => [unit.id, frameOf(unit, whole)] as const),
  ]);
  const drawn = lines.map((line, index): PlacedLine => {
    if (line.from === line.to) {
      const before = lines
        .slice(0, index)
        .filter(({ from, to }) => from === line.from && to === from);
      return loop(line, before, boxes.get(line.from) ?? boxOf({}));
    }
    const edge = graph.edge(line.from, line.to, String(index)) as Routed;
    // The library ends lines at the box with its room for loops, so they are led to the box itself.
    const inner = (edge.points ?? []).slice(1, -1);
    const ends = [boxes.get(line.from) ?? boxOf({}), boxes.get(line.to) ?? boxOf({})] as const;
    const first = borderOf(ends[0], inner[0] ?? ends[1]);
    const last = borderOf(ends[1], inner.at(-1) ?? ends[0]);
    return { ...line, points: [first, ...inner, last], label: boxOf(edge) };
  });
  return { width, height, boxes, lines: drawn };
}

/** The room below a box for lines that lead back to it, one under the other. */
function roomFor(loops: readonly Line[]): { readonly width: number; readonly height: number } {
  const sizes = loops.map(({ apis }) => sizeOf(apis));
  return {
    width: Math.max(0, ...sizes.map(({ width }) => width)),
    height: sizes.reduce((sum, { height }) => sum + height + loopHeight, 0),
  };
}

function loop(line: Line, before: readonly Line[], box: Box): PlacedLine {
  const size = sizeOf(line.apis);
  const bottom = box.y + box.height / 2;
  const y = bottom + roomFor(before).height + loopHeight - 6;
  const reach = 10 + before.length * 7;
  const corners = [
    [-reach, bottom],
    [-reach, y],
    [reach, y],
    [reach, bottom],
  ] as const;
  return {
    ...line,
    points: corners.map(([x, height]) => ({ x: box.x + x, y: height })),
    label: { x: box.x, y: y + 3 + size.height / 2, ...size },
  };
}

/** Where the straight way from the middle of a box to a point leaves the box. */
function borderOf(box: Box, to: Point): Point {
  const [x, y] = [to.x - box.x, to.y - box.y];
  const share = Math.min(
    box.width / 2 / Math.max(Math.abs(x), 0.001),
    box.height / 2 / Math.max(Math.abs(y), 0.001),
  );
  return { x: box.x + x * share, y: box.y + y * share };
}

function upperPart({ x, y, width, height }: Box): Box {
  return { x, y: y - (height - boxHeight) / 2, width, height: boxHeight };
}

function sizeOf(apis: readonly string[]): { readonly width: number; readonly height: number } {
  return { width: Math.max(...apis.map(textWidth)) + 8, height: apis.length * lineHeight };
}

// The library types what it has computed as optional members of labels.
type Size = { readonly width?: number; readonly height?: number };
type Routed = Size & {
  readonly x?: number;
  readonly y?: number;
  readonly points?: readonly Point[];
};

function boxOf({ x = 0, y = 0, width = 0, height = 0 }: Routed): Box {
  return { x, y, width, height };
}

/** The library leaves no room for a title, so the frame grows upwards and is as wide as its name. */
function frameOf({ name, components }: DrawnUnit, whole: ReadonlyMap<string, Box>): Box {
  const boxes = components.map(({ id }) => whole.get(id) ?? boxOf({}));
  const left = Math.min(...boxes.map(({ x, width }) => x - width / 2)) - 8;
  const right = Math.max(...boxes.map(({ x, width }) => x + width / 2)) + 8;
  const top = Math.min(...boxes.map(({ y, height }) => y - height / 2)) - titleHeight;
  const bottom = Math.max(...boxes.map(({ y, height }) => y + height / 2)) + 8;
  const width = Math.max(right - left, textWidth(name) + 16);
  return { x: (left + right) / 2, y: (top + bottom) / 2, width, height: bottom - top };
}

/** Near enough: no font is measured, so that the picture is the same everywhere. */
export function textWidth(text: string): number {
  let width = 0;
  // Wide characters of East Asia and pictures are about twice as wide.
  for (const character of text) width += (character.codePointAt(0) ?? 0) > 0x2e80 ? 2 : 1;
  return width * characterWidth;
}
