import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Connection } from '@skewline/runtime/client';
import { afterEach, describe, expect, test } from 'vitest';
import { serve, type TestServer } from '../../../../sled-agent-client/test/support/server.ts';
import { emitPackage, planApi } from '../../../src/build.ts';
import { emitClient } from '../../../src/emit/client/client.ts';
import { modulesInPlace, packagedModules } from '../../../src/emit/client/modules.ts';
import type { FileMap } from '../../../src/model/file-map.ts';
import { readOpenApiDocuments } from '../../../src/read/index.ts';
import { compilerMessages, onDisk } from '../compile.ts';
import { library } from '../server/package.ts';

const { planned, files: withServer } = library();
const config = { doNotForward: new Map(), refine: new Map([['Book', '2']]), client: true };

/** The library with a client, and what a person has written for it. */
const files: FileMap = new Map([
  ...emitPackage(planned, config),
  ...[...withServer].filter(([path]) => !path.startsWith('generated/')),
]);

function textOf(path: string, within: FileMap = files): string {
  const text = within.get(path);
  if (text === undefined) throw new Error(`no ${path}`);
  return text;
}

describe('the modules of a client', () => {
  test.each(['api', 'methods', 'operations', 'responses'])('%s.ts is as it was', async (name) => {
    const text = textOf(`generated/client/${name}.ts`);
    await expect(text).toMatchFileSnapshot(`golden/${name}.ts.txt`);
  });

  test('have the operations of the newest version only, under its ids', () => {
    const text = textOf('generated/client/operations.ts');
    const names = [...text.matchAll(/^export const (\w+)/gm)].map((match) => match[1]);
    expect(names).toEqual([
      'bookList',
      'bookReserve',
      'bookView',
      'coverGet',
      'coverPut',
      'reserve',
      'shelfPut',
    ]);
    expect(text).toContain('id: "book_get", method: "GET"');
    expect(text).not.toContain('book_burn');
    expect(text).not.toContain('downResponse');
  });

  test('are the same in a package of their own, but for where they import from', () => {
    const input = { ...planned, sparse: false };
    const packaged = emitClient(input, packagedModules('@library/types'));
    const inPlace = emitClient(input, modulesInPlace);
    expect([...packaged.keys()]).toEqual(
      ['api', 'methods', 'operations', 'responses'].map((name) => `generated/${name}.ts`),
    );
    for (const [path, text] of packaged) {
      const beside = textOf(path.replace('generated/', 'generated/client/'), inPlace);
      const moved = text
        .replaceAll(/'@library\/types\/(v\d+)\/(\w+)'/g, "'../$1/$2.ts'")
        .replaceAll(/'@library\/types\/(v\d+)'/g, "'../$1/types.ts'");
      expect(moved).toBe(beside);
    }
  });

  test('say whether numbers between versions are versions', () => {
    const sparse = emitClient({ ...planned, sparse: true }, modulesInPlace);
    expect(textOf('generated/client/api.ts', sparse)).toContain('  sparse: true,\n');
    expect(textOf('generated/client/api.ts')).toContain('  sparse: false,\n');
  });
});

/** An API of these operations in two versions, of which only the newer may have none. */
function emitted(ids: readonly string[], newer: readonly string[] = ids): FileMap {
  const document = (version: string, names: readonly string[]): { file: string; text: string } => {
    const operation = (operationId: string, index: number): [string, object] => [
      `/x${String(index)}`,
      {
        get: {
          operationId,
          description: '*/ ` \u2028 @x',
          responses: { 204: { description: '' } },
        },
      },
    ];
    const paths = Object.fromEntries(names.map(operation));
    const info = { title: "it's */ `${x}`", version };
    return { file: `${version}.json`, text: JSON.stringify({ openapi: '3.0.3', info, paths }) };
  };
  const api = readOpenApiDocuments("it's */ `${x}`", [document('1', ids), document('2', newer)]);
  if (api.value === undefined) throw new Error(JSON.stringify(api.problems));
  const made = planApi(api.value, { ask: [], refine: new Map() });
  return emitPackage(made, { doNotForward: new Map(), refine: new Map(), client: true });
}

/** Ids that cannot name a function, that end a comment or a literal, or that collide. */
const odd = emitted([
  'delete',
  'then',
  '__proto__',
  'constructor',
  'api',
  'operation',
  'connection',
  '2fa',
  'a-b',
  'a_b',
  'operations_v2',
  "it's",
  '`${x}`',
  'größe',
  '*/',
  '\u2028',
]);

test('whatever operations are called, a client compiles, with the types of the newest version', () => {
  const use = `
      import { connect } from './generated/client/api.ts';
      import { createLibraryClient } from './generated/client/methods.ts';
      import { bookList, bookView, shelfPut } from './generated/client/operations.ts';
      import { responseValidators } from './generated/client/responses.ts';
      import type { Book } from './generated/latest.ts';

      const connection = connect({ baseUrl: 'http://x', validate: responseValidators });
      export async function books(): Promise<readonly Book[]> {
        const got = await bookList(connection);
        return got.ok ? got.value : [];
      }
      export async function pages(id: string): Promise<number | undefined> {
        const got = await createLibraryClient({ baseUrl: 'http://x' }).bookView({ path: { id } });
        return got.ok ? got.value.pages : undefined;
      }
      // @ts-expect-error: it needs to know which one.
      void bookView(connection);
      // @ts-expect-error: shelves have two sides.
      void shelfPut(connection, { path: { row: 1, side: 'top' }, body: { books: [] } });`;
  const within = (folder: string, made: FileMap): [string, string][] =>
    [...made].map(([path, text]) => [`${folder}/${path}`, text]);
  const all = [
    ...within('library', new Map([...files, ['use.ts', use]])),
    ...within('odd', odd),
    ...within('empty', emitted(['old'], [])),
  ];
  expect(compilerMessages(new Map(all), { dom: true })).toEqual([]);
});

test('an API that has no operations any more has a client without methods', () => {
  const made = emitted(['old'], []);
  expect(textOf('generated/client/operations.ts', made)).toContain('export {};');
  expect(textOf('generated/client/methods.ts', made)).not.toContain('operations.ts');
});

describe('a client that runs', () => {
  let server: TestServer | undefined;
  let remove = (): void => undefined;
  afterEach(async () => {
    await server?.close();
    remove();
  });

  /** What the tests call; the types of the calls are those of the library, see above. */
  interface Running {
    readonly connect: (options: { baseUrl: string }) => Connection;
    readonly call: (name: string, connection: Connection, request: object) => Promise<unknown>;
  }

  async function running(): Promise<Running> {
    const disk = onDisk(files);
    ({ remove } = disk);
    const load = async (name: string): Promise<object> => {
      const path = join(disk.folder, `generated/client/${name}.ts`);
      return (await import(pathToFileURL(path).href)) as object; // every module is an object
    };
    // As the emitter writes them.
    const api = (await load('api')) as Pick<Running, 'connect'>;
    const operations = (await load('operations')) as Readonly<
      Record<string, (connection: Connection, request: object) => Promise<unknown>>
    >;
    const call: Running['call'] = async (name, connection, request) =>
      operations[name]?.(connection, request);
    return { connect: api.connect, call };
  }

  const id = 'ccb7dba5-7ce8-4f1c-8e0c-6f1d2a3b4c5d';

  test.each<[name: string, version: number, request: object, wire: object, result: object]>([
    [
      'bookView',
      1,
      { path: { id } },
      { method: 'GET', url: `/books/${id}` },
      { value: { title: 't', pages: 0 } },
    ],
    ['bookView', 3, { path: { id } }, { url: `/books/${id}` }, { value: { title: 't', pages: 7 } }],
    [
      'bookReserve',
      1,
      { path: { id }, body: { reader: 'r' } },
      { method: 'POST', url: `/books/${id}/reserve`, body: { reader: 'r' } },
      { status: 204 },
    ],
    [
      'bookList',
      2,
      { query: { limit: 5, tag: ['a', 'b'] } },
      { url: '/books?limit=5&tag=a&tag=b' },
      { value: [] },
    ],
  ])('%s at version %i', async (name, version, request, wire, result) => {
    const { connect, call } = await running();
    server = await serve('library', `1.0.0, ${String(version)}.0.0`, ({ url, method }) => {
      if (method !== 'GET') return { status: 204 };
      if (url.startsWith('/books?')) return { body: [] };
      return { body: version === 1 ? { title: 't' } : { title: 't', pages: 7 } };
    });
    const got = await call(name, connect({ baseUrl: server.baseUrl }), request);
    expect(got).toMatchObject({ ok: true, version: `${String(version)}.0.0`, ...result });
    expect(server.asked).toMatchObject([{ ...wire, version: `${String(version)}.0.0` }]);
  });

  test('reserve, which begins with version 3, is not sent to version 2', async () => {
    const { connect, call } = await running();
    server = await serve('library', '1.0.0, 2.0.0');
    const got = await call('reserve', connect({ baseUrl: server.baseUrl }), {
      body: { book: 'b' },
    });
    expect(got).toMatchObject({ ok: false, code: 'unrepresentable', since: '3.0.0' });
    expect(server.asked).toEqual([]);
  });
});
