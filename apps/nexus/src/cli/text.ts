import { styleText } from 'node:util';
import Table from 'cli-table3';
import type { Terminal } from './terminal.ts';

type Colour = 'red' | 'green' | 'yellow' | 'cyan' | 'dim' | 'bold';

/** How a text is shown to people. */
export interface Paint {
  readonly colour: (colour: Colour, text: string) => string;
  /** A time with how long ago it is, or in how long: `2026-11-21T06:00:00Z (5m ago)`. */
  readonly time: (time: string | null) => string;
  /** Only how long ago: for tables. */
  readonly age: (time: string | null) => string;
}

export function paintFor({ isColoured, now }: Pick<Terminal, 'isColoured' | 'now'>): Paint {
  const at = now();
  const age = (time: string | null): string => (time === null ? '-' : ageText(time, at));
  return {
    colour: (colour, text) =>
      isColoured ? styleText(colour, text, { validateStream: false }) : text,
    time: (time) =>
      time === null ? '-' : `${time.replace(/(\.\d+)?(Z|\+00:00)$/, 'Z')} (${age(time)})`,
    age,
  };
}

const steps = [
  ['d', 86_400],
  ['h', 3600],
  ['m', 60],
] as const;

/** `5m ago`, `in 2h`; in the greatest unit of which there is one. */
export function ageText(time: string, now: Date): string {
  const seconds = Math.round((now.valueOf() - Date.parse(time)) / 1000);
  const size = Math.abs(seconds);
  const [unit, length] = steps.find(([, each]) => size >= each) ?? (['s', 1] as const);
  const text = `${String(Math.floor(size / length))}${unit}`;
  return seconds >= 0 ? `${text} ago` : `in ${text}`;
}

/** What others wrote may have control characters; a terminal would obey them. */
export function plain(text: string): string {
  // oxlint-disable-next-line no-control-regex -- those are what is looked for
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, (character) => {
    const code = character.charCodeAt(0).toString(16).padStart(4, '0');
    return `\\u${code}`;
  });
}

export type Cell = string | number | null;

function cellText(cell: Cell): string {
  return cell === null || cell === '' ? '-' : String(cell);
}

const noLines = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '',
} as const;

/** Columns side by side, without lines; only the head where there is nothing. */
export function tableText(
  paint: Pick<Paint, 'colour'>,
  head: readonly string[],
  rows: readonly (readonly Cell[])[],
): string {
  const table = new Table({
    head: head.map((title) => paint.colour('bold', title)),
    chars: noLines,
    style: { 'padding-left': 0, 'padding-right': 2, head: [], border: [], compact: true },
  });
  table.push(...rows.map((row) => row.map(cellText)));
  return linesOf(table.toString());
}

/** A heading, and names with values below each other. */
export function sectionText(
  paint: Pick<Paint, 'colour'>,
  title: string,
  entries: readonly (readonly [name: string, value: Cell])[],
): string {
  const width = Math.max(0, ...entries.map(([name]) => name.length)) + 1;
  const lines = entries.map(
    ([name, value]) => `  ${`${name}:`.padEnd(width)}  ${indented(cellText(value), width + 4)}`,
  );
  return `${headingText(paint, title)}${lines.map((line) => `${line}\n`).join('')}`;
}

export function headingText({ colour }: Pick<Paint, 'colour'>, title: string): string {
  return `${colour('bold', `== ${title} `.padEnd(60, '='))}\n`;
}

/** All lines but the first begin so far to the right. */
export function indented(text: string, by: number): string {
  return text.replaceAll('\n', `\n${' '.repeat(by)}`);
}

function linesOf(text: string): string {
  return text
    .split('\n')
    .map((line) => `${line.trimEnd()}\n`)
    .join('');
}
