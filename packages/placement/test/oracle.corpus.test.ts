import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { strategies } from '@skewline/placement';
import { answerCase, type OracleCase } from '../scripts/oracle-case.ts';

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
function coarse(refused: string, expected: Expected): string {
  const finer = refused === 'too_few_distinct_disks' && 'refused' in expected;
  return finer && expected.refused === 'no_capacity' ? expected.refused : refused;
}

test.each(cases)('$id ($why)', ({ expected, ...oracleCase }) => {
  const sleds = new Set<string>();
  for (const seed of seeds) {
    const { answer, problems } = answerCase(oracleCase, seed);
    expect(problems).toEqual([]);
    if ('sled' in answer) {
      sleds.add(answer.sled);
    } else {
      const { refused, http } = answer;
      expect({ refused: coarse(refused, expected), http }).toEqual(expected);
    }
  }
  // All of them, and no other.
  expect([...sleds].toSorted()).toEqual('one_of' in expected ? expected.one_of.toSorted() : []);
});

test.each([strategies.spread, strategies.best_fit])('$name stays within the rules', (strategy) => {
  for (const { expected, ...oracleCase } of cases) {
    const { answer } = answerCase(oracleCase, 1, strategy);
    if ('sled' in answer) {
      expect('one_of' in expected && expected.one_of, oracleCase.id).toContain(answer.sled);
    } else {
      const { refused, http } = answer;
      expect({ refused: coarse(refused, expected), http }, oracleCase.id).toEqual(expected);
    }
  }
});
