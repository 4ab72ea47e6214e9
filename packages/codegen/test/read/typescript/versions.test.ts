import { expect, test } from 'vitest';
import { emitOpenApi } from '../../../src/emit/openapi.ts';
import type { Api } from '../../../src/model/api.ts';
import { readOpenApiDocuments } from '../../../src/read/index.ts';
import { readFiles, words } from './given.ts';

const files = {
  'versions.ts': `export interface Versions {
    /** What there was. */
    1: 'initial';
    /** A disk says whether it is encrypted. */
    '7.0.0': 'encryption';
    9: 'boxes';
  }`,
  'v1/disk.ts': `${words}
    export interface Disk { id: Uuid; name: string }
    export interface Disks { items: Disk[] }
    export interface Failure { message: string }`,
  'v7/disk.ts': `import type * as V1 from '../v1/disk.ts';
    export interface Disk extends V1.Disk { encrypted: boolean }`,
  'v9/box.ts': `${words}export interface Box { id: Uuid }`,
  'operations.ts': `${words}
    import type { Disk, Disks, Failure } from './v1/disk.ts';
    import type { Box } from './v9/box.ts';
    interface Page {
      /** How many at most. */
      limit?: Uint8;
    }
    export interface Operations extends BoxOperations {
      /** Lists the disks. In no order. */
      disks: Operation<'GET', '/disks', {
        query: Page;
        header: { 'x-trace'?: string };
        responses: { 200: Disks; '4XX': Failure };
        tags: ['disks', 'lists'];
        security: [{ bearer: [] }];
      }>;
      /** @deprecated use box_put */
      disk_put: [
        Operation<'POST', '/disks', { body: Disk; responses: { 201: Reply<Disk, { etag: string }> }; until: 1 }>,
        Operation<'PUT', '/disks/{id}', {
          path: { id: Uuid };
          body?: Disk;
          responses: { 204: void; default: Failure };
          since: 7;
          until: 7;
          unstable: true;
          doNotForward: 'disks of version 1 have no place';
        }>,
      ];
    }
    interface BoxOperations {
      box_put: Operation<'PUT', '/boxes/{id}', {
        path: { id: Uuid };
        body: Content<'application/octet-stream'>;
        responses: { 200: Content<'text/plain', string>; 404: Box };
        since: 9;
      }>;
    }`,
};

async function given(): Promise<Api> {
  const { value, problems } = await readFiles(files);
  if (value === undefined) throw new Error(JSON.stringify(problems));
  expect(problems).toEqual([]);
  return value;
}

test('a version has what was declared up to it, and only what its operations reach', async () => {
  const api = await given();
  const table = api.versions.map((version) => [
    version.id.text,
    [...version.schemas.keys()].join(' '),
    [...version.operations.values()].map(({ method, path }) => `${method} ${path}`).join(', '),
  ]);
  expect(table).toEqual([
    ['1', 'Disk Disks Failure', 'post /disks, get /disks'],
    ['7', 'Disk Disks Failure', 'put /disks/{id}, get /disks'],
    ['9', 'Box Disk Disks Failure', 'put /boxes/{id}, get /disks'],
  ]);
});

test('a name means its newest declaration, also in types that did not change', async () => {
  const api = await given();
  const properties = api.versions.map(({ schemas }) => {
    const disk = schemas.get('Disk')?.schema;
    return disk?.kind === 'object' ? disk.properties.map(({ name }) => name) : [];
  });
  expect(properties).toEqual([
    ['id', 'name'],
    ['id', 'name', 'encrypted'],
    ['id', 'name', 'encrypted'],
  ]);
  expect(api.versions[2]?.schemas.get('Disks')?.schema).toEqual(
    api.versions[0]?.schemas.get('Disks')?.schema,
  );
});

test('an operation says all that OpenAPI would', async () => {
  const [first, second, third] = (await given()).versions;
  expect(first?.operations.get('disks')).toMatchObject({
    summary: 'Lists the disks',
    description: 'Lists the disks. In no order.',
    tags: ['disks', 'lists'],
    security: [{ bearer: [] }],
    parameters: [
      {
        name: 'limit',
        in: 'query',
        required: false,
        description: 'How many at most.',
        schema: { integer: true },
      },
      { name: 'x-trace', in: 'header', required: false },
    ],
  });
  expect(first?.operations.get('disk_put')).toMatchObject({
    deprecated: true,
    body: { required: true },
    responses: new Map([['201', { headers: [{ name: 'etag', required: true }] }]]),
  });
  const put = second?.operations.get('disk_put');
  expect(put?.body?.required).toBe(false);
  expect(put?.responses.get('204')?.content.size).toBe(0);
  expect(put?.extensions).toEqual({
    'x-skewline-do-not-forward': 'disks of version 1 have no place',
    'x-skewline-unstable': true,
  });
  const box = third?.operations.get('box_put');
  expect([...(box?.body?.content.keys() ?? [])]).toEqual(['application/octet-stream']);
  expect(box?.responses.get('200')?.content.get('text/plain')).toEqual({ kind: 'string' });
});

test('what is emitted as OpenAPI reads back as the same model', async () => {
  const api = await given();
  const documents = [...emitOpenApi(api)].map(([file, text]) => ({ file, text }));
  const back = readOpenApiDocuments('given', documents);
  expect(back.problems).toEqual([]);
  // Types do not say how callers show who they are; a document has to.
  const versions = back.value?.versions.map(({ securitySchemes: _schemes, ...rest }) => rest);
  expect({ ...back.value, versions }).toEqual(api);
});
