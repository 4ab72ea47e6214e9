import { appendFileSync, existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** What both benchmarks share: where things are, statistics, and the table at the end. */
export const root: string = resolve(import.meta.dirname, '..');

export const quick: boolean = process.argv.includes('--quick');
const strict = process.argv.includes('--strict');

/** Where peers to compare verdicts with are installed: apart, as hundreds of packages come with them. */
export const peerFolder: string = join(root, 'bench/peers');

/** The folder of sled-agent's documents; ends the process where there is none. */
export function corpusFolder(): string {
  const shared = resolve(root, process.env['SKEWLINE_SHARED'] ?? '../shared');
  const folder = join(shared, 'corpus/sled-agent');
  if (existsSync(folder)) return folder;
  console.error(`There is no ${folder}: set SKEWLINE_SHARED to the folder that has corpus/.`);
  process.exit(1);
}

export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (index: number): number => sorted[index] ?? Number.NaN;
  const middle = (sorted.length - 1) / 2;
  const median = (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2;
  return { median, least: at(0), most: at(sorted.length - 1) };
}

export function spreadText({ median, least, most }: Spread, digits: number): string {
  return `${median.toFixed(digits)} (${least.toFixed(digits)}–${most.toFixed(digits)})`;
}

/** One limit of the issue, and what was measured. */
export interface Limit {
  readonly what: string;
  readonly limit: string;
  readonly measured: string;
  readonly met: boolean;
}

/** What `npm run bench` makes its report of. */
export type Recorded =
  | { readonly kind: 'limits'; readonly limits: readonly Limit[] }
  | {
      readonly kind: 'table';
      readonly head: readonly string[];
      readonly rows: readonly (readonly string[])[];
    };

/** The variable that names the file to write down in what is printed, one JSON object a line. */
export const recordVariable = 'SKEWLINE_BENCH_RECORD';

function record(recorded: Recorded): void {
  const file = process.env[recordVariable];
  if (file !== undefined) appendFileSync(file, `${JSON.stringify(recorded)}\n`);
}

/** Prints the limits, met or missed; a missed one is the process's exit code with `--strict` only. */
export function printLimits(limits: readonly Limit[]): void {
  record({ kind: 'limits', limits });
  console.log('\nLimits');
  printLines(
    ['what', 'measured', 'limit', ''],
    limits.map(({ what, measured, limit, met }) => [what, measured, limit, met ? 'met' : 'missed']),
  );
  const missed = limits.filter(({ met }) => !met).length;
  console.log(`${String(limits.length - missed)} met, ${String(missed)} missed`);
  if (strict && missed > 0) process.exitCode = 1;
}

export function printTable(head: readonly string[], rows: readonly (readonly string[])[]): void {
  record({ kind: 'table', head, rows });
  printLines(head, rows);
}

function printLines(head: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = head.map((_, column) =>
    Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  console.log(line(head));
  console.log(widths.map((width) => '-'.repeat(width)).join('  '));
  for (const row of rows) console.log(line(row));
}
