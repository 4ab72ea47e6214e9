import { expect, test } from 'vitest';
import type { Json, JsonObject } from '../../src/model/json.ts';
import { document, problemsOf, readText, readVersion } from './given.ts';

const noContent: JsonObject = { '204': { description: 'done' } };
const operation = (rest: JsonObject = {}): JsonObject => ({
  operationId: 'op',
  responses: noContent,
  ...rest,
});
const get = (rest: JsonObject): JsonObject => ({ '/x': { get: operation(rest) } });

test('an operation with everything', () => {
  const text = document({
    schemas: { Thing: { type: 'string', default: 'd' } },
    components: {
      schemas: { Thing: { type: 'string', default: 'd' } },
      parameters: {
        Limit: {
          name: 'limit',
          in: 'query',
          description: 'at most',
          schema: { $ref: '#/components/schemas/Thing' },
        },
      },
      requestBodies: {
        B: {
          required: true,
          description: 'b',
          content: {
            'application/json': { schema: { $ref: '#/components/schemas/Thing' } },
            'application/octet-stream': {},
          },
        },
      },
      responses: { Error: { description: 'e', content: { '*/*': { schema: {} } } } },
      headers: { H: { required: true, schema: { type: 'integer' } } },
    },
    security: [{ session: [] }],
    paths: {
      'x-path': 1,
      '/things/{id}': {
        parameters: [
          { name: 'id', in: 'path', required: true, schema: { type: 'string' } },
          { name: 'limit', in: 'query', schema: { type: 'boolean' } },
          { name: 'v', in: 'header', required: true, schema: { type: 'integer', default: 3 } },
        ],
        post: {
          operationId: 'thing_make',
          summary: 's',
          description: 'd',
          deprecated: true,
          tags: ['t'],
          'x-dropshot-pagination': { required: [] },
          parameters: [{ $ref: '#/components/parameters/Limit' }],
          requestBody: { $ref: '#/components/requestBodies/B' },
          responses: {
            '201': {
              description: 'made',
              headers: { 'x-h': { $ref: '#/components/headers/H' } },
              content: { 'application/json': { schema: { type: 'array', items: {} } } },
            },
            '4XX': { $ref: '#/components/responses/Error' },
            default: { $ref: '#/components/responses/Error' },
          },
        },
        get: { responses: noContent, security: [] },
      },
    },
  });
  const version = readVersion(text);
  expect([...version.operations.keys()]).toEqual(['GET /things/{id}', 'thing_make']);
  const thing = { kind: 'reference', name: 'Thing' };
  const error = { description: 'e', headers: [], content: new Map([['*/*', { kind: 'any' }]]) };
  expect(version.operations.get('thing_make')).toEqual({
    id: 'thing_make',
    method: 'post',
    path: '/things/{id}',
    summary: 's',
    description: 'd',
    deprecated: true,
    extensions: { 'x-dropshot-pagination': { required: [] } },
    tags: ['t'],
    parameters: [
      { name: 'id', in: 'path', required: true, schema: { kind: 'string' } },
      {
        name: 'limit',
        in: 'query',
        required: false,
        schema: thing,
        default: { value: 'd' },
        description: 'at most',
      },
      {
        name: 'v',
        in: 'header',
        required: true,
        schema: { kind: 'number', integer: true },
        default: { value: 3 },
      },
    ],
    body: {
      required: true,
      description: 'b',
      content: new Map<string, unknown>([
        ['application/json', thing],
        ['application/octet-stream', { kind: 'any' }],
      ]),
    },
    responses: new Map<string, unknown>([
      [
        '201',
        {
          description: 'made',
          headers: [
            {
              name: 'x-h',
              in: 'header',
              required: true,
              schema: { kind: 'number', integer: true },
            },
          ],
          content: new Map([
            ['application/json', { kind: 'array', items: { kind: 'any' }, uniqueItems: false }],
          ]),
        },
      ],
      ['4XX', error],
      ['default', error],
    ]),
    security: [{ session: [] }],
    pointer: '/paths/~1things~1{id}/post',
  });
  expect(version.operations.get('GET /things/{id}')?.security).toEqual([]);
});

test('a path item may be a reference, and 3.1 words beside a reference win', () => {
  const text = document(
    {
      paths: { '/x': { $ref: '#/components/pathItems/X' } },
      components: {
        pathItems: {
          X: {
            get: operation({
              responses: { '200': { $ref: '#/components/responses/R', description: 'mine' } },
            }),
          },
        },
        responses: { R: { description: 'theirs' } },
      },
    },
    '3.1.0',
  );
  const found = readVersion(text).operations.get('op');
  expect(found?.pointer).toBe('/components/pathItems/X/get');
  expect(found?.path).toBe('/x');
  expect(found?.responses.get('200')?.description).toBe('mine');
});

const query = (rest: JsonObject): JsonObject =>
  get({ parameters: [{ name: 'q', in: 'query', schema: { type: 'string' }, ...rest }] });

const refused: readonly (readonly [name: string, paths: Json, want: string])[] = [
  ['paths is no object', [], 'schema_malformed /paths'],
  ['path without slash', { x: {} }, 'schema_malformed /paths/x'],
  ['operation is no object', { '/x': { get: 1 } }, 'schema_malformed /paths/~1x/get'],
  ['unknown method', { '/x': { query: {} } }, 'unsupported /paths/~1x/query'],
  ['unknown member', get({ foo: 1 }), 'unsupported /paths/~1x/get/foo'],
  ['parameters is no list', get({ parameters: {} }), 'schema_malformed /paths/~1x/get/parameters'],
  [
    'parameter without name',
    get({ parameters: [{ in: 'query', schema: {} }] }),
    'schema_malformed /paths/~1x/get/parameters/0',
  ],
  [
    'parameter without place',
    query({ in: 'body' }),
    'schema_malformed /paths/~1x/get/parameters/0',
  ],
  [
    'parameter without schema',
    get({ parameters: [{ name: 'q', in: 'query' }] }),
    'schema_malformed /paths/~1x/get/parameters/0',
  ],
  [
    'parameter twice',
    get({
      parameters: [
        { name: 'q', in: 'query', schema: {} },
        { name: 'q', in: 'query', schema: {} },
      ],
    }),
    'schema_malformed /paths/~1x/get/parameters/1',
  ],
  [
    'parameter by media type',
    query({ content: {} }),
    'unsupported /paths/~1x/get/parameters/0/content',
  ],
  [
    'parameter in another style',
    query({ style: 'deepObject' }),
    'unsupported /paths/~1x/get/parameters/0/style',
  ],
  [
    'list not exploded',
    query({ explode: false, schema: { type: 'array' } }),
    'unsupported /paths/~1x/get/parameters/0/explode',
  ],
  [
    'optional path parameter',
    { '/{a}': { get: operation({ parameters: [{ name: 'a', in: 'path', schema: {} }] }) } },
    'schema_malformed /paths/~1{a}/get/parameters/0',
  ],
  [
    'path part without parameter',
    { '/{a}': { get: operation() } },
    'schema_malformed /paths/~1{a}/get',
  ],
  [
    'parameter without path part',
    get({ parameters: [{ name: 'a', in: 'path', required: true, schema: {} }] }),
    'schema_malformed /paths/~1x/get',
  ],
  ['no responses', { '/x': { get: {} } }, 'schema_malformed /paths/~1x/get/responses'],
  ['no status', get({ responses: { ok: {} } }), 'schema_malformed /paths/~1x/get/responses/ok'],
  [
    'response is no object',
    get({ responses: { '200': 1 } }),
    'schema_malformed /paths/~1x/get/responses/200',
  ],
  [
    'content is no object',
    get({ requestBody: { content: [] } }),
    'schema_malformed /paths/~1x/get/requestBody/content',
  ],
  [
    'schema inside',
    get({ requestBody: { content: { a: { schema: { not: {} } } } } }),
    'unsupported /paths/~1x/get/requestBody/content/a/schema/not',
  ],
  [
    'response leads nowhere',
    get({ responses: { '200': { $ref: '#/components/responses/R' } } }),
    'reference_unresolved /paths/~1x/get/responses/200/$ref',
  ],
  [
    'response says more than its reference',
    get({ responses: { '200': { $ref: '#/x-response', content: {} } } }),
    'unsupported /paths/~1x/get/responses/200/content',
  ],
  ['tags are no list', get({ tags: 'a' }), 'schema_malformed /paths/~1x/get/tags'],
  ['security is no list', get({ security: {} }), 'schema_malformed /paths/~1x/get/security'],
  ['callbacks', get({ callbacks: {} }), 'warning unsupported /paths/~1x/get/callbacks'],
];

test.each(refused)('%s', (_name, paths, want) => {
  const text = document({ paths, 'x-response': { description: '' } });
  const found = problemsOf(readText(text)).map(
    ({ code, pointer, severity }) =>
      `${severity === 'warning' ? 'warning ' : ''}${code} ${pointer ?? ''}`,
  );
  expect(found).toEqual([want]);
});

test.each([
  ['explode of a scalar', query({ explode: false })],
  ['the usual style', query({ style: 'form', explode: true })],
  ['extensions', get({ 'x-a': 1 })],
])('fine: %s', (_name, paths) => {
  expect(problemsOf(readText(document({ paths })))).toEqual([]);
});
