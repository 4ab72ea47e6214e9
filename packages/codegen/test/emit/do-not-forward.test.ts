import { type OperationConversions, Refusal } from '@skewline/runtime';
import { beforeAll, describe, expect, test } from 'vitest';
import type { NotForwarded } from '../../src/cli/load-generated.ts';
import type { JsonObject } from '../../src/model/json.ts';
import { compilerMessages } from './compile.ts';
import { testPackage } from '../plan/package.ts';

/** `put` keeps its requests to itself as of the version that says so; `post` by skewline.json. */
function document(
  version: string,
  type: JsonObject,
  reason?: string,
): { file: string; text: string } {
  const operation = (operationId: string, more: JsonObject = {}): JsonObject => ({
    operationId,
    requestBody: { required: true, content: { 'application/json': { schema: type } } },
    responses: { 204: { description: '' } },
    ...more,
  });
  const root = {
    openapi: '3.0.3',
    info: { title: 't', version },
    paths: {
      '/x': {
        put: operation('put', reason === undefined ? {} : { 'x-skewline-do-not-forward': reason }),
        post: operation('post'),
        patch: operation('patch'),
      },
    },
  };
  return { file: `${version}.json`, text: JSON.stringify(root) };
}

const object = (...names: string[]): JsonObject => ({
  type: 'object',
  properties: Object.fromEntries(names.map((name) => [name, { type: 'string', default: '' }])),
});

const built = testPackage(
  [
    document('1.0.0', object('a')),
    document('2.0.0', object('a', 'b')),
    document('3.0.0', object('a', 'b', 'c'), 'only its writer may change it'),
    document('4.0.0', object('a', 'b', 'c', 'd'), 'only its writer may change it'),
    document('5.0.0', object('a', 'b', 'c', 'd', 'e'), 'and for another reason'),
  ],
  'export {};\n',
  new Map([['post', 'as skewline.json says']]),
);

describe('an operation whose older requests are not forwarded', () => {
  const steps = new Map<number, OperationConversions>();
  let table: readonly NotForwarded[] = [];
  beforeAll(async () => {
    for (const version of [2, 3, 4, 5]) {
      // What emit/operations.ts writes.
      const path = `generated/v${String(version)}/operations.ts`;
      const module = (await built.load(path)) as { operations: OperationConversions };
      steps.set(version, module.operations);
    }
    // What emit/conversions.ts writes.
    const module = (await built.load('generated/conversions.ts')) as {
      notForwarded: readonly NotForwarded[];
    };
    table = module.notForwarded;
  });

  test('is read and generated, and compiles', () => {
    expect(built.problems).toEqual([]);
    expect(compilerMessages(built.sources)).toEqual([]);
  });

  test.each([
    [2, 'put', undefined],
    [3, 'put', 'only its writer may change it'],
    [4, 'put', 'only its writer may change it'],
    [5, 'put', 'and for another reason'],
    [3, 'patch', undefined],
    [2, 'post', 'as skewline.json says'],
    [5, 'post', 'as skewline.json says'],
  ])('to version %i, %s answers %j', (version, operation, reason) => {
    const shims = steps.get(version)?.[operation];
    // A request of this operation.
    const answer = shims?.upRequest?.({ body: { a: 'x' } } as never, {});
    const said =
      answer instanceof Refusal ? [answer.message, answer.code, answer.status] : undefined;
    expect(said).toEqual(reason === undefined ? undefined : [reason, 'not_forwarded', 400]);
    // Back down nothing is kept.
    expect(shims?.downRequest?.({ body: { a: 'x' } } as never, {})).not.toBeInstanceOf(Refusal);
  });

  test('stands in the table, a row for each range', () => {
    expect(
      [...table].sort((a, b) => (a.operation + a.reason < b.operation + b.reason ? -1 : 1)),
    ).toEqual([
      { operation: 'post', first: 0, last: 3, reason: 'as skewline.json says' },
      { operation: 'put', first: 3, last: 3, reason: 'and for another reason' },
      { operation: 'put', first: 1, last: 2, reason: 'only its writer may change it' },
    ]);
  });
});
