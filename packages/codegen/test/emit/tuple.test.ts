import { climb, type Epoch } from '@skewline/runtime';
import { beforeAll, expect, test } from 'vitest';
import type { JsonObject } from '../../src/model/json.ts';
import { testPackage } from '../plan/package.ts';
import { compilerMessages } from './compile.ts';

// What the table of cases cannot hold, as OpenAPI 3.0 has no tuples.
function document(version: string, inner: JsonObject): { file: string; text: string } {
  const pair = {
    type: 'array',
    prefixItems: [{ type: 'string' }, inner],
    minItems: 2,
    maxItems: 2,
  };
  const schemas = {
    Pair: pair,
    Holder: { type: 'object', required: ['pair'], properties: { pair } },
  };
  const info = { title: 't', version };
  const root = { openapi: '3.1.0', info, paths: {}, components: { schemas } };
  return { file: `${version}.json`, text: JSON.stringify(root) };
}

const object = (properties: JsonObject): JsonObject => ({ type: 'object', properties });
const built = testPackage(
  [
    document('1.0.0', object({ a: { type: 'string' } })),
    document('2.0.0', object({ a: { type: 'string' }, b: { type: 'boolean', default: false } })),
  ],
  'export {};\n',
);
let epochs: readonly Epoch[] = [];
beforeAll(async () => {
  // What emit/conversions.ts writes.
  epochs = ((await built.load('generated/conversions.ts')) as { epochs: readonly Epoch[] }).epochs;
});

test('what changes inside a tuple compiles, and keeps its places', () => {
  expect(built.problems).toEqual([]);
  expect(compilerMessages(built.sources)).toEqual([]);
  const start = (type: string): number =>
    epochs.findIndex((one) => one.type === type && one.first === 0);
  expect(climb(epochs, start('Pair'), 1, ['x', { a: 'y' }], {})).toEqual([
    'x',
    { a: 'y', b: false },
  ]);
  expect(climb(epochs, start('Holder'), 1, { pair: ['x', {}] }, {})).toEqual({
    pair: ['x', { b: false }],
  });
});
