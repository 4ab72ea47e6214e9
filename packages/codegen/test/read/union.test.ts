import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../src/model/json.ts';
import { readSchema, refusals } from './given.ts';

const one = (value: string): JsonObject => ({ type: 'string', enum: [value] });
const obj = (
  properties: JsonObject,
  required: readonly string[] = Object.keys(properties),
): JsonObject => ({
  type: 'object',
  properties,
  required,
});
const ref = (name: string): JsonObject => ({ $ref: `#/components/schemas/${name}` });
const string: JsonObject = { type: 'string' };

interface Row {
  readonly idiom: string;
  readonly given: JsonObject;
  readonly others?: JsonObject;
  /** Style with tag and content, then the names. */
  readonly want: string;
}

const rows: readonly Row[] = [
  {
    idiom: 'internal',
    given: { oneOf: [obj({ type: one('a'), x: string, y: string }), obj({ type: one('b') })] },
    want: 'internal type: a b',
  },
  {
    idiom: 'unit only',
    given: { oneOf: [obj({ speed: one('a') }), obj({ speed: one('b') })] },
    want: 'internal speed: a b',
  },
  {
    idiom: 'adjacent',
    given: { oneOf: [obj({ type: one('a'), value: string }), obj({ type: one('b') })] },
    want: 'adjacent type/value: a b',
  },
  {
    idiom: 'adjacent, content everywhere',
    given: { oneOf: [obj({ t: one('a'), v: string }), obj({ t: one('b'), v: ref('E') })] },
    others: { E: string },
    want: 'adjacent t/v: a b',
  },
  {
    idiom: 'contents of two names are internal',
    given: { oneOf: [obj({ type: one('a'), x: string }), obj({ type: one('b'), y: string })] },
    want: 'internal type: a b',
  },
  {
    idiom: 'tag by usual name',
    given: { oneOf: [obj({ z: one('1'), kind: one('a') }), obj({ z: one('2'), kind: one('b') })] },
    want: 'adjacent kind/z: a b',
  },
  {
    idiom: 'tag must be distinct',
    given: {
      oneOf: [obj({ type: one('a'), code: one('x') }), obj({ type: one('a'), code: one('y') })],
    },
    want: 'adjacent code/type: x y',
  },
  {
    idiom: 'same tags are no tags',
    given: { oneOf: [obj({ type: one('a'), v: string }), obj({ type: one('a'), w: string })] },
    want: 'untagged: object0 object1',
  },
  {
    idiom: 'an optional tag is none',
    given: { oneOf: [obj({ type: one('a') }, []), obj({ type: one('b') }, [])] },
    want: 'untagged: object0 object1',
  },
  {
    idiom: 'a tag of another type',
    given: {
      oneOf: [obj({ ok: { type: 'boolean', enum: [true] } }), obj({ ok: { const: false } })],
    },
    want: 'internal ok: true false',
  },
  {
    idiom: 'variants are references',
    given: { oneOf: [ref('A'), { allOf: [ref('B')] }] },
    others: {
      A: obj({ type: one('a') }),
      B: { allOf: [obj({ type: ref('T') }), obj({ x: string, y: string })] },
      T: one('b'),
    },
    want: 'internal type: a b',
  },
  {
    idiom: 'discriminator names the tag',
    given: {
      oneOf: [obj({ type: one('a'), z: one('1') }), obj({ type: one('b'), z: one('2') })],
      discriminator: { propertyName: 'z' },
    },
    want: 'adjacent z/type: 1 2',
  },
  {
    idiom: 'discriminator by mapping',
    given: {
      oneOf: [ref('A'), ref('B')],
      discriminator: { propertyName: 'k', mapping: { x: 'A', y: '#/components/schemas/B' } },
    },
    others: { A: obj({ k: string, p: string, q: string }), B: obj({ k: string }) },
    want: 'internal k: x y',
  },
  {
    idiom: 'discriminator by name',
    given: { oneOf: [ref('A'), ref('B')], discriminator: { propertyName: 'k' } },
    others: { A: obj({ k: string }), B: obj({ k: string }) },
    want: 'internal k: A B',
  },
  { idiom: 'external', given: { oneOf: [one('a'), obj({ b: string })] }, want: 'external: a b' },
  {
    idiom: 'external, several strings in one',
    given: { oneOf: [{ type: 'string', enum: ['a', 'b'] }, obj({ c: string })] },
    want: 'external: a b c',
  },
  {
    idiom: 'external, one variant',
    given: { oneOf: [obj({ ed25519: string })] },
    want: 'external: ed25519',
  },
  {
    idiom: 'Result',
    given: { oneOf: [obj({ ok: { type: 'string', enum: [null] } }), obj({ err: string })] },
    want: 'external: ok err',
  },
  {
    idiom: 'external needs required keys',
    given: { oneOf: [obj({ a: string }, []), obj({ b: string })] },
    want: 'untagged: object0 object1',
  },
  {
    idiom: 'external key twice',
    given: { oneOf: [obj({ a: string }), obj({ a: { type: 'integer' } })] },
    want: 'untagged: object0 object1',
  },
  {
    idiom: 'untagged with titles',
    given: {
      oneOf: [
        { title: 'v4', allOf: [ref('A')] },
        { title: 'v6', allOf: [ref('B')] },
      ],
    },
    others: { A: string, B: string },
    want: 'untagged: v4 v6',
  },
  {
    idiom: 'untagged by reference',
    given: { anyOf: [ref('A'), ref('B'), ref('A')] },
    others: { A: string, B: string },
    want: 'untagged: A B A_2',
  },
  {
    idiom: 'anyOf with one variant',
    given: { anyOf: [{ type: 'array', items: {} }] },
    want: 'untagged: array0',
  },
  {
    idiom: 'contains itself',
    given: {
      oneOf: [obj({ type: one('a'), x: ref('Given'), y: ref('Given') }), obj({ type: one('b') })],
    },
    want: 'internal type: a b',
  },
  {
    idiom: 'contains itself through its variants',
    given: { oneOf: [ref('A'), obj({ type: one('b') })] },
    others: { A: obj({ type: one('a'), next: { oneOf: [ref('A'), obj({ type: one('c') })] } }) },
    want: 'adjacent type/next: a b',
  },
];

describe.each(['3.0.3', '3.1.0'] as const)('unions in OpenAPI %s', (dialect) => {
  test.each(rows)('$idiom', ({ given, others, want }) => {
    const schema = readSchema(given, others, dialect);
    if (schema?.kind !== 'union') throw new Error(`no union but ${JSON.stringify(schema)}`);
    const { style, ...rest } = schema.tagging;
    const details = Object.values(rest).join('/');
    const names = schema.variants.map((variant) => variant.name).join(' ');
    expect(`${style}${details === '' ? '' : ` ${details}`}: ${names}`).toBe(want);
  });
});

test('documented enums are enums with words', () => {
  const given = {
    oneOf: [
      { type: 'string', enum: ['a', 'b'] },
      { description: 'the third', type: 'string', enum: ['c'] },
      { const: 4, title: 'four' },
    ],
  };
  expect(readSchema(given)).toEqual({
    kind: 'enum',
    values: [
      { value: 'a' },
      { value: 'b' },
      { value: 'c', description: 'the third' },
      { value: 4, description: 'four' },
    ],
  });
});

test('a variant carries its words, and its schema the whole wire value', () => {
  const given = {
    oneOf: [
      { description: 'unit', ...one('a') },
      { description: 'more', ...obj({ b: string }) },
    ],
  };
  expect(readSchema(given)).toEqual({
    kind: 'union',
    tagging: { style: 'external' },
    variants: [
      { name: 'a', description: 'unit', schema: { kind: 'enum', values: [{ value: 'a' }] } },
      {
        name: 'b',
        description: 'more',
        schema: {
          kind: 'object',
          properties: [{ name: 'b', schema: { kind: 'string' }, required: true }],
          additional: 'ignored',
        },
      },
    ],
  });
});

test('a discriminator without literals narrows the tag of each variant', () => {
  const others = { A: { ...obj({ k: string }, []), description: 'A' }, B: obj({ k: one('B') }) };
  const given = { oneOf: [ref('A'), ref('B')], discriminator: { propertyName: 'k' } };
  const schema = readSchema(given, others);
  expect(schema?.kind === 'union' && schema.variants.map((variant) => variant.schema)).toEqual([
    {
      kind: 'object',
      properties: [
        { name: 'k', schema: { kind: 'enum', values: [{ value: 'A' }] }, required: true },
      ],
      additional: 'ignored',
    },
    { kind: 'reference', name: 'B' },
  ]);
});

const refused: readonly (readonly [string, Json, JsonObject, string])[] = [
  ['no list', { oneOf: {} }, {}, 'schema_malformed Given/oneOf'],
  ['empty', { anyOf: [] }, {}, 'schema_malformed Given/anyOf'],
  ['properties beside', { oneOf: [string], properties: {} }, {}, 'unsupported Given/properties'],
  ['allOf beside', { oneOf: [string], allOf: [string] }, {}, 'unsupported Given/allOf'],
  ['anyOf beside', { oneOf: [string], anyOf: [string] }, {}, 'unsupported Given/anyOf'],
  [
    'discriminator alone',
    { ...obj({ k: string }), discriminator: { propertyName: 'k' } },
    {},
    'unsupported Given/discriminator',
  ],
  [
    'discriminator without name',
    { oneOf: [string], discriminator: {} },
    {},
    'schema_malformed Given/discriminator',
  ],
  [
    'discriminated string',
    { oneOf: [string], discriminator: { propertyName: 'k' } },
    {},
    'schema_malformed Given/oneOf/0',
  ],
  [
    'inline variant without value',
    { oneOf: [obj({ k: string })], discriminator: { propertyName: 'k' } },
    {},
    'unsupported Given/oneOf/0',
  ],
  [
    'mapping leads nowhere',
    { oneOf: [ref('A')], discriminator: { propertyName: 'k', mapping: { a: 'Z' } } },
    { A: obj({ k: one('a') }) },
    'reference_unresolved Given/discriminator/mapping/a',
  ],
  [
    'mapping contradicts',
    { oneOf: [ref('A')], discriminator: { propertyName: 'k', mapping: { b: 'A' } } },
    { A: obj({ k: one('a') }) },
    'schema_malformed Given/discriminator/mapping',
  ],
  [
    'same value twice',
    { oneOf: [ref('A'), obj({ k: one('A') })], discriminator: { propertyName: 'k' } },
    { A: obj({ k: string }) },
    'schema_malformed Given/discriminator',
  ],
];

test.each(refused)('refused: %s', (_name, given, others, want) => {
  const found = refusals(given, others);
  expect(found).toContain(want);
});
