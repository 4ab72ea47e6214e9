import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';

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

const answered = new Map<string, unknown>();

beforeAll(() => {
  const lines = Object.entries(tables).flatMap(([table, cases]) =>
    cases.map((oracleCase) => JSON.stringify({ ...oracleCase, table, expected: undefined })),
  );
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--conditions=skewline-source', script],
    { input: lines.join('\n'), encoding: 'utf8', maxBuffer: 2 ** 26 },
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const answers = stdout.trimEnd().split('\n');
  expect(answers).toHaveLength(lines.length);
  Object.entries(tables)
    .flatMap(([table, cases]) => cases.map((oracleCase, index) => name(table, oracleCase, index)))
    .forEach((of, index) => {
      // The cast: an answer of another shape fails its test.
      const { id, actual } = JSON.parse(answers[index] ?? '') as { id: string; actual: unknown };
      expect(`${of.split(' ')[0] ?? ''} ${id}`).toBe(of);
      answered.set(of, actual);
    });
});

function name(table: string, { id }: OracleCase, index: number): string {
  return `${table} ${id ?? `${table}#${String(index + 1)}`}`;
}

test('no case is left out', () => {
  const counts = Object.fromEntries(
    Object.entries(tables).map(([table, cases]) => [table, cases.length]),
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

describe.each(Object.entries(tables))('%s', (table, cases) => {
  test.each(
    cases.map((oracleCase, index) => ({ name: name(table, oracleCase, index), oracleCase })),
  )('$name', ({ name: of, oracleCase }) => {
    expect(answered.get(of)).toEqual(comparedOf[table]?.(oracleCase));
  });
});
