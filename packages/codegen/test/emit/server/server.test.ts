import { type OperationResponse, Refusal } from '@skewline/runtime';
import type { ServerApi } from '@skewline/runtime/exchange';
import type { Validator } from '@skewline/runtime/validation';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { emitPackage } from '../../../src/build.ts';
import { compilerMessages } from '../compile.ts';
import { formAt, library, loaded, operationOf } from './package.ts';

const { files, planned } = library();
let api: ServerApi<unknown>;
let remove: () => void;

beforeAll(async () => {
  ({ api, remove } = await loaded(files));
});

afterAll(() => {
  remove();
});

const book = 'ccb7dba5-7ce8-4f1c-8e0c-6f1d2a3b4c5d';

describe('server.ts', () => {
  test('is written as it was', async () => {
    const text = files.get('generated/server.ts') ?? '';
    await expect(text).toMatchFileSnapshot('golden/server.ts.txt');
  });

  test('compiles, with the types of both kinds of handlers', () => {
    const use = `
      import { api, type RetiredOperations } from './generated/server.ts';
      import type { Operations } from './generated/latest.ts';
      type Types = NonNullable<typeof api.types>;
      export const name: 'library' = api.name;
      export const burnt: RetiredOperations['book_burn@1']['path'] = { id: '' };
      export const reserved: Types['operations']['reserve']['body'] = { book: '' };
      export const same: Operations = {} as Types['operations'];
      export const kept: Types['retired'] = {} as RetiredOperations;
      // @ts-expect-error: version 1 has let it go.
      export type Gone = Types['operations']['book_burn'];`;
    expect(compilerMessages(new Map([...files, ['use.ts', use]]))).toEqual([]);
  });

  test('is only written where skewline.json asks for it', () => {
    const written = (more: { client?: boolean; server?: boolean }): string[] => {
      const config = { doNotForward: new Map(), refine: new Map(), ...more };
      const names = [...emitPackage(planned, config).keys()];
      return names.filter((name) => /server|exchanges|openapi|client/.test(name));
    };
    const exchanges = ['v1', 'v2', 'v3'].map((one) => `generated/${one}/exchanges.ts`);
    expect(written({})).toEqual([]);
    expect(written({ client: true })).toEqual(expect.arrayContaining(exchanges));
    expect(written({ client: true })).not.toContain('generated/server.ts');
    const documents = ['v1', 'v2', 'v3'].map((one) => `generated/${one}/openapi.json`);
    expect(written({ server: true }).sort()).toEqual(
      ['generated/server.ts', ...exchanges, ...documents].sort(),
    );
  });

  test('knows the versions, and what is retired', () => {
    expect([api.name, api.versions, api.sparse]).toEqual(['library', ['1', '2', '3'], false]);
    expect(api.operations.map(({ id }) => id)).toEqual([
      'book_list',
      'book_reserve',
      'book_view',
      'cover_get',
      'cover_put',
      'reserve',
      'shelf_put',
    ]);
    expect(Object.keys(api.retired)).toEqual(['book_burn@1']);
  });

  test('loads the document of each version', async () => {
    const found = await Promise.all(Object.values(api.documents).map((load) => load()));
    expect(Object.keys(api.documents)).toEqual(api.versions);
    expect(found).toMatchObject(
      api.versions.map((one) => ({ openapi: '3.1.0', info: { version: `${one}.0.0` } })),
    );
  });

  test('every form has its validators, and none a gap', () => {
    for (const { id, forms } of [...api.operations, ...Object.values(api.retired)]) {
      for (const [index, { first, last, validators, responses }] of forms.entries()) {
        expect([id, first]).toEqual([id, index === 0 ? first : (forms[index - 1]?.last ?? 0) + 1]);
        expect(last).toBeGreaterThanOrEqual(first);
        const json = Object.keys(responses).filter((one) => responses[one] === 'application/json');
        expect(Object.keys(validators.responses).sort()).toEqual(json.sort());
      }
    }
  });
});

function errorOf(validate: Validator<unknown> | undefined, value: unknown): string | undefined {
  if (validate === undefined) throw new Error('no validator');
  if (validate(value)) return undefined;
  const [first] = validate.errors ?? [];
  return `${first?.instancePath ?? ''} ${first?.message ?? ''}`;
}

const shelfOf = (one: object): object => ({
  path: { row: 1, side: 'left' },
  body: { books: [one] },
});

describe('requests', () => {
  test.each<[operation: string, version: number, request: unknown, problem: string | undefined]>([
    ['book_list', 1, {}, undefined],
    ['book_list', 1, { query: { limit: 100, tag: ['a', 'b'], lent: true } }, undefined],
    ['book_list', 1, { query: { limit: 101 } }, '/query/limit must be <= 100'],
    ['book_list', 2, { query: { limit: 100 } }, undefined],
    ['book_list', 3, { query: { limit: 51 } }, '/query/limit must be <= 50'],
    ['book_list', 3, { query: { limit: '5' } }, '/query/limit must be integer'],
    ['book_list', 3, { query: { limit: 1.5 } }, '/query/limit must be integer'],
    ['book_list', 3, { query: { tag: ['a', 'B'] } }, '/query/tag/1 must match pattern "^[a-z]+$"'],
    ['book_list', 3, { query: { tag: 'a' } }, '/query/tag must be array'],
    ['book_list', 3, { query: { lent: 'true' } }, '/query/lent must be boolean'],
    ['book_list', 3, { query: { unknown: 1 } }, undefined],
    ['book_view', 1, { path: { id: book } }, undefined],
    ['book_view', 3, { path: { id: 'x' } }, '/path/id must match format "uuid"'],
    ['book_view', 3, {}, " must have required property 'path'"],
    ['book_view', 3, { path: {} }, "/path must have required property 'id'"],
    ['book_burn@1', 1, { path: { id: book } }, undefined],
    ['book_burn@1', 1, { path: { id: 1 } }, '/path/id must be string'],
    // Bytes are not looked into.
    ['cover_put', 3, { path: { id: book }, body: new Uint8Array() }, undefined],
    ['cover_put', 3, { path: { id: book } }, undefined],
    // One id, two paths.
    ['book_reserve', 1, { path: { id: book }, body: { reader: 'r' } }, undefined],
    ['book_reserve', 3, { path: { id: book } }, undefined],
    [
      'book_reserve',
      3,
      { path: { id: book }, body: {} },
      "/body must have required property 'reader'",
    ],
    ['reserve', 3, { body: { book: 'b' } }, undefined],
    ['reserve', 3, { body: { reader: 'r' } }, "/body must have required property 'book'"],
    ['shelf_put', 1, shelfOf({ title: 't' }), undefined],
    ['shelf_put', 2, shelfOf({ title: 't' }), "/body/books/0 must have required property 'pages'"],
    ['shelf_put', 3, shelfOf({ title: 't', pages: 3 }), undefined],
    ['shelf_put', 3, { ...shelfOf({}), path: { row: 0, side: 'left' } }, '/path/row must be >= 1'],
    [
      'shelf_put',
      3,
      { ...shelfOf({}), path: { row: 1, side: 'up' } },
      '/path/side must be equal to one of the allowed values',
    ],
    [
      'shelf_put',
      3,
      { ...shelfOf({ title: 't', pages: 3 }), header: { 'x-reason': ['a', 'b', 'c'] } },
      '/header/x-reason must NOT have more than 2 items',
    ],
    ['shelf_put', 3, { path: { row: 1, side: 'left' } }, " must have required property 'body'"],
    ['shelf_put', 3, null, ' must be object'],
    // A hand-written rule holds from version 2 on.
    ['shelf_put', 3, shelfOf({ title: 't', pages: -1 }), '/body/books/0 no book is that thin'],
    ['shelf_put', 1, shelfOf({ title: 't', pages: -1 }), undefined],
  ])('%s of version %i takes %j: %j', (key, version, request, problem) => {
    const { validators } = formAt(operationOf(api, key), version - 1);
    expect(errorOf(validators.request, request)).toBe(problem);
  });
});

describe('responses', () => {
  test.each<
    [operation: string, version: number, status: string, body: unknown, problem: string | undefined]
  >([
    ['book_view', 1, '200', { title: 't' }, undefined],
    ['book_view', 2, '200', { title: 't' }, " must have required property 'pages'"],
    ['book_view', 3, '200', { title: 't', pages: -1 }, ' no book is that thin'],
    ['book_view', 3, '4XX', { message: 'm' }, undefined],
    ['book_view', 3, '4XX', {}, " must have required property 'message'"],
    ['book_list', 1, '200', [{ title: 't' }], undefined],
    ['book_list', 2, '200', [{ title: 't' }], "/0 must have required property 'pages'"],
    ['book_list', 3, '200', {}, ' must be array'],
  ])('%s of version %i answers %s with %j: %j', (key, version, status, body, problem) => {
    const { validators } = formAt(operationOf(api, key), version - 1);
    expect(errorOf(validators.responses[status], body)).toBe(problem);
  });
});

describe('steps', () => {
  const step = (key: string, newer: number) =>
    operationOf(api, key).steps.find((one) => one.newer === newer - 1) ?? { newer };
  const answer = (body: unknown): OperationResponse => ({ status: 200, body });

  test('convert a response of an operation that has another id now', () => {
    const { upResponse, downResponse, upRequest } = step('book_view', 2);
    expect(upResponse?.(answer({ title: 't' }), {})).toEqual(answer({ title: 't', pages: 0 }));
    expect(downResponse?.(answer({ title: 't', pages: 9 }), {})).toEqual(answer({ title: 't' }));
    expect(upRequest).toBeUndefined();
  });

  test('convert a request, down as it is', () => {
    const { upRequest, downRequest } = step('book_list', 3);
    // A request of version 2.
    expect(upRequest?.({ query: { limit: 99, tag: ['a'] } } as never, {})).toEqual({
      query: { limit: 50, tag: ['a'] },
    });
    expect(downRequest).toBeUndefined();
  });

  test('keep what must not be forwarded, and the table says it too', () => {
    // A request of version 1.
    const kept = step('shelf_put', 2).upRequest?.(shelfOf({ title: 't' }) as never, {});
    expect(kept).toBeInstanceOf(Refusal);
    expect(operationOf(api, 'shelf_put').notForwarded).toEqual([
      { first: 0, last: 1, reason: 'pages would be lost' },
    ]);
  });

  test('nothing where nothing changes', () => {
    expect(operationOf(api, 'book_reserve').steps).toEqual([]);
  });
});
