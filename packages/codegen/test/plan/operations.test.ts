import { type OperationConversions, Refusal } from '@skewline/runtime';
import { beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/model/json.ts';
import { findingsOf } from '../../src/plan/findings.ts';
import { compilerMessages } from '../emit/compile.ts';
import { testPackage } from './package.ts';

const text = { type: 'string' };
const parameter = (place: string, name: string, schema: JsonObject = text): JsonObject => ({
  in: place,
  name,
  required: place === 'path',
  schema,
});
const json = (schema: JsonObject): JsonObject => ({
  description: '',
  content: { 'application/json': { schema } },
});
const reference = (name: string): JsonObject => ({ $ref: `#/components/schemas/${name}` });
const body = (schema: JsonObject): JsonObject => ({ required: true, ...json(schema) });
const object = (properties: JsonObject): JsonObject => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
});

function document(
  version: string,
  paths: JsonObject,
  schemas: JsonObject,
): { file: string; text: string } {
  const root = { openapi: '3.0.3', info: { title: 't', version }, paths, components: { schemas } };
  return { file: `${version}.json`, text: JSON.stringify(root) };
}

const before = document(
  '1.0.0',
  {
    '/disks/{pool}/{id}': {
      delete: {
        operationId: 'disk_delete',
        parameters: [parameter('path', 'pool'), parameter('path', 'id')],
        responses: { 204: { description: '' } },
      },
    },
    '/disks': {
      get: {
        operationId: 'disk_list',
        parameters: [parameter('query', 'limit', { type: 'integer', default: 10 })],
        responses: {
          200: json({ type: 'array', items: reference('Disk') }),
          '4XX': json(text),
          default: json(reference('Disk')),
        },
      },
      post: {
        operationId: 'disk_create',
        requestBody: body(reference('Disk')),
        responses: { 201: json(reference('Disk')) },
      },
    },
    '/store': {
      put: {
        operationId: 'store_write',
        requestBody: body(reference('Disk')),
        responses: { 204: { description: '' } },
      },
    },
    '/old': { get: { operationId: 'old', responses: { 204: { description: '' } } } },
  },
  { Disk: object({ id: text, cache: { type: 'boolean' } }) },
);

const after = document(
  '2.0.0',
  {
    '/disks/delete': {
      delete: {
        operationId: 'disk_delete',
        requestBody: body(object({ pool: text, id: text })),
        responses: { 204: { description: '' } },
      },
    },
    '/disks': {
      get: {
        operationId: 'disk_list',
        parameters: [parameter('query', 'limit', { type: 'integer', default: 100 })],
        responses: {
          200: json({ type: 'array', items: reference('Disk') }),
          // Version 1 has it among all others.
          507: json(reference('Disk')),
          '4XX': json(text),
          default: json(reference('Disk')),
        },
      },
      post: {
        operationId: 'disk_create',
        requestBody: body(reference('Disk')),
        responses: { 202: json(reference('Disk')) },
      },
    },
    '/store': {
      put: {
        operationId: 'store_write',
        requestBody: body(reference('Disk')),
        responses: { 204: { description: '' } },
      },
    },
    '/new': { get: { operationId: 'new', responses: { 204: { description: '' } } } },
  },
  { Disk: object({ id: text }) },
);

const decisions = `import { type Context, refusal } from '@skewline/runtime';
import type { Decisions } from './generated/decisions.ts';
export const decisions: Decisions = {
  v2: {
    up: { 'disk_delete request.body': ({ path: { pool, id } }) => ({ pool, id }) },
    down: {
      'disk_delete request.path': ({ body: { pool, id } }) => ({ pool, id }),
      'Disk.cache': (disk, { operation }: Context) =>
        disk.id === 'bad' ? refusal(500, 'no cache known') : operation === 'disk_list',
    },
  },
};
`;

const doNotForward = new Map([['store_write', 'the store keeps what its writer speaks']]);
const built = testPackage([before, after], decisions, doNotForward);
let operations: OperationConversions = {};

beforeAll(async () => {
  // What emit/operations.ts writes.
  const module = (await built.load('generated/v2/operations.ts')) as {
    operations: OperationConversions;
  };
  operations = module.operations;
});

describe('operations', () => {
  test('compile with their decisions', () => {
    expect(built.problems).toEqual([]);
    expect(compilerMessages(built.sources)).toEqual([]);
  });

  test('are found to change', () => {
    const [step] = built.planned.steps;
    const found = step === undefined ? [] : findingsOf(step);
    const ofOperations = found.filter(({ subject }) => subject.kind === 'operation');
    expect(ofOperations.map(({ subject, message }) => `${subject.name}: ${message}`)).toEqual([
      'old: GET /old is removed',
      'new: GET /new is added',
      'disk_create: the response 201 is removed',
      'disk_create: the response 202 is added',
      'disk_delete: DELETE /disks/{pool}/{id} becomes DELETE /disks/delete',
      'disk_delete: a required body is added',
      'disk_list: what absent means changes from 10 to 100',
      'disk_list: the response 507 is told apart from default',
    ]);
  });

  // A request or a response is what the operation's type says; here they are written out.
  const request = (id: string, direction: 'up' | 'down', value: unknown): unknown =>
    operations[id]?.[direction === 'up' ? 'upRequest' : 'downRequest']?.(value as never, {
      operation: id,
    });

  test('a parameter of the path moves into the body, and back', () => {
    const old = { path: { pool: 'p', id: 'i' } };
    expect(request('disk_delete', 'up', old)).toEqual({ body: { pool: 'p', id: 'i' } });
    expect(request('disk_delete', 'down', { body: { pool: 'p', id: 'i' } })).toEqual(old);
  });

  test('an absent query parameter means the default of its own version', () => {
    expect(request('disk_list', 'up', { query: {} })).toEqual({ query: { limit: 10 } });
    expect(request('disk_list', 'up', {})).toEqual({});
  });

  test('a status that became another is converted with it', () => {
    const convert = operations['disk_create']?.downResponse;
    const answer = convert?.({ status: 202, body: { id: 'x' } }, { operation: 'disk_create' });
    expect(answer).toEqual({ status: 201, body: { id: 'x', cache: false } });
    expect(convert?.({ status: 500, body: 'e' }, {})).toEqual({ status: 500, body: 'e' });
  });

  test('a decision may differ by operation, and a refusal says where', () => {
    const convert = operations['disk_list']?.downResponse;
    const answer = convert?.({ status: 200, body: [{ id: 'x' }] }, { operation: 'disk_list' });
    expect(answer).toEqual({ status: 200, body: [{ id: 'x', cache: true }] });
    const refused = convert?.({ status: 200, body: [{ id: 'x' }, { id: 'bad' }] }, {});
    expect(refused).toBeInstanceOf(Refusal);
    expect(refused).toMatchObject({ message: 'no cache known', status: 500, path: [1, 'cache'] });
  });

  test('the default response is not about a status that has its own', () => {
    const convert = operations['disk_list']?.downResponse;
    const disk = { id: 'x' };
    const old = { id: 'x', cache: false };
    expect(convert?.({ status: 500, body: disk }, {})).toEqual({ status: 500, body: old });
    expect(convert?.({ status: 404, body: 'no' }, {})).toEqual({ status: 404, body: 'no' });
  });

  test('a status that the other version has among others is converted', () => {
    const { downResponse, upResponse } = operations['disk_list'] ?? {};
    const old = { id: 'x', cache: false };
    expect(downResponse?.({ status: 507, body: { id: 'x' } }, {})).toEqual({
      status: 507,
      body: old,
    });
    expect(upResponse?.({ status: 507, body: old }, {})).toEqual({
      status: 507,
      body: { id: 'x' },
    });
  });

  test('an operation that must not be forwarded is refused', () => {
    const refused = request('store_write', 'up', { body: { id: 'x', cache: true } });
    expect(refused).toMatchObject({ code: 'not_forwarded', status: 400 });
    expect(request('store_write', 'down', { body: { id: 'x' } })).toEqual({
      body: { id: 'x', cache: false },
    });
  });
});
