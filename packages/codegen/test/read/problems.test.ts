import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../src/model/json.ts';
import type { ProblemCode } from '../../src/model/problem.ts';
import { readOpenApiDocuments } from '../../src/read/index.ts';
import type { Dialect } from './given.ts';
import { document, problemsOf, readText, refusals } from './given.ts';

const op = (operationId?: string): JsonObject => ({
  ...(operationId === undefined ? {} : { operationId }),
  responses: { '204': { description: '' } },
});
const schema = (raw: Json, others: JsonObject = {}): string =>
  document({ schemas: { ...others, Given: raw } });
const ref = (name: string): JsonObject => ({ $ref: `#/components/schemas/${name}` });
const raw = (given: string): string => document({}).replace('"paths":{}', `"paths":{},${given}`);
const yaml = (given: string): string =>
  `openapi: 3.0.3\ninfo: {title: T, version: "1.0.0"}\npaths: {}\ncomponents:\n  schemas:\n${given}`;

interface Case {
  readonly code: ProblemCode;
  readonly bad: string;
  /** Differs as little as possible and is fine. */
  readonly twin: string;
  readonly file?: string;
  readonly where?: { readonly pointer?: string; readonly line?: number };
}

const big = '9007199254740993';
const cases: readonly Case[] = [
  {
    code: 'document_unparsable',
    bad: '{"openapi":\n"3.0.3",',
    twin: document({}),
    where: { line: 2 },
  },
  {
    code: 'document_unparsable',
    bad: '{"openapi":\n"3.0.3" x}',
    twin: document({}),
    where: { line: 2 },
  },
  { code: 'document_unparsable', bad: '', twin: document({}), where: { line: 1 } },
  {
    code: 'document_unparsable',
    bad: 'a: [1',
    twin: yaml('    A: {}'),
    file: '1.yaml',
    where: { line: 1 },
  },
  { code: 'document_unparsable', bad: 'a: 1\n---\nb: 1', twin: yaml('    A: {}'), file: '1.yaml' },
  {
    code: 'document_unparsable',
    bad: yaml('    A: *a'),
    twin: yaml('    A: &a {}\n    B: *a'),
    file: '1.yaml',
    where: { pointer: '/components/schemas/A' },
  },
  {
    code: 'document_unparsable',
    bad: yaml('    ? [a]\n    : {}'),
    twin: yaml('    ? a\n    : {}'),
    file: '1.yml',
  },
  {
    code: 'document_unparsable',
    bad: yaml('    A: !own {}'),
    twin: yaml('    A: !!map {}'),
    file: '1.yml',
  },
  { code: 'document_too_deep', bad: schema(nested(110)), twin: schema(nested(90)) },
  { code: 'document_too_deep', bad: '['.repeat(1_000_000), twin: document({}) },
  { code: 'document_too_deep', bad: '['.repeat(500_000) + ']'.repeat(500_000), twin: document({}) },
  {
    code: 'duplicate_key',
    bad: raw('"x-a":{"k~":1,"k~":2}'),
    twin: raw('"x-a":{"k~":1,"K~":"a:\\"b\\":"}'),
    where: { pointer: '/x-a/k~0', line: 1 },
  },
  {
    code: 'duplicate_key',
    bad: yaml('    A: {}\n    A: {}'),
    twin: yaml('    A: {}\n    a: {}'),
    file: '1.yaml',
    where: { pointer: '/components/schemas/A', line: 7 },
  },
  {
    code: 'not_openapi',
    bad: '{"swagger":"2.0"}',
    twin: document({}),
    where: { pointer: '/swagger' },
  },
  { code: 'not_openapi', bad: '{}', twin: document({}), where: { pointer: '/openapi' } },
  { code: 'not_openapi', bad: '[]', twin: document({}) },
  {
    code: 'not_openapi',
    bad: document({ openapi: '3.2.0' }),
    twin: document({ openapi: '3.1.2' }),
  },
  {
    code: 'version_missing',
    bad: document({ info: { title: 't', version: 'beta' } }),
    twin: document({ info: { title: 't', version: '2' } }),
    file: 'openapi.json',
    where: { pointer: '/info/version' },
  },
  {
    code: 'version_mismatch',
    bad: document({}),
    twin: document({ info: { version: '2.0.0' } }),
    file: 'v2.json',
    where: { pointer: '/info/version' },
  },
  {
    code: 'schema_malformed',
    bad: document({ info: { version: 1 } }),
    twin: document({ info: { version: '1' } }),
  },
  {
    code: 'schema_malformed',
    bad: schema({ type: 'strnig' }),
    twin: schema({ type: 'string' }),
    where: { pointer: '/components/schemas/Given/type' },
  },
  {
    code: 'unsupported',
    bad: schema({ not: {} }),
    twin: schema({ 'x-not': {} }),
    where: { pointer: '/components/schemas/Given/not' },
  },
  {
    code: 'reference_unresolved',
    bad: schema(ref('Nothing')),
    twin: schema(ref('Thing'), { Thing: {} }),
    where: { pointer: '/components/schemas/Given/$ref' },
  },
  {
    code: 'reference_unresolved',
    bad: schema(ref('toString')),
    twin: schema(ref('toString'), { toString: {} }),
  },
  {
    code: 'reference_cycle',
    bad: schema(ref('A'), { A: ref('Given') }),
    twin: schema(ref('A'), { A: { type: 'array', items: ref('Given') } }),
  },
  { code: 'reference_cycle', bad: schema(ref('Given')), twin: schema({}) },
  {
    code: 'reference_cycle',
    bad: schema({ oneOf: [{ type: 'string' }, ref('Given')] }),
    twin: schema({ oneOf: [{ type: 'string' }, { type: 'array', items: ref('Given') }] }),
  },
  {
    code: 'reference_cycle',
    bad: schema({ allOf: [ref('Given'), { properties: {} }] }),
    twin: schema({ allOf: [ref('A'), { properties: {} }] }, { A: { properties: {} } }),
  },
  {
    code: 'number_inexact',
    bad: raw(`"x-a":{"default":${big}}`),
    twin: raw(
      `"x-a":{"default":9007199254740991,"minimum":${big},"example":[${big}],"b":"${big}"}`,
    ),
    where: { pointer: '/x-a/default', line: 1 },
  },
  { code: 'number_inexact', bad: raw('"x-a":1e400'), twin: raw('"x-a":1e300') },
  {
    code: 'number_inexact',
    bad: yaml(`    A: {type: integer, enum: [${big}]}`),
    twin: yaml(`    A: {type: integer, maximum: ${big}}`),
    file: '1.yaml',
    where: { pointer: '/components/schemas/A/enum/0' },
  },
  {
    code: 'number_inexact',
    bad: yaml('    A: {default: .inf}'),
    twin: yaml('    A: {default: 1.5}'),
    file: '1.yaml',
  },
  {
    code: 'operation_duplicate',
    bad: document({ paths: { '/a': { get: op('x') }, '/b': { get: op('x') } } }),
    twin: document({ paths: { '/a': { get: op() }, '/b': { get: op() } } }),
    where: { pointer: '/paths/~1b/get' },
  },
];

/** An array in an array, so many times: two levels of the document each. */
function nested(levels: number): Json {
  let value: Json = {};
  for (let level = 0; level < levels; level += 1)
    value = { type: 'array', items: { type: 'array', items: value } };
  return value;
}

describe.each(cases)('$code in $file', ({ code, bad, twin, file, where }) => {
  test('is found, with a fix and its place', () => {
    const { value, problems } = readText(bad, file);
    const found = problems.find((problem) => problem.code === code);
    expect(found).toMatchObject({ severity: 'error', file: file ?? '1.0.0.json', ...where });
    expect(found?.fix).toBeTruthy();
    expect(value).toBeUndefined();
  });
  test('is not found in its twin', () => {
    expect(problemsOf(readText(twin, file))).toEqual([]);
  });
});

test('two documents of one version, both named', () => {
  const text = document({});
  const twice = [
    { file: 'a-1.json', text },
    { file: 'b-1.0.0.json', text },
  ];
  const { value, problems } = readOpenApiDocuments('t', twice);
  expect(value).toBeUndefined();
  expect(problems.map(({ code }) => code)).toEqual(['version_duplicate']);
  expect(problems[0]?.message).toContain('a-1.json and b-1.0.0.json');
});

test('no document is an error; one is a warning, two are fine', () => {
  const documents = ['1', '2'].map((version) => ({
    file: `${version}.json`,
    text: document({ info: { version } }),
  }));
  const codes = [0, 1, 2].map((count) => {
    const { value, problems } = readOpenApiDocuments('t', documents.slice(0, count));
    return [value?.versions.length, problems.map(({ code, severity }) => `${severity} ${code}`)];
  });
  expect(codes).toEqual([
    [undefined, ['error no_documents']],
    [1, ['warning too_few_versions']],
    [2, []],
  ]);
});

test('too large by its text', () => {
  const text = document({});
  const { problems } = readOpenApiDocuments('t', [{ file: '1.json', text }], {
    documentBytes: text.length - 1,
  });
  expect(problems.map(({ code }) => code)).toContain('document_too_large');
  const twin = readOpenApiDocuments('t', [{ file: '1.json', text }], {
    documentBytes: text.length,
  });
  expect(problemsOf(twin)).toEqual([]);
});

test('all problems of a document, but no more than people read', () => {
  const properties = Object.fromEntries(
    Array.from({ length: 250 }, (_, index) => [`p${index}`, { not: {} }]),
  );
  const { problems } = readText(schema({ type: 'object', properties }));
  expect(problemsOf({ problems })).toHaveLength(101);
  expect(problems.filter(({ message }) => message.includes('not shown: 150'))).toHaveLength(1);
});

const object = { type: 'object', properties: { a: { type: 'string' } } };
const refused: readonly (readonly [given: Json, want: string, dialect?: Dialect])[] = [
  [1, 'schema_malformed Given'],
  [false, 'unsupported Given'],
  [{ patternProperties: {} }, 'unsupported Given/patternProperties'],
  [{ if: {} }, 'unsupported Given/if', '3.1.0'],
  [{ dependentSchemas: {} }, 'unsupported Given/dependentSchemas', '3.1.0'],
  [{ type: 'object', propertyNames: { pattern: 'a' } }, 'unsupported Given/propertyNames', '3.1.0'],
  [{ $dynamicRef: '#a' }, 'unsupported Given/$dynamicRef', '3.1.0'],
  [{ type: 'array', items: { $id: 'urn:x' } }, 'unsupported Given/items/$id', '3.1.0'],
  [{ madeUp: 1 }, 'unsupported Given/madeUp'],
  [{ $ref: 'other.json#/A' }, 'unsupported Given/$ref'],
  [{ $ref: 'https://example.org/a.json' }, 'unsupported Given/$ref'],
  [{ $ref: '#anchor' }, 'unsupported Given/$ref'],
  [{ $ref: '#/%' }, 'reference_unresolved Given/$ref'],
  [{ $ref: 1 }, 'schema_malformed Given/$ref'],
  [{ $ref: '#/components/schemas/Other', nullable: true }, 'unsupported Given/nullable'],
  [{ $ref: '#/components/schemas/Other', default: 1 }, 'unsupported Given/default'],
  [{ $ref: '#/components/schemas/Other', maxLength: 1 }, 'unsupported Given/maxLength', '3.1.0'],
  [{ type: 'string', minimum: 1 }, 'warning unsupported Given/minimum'],
  [{ minimum: 1 }, 'unsupported Given/minimum'],
  [{ type: 'string', maxLength: -1 }, 'schema_malformed Given/maxLength'],
  [{ type: 'string', pattern: 1 }, 'schema_malformed Given/pattern'],
  [{ type: 'string', description: 1 }, 'schema_malformed Given/description'],
  [{ type: 'string', nullable: 1 }, 'schema_malformed Given/nullable'],
  [{ type: 'number', exclusiveMinimum: true }, 'schema_malformed Given/exclusiveMinimum'],
  [{ type: 'number', multipleOf: 0 }, 'schema_malformed Given/multipleOf'],
  [{ type: 'number', multipleOf: -2 }, 'schema_malformed Given/multipleOf'],
  [{ type: 'string', enum: [1] }, 'schema_malformed Given/enum/0'],
  [{ enum: [] }, 'schema_malformed Given/enum'],
  [{ type: ['string', 'null'], enum: ['a'] }, 'warning unsupported Given/enum', '3.1.0'],
  [{ enum: [{}] }, 'unsupported Given/enum/0'],
  [{ enum: [1], const: 1 }, 'unsupported Given'],
  [{ type: 'array', items: [{}] }, 'unsupported Given/items'],
  [{ type: 'array', prefixItems: [{}] }, 'unsupported Given/prefixItems', '3.1.0'],
  [{ type: 'array', prefixItems: {} }, 'schema_malformed Given/prefixItems', '3.1.0'],
  [{ type: 'object', properties: [] }, 'schema_malformed Given/properties'],
  [{ type: 'object', required: 'a' }, 'schema_malformed Given/required'],
  [
    { type: 'object', required: ['a'], additionalProperties: false },
    'schema_malformed Given/required',
  ],
  [{ ...object, minProperties: 1 }, 'unsupported Given/minProperties'],
  [{ allOf: [] }, 'schema_malformed Given/allOf'],
  [{ allOf: [object, { type: 'string' }] }, 'unsupported Given/allOf/1'],
  [{ allOf: [object, { oneOf: [{}] }] }, 'unsupported Given/allOf/1/oneOf'],
  [
    { allOf: [object, { ...object, additionalProperties: false }] },
    'unsupported Given/allOf/1/additionalProperties',
  ],
  [
    { allOf: [object, { properties: { a: { type: 'integer' } } }] },
    'unsupported Given/allOf/1/properties/a',
  ],
  [
    {
      properties: {
        x: { $ref: '#/components/schemas/Given/properties/y' },
        y: { items: { $ref: '#/components/schemas/Given/properties/y' } },
      },
    },
    'unsupported Given/properties/y/items/$ref',
  ],
];

const refusedRows = refused.map(([given, want, dialect]) => ({ given, want, dialect }));

test.each(refusedRows)('$want', ({ given, want, dialect }) => {
  expect(refusals(given, { Other: { type: 'string' } }, dialect)).toContain(want);
});

test.each([
  ['webhooks', document({ webhooks: {} }, '3.1.0'), 'warning unsupported /webhooks'],
  [
    'another dialect',
    document({ jsonSchemaDialect: 'urn:x' }, '3.1.0'),
    'error unsupported /jsonSchemaDialect',
  ],
  ['an unknown member', document({ foo: 1 }), 'error unsupported /foo'],
  ['components', document({ components: [] }), 'error schema_malformed /components'],
  [
    'schemas',
    document({ components: { schemas: [] } }),
    'error schema_malformed /components/schemas',
  ],
  ['info', document({ info: [] }), 'error schema_malformed /info'],
])('the document itself: %s', (_name, text, want) => {
  const found = problemsOf(readText(text));
  expect(
    found.map(({ severity, code, pointer }) => `${severity} ${code} ${pointer ?? ''}`),
  ).toEqual([want]);
});

test('a message quotes no more than people read', () => {
  const long = 'x'.repeat(70_000);
  const { problems } = readText(
    schema({
      type: 'object',
      properties: { a: { type: 'integer', enum: [long] }, [long]: { type: long } },
    }),
  );
  const errors = problemsOf({ problems });
  expect(errors.length).toBeGreaterThan(1);
  for (const { message, fix } of errors)
    expect(message.length + (fix ?? '').length).toBeLessThan(1_700);
});
