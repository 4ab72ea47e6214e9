import type { Colors } from './colors.ts';
import type { InstanceLine, RackSnapshot, SledLine } from './snapshot.ts';
import { clock, failureText, gibibytes, restartText } from './words.ts';

/** What stands above and below the tables. */
export interface Frame {
  readonly folder: string;
  readonly url: string;
  /** What the keys do; null where there are none. */
  readonly keys: string | null;
  /** Columns of the terminal: longer lines are cut. */
  readonly columns: number;
}

type Paint = (text: string) => string;

/** One cell of a table; it is as wide as its text, whatever the colour. */
interface Cell {
  readonly text: string;
  readonly paint?: Paint;
}

/** The rack as a screen of text. Times are UTC. */
export function renderRack(snapshot: RackSnapshot, frame: Frame, colors: Colors): string {
  const { dim, bold, red } = colors;
  const head = `${bold('Skewline rack')}  ${dim(`${frame.folder}  ${frame.url}  ${clock(snapshot.time)} UTC`)}`;
  const silent = snapshot.answers
    ? []
    : [red('nexus does not answer; what follows is what it said last')];
  const sleds = table(
    [
      ['sled', 'agent', 'power', 'cpus', 'memory', 'vmms'].map((text) => ({ text, paint: dim })),
      ...snapshot.sleds.map((sled) => sledCells(sled, colors)),
    ],
    frame.columns,
  );
  const header = ['instance', 'state', 'sled'].map((text) => ({ text, paint: dim }));
  const instances = snapshot.instances.map((instance) => instanceCells(instance, colors));
  const lines = table([header, ...instances], frame.columns);
  const withNotes = lines.flatMap((line, index) => {
    const instance = snapshot.instances[index - 1];
    return [line, ...(instance === undefined ? [] : notes(instance, frame.columns, colors))];
  });
  const keys = frame.keys === null ? [] : ['', dim(frame.keys)];
  return [head, ...silent, '', ...sleds, '', ...withNotes, ...keys].join('\n');
}

function sledCells(sled: SledLine, { green, red, yellow }: Colors): readonly Cell[] {
  const isUp = sled.agent === 'running';
  const agent = `v${String(sled.version)}${isUp ? '' : ` ${sled.agent}`}`;
  const powers = { on: green, off: red, changing: yellow, unknown: yellow } as const;
  return [
    { text: sled.serial },
    { text: agent, ...(isUp ? {} : { paint: yellow }) },
    { text: sled.power, paint: powers[sled.power] },
    { text: `${String(sled.threads.taken)} of ${String(sled.threads.of)}` },
    { text: `${gibibytes(sled.memory.taken)} of ${gibibytes(sled.memory.of)} GiB` },
    { text: String(sled.vmms) },
  ];
}

function instanceCells(
  { project, name, state, sled }: InstanceLine,
  { green, red, yellow }: Colors,
): readonly Cell[] {
  const paints: { readonly [state: string]: Paint } = {
    running: green,
    failed: red,
    stopped: String,
  };
  return [
    { text: `${project}/${name}` },
    { text: state, paint: paints[state] ?? yellow },
    { text: sled ?? '-' },
  ];
}

/** What went wrong and what comes next, below the instance. */
function notes(
  { failure, restart }: InstanceLine,
  columns: number,
  { red, dim }: Colors,
): readonly string[] {
  const next = restartText(restart);
  return [
    ...(failure === null
      ? []
      : [red(cut(`    ${clock(failure.time_failed)} ${failureText(failure)}`, columns))]),
    ...(next === null ? [] : [dim(cut(`    ${next}`, columns))]),
  ];
}

function table(rows: readonly (readonly Cell[])[], columns: number): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.text.length ?? 0)),
  );
  return rows.map((cells) => {
    let left = columns - 2;
    const painted = cells.map(({ text, paint = String }, column) => {
      const width = (widths[column] ?? 0) + 2;
      const shown = cut(column === cells.length - 1 ? text : text.padEnd(width), left);
      left -= width;
      return left + width <= 0 ? '' : paint(shown);
    });
    return `  ${painted.join('')}`;
  });
}

function cut(text: string, columns: number): string {
  return text.length <= columns ? text : `${text.slice(0, Math.max(0, columns - 1))}…`;
}
