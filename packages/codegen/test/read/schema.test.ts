import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../src/model/json.ts';
import type { Schema } from '../../src/model/schema.ts';
import type { Dialect } from './given.ts';
import { readSchema } from './given.ts';

const string = { kind: 'string' } as const;
const boolean = { kind: 'boolean' } as const;
const any = { kind: 'any' } as const;
const integer = { kind: 'number', integer: true } as const;
const other = { kind: 'reference', name: 'Other' } as const;
const nullable = (of: object): object => ({ kind: 'nullable', of });
const object = (properties: readonly object[], additional: unknown = 'ignored'): object => ({
  kind: 'object',
  properties,
  additional,
});
const property = (name: string, schema: object, rest: object = {}): object => ({
  name,
  schema,
  required: false,
  ...rest,
});
const ref = { $ref: '#/components/schemas/Other' };
const Other = { type: 'string' };

interface Row {
  readonly idiom: string;
  readonly given: Json;
  readonly want: object;
  readonly others?: JsonObject;
  /** Where only one of the two dialects has it. */
  readonly only?: Dialect;
}

const rows: readonly Row[] = [
  { idiom: 'any: empty', given: {}, want: any },
  { idiom: 'any: true', given: true, want: any },
  { idiom: 'any: words only', given: { description: 'd' }, want: { ...any, description: 'd' } },
  { idiom: 'any: nullable without type', given: { nullable: true }, want: any },
  { idiom: 'boolean', given: { type: 'boolean' }, want: boolean },
  {
    idiom: 'string with everything',
    given: { type: 'string', format: 'ipv4', pattern: '^a$', minLength: 1, maxLength: 63 },
    want: { kind: 'string', format: 'ipv4', pattern: '^a$', minLength: 1, maxLength: 63 },
  },
  {
    idiom: 'string format with spaces',
    given: { type: 'string', format: 'hex string (32 bytes)' },
    want: { kind: 'string', format: 'hex string (32 bytes)' },
  },
  {
    idiom: 'integer format and bounds',
    given: { type: 'integer', format: 'uint8', minimum: 1, maximum: 32 },
    want: { kind: 'number', integer: true, format: 'uint8', minimum: 1, maximum: 32 },
  },
  {
    idiom: 'number format',
    given: { type: 'number', format: 'double', multipleOf: 0.5 },
    want: { kind: 'number', integer: false, format: 'double', multipleOf: 0.5 },
  },
  {
    idiom: 'exclusive bounds as flags',
    given: {
      type: 'number',
      minimum: 0,
      exclusiveMinimum: true,
      maximum: 9,
      exclusiveMaximum: false,
    },
    want: { kind: 'number', integer: false, exclusiveMinimum: 0, maximum: 9 },
    only: '3.0.3',
  },
  {
    idiom: 'exclusive bounds as numbers',
    given: { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 9 },
    want: { kind: 'number', integer: false, exclusiveMinimum: 0, exclusiveMaximum: 9 },
    only: '3.1.0',
  },
  {
    idiom: 'a maximum of 2^64 - 1 is rounded',
    given: { type: 'integer', maximum: 2 ** 64 },
    want: { ...integer, maximum: 2 ** 64 },
  },
  { idiom: 'reference', given: ref, want: other, others: { Other } },
  {
    idiom: 'reference with words',
    given: { ...ref, description: 'd' },
    want: { ...other, description: 'd' },
    others: { Other },
  },
  {
    idiom: 'reference with encoded name',
    given: { $ref: '#/components/schemas/a~1b%20c' },
    want: { kind: 'reference', name: 'a/b c' },
    others: { 'a/b c': Other },
  },
  {
    idiom: 'reference to another place is read in line',
    given: { $ref: '#/components/schemas/Other/properties/y' },
    want: string,
    others: { Other: { type: 'object', properties: { y: { type: 'string' } } } },
  },
  { idiom: 'allOf around a reference', given: { allOf: [ref] }, want: other, others: { Other } },
  {
    idiom: 'allOf: the words of the wrapper win, nullable',
    given: {
      title: 't',
      description: 'outer',
      nullable: true,
      allOf: [{ type: 'string', description: 'inner' }],
    },
    want: { ...nullable(string), title: 't', description: 'outer' },
  },
  {
    idiom: 'allOf of a reference and words',
    given: { allOf: [ref, { description: 'd', default: 1 }] },
    want: { ...other, description: 'd' },
    others: { Other },
  },
  {
    idiom: 'allOf of several objects is one object',
    given: {
      allOf: [
        ref,
        {
          type: 'object',
          properties: { b: { type: 'boolean' }, a: { type: 'string', description: 'd' } },
          required: ['b'],
        },
      ],
      description: 'both',
    },
    others: {
      Other: {
        allOf: [{ type: 'object', properties: { a: { type: 'string' } }, required: ['a'] }],
      },
    },
    want: {
      ...object([
        property('a', string, { required: true, description: 'd' }),
        property('b', boolean, { required: true }),
      ]),
      description: 'both',
    },
  },
  {
    idiom: 'allOf with properties beside it',
    given: { allOf: [ref], type: 'object', properties: { b: { type: 'boolean' } } },
    others: { Other: { type: 'object', properties: { a: { type: 'string' } } } },
    want: object([property('b', boolean), property('a', string)]),
  },
  {
    idiom: 'allOf narrows a plain string to a tag',
    given: {
      allOf: [ref, { type: 'object', properties: { kind: { type: 'string', enum: ['x'] } } }],
    },
    others: {
      Other: { type: 'object', properties: { kind: { type: 'string' } }, required: ['kind'] },
    },
    want: object([
      property('kind', { kind: 'enum', values: [{ value: 'x' }] }, { required: true }),
    ]),
  },
  {
    idiom: 'enum',
    given: { type: 'string', enum: ['b', 'a', 'b'], description: 'd' },
    want: { kind: 'enum', values: [{ value: 'b' }, { value: 'a' }], description: 'd' },
  },
  {
    idiom: 'integer enum',
    given: { type: 'integer', enum: [512, 4096] },
    want: { kind: 'enum', values: [{ value: 512 }, { value: 4096 }] },
  },
  {
    idiom: 'const',
    given: { const: 'x' },
    want: { kind: 'enum', values: [{ value: 'x' }] },
    only: '3.1.0',
  },
  {
    idiom: 'const null',
    given: { const: null },
    want: { kind: 'enum', values: [{ value: null }] },
    only: '3.1.0',
  },
  {
    idiom: 'type null',
    given: { type: 'null' },
    want: { kind: 'enum', values: [{ value: null }] },
    only: '3.1.0',
  },
  {
    idiom: 'enum with null',
    given: { type: 'string', enum: ['a', null] },
    want: nullable({ kind: 'enum', values: [{ value: 'a' }] }),
  },
  {
    idiom: 'enum of null only, as in Result ok',
    given: { type: 'string', enum: [null], nullable: true },
    want: { kind: 'enum', values: [{ value: null }] },
  },
  {
    idiom: 'nullable',
    given: { type: 'string', nullable: true, description: 'd' },
    want: { ...nullable(string), description: 'd' },
    only: '3.0.3',
  },
  {
    idiom: 'nullable: type list',
    given: { type: ['string', 'null'], description: 'd' },
    want: { ...nullable(string), description: 'd' },
    only: '3.1.0',
  },
  {
    idiom: 'nullable: oneOf with null',
    given: { oneOf: [ref, { type: 'null' }] },
    want: nullable(other),
    others: { Other },
    only: '3.1.0',
  },
  {
    idiom: 'nullable: anyOf with enum of null',
    given: { anyOf: [{ enum: [null], nullable: true }, ref] },
    want: nullable(other),
    others: { Other },
  },
  {
    idiom: 'nullable: beside a reference',
    given: { ...ref, nullable: true },
    want: nullable(other),
    others: { Other },
    only: '3.1.0',
  },
  {
    idiom: 'nullable enum',
    given: { type: 'string', enum: ['a'], nullable: true },
    want: nullable({ kind: 'enum', values: [{ value: 'a' }] }),
  },
  {
    idiom: 'nullable union',
    given: { nullable: true, oneOf: [{ type: 'string' }, { type: 'boolean', nullable: true }] },
    want: nullable({
      kind: 'union',
      tagging: { style: 'untagged' },
      variants: [
        { name: 'string0', schema: string },
        { name: 'boolean1', schema: boolean },
      ],
    }),
  },
  {
    idiom: 'several types',
    given: { type: ['string', 'integer', 'null'], maxLength: 3 },
    want: nullable({
      kind: 'union',
      tagging: { style: 'untagged' },
      variants: [
        { name: 'string0', schema: { ...string, maxLength: 3 } },
        { name: 'number1', schema: integer },
      ],
    }),
    only: '3.1.0',
  },
  {
    idiom: 'array',
    given: { type: 'array', items: ref },
    want: { kind: 'array', items: other, uniqueItems: false },
    others: { Other },
  },
  {
    idiom: 'array of anything',
    given: { type: 'array' },
    want: { kind: 'array', items: any, uniqueItems: false },
  },
  {
    idiom: 'set, bounded',
    given: {
      type: 'array',
      items: { type: 'string' },
      uniqueItems: true,
      minItems: 1,
      maxItems: 4,
    },
    want: { kind: 'array', items: string, minItems: 1, maxItems: 4, uniqueItems: true },
  },
  {
    idiom: 'fixed length',
    given: { type: 'array', items: { type: 'integer' }, minItems: 32, maxItems: 32 },
    want: { kind: 'array', items: integer, minItems: 32, maxItems: 32, uniqueItems: false },
  },
  {
    idiom: 'tuple',
    given: {
      type: 'array',
      prefixItems: [{ type: 'string' }, { type: 'boolean' }],
      minItems: 2,
      items: false,
    },
    want: { kind: 'tuple', items: [string, boolean] },
    only: '3.1.0',
  },
  {
    idiom: 'map',
    given: { type: 'object', additionalProperties: ref },
    want: { kind: 'map', values: other },
    others: { Other },
  },
  {
    idiom: 'map of anything: true',
    given: { type: 'object', additionalProperties: true },
    want: { kind: 'map', values: any },
  },
  {
    idiom: 'map of anything: {}',
    given: { type: 'object', additionalProperties: {}, minProperties: 1 },
    want: { kind: 'map', values: any, minProperties: 1 },
  },
  {
    idiom: 'map of maps with trivial names',
    given: {
      additionalProperties: { type: 'object', additionalProperties: { type: 'array', items: {} } },
      propertyNames: { type: 'string' },
    },
    want: {
      kind: 'map',
      values: { kind: 'map', values: { kind: 'array', items: any, uniqueItems: false } },
    },
    only: '3.1.0',
  },
  { idiom: 'empty object', given: { type: 'object' }, want: object([]) },
  {
    idiom: 'empty object, closed',
    given: { type: 'object', additionalProperties: false },
    want: object([], 'refused'),
  },
  {
    idiom: 'object with a map',
    given: {
      type: 'object',
      properties: { a: { type: 'string' } },
      additionalProperties: { type: 'integer' },
    },
    want: object([property('a', string)], integer),
  },
  {
    idiom: 'required without a description',
    given: { type: 'object', required: ['a'] },
    want: object([property('a', any, { required: true })]),
  },
  {
    idiom: 'words move from schema to property',
    given: {
      properties: {
        a: { type: 'string', title: 't', description: 'd', deprecated: true, 'x-y': [1] },
      },
    },
    want: object([
      property('a', string, {
        title: 't',
        description: 'd',
        deprecated: true,
        extensions: { 'x-y': [1] },
      }),
    ]),
  },
  {
    idiom: 'defaults: own, in allOf, beside allOf, null, none',
    given: {
      type: 'object',
      properties: {
        own: { type: 'integer', default: 7 },
        wrapped: { allOf: [ref], default: 'w' },
        inner: { allOf: [ref, { default: 'i' }] },
        null: { type: 'string', nullable: true, default: null },
        referred: ref,
        alias: { allOf: [{ $ref: '#/components/schemas/Alias' }] },
        none: { type: 'string' },
      },
    },
    others: { Other: { type: 'string', default: 'o' }, Alias: { allOf: [ref] } },
    want: object([
      property('own', integer, { default: { value: 7 } }),
      property('wrapped', other, { default: { value: 'w' } }),
      property('inner', other, { default: { value: 'i' } }),
      property('null', nullable(string), { default: { value: null } }),
      property('referred', other, { default: { value: 'o' } }),
      property('alias', { kind: 'reference', name: 'Alias' }, { default: { value: 'o' } }),
      property('none', string),
    ]),
  },
  {
    idiom: 'recursion',
    given: { type: 'object', properties: { next: { $ref: '#/components/schemas/Given' } } },
    want: object([property('next', { kind: 'reference', name: 'Given' })]),
  },
  {
    idiom: 'extensions and annotations',
    given: {
      type: 'string',
      'x-rust-type': { crate: 'oxnet' },
      example: 1,
      externalDocs: {},
      xml: {},
      readOnly: true,
      writeOnly: false,
    },
    want: { ...string, extensions: { 'x-rust-type': { crate: 'oxnet' } } },
  },
  {
    idiom: 'annotations of JSON Schema',
    given: {
      type: 'string',
      examples: [1],
      $comment: 'c',
      contentEncoding: 'base64',
      contentMediaType: 'a/b',
      $id: 'urn:x',
    },
    want: string,
    only: '3.1.0',
  },
  {
    idiom: 'names that are not identifiers, or belong to a prototype',
    given: JSON.parse(
      '{"type":"object","properties":{"__proto__":{"type":"string"},"constructor":{"type":"string"},"a-b c":{"type":"string"},"":{"type":"string"}},"required":["__proto__"]}',
    ) as Json,
    want: object([
      property('__proto__', string, { required: true }),
      property('constructor', string),
      property('a-b c', string),
      property('', string),
    ]),
  },
];

describe.each(['3.0.3', '3.1.0'] as const)('OpenAPI %s', (dialect) => {
  const here = rows.filter(({ only }) => only === undefined || only === dialect);
  test.each(here)('$idiom', ({ given, want, others }) => {
    expect(readSchema(given, others, dialect)).toEqual(want);
  });
});

test('every node is frozen', () => {
  const schema = readSchema({
    type: 'object',
    properties: {
      a: { oneOf: [{ type: 'string' }, { type: 'array', items: { enum: [1] } }], default: [{}] },
    },
    'x-y': { z: [] },
  });
  const open: unknown[] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if (!Object.isFrozen(value)) open.push(value);
    Object.values(value).forEach(visit);
  };
  visit(schema satisfies Schema | undefined);
  expect(open).toEqual([]);
});
