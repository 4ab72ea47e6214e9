import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeAll, expect, test } from 'vitest';

/** Every case of the oracle's state tables, put to the command `npm run -s state:cases`. */

interface OracleCase {
  readonly id?: string;
  readonly [member: string]: unknown;
}

const shared = process.env['SKEWLINE_SHARED'];
if (shared === undefined) throw new Error('SKEWLINE_SHARED does not say where the oracle is');
const file = join(shared, 'oracle/state.cases.json');
// The cast: a case of another shape fails its test.
const tables = JSON.parse(readFileSync(file, 'utf8')) as Readonly<
  Record<string, readonly OracleCase[]>
>;
const script = resolve(import.meta.dirname, '../../scripts/cases.ts');

/** What is to be compared: `expected`, or else the members that are neither input nor comment. */
const comparedOf: Readonly<Record<string, (oracleCase: OracleCase) => unknown>> = {
  external_state: ({ expected }) => expected,
  vmm_predicates: ({ terminal, destroyable, exists_on_sled }) => ({
    terminal,
    destroyable,
    exists_on_sled,
  }),
  migration_predicates: ({ terminal }) => ({ terminal }),
  update_decision: ({ expected }) => expected,
  generation_writes: ({ steps, after }) => ({ steps, after }),
  watcher: ({ expected }) => expected,
  karmic: ({ expected }) => expected,
};

const cases = Object.entries(tables).flatMap(([table, ofTable]) =>
  ofTable.map((oracleCase, index) => ({ table, oracleCase, id: idOf(table, oracleCase, index) })),
);
let output = { status: null as number | null, stdout: '', stderr: '' };
let answers: readonly string[] = [];

beforeAll(() => {
  // What is wanted is not told.
  const lines = cases.map(({ table, oracleCase }) =>
    JSON.stringify({ ...oracleCase, table, expected: undefined }),
  );
  output = spawnSync(process.execPath, ['--conditions=skewline-source', script], {
    input: lines.join('\n'),
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  answers = output.stdout.trimEnd().split('\n');
});

function idOf(table: string, { id }: OracleCase, index: number): string {
  return id ?? `${table}#${String(index + 1)}`;
}

test('the command answers each line, and has nothing to complain of', () => {
  expect(output).toMatchObject({ status: 0, stderr: '' });
  expect(answers).toHaveLength(cases.length);
});

test('no case is left out', () => {
  const counts = Object.fromEntries(
    Object.entries(tables).map(([table, ofTable]) => [table, ofTable.length]),
  );
  expect(counts).toEqual({
    external_state: 34,
    vmm_predicates: 10,
    migration_predicates: 4,
    update_decision: 29,
    generation_writes: 20,
    watcher: 28,
    karmic: 16,
  });
});

test.each(cases.map((one, index) => ({ ...one, index })))(
  '$table: $id',
  ({ table, oracleCase, id, index }) => {
    expect(JSON.parse(answers[index] ?? '')).toEqual({
      id,
      actual: comparedOf[table]?.(oracleCase),
    });
  },
);
