import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { strategies } from '@skewline/placement';
import { answerCase, type OracleAnswer, type OracleCase } from '../scripts/oracle-case.ts';

type Expected =
  { readonly one_of: readonly string[] } | { readonly refused: string; readonly http: number };

const shared = process.env['SKEWLINE_SHARED'];
if (shared === undefined) throw new Error('SKEWLINE_SHARED does not say where the oracle is');
const file = join(shared, 'oracle/placement.cases.json');
// The oracle's README describes this shape; a case that has another fails below.
const cases = JSON.parse(readFileSync(file, 'utf8')) as readonly (OracleCase & {
  readonly why: string;
  readonly expected: Expected;
})[];

test('there are as many cases as there were', () => {
  expect(cases.length).toBeGreaterThanOrEqual(129);
});

/** Enough that each of a few sleds is drawn: one of four is missed once in 10^37 times. */
const seeds = Array.from({ length: 300 }, (_, seed) => seed);

/** Where too few pools are the cause, the README of the oracle allows the finer code. */
function isRight(answer: OracleAnswer, expected: Expected): boolean {
  if ('sled' in answer) return 'one_of' in expected && expected.one_of.includes(answer.sled);
  if ('one_of' in expected || answer.http !== expected.http) return false;
  const finer = answer.refused === 'too_few_distinct_disks' && expected.refused === 'no_capacity';
  return finer || answer.refused === expected.refused;
}

test.each(cases)('$id ($why)', ({ expected, ...oracleCase }) => {
  const answers = seeds.map((seed) => answerCase(oracleCase, seed));
  const wrong = answers.filter(
    ({ answer, problems }) => problems.length > 0 || !isRight(answer, expected),
  );
  expect(wrong).toEqual([]);
  const sleds = new Set(answers.flatMap(({ answer }) => ('sled' in answer ? answer.sled : [])));
  // All of them, sooner or later.
  expect([...sleds].toSorted()).toEqual('one_of' in expected ? expected.one_of.toSorted() : []);
});

test.each([strategies.spread, strategies.best_fit])('$name stays within the rules', (strategy) => {
  const answers = cases.map(({ expected, ...oracleCase }) => ({
    expected,
    ...answerCase(oracleCase, 1, strategy),
  }));
  expect(answers.filter(({ answer, expected }) => !isRight(answer, expected))).toEqual([]);
});
