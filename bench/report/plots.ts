import { compile, type TopLevelSpec } from 'vega-lite';
import { parse, View } from 'vega';
import type { Recorded } from '../support.ts';
import type { Plot } from './benches.ts';

interface Point {
  readonly series: string;
  readonly x: string | number;
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

/** The plot as SVG; null where its table was not printed. */
export async function drawPlot(plot: Plot, recorded: readonly Recorded[]): Promise<string | null> {
  const points = pointsOf(plot, recorded);
  if (points.length === 0) return null;
  const view = new View(parse(compile(specOf(plot, points)).spec), { renderer: 'none' });
  return view.toSVG();
}

function pointsOf(plot: Plot, recorded: readonly Recorded[]): readonly Point[] {
  for (const one of recorded) {
    if (one.kind !== 'table' || !plot.head.every((cell, at) => one.head[at] === cell)) continue;
    const rows = one.rows.filter((cells) => plot.rows?.(cells) ?? true);
    const points = rows.flatMap((cells) =>
      plot.turned === true ? turned(one.head, cells) : straight(plot, one.head, cells),
    );
    if (points.length > 0) return points;
  }
  return [];
}

function straight(
  { series, x }: Plot,
  head: readonly string[],
  cells: readonly string[],
): readonly Point[] {
  const at = (column: string): string => cells[head.indexOf(column)] ?? '';
  const place = x.columns.map(at).join(', ');
  return series.flatMap((column) => {
    const read = readCell(at(column));
    if (read === null) return [];
    return [{ series: column, x: x.kind === 'number' ? Number(place) : place, ...read }];
  });
}

function turned(head: readonly string[], cells: readonly string[]): readonly Point[] {
  const [series = '', ...values] = cells;
  return values.flatMap((cell, at) => {
    const read = readCell(cell);
    return read === null ? [] : [{ series, x: Number(head[at + 1]), ...read }];
  });
}

/** `12.3 (11.0–14.2)`, or a number alone. */
function readCell(cell: string): Omit<Point, 'series' | 'x'> | null {
  const [, median, least, most] =
    /^([\d.]+)(?: \(([\d.]+)–([\d.]+)\))?(?: [×x]| %)?$/.exec(cell.trim()) ?? [];
  if (median === undefined) return null;
  return { median: Number(median), least: Number(least ?? median), most: Number(most ?? median) };
}

function specOf(plot: Plot, points: readonly Point[]): TopLevelSpec {
  return plot.x.kind === 'number' ? lines(plot, points) : bars(plot, points);
}

const series = { field: 'series', type: 'nominal', title: null, sort: null } as const;

const style = {
  $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
  background: 'white',
  padding: 12,
  width: 560,
  config: { legend: { orient: 'top', labelLimit: 320 }, font: 'sans-serif' },
} as const;

function lines({ title, x, y }: Plot, points: readonly Point[]): TopLevelSpec {
  const scale = { type: y.scale };
  // Places at equal distances, as they are powers of ten or doubles.
  const along = { field: 'x', type: 'ordinal', title: x.label, axis: { labelAngle: 0 } } as const;
  const up = { field: 'median', type: 'quantitative', title: y.label, scale } as const;
  const from = { ...up, field: 'least' } as const;
  return {
    ...style,
    title: { text: title, anchor: 'start' },
    height: 300,
    data: { values: [...points] },
    layer: [
      { mark: { type: 'line', point: true }, encoding: { x: along, y: up, color: series } },
      { mark: 'rule', encoding: { x: along, y: from, y2: { field: 'most' }, color: series } },
    ],
  };
}

function bars({ title, y }: Plot, points: readonly Point[]): TopLevelSpec {
  const scale = { type: y.scale };
  const axis = { labelLimit: 480 };
  const place = { field: 'x', type: 'nominal', title: null, sort: null, axis } as const;
  const ticks = { tickCount: 6, labelOverlap: 'greedy' } as const;
  const along = {
    field: 'median',
    type: 'quantitative',
    title: y.label,
    scale,
    axis: ticks,
  } as const;
  const from = { ...along, field: 'least' } as const;
  const yOffset = { field: 'series', sort: null } as const;
  // On a logarithmic scale a bar would begin nowhere: there it is a dot.
  const mark =
    y.scale === 'log' ? ({ type: 'point', filled: true, size: 60 } as const) : ('bar' as const);
  return {
    ...style,
    title: { text: title, anchor: 'start' },
    height: { step: 18 },
    data: { values: [...points] },
    layer: [
      { mark, encoding: { y: place, x: along, color: series, yOffset } },
      { mark: 'rule', encoding: { y: place, x: from, x2: { field: 'most' }, yOffset } },
    ],
  };
}
