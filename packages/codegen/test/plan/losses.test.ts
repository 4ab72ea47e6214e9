import { expect, test } from 'vitest';
import { planApi } from '../../src/build.ts';
import type { Schema } from '../../src/model/schema.ts';
import { apiOf, nullable, object, oneOf, ref, text } from '../emit/build.ts';

/** What is declared to be lost where `A` loses this property. */
function lossesOf(name: string, property: Schema): readonly string[] {
  const others = { Only: oneOf('x'), OnlyOrNull: nullable(oneOf('x')) };
  const { steps } = planApi(
    apiOf([
      { schemas: { ...others, A: object({ a: text, [name]: property }) } },
      { schemas: { ...others, A: object({ a: text }) } },
    ]),
    { ask: [], refine: new Map() },
  );
  return steps.flatMap(({ up }) =>
    up.conversions.flatMap(({ losses }) => losses.map(({ what }) => what)),
  );
}

test('a property that always has one value says nothing, and is lost without a word', () => {
  expect(lossesOf('b', oneOf('x'))).toEqual([]);
  expect(lossesOf('b', oneOf(null))).toEqual([]);
  expect(lossesOf('b', ref('Only'))).toEqual([]);
});

test('one that may be absent, or null, says by that what gets lost', () => {
  expect(lossesOf('b?', oneOf('x'))).toEqual(['b is dropped']);
  expect(lossesOf('b?', ref('Only'))).toEqual(['b is dropped']);
  expect(lossesOf('b', nullable(oneOf('x')))).toEqual(['b is dropped']);
  expect(lossesOf('b', ref('OnlyOrNull'))).toEqual(['b is dropped']);
});
