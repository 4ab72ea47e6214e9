import type { LayersGraph } from './docs-layers-graph.ts';

/** Where things are, in pixels. Of a box and a corner of a line that is its middle. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly boxes: ReadonlyMap<string, Point>;
  /** Each line with all its corners, from the box that uses to the one that is used. */
  readonly lines: readonly (readonly Point[])[];
  /** The bands of the layers, from above. */
  readonly bands: readonly {
    readonly layer: string;
    readonly top: number;
    readonly bottom: number;
  }[];
}

export const boxSize = { width: 136, height: 32 };
const gap = 20;
const rowStep = 76;
const margin = { left: 156, top: 18, side: 28 };
const sweeps = 24;

/** A box, or the place where a line passes through a row. */
interface Slot {
  readonly id: string;
  readonly width: number;
  readonly above: Slot[];
  readonly below: Slot[];
  x: number;
}

/**
 * Places the rows below each other. A line that passes a row has a place of its own in it, so that none runs behind a
 * box; the order in a row follows the middle of the neighbours, back and forth (Sugiyama's way).
 */
export function layoutOf(graph: LayersGraph): Layout {
  const rows: Slot[][] = graph.rows.map(({ boxes }) =>
    boxes.map(({ workspace }) => slot(workspace, boxSize.width)),
  );
  const lines = graph.edges.map(({ from, to }) => threaded(rows, from, to));
  for (let sweep = 0; sweep < sweeps; sweep += 1) order(rows, sweep % 2 === 0 ? 'above' : 'below');
  for (const row of rows) spread(row);
  for (let sweep = 0; sweep < sweeps; sweep += 1) settle(rows, sweep % 2 === 0 ? 'above' : 'below');

  const all = rows.flat();
  const left = Math.min(...all.map(({ x, width }) => x - width / 2));
  const right = Math.max(...all.map(({ x, width }) => x + width / 2));
  const yOf = (row: number) => margin.top + row * rowStep + rowStep / 2;
  const at = (one: Slot): Point => ({
    x: Math.round(one.x - left + margin.left),
    y: yOf(rows.findIndex((row) => row.includes(one))),
  });
  return {
    width: Math.round(right - left + margin.left + margin.side),
    height: margin.top * 2 + rows.length * rowStep,
    boxes: new Map(all.filter(({ id }) => id !== '').map((one) => [one.id, at(one)])),
    lines: lines.map((line) => line.map(at)),
    bands: [...new Set(graph.rows.map(({ layer }) => layer))].map((layer) => {
      const first = graph.rows.findIndex((row) => row.layer === layer);
      const last = graph.rows.findLastIndex((row) => row.layer === layer);
      return { layer, top: yOf(first) - rowStep / 2 + 5, bottom: yOf(last) + rowStep / 2 - 5 };
    }),
  };
}

function slot(id: string, width: number): Slot {
  return { id, width, above: [], below: [], x: 0 };
}

function threaded(rows: readonly Slot[][], from: string, to: string): readonly Slot[] {
  const rowOf = (id: string) => rows.findIndex((row) => row.some((one) => one.id === id));
  const find = (id: string) => rows.flat().find((one) => one.id === id);
  const first = find(from);
  const last = find(to);
  if (first === undefined || last === undefined) return [];
  const passed = rows.slice(rowOf(to) + 1, rowOf(from)).toReversed();
  const between = passed.map((row) => {
    const one = slot('', 6);
    row.push(one);
    return one;
  });
  const line = [first, ...between, last];
  for (const [index, lower] of line.entries()) {
    const upper = line[index + 1];
    if (upper === undefined) break;
    lower.above.push(upper);
    upper.below.push(lower);
  }
  return line;
}

function order(rows: readonly Slot[][], side: 'above' | 'below'): void {
  for (const row of side === 'above' ? rows : rows.toReversed()) {
    const places = new Map(
      rows.flatMap((slots) => slots.map((one, index) => [one, index / slots.length])),
    );
    const middle = (one: Slot) => mean(one[side].map((other) => places.get(other) ?? 0));
    const wanted = new Map(row.map((one, index) => [one, middle(one) ?? index / row.length]));
    row.sort((a, b) => (wanted.get(a) ?? 0) - (wanted.get(b) ?? 0));
  }
}

function spread(row: readonly Slot[]): void {
  let x = 0;
  for (const one of row) {
    one.x = x + one.width / 2;
    x += one.width + gap;
  }
  for (const one of row) one.x -= (x - gap) / 2;
}

/** Moves each towards the middle of its neighbours, as far as the order and the room between them allow. */
function settle(rows: readonly Slot[][], side: 'above' | 'below'): void {
  for (const row of side === 'above' ? rows : rows.toReversed()) {
    const wanted = row.map((one) => mean([...one.above, ...one.below].map(({ x }) => x)) ?? one.x);
    const room = (left: Slot | undefined, right: Slot | undefined) =>
      ((left?.width ?? 0) + (right?.width ?? 0)) / 2 + gap;
    const fromLeft = [...wanted];
    for (let index = 1; index < row.length; index += 1) {
      const least = (fromLeft[index - 1] ?? 0) + room(row[index - 1], row[index]);
      fromLeft[index] = Math.max(fromLeft[index] ?? 0, least);
    }
    const fromRight = [...wanted];
    for (let index = row.length - 2; index >= 0; index -= 1) {
      const most = (fromRight[index + 1] ?? 0) - room(row[index], row[index + 1]);
      fromRight[index] = Math.min(fromRight[index] ?? 0, most);
    }
    // Both keep the room between neighbours, and so does what is halfway.
    for (const [index, one] of row.entries())
      one.x = ((fromLeft[index] ?? 0) + (fromRight[index] ?? 0)) / 2;
  }
}

function mean(numbers: readonly number[]): number | undefined {
  if (numbers.length === 0) return undefined;
  return numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
}
