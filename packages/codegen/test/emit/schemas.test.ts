import { expect, test } from 'vitest';
import { emitSchemas } from '../../src/emit/schemas.ts';
import { computeEpochs } from '../../src/plan/epochs.ts';
import { apiOf, format, list, object, ref, text, nullable } from './build.ts';

const Old = { ...format('uuid'), description: 'An id.' };

test('a version holds what is new there, and leads to the rest', () => {
  const api = apiOf([
    { schemas: { 'Old/1': Old, User: object({ id: ref('Old/1') }) } },
    { schemas: { 'Old/1': Old, User: object({ ids: list(ref('Old/1')), 'me?': ref('User') }) } },
    { schemas: { 'Old/1': Old } },
  ]);
  const files = emitSchemas(api, computeEpochs(api));
  expect([...files.keys()]).toEqual([
    'generated/v1/schemas.json',
    'generated/v2/schemas.json',
    'generated/v3/schemas.json',
  ]);
  const document = (version: string): unknown =>
    JSON.parse(files.get(`generated/${version}/schemas.json`) ?? '');
  expect(document('v1')).toMatchObject({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'test-api/v1',
    $defs: {
      'Old/1': { type: 'string', format: 'uuid', description: 'An id.' },
      User: { type: 'object', properties: { id: { $ref: '#/$defs/Old~11' } }, required: ['id'] },
    },
  });
  expect(document('v2')).toMatchObject({
    $id: 'test-api/v2',
    $defs: {
      User: {
        type: 'object',
        properties: {
          ids: { type: 'array', items: { $ref: 'v1#/$defs/Old~11' } },
          me: { $ref: '#/$defs/User' },
        },
        required: ['ids'],
      },
    },
  });
  expect(document('v3')).toMatchObject({ $defs: {} });
});

test('a type named __proto__ is a definition like any other', () => {
  const api = apiOf([{ schemas: [['__proto__', text]] }]);
  const module = emitSchemas(api, computeEpochs(api)).get('generated/v1/schemas.json');
  expect(module).toContain('"__proto__": {');
});

test('null beside what takes null already is said once: oneOf would refuse it', () => {
  const api = apiOf([
    {
      schemas: {
        MayBe: nullable(text),
        Is: text,
        Twice: object({ a: nullable(ref('MayBe')), b: nullable(ref('Is')) }),
      },
    },
  ]);
  const module = emitSchemas(api, computeEpochs(api)).get('generated/v1/schemas.json') ?? '';
  const { $defs } = JSON.parse(module) as { readonly $defs: { readonly Twice: object } };
  expect($defs.Twice).toMatchObject({
    properties: {
      a: { $ref: '#/$defs/MayBe' },
      b: { oneOf: [{ $ref: '#/$defs/Is' }, { type: 'null' }] },
    },
  });
});
