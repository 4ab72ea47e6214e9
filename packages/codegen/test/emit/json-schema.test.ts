import { describe, expect, test } from 'vitest';
import { documentDialect, toJsonSchema, typesDialect } from '../../src/emit/json-schema.ts';
import { validatorDialect } from '../../src/emit/validator-schema.ts';
import type { Json } from '../../src/model/json.ts';
import type { Schema } from '../../src/model/schema.ts';
import {
  any,
  flag,
  format,
  integer,
  list,
  map,
  nullable,
  object,
  oneOf,
  ref,
  text,
  union,
} from './build.ts';

const reference = ({ name }: { readonly name: string }): { $ref: string } => ({ $ref: name });
const types = typesDialect(reference);
const document = documentDialect(reference);
const validator = validatorDialect(({ name }) => `validate${name}`);

const safe = Number.MAX_SAFE_INTEGER;

describe('what every dialect says the same way', () => {
  const cases: readonly (readonly [string, Schema, Json])[] = [
    ['any', any, {}],
    ['boolean', flag, { type: 'boolean' }],
    ['string', text, { type: 'string' }],
    ['number', { kind: 'number', integer: false, minimum: 0.5 }, { type: 'number', minimum: 0.5 }],
    ['enum', oneOf('a', 'b'), { type: 'string', enum: ['a', 'b'] }],
    ['mixed enum', oneOf('a', 1), { enum: ['a', 1] }],
    ['null', oneOf(null), { type: 'null', enum: [null] }],
    [
      'set',
      list(text, { uniqueItems: true }),
      { type: 'array', items: { type: 'string' }, uniqueItems: true },
    ],
    ['map', map(flag), { type: 'object', additionalProperties: { type: 'boolean' } }],
    ['empty object', object({}), { type: 'object', properties: {} }],
    [
      'object',
      object({ a: text, 'b?': flag }, 'refused'),
      {
        type: 'object',
        properties: { a: { type: 'string' }, b: { type: 'boolean' } },
        required: ['a'],
        additionalProperties: false,
      },
    ],
    [
      'untagged union',
      union({ style: 'untagged' }, { one: text, two: flag }),
      { anyOf: [{ type: 'string' }, { type: 'boolean' }] },
    ],
  ];
  test.each(cases)('%s', (_, schema, want) => {
    for (const dialect of [types, document, validator]) {
      expect(toJsonSchema(schema, dialect)).toEqual(want);
    }
  });
});

describe('where the dialects differ', () => {
  const tagged = union(
    { style: 'internal', tag: 'kind' },
    { a: object({ kind: oneOf('a'), n: flag }), b: ref('B') },
  );
  const a = {
    type: 'object',
    properties: { kind: { type: 'string', enum: ['a'] }, n: { type: 'boolean' } },
    required: ['kind', 'n'],
  };
  const keyed = union(
    { style: 'external' },
    { unit: oneOf('unit'), key: object({ key: flag }, 'refused') },
  );
  const key = {
    type: 'object',
    properties: { key: { type: 'boolean' } },
    required: ['key'],
    additionalProperties: false,
  };
  const cases: readonly {
    readonly name: string;
    readonly schema: Schema;
    readonly types: Json;
    readonly document: Json;
    readonly validator: Json;
  }[] = [
    {
      name: 'reference',
      schema: ref('X'),
      types: { $ref: 'X' },
      document: { $ref: 'X' },
      validator: { refer: 'validateX' },
    },
    {
      name: 'docs',
      schema: { kind: 'string', title: 'T', description: 'D', deprecated: true },
      types: { type: 'string', title: 'T', description: 'D', deprecated: true },
      document: { type: 'string', title: 'T', description: 'D', deprecated: true },
      validator: { type: 'string' },
    },
    {
      name: 'known format',
      schema: format('uuid'),
      types: { type: 'string', format: 'uuid' },
      document: { type: 'string', format: 'uuid' },
      validator: { type: 'string', format: 'uuid' },
    },
    {
      name: 'unknown format',
      schema: format('Utf8PathBuf'),
      types: { type: 'string', format: 'Utf8PathBuf' },
      document: { type: 'string', format: 'Utf8PathBuf' },
      validator: { type: 'string' },
    },
    {
      name: 'uint8',
      schema: integer('uint8', { minimum: 1 }),
      types: { type: 'integer', format: 'uint8', minimum: 1 },
      document: { type: 'integer', format: 'uint8', minimum: 1, maximum: 255 },
      validator: { type: 'integer', minimum: 1, maximum: 255 },
    },
    {
      name: 'int64',
      schema: integer('int64'),
      types: { type: 'integer', format: 'int64' },
      document: { type: 'integer', format: 'int64', minimum: -safe, maximum: safe },
      validator: { type: 'integer', minimum: -safe, maximum: safe },
    },
    {
      name: 'nullable scalar',
      schema: nullable(format('ip')),
      types: { type: ['string', 'null'], format: 'ip' },
      document: { type: ['string', 'null'], format: 'ip' },
      validator: { orNull: { type: 'string', format: 'ip' } },
    },
    {
      name: 'nullable enum',
      schema: nullable(oneOf('a')),
      types: { type: ['string', 'null'], enum: ['a', null] },
      document: { type: ['string', 'null'], enum: ['a', null] },
      validator: { orNull: { type: 'string', enum: ['a'] } },
    },
    {
      name: 'nullable reference',
      schema: nullable(ref('X')),
      types: { oneOf: [{ $ref: 'X' }, { type: 'null' }] },
      document: { oneOf: [{ $ref: 'X' }, { type: 'null' }] },
      validator: { orNull: { refer: 'validateX' } },
    },
    {
      name: 'tuple',
      schema: { kind: 'tuple', items: [text, flag] },
      types: {
        type: 'array',
        prefixItems: [{ type: 'string' }, { type: 'boolean' }],
        minItems: 2,
        maxItems: 2,
      },
      document: {
        type: 'array',
        prefixItems: [{ type: 'string' }, { type: 'boolean' }],
        minItems: 2,
        maxItems: 2,
      },
      validator: {
        type: 'array',
        items: [{ type: 'string' }, { type: 'boolean' }],
        additionalItems: false,
        minItems: 2,
        maxItems: 2,
      },
    },
    {
      name: 'internally tagged union',
      schema: tagged,
      types: { oneOf: [a, { $ref: 'B' }] },
      document: { oneOf: [a, { $ref: 'B' }] },
      validator: {
        type: 'object',
        tag: { name: 'kind', values: [['a'], ['b']] },
        tagged: [
          { type: 'object', properties: { kind: {}, n: { type: 'boolean' } }, required: ['n'] },
          { refer: 'validateB' },
        ],
      },
    },
    {
      name: 'externally tagged union',
      schema: keyed,
      types: { oneOf: [{ type: 'string', enum: ['unit'] }, key] },
      document: { oneOf: [{ type: 'string', enum: ['unit'] }, key] },
      validator: { keyed: [key], keys: ['key'], units: ['unit'] },
    },
  ];
  test.each(cases)('$name', ({ name, schema, ...want }) => {
    expect({
      name,
      types: toJsonSchema(schema, types),
      document: toJsonSchema(schema, document),
      validator: toJsonSchema(schema, validator),
    }).toEqual({ name, ...want });
  });
});

test('what the values of an enum mean is said in its description', () => {
  const schema: Schema = {
    kind: 'enum',
    description: 'D',
    values: [{ value: 'a', description: 'first' }, { value: 'b' }],
  };
  const want = { type: 'string', enum: ['a', 'b'], description: 'D\n\n- `a`: first\n- `b`' };
  expect(toJsonSchema(schema, document)).toEqual(want);
});

test("a property's docs and default win over its schema's", () => {
  const schema: Schema = {
    kind: 'object',
    additional: 'ignored',
    properties: [
      {
        name: 'a',
        required: false,
        description: 'of the property',
        default: { value: null },
        schema: { kind: 'string', title: 'T', description: 'of the schema' },
      },
    ],
  };
  expect(toJsonSchema(schema, types)).toEqual({
    type: 'object',
    properties: {
      a: { type: 'string', title: 'T', description: 'of the property', default: null },
    },
  });
  expect(toJsonSchema(schema, validator)).toEqual({
    type: 'object',
    properties: { a: { type: 'string' } },
  });
});

test('a property named __proto__ is a property', () => {
  const schema = toJsonSchema(object([['__proto__', text]]), types);
  expect(Object.keys(schema['properties'] ?? {})).toEqual(['__proto__']);
});
