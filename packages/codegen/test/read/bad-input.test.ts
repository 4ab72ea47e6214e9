import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../src/model/json.ts';
import { readOpenApiDocuments } from '../../src/read/index.ts';
import { document, problemsOf, readText, readVersion } from './given.ts';

const codesOf = (text: string, file?: string): readonly string[] =>
  problemsOf(readText(text, file)).map(({ code }) => code);

describe('YAML bombs', () => {
  const bomb = [
    'openapi: 3.0.3',
    'a: &a [x, x, x, x, x, x, x, x, x, x]',
    ...'bcdefghi'.split('').map((name, index) => {
      const before = String.fromCharCode('a'.charCodeAt(0) + index);
      return `${name}: &${name} [${Array.from({ length: 10 }, () => `*${before}`).join(', ')}]`;
    }),
  ].join('\n');
  test.each([
    ['aliases of aliases', bomb],
    ['an alias of itself', 'a: &a [*a]'],
    ['deep flow', `a: ${'['.repeat(100_000)}${']'.repeat(100_000)}`],
    ['deep flow, truncated', `a: ${'{a: '.repeat(50_000)}`],
    [
      'deep blocks',
      Array.from({ length: 2000 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n'),
    ],
    ['deep list', `${'- '.repeat(5000)}a`],
  ])('%s', (_name, text) => {
    const start = performance.now();
    expect(codesOf(text, '1.yaml')).toEqual(['document_too_deep']);
    expect(performance.now() - start).toBeLessThan(30_000);
  });
});

describe('YAML of many megabytes', () => {
  test.each([
    ['a list', `a:\n${'- a\n'.repeat(1_000_000)}`],
    ['a flow', `a: [${'a,'.repeat(2_000_000)}a]`],
    ['many documents', '---\n'.repeat(2_000_000)],
  ])('%s is refused before it takes all memory', (_name, text) => {
    const before = process.memoryUsage().heapUsed;
    expect(codesOf(text, '1.yaml')).toEqual(['document_too_large']);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(300_000_000);
  });
  test('one long text is fine', () => {
    const version = readVersion(
      `openapi: 3.0.3\ninfo:\n  version: '1'\n  description: >\n${'    word\n'.repeat(400_000)}\npaths: {}\n`,
      '1.yaml',
    );
    expect(version.description?.length).toBeGreaterThan(1_500_000);
  });
});

describe('half of a character', () => {
  const wrong = (text: string, file?: string): readonly string[] =>
    problemsOf(readText(text, file)).map(
      ({ code, pointer, line }) => `${code} ${pointer ?? ''} ${String(line)}`,
    );
  const info = '"openapi":"3.0.3","info":{"version":"1"},"paths":{}';
  test.each([
    [
      'in a name',
      `{${info},"components":{"schemas":{"A\\ud800":{}}}}`,
      '/components/schemas/A\ud800',
    ],
    [
      'in a name of a property',
      `{${info},"components":{"schemas":{"A":{"properties":{"\\uDC00":{}}}}}}`,
      '/components/schemas/A/properties/\udc00',
    ],
    [
      'in a text',
      `{${info},"components":{"schemas":{"A":{"description":"x\\udBFFy"}}}}`,
      '/components/schemas/A/description',
    ],
    ['unescaped', `{${info},"x-a":"\ud800"}`, '/x-a'],
  ])('%s is refused', (_name, text, pointer) => {
    expect(wrong(text)).toEqual([`document_unparsable ${pointer} 1`]);
    expect(wrong(text, '1.yaml')).toEqual([`document_unparsable ${pointer} 1`]);
  });
  test('and whole ones are fine', () => {
    const text = `{${info},"components":{"schemas":{"A\\ud83d\\udca5":{"description":"\u{1f4a5} \\\\ud800"}}}}`;
    expect(codesOf(text)).toEqual([]);
    expect(codesOf(text, '1.yaml')).toEqual([]);
  });
});

describe('references that repeat each other', () => {
  const names = Array.from({ length: 40 }, (_, index) => `S${index}`);
  const doubled = (make: (next: JsonObject) => Json, last: Json): JsonObject =>
    Object.fromEntries(
      names.map((name, index) => [
        name,
        index === names.length - 1 ? last : make({ $ref: `#/components/schemas/S${index + 1}` }),
      ]),
    );
  const object: JsonObject = { type: 'object', properties: { a: {} } };
  test.each([
    ['allOf', doubled((next) => ({ allOf: [next, next] }), object)],
    [
      'oneOf of allOf',
      {
        ...doubled((next) => ({ allOf: [next, next] }), object),
        U: { oneOf: [{ $ref: '#/components/schemas/S0' }] },
      },
    ],
  ])('%s', (_name, schemas) => {
    expect(codesOf(document({ schemas }))).toContain('document_too_deep');
  });
  test('in line', () => {
    const parts = Object.fromEntries(
      names.map((name, index) => {
        const next = { $ref: `#/x-parts/S${index + 1}` };
        return [name, index === 39 ? {} : { type: 'object', properties: { a: next, b: next } }];
      }),
    );
    const schemas = { A: { $ref: '#/x-parts/S0' } };
    expect(codesOf(document({ schemas, 'x-parts': parts }))).toEqual(['document_too_deep']);
  });
  test('in line, a long chain', () => {
    const parts = Object.fromEntries(
      Array.from({ length: 5000 }, (_, index) => [
        `S${index}`,
        { type: 'array', items: { $ref: `#/x-parts/S${index + 1}` } },
      ]),
    );
    const schemas = { A: { $ref: '#/x-parts/S0' } };
    expect(codesOf(document({ schemas, 'x-parts': parts }))).toEqual(['document_too_deep']);
  });
  test('a long chain of names is fine', () => {
    const schemas = Object.fromEntries(
      Array.from({ length: 20_000 }, (_, index) => [
        `S${index}`,
        index === 19_999 ? {} : { $ref: `#/components/schemas/S${index + 1}` },
      ]),
    );
    expect(codesOf(document({ schemas }))).toEqual([]);
  });
});

test('types and properties named as a prototype’s members', () => {
  const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];
  const members = names.map(
    (name) =>
      `"${name}":{"type":"object","properties":{"${name}":{"$ref":"#/components/schemas/${name}"}},"required":["${name}"]}`,
  );
  const json = `{"openapi":"3.0.3","info":{"version":"1"},"paths":{},"components":{"schemas":{${members.join(',')}}}}`;
  for (const [text, file] of [
    [json, '1.json'],
    [json, '1.yaml'],
  ] as const) {
    const version = readVersion(text, file);
    expect([...version.schemas.keys()]).toEqual([...names].sort());
    for (const name of names) {
      expect(version.schemas.get(name)?.schema).toEqual({
        kind: 'object',
        properties: [{ name, schema: { kind: 'reference', name }, required: true }],
        additional: 'ignored',
      });
    }
  }
  expect(Object.keys(Object.prototype)).toEqual([]);
});

test('an enum of 5,000 values, plain and documented', () => {
  const values = Array.from({ length: 5000 }, (_, index) => `v${index}`);
  const version = readVersion(
    document({
      schemas: {
        A: { enum: values },
        B: { oneOf: values.map((value) => ({ enum: [value], description: value })) },
      },
    }),
  );
  for (const { schema } of version.schemas.values()) {
    expect(schema.kind === 'enum' && schema.values.length).toBe(5000);
  }
});

test('names that differ only in case are both kept', () => {
  const version = readVersion(document({ schemas: { foo: {}, Foo: { type: 'string' } } }));
  expect([...version.schemas.keys()]).toEqual(['Foo', 'foo']);
});

describe('equal texts become the same node', () => {
  const read = (...schemas: readonly JsonObject[]) =>
    readOpenApiDocuments(
      't',
      schemas.map((own, index) => ({
        file: `${index + 1}.json`,
        text: document({ schemas: own, info: { version: `${index + 1}` } }),
      })),
    );
  const ref = { $ref: '#/components/schemas/B' };
  const nodes = (...schemas: readonly JsonObject[]) =>
    read(...schemas).value?.versions.map(({ schemas: own }) => own.get('A')?.schema) ?? [];
  test('also where a type it refers to changed', () => {
    const A = { type: 'object', properties: { b: ref } };
    const [first, second] = nodes({ A, B: { type: 'string' } }, { A, B: { type: 'integer' } });
    expect(first).toBe(second);
  });
  test('but not where its meaning changed with that type', () => {
    const A = { type: 'object', properties: { b: ref } };
    const [first, second] = nodes(
      { A, B: { type: 'string' } },
      { A, B: { type: 'string', default: 'x' } },
    );
    expect(second).not.toEqual(first);
    const U = { oneOf: [ref] };
    const b = (value: string): JsonObject => ({
      type: 'object',
      properties: { t: { enum: [value] } },
      required: ['t'],
    });
    const [one, two] = nodes({ A: U, B: b('x') }, { A: U, B: b('y') });
    expect(two).not.toEqual(one);
  });
  test('and a reference that lost its target is found', () => {
    const A = { type: 'array', items: ref };
    expect(
      read({ A, B: {} }, { A }).problems.map(({ code, version }) => `${code} ${version ?? ''}`),
    ).toEqual(['reference_unresolved 2']);
  });
});

describe('reading never throws', () => {
  const keys = [
    '$ref',
    'type',
    'properties',
    'items',
    'allOf',
    'oneOf',
    'anyOf',
    'enum',
    'const',
    'required',
    'additionalProperties',
    'nullable',
    'default',
    'discriminator',
    'propertyName',
    'mapping',
    'description',
    'minimum',
    'exclusiveMinimum',
    'prefixItems',
    'maxItems',
    'A',
    'B',
    '__proto__',
  ];
  const words = [
    '#/components/schemas/A',
    '#/components/schemas/B',
    '#/components/schemas/A/items',
    '#',
    'A',
    'string',
    'object',
    'array',
    'null',
    'integer',
  ];
  const { schema } = fc.letrec<{ schema: Json; object: JsonObject }>((tie) => ({
    object: fc.dictionary(fc.constantFrom(...keys), tie('schema'), { maxKeys: 5 }),
    schema: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constantFrom<Json>(...words, true, false, null, 1, -1),
      fc.array(tie('schema'), { maxLength: 3 }),
      tie('object'),
    ),
  }));
  const expectSense = (text: string): void => {
    const { value, problems } = readText(text);
    const errors = problems.filter(({ severity }) => severity === 'error');
    expect(value === undefined).toBe(errors.length > 0);
    for (const { fix, file } of problems)
      expect(fix !== undefined && file !== undefined).toBe(true);
  };
  // The assertions are in expectSense.
  // oxlint-disable-next-line vitest/expect-expect
  test('for anything that looks like a schema', () => {
    fc.assert(
      fc.property(
        schema,
        schema,
        fc.constantFrom('3.0.3' as const, '3.1.0' as const),
        (A, B, dialect) => {
          expectSense(document({ schemas: { A, B } }, dialect));
        },
      ),
      { numRuns: 2000 },
    );
  });
  // oxlint-disable-next-line vitest/expect-expect
  test('for anything in the place of paths', () => {
    const part = fc.letrec<{ part: Json }>((tie) => ({
      part: fc.oneof(
        fc.constantFrom<Json>(...words, 1, null, true),
        fc.array(tie('part'), { maxLength: 3 }),
        fc.dictionary(
          fc.constantFrom(
            '/a/{b}',
            'get',
            'parameters',
            'requestBody',
            'responses',
            '200',
            'content',
            'a/b',
            'schema',
            'headers',
            'name',
            'in',
            'operationId',
            '$ref',
            'security',
            'tags',
          ),
          tie('part'),
          { maxKeys: 4 },
        ),
      ),
    })).part;
    fc.assert(
      fc.property(part, part, (paths, components) => expectSense(document({ paths, components }))),
      { numRuns: 1000 },
    );
  });
  test('for any JSON, and any text', () => {
    fc.assert(fc.property(fc.oneof(fc.json(), fc.string()), (text) => expectSense(text)));
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (text) => {
        const { value } = readText(text, '1.yaml');
        expect(value).toBeUndefined();
      }),
    );
  });
});
