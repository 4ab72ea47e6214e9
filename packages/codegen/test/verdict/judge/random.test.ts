import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Version } from '../../../src/model/api.ts';
import type { Json, JsonObject } from '../../../src/model/json.ts';
import { readOpenApiDocuments } from '../../../src/read/index.ts';
import { judgeStep } from '../../../src/verdict/judge.ts';
import { arbitraryOf } from '../../support/arbitrary.ts';
import { type } from '../cases/case.ts';
import { RawJudge } from './raw-judge.ts';

const small = fc.integer({ min: 0, max: 3 });
const some = <T>(values: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(values, { nil: undefined });

/** Without the members that are undefined. */
function tidy(raw: { readonly [name: string]: Json | undefined }): JsonObject {
  return JSON.parse(JSON.stringify(raw)) as JsonObject; // JSON of JSON
}

const strings = fc
  .record({
    minLength: some(small),
    more: some(small),
    pattern: some(fc.constantFrom('^[a-c]*$', '^a', 'b', '^[a-z]{0,2}$', '^(a|bb)*$')),
    format: fc.constantFrom(undefined, undefined, undefined, 'note'),
  })
  .map(({ minLength, more, ...rest }) =>
    tidy({ type: 'string', minLength, ...(more === undefined ? {} : { maxLength: (minLength ?? 0) + more + 1 }), ...rest }),
  )
  // Those that have a value at all.
  .filter((raw) => !('pattern' in raw) || !('minLength' in raw || 'maxLength' in raw));
const numbers = fc
  .record({ type: fc.constantFrom('integer', 'number'), minimum: some(small), more: some(small) })
  .map(({ type: kind, minimum, more }) =>
    tidy({ type: kind, minimum, ...(more === undefined ? {} : { maximum: (minimum ?? 0) + more }) }),
  );
const enums = fc
  .uniqueArray(fc.constantFrom('a', 'b', 'bb', 'c'), { minLength: 1, maxLength: 3 })
  .map((values): JsonObject => ({ type: 'string', enum: values }));

const { schema } = fc.letrec<{ readonly schema: JsonObject }>((tie) => ({
  schema: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    strings,
    numbers,
    enums,
    fc.constant<JsonObject>({ type: 'boolean' }),
    tie('schema').map((inner) => ('nullable' in inner || 'oneOf' in inner ? inner : { ...inner, ...nullableOf(inner) })),
    fc
      .record({ items: tie('schema'), minItems: some(fc.integer({ min: 0, max: 1 })), maxItems: some(fc.integer({ min: 1, max: 3 })) })
      .map(({ items, ...rest }) => tidy({ type: 'array', items, ...rest })),
    tie('schema').map((values): JsonObject => ({ type: 'object', additionalProperties: values })),
    fc
      .record({
        properties: fc.dictionary(fc.constantFrom('p', 'q', 'r'), tie('schema'), { minKeys: 1, maxKeys: 3 }),
        required: fc.subarray(['p', 'q', 'r']),
        isClosed: fc.boolean(),
      })
      .map(({ properties, required, isClosed }) => {
        const names = required.filter((name) => Object.hasOwn(properties, name));
        return tidy({
          type: 'object',
          properties: { ...properties },
          ...(names.length === 0 ? {} : { required: names }),
          ...(isClosed ? { additionalProperties: false } : {}),
        });
      }),
    fc.tuple(numbers, strings).map((oneOf): JsonObject => ({ oneOf })),
    fc
      .subarray(['x', 'y', 'z'], { minLength: 2 })
      .chain((names) => fc.tuple(...names.map((name) => tie('schema').map((inner) => tagged(name, inner)))))
      .map((oneOf): JsonObject => ({ oneOf })),
  ),
}));

function nullableOf(inner: JsonObject): JsonObject {
  const values = inner['enum'];
  return Array.isArray(values) ? { nullable: true, enum: [...values, null] } : { nullable: true };
}

function tagged(name: string, inner: JsonObject): JsonObject {
  return {
    type: 'object',
    properties: { type: { type: 'string', enum: [name] }, own: inner },
    required: ['type', 'own'],
  };
}

function versionOf(document: JsonObject): Version | undefined {
  const { value } = readOpenApiDocuments('t', [{ file: '1.0.0.json', text: JSON.stringify(document) }]);
  return value?.versions[0];
}

const counts = { compatible: 0, breaking: 0, unproven: 0 };

/** What is wrong with the verdict of a step from one schema to another, if anything is. */
function wrong(one: JsonObject, other: JsonObject): string | undefined {
  const { before, after } = type('', one, other, []);
  const [older, newer] = [versionOf(before), versionOf(after)];
  if (older === undefined || newer === undefined) return 'unreadable';
  const { findings } = judgeStep(older, newer);
  for (const [flow, writer, reader, version] of [
    ['old-client-request', before, after, older],
    ['new-client-request', after, before, newer],
  ] as const) {
    const answers = findings.map(({ flows }) => flows[flow]);
    const [written, read] = [new RawJudge(writer), new RawJudge(reader)];
    const answer = answers.includes('breaking') ? 'breaking' : answers.includes('unproven') ? 'unproven' : 'compatible';
    counts[answer] += 1;
    for (const { witness } of findings) {
      if (witness === undefined || witness.flow !== flow) continue;
      const value = JSON.parse(JSON.stringify(witness.value)) as Json; // a witness is JSON
      if (!written.accepts('T', value)) return `the writer refuses the witness ${JSON.stringify(value)}`;
      const isMeaning = /aside|under another name|for something else|differently/.test(witness.why);
      if (!isMeaning && read.accepts('T', value)) return `the reader takes the witness ${JSON.stringify(value)}`;
    }
    const root = version.schemas.get('T')?.schema;
    if (answer !== 'compatible' || root === undefined) continue;
    for (const value of fc.sample(arbitraryOf(root, version), { numRuns: 30, seed: 1 })) {
      const json = JSON.parse(JSON.stringify(value)) as Json; // as a parser gives it
      if (written.accepts('T', json) && !read.accepts('T', json)) return `${flow} refuses ${JSON.stringify(json)}`;
    }
  }
  return undefined;
}

test('verdicts of random steps hold for ajv', () => {
  const steps = fc.oneof(
    fc.tuple(schema, schema),
    fc.tuple(strings, strings),
    fc.tuple(numbers, numbers),
    fc.tuple(enums, fc.oneof(enums, strings)),
    // The same but for one part, where the interesting answers are.
    fc.tuple(schema, schema, schema).map(([a, b, c]): [JsonObject, JsonObject] => [
      { type: 'object', properties: { a, b }, required: ['a'] },
      { type: 'object', properties: { a, b: c }, required: ['a'] },
    ]),
  );
  const checked = fc.check(
    fc.property(steps, ([one, other]) => wrong(one, other) === undefined),
    { numRuns: 600 },
  );
  const [[one, other] = []] = checked.counterexample ?? [];
  const why = one === undefined || other === undefined ? undefined : wrong(one, other);
  expect([why, JSON.stringify(one), JSON.stringify(other)]).toEqual([undefined, undefined, undefined]);
  expect(counts.compatible).toBeGreaterThan(50);
  expect(counts.breaking).toBeGreaterThan(500);
  expect(counts.unproven).toBeLessThan(30);
});
