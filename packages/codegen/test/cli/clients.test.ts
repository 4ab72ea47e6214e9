import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { copyOfExample, run } from './run.ts';

let folder = '';
let remove = async (): Promise<void> => undefined;
beforeEach(async () => {
  ({ folder, remove } = await copyOfExample());
});
afterEach(() => remove());

const modules = ['api.ts', 'methods.ts', 'operations.ts', 'responses.ts'];

async function config(content: unknown, path = 'skewline.json'): Promise<void> {
  await writeFile(join(folder, path), JSON.stringify(content));
}

async function filesIn(path: string): Promise<readonly string[]> {
  return readdir(join(folder, path)).catch(() => []);
}

describe('a client beside the code of its API', () => {
  const parcels = { name: 'parcels', documents: 'documents' };

  test('is made where skewline.json wants one, and stays', async () => {
    await config({ ...parcels, client: true });
    const { code, output } = await run(['generate'], { folder });
    expect(code).toBe(0);
    expect(output).not.toContain('this run only');
    expect(new Set(await filesIn('src/generated/client'))).toEqual(new Set(modules));
    expect((await run(['check'], { folder })).code).toBe(0);
    const again = await run(['generate'], { folder });
    expect(again.output).toContain('nothing, all is up to date');
  });

  test('is made for one run by --client, which says how to keep it', async () => {
    const { code, output } = await run(['generate', '--client'], { folder });
    expect(code).toBe(0);
    expect(output).toContain(
      'note    the client is of this run only: write "client": true in skewline.json to keep it\n',
    );
    expect(new Set(await filesIn('src/generated/client'))).toEqual(new Set(modules));
    const asked = await run(['check', '--client'], { folder });
    expect([asked.code, asked.output]).toEqual([
      0,
      'parcels: all generated files are up to date\n',
    ]);
    const json = JSON.parse((await run(['generate', '--client', '--json'], { folder })).output);
    expect(json).toMatchObject({ api: 'parcels', onlyThisRun: ['client'] });
  });

  test('is left over for a run that does not ask, and removed', async () => {
    await run(['generate', '--client'], { folder });
    const stale = await run(['check'], { folder });
    expect(stale.code).toBe(4);
    expect(stale.output).toContain('  left over  generated/client/operations.ts\n');
    expect((await run(['generate'], { folder })).code).toBe(0);
    expect(await filesIn('src/generated/client')).toEqual([]);
    expect((await run(['check'], { folder })).code).toBe(0);
  });

  test('and a server go together', async () => {
    const { output } = await run(['generate', '--client', '--server'], { folder });
    expect(output).toContain('note    the client is of this run only');
    expect(output).toContain('note    the server is of this run only');
    expect(await filesIn('src/generated')).toEqual(expect.arrayContaining(['client', 'server.ts']));
    await config({ ...parcels, client: true });
    const kept = await run(['generate', '--client', '--server'], { folder });
    expect(kept.output).not.toContain('the client is of this run only');
    expect(kept.output).toContain('note    the server is of this run only');
  });

  test('is made in all packages of a repository', async () => {
    await mkdir(join(folder, 'root'));
    await config({ packages: ['..'] }, 'root/skewline.json');
    const made = await run(['generate', '--client'], { folder: join(folder, 'root') });
    expect([made.code, made.errors]).toEqual([0, '']);
    expect(made.output).toContain('  note    the client is of this run only');
    expect(new Set(await filesIn('src/generated/client'))).toEqual(new Set(modules));
  });
});

describe('a client in a package of its own', () => {
  const entry = { api: 'parcels', package: '..', module: '@parcels/types' };
  let client = '';

  beforeEach(async () => {
    client = join(folder, 'client');
    await mkdir(client);
    await config({ name: 'parcels', documents: 'documents', server: true });
    await config({ clients: [entry] }, 'client/skewline.json');
  });

  test('imports what its API has by the name of that package', async () => {
    const made = await run(['generate'], { folder: client });
    expect([made.code, made.errors]).toEqual([0, '']);
    expect(made.output).toBe(
      [
        'found   parcels client: 3 operations, speaks 4 versions (1, 2, 3, 4)',
        'wrote   files: 4 new',
        '',
      ].join('\n'),
    );
    expect(await filesIn('client/src/generated')).toEqual(expect.arrayContaining(modules));
    const operations = await readFile(join(client, 'src/generated/operations.ts'), 'utf8');
    expect(operations).toContain("import type { Operations } from '@parcels/types/v4';");
    expect(operations).toContain("import * as operationsV2 from '@parcels/types/v2/operations';");
    const responses = await readFile(join(client, 'src/generated/responses.ts'), 'utf8');
    expect(responses).toContain("import * as validatorsV4 from '@parcels/types/v4/validators';");
    expect((await run(['check'], { folder: client })).output).toBe(
      'parcels client: all generated files are up to date\n',
    );
  });

  test('is stale when the API has changed, without a change of its own', async () => {
    await run(['generate'], { folder: client });
    const path = 'documents/4.yaml';
    const text = await readFile(join(folder, path), 'utf8');
    expect(text).toContain('Where a parcel is');
    await writeFile(join(folder, path), text.replace('Where a parcel is', 'Where it is now'));
    const { code, output } = await run(['check'], { folder: client });
    expect(code).toBe(4);
    expect(output).toContain('  differs    generated/operations.ts');
    expect((await run(['generate'], { folder: client })).code).toBe(0);
    expect(await readFile(join(client, 'src/generated/methods.ts'), 'utf8')).toContain(
      '* Where it is now\n',
    );
  });

  test('stands in the list of a repository like any', async () => {
    await mkdir(join(folder, 'root'));
    await config({ packages: ['..', '../client'] }, 'root/skewline.json');
    const { code, output } = await run(['generate'], { folder: join(folder, 'root') });
    expect(code).toBe(0);
    expect(output).toContain(
      '../client\n  parcels client: 3 operations, speaks 4 versions (1, 2, 3, 4); wrote files: 4 new\n',
    );
  });

  test('is nothing to compare, explain or convert', async () => {
    const { code, errors } = await run(['diff'], { folder: client });
    expect(code).toBe(100);
    expect(errors).toContain('type_unknown: this package has no API');
    expect((await run(['explain', '2', 'Parcel'], { folder: client })).code).toBe(100);
  });

  test.each<[string, object, string, string, string]>([
    [
      'the package is not there',
      { package: '../nowhere' },
      '/clients/0/package',
      '../nowhere, which has the API parcels, is no package: skewline.json does not exist',
      'write its path from the folder of this skewline.json',
    ],
    [
      'the package has no such API',
      { api: 'pallets' },
      '/clients/0/api',
      '.. has no API pallets',
      'name one that it has: parcels',
    ],
    ['no module is named', { module: undefined }, '/clients/0/module', 'module must be a text', ''],
  ])('%s: a problem with its place', async (_, change, pointer, message, fix) => {
    await config({ clients: [{ ...entry, ...change }] }, 'client/skewline.json');
    const { code, errors, output } = await run(['generate', '--json'], { folder: client });
    expect([code, errors]).toEqual([100, '']);
    const { problems } = JSON.parse(output);
    expect(problems).toMatchObject([
      { code: 'config_invalid', severity: 'error', message, file: 'skewline.json', pointer },
    ]);
    expect(problems[0].fix).toContain(fix);
    expect(await filesIn('client/src')).toEqual([]);
  });

  test('one source written twice is a problem', async () => {
    await config({ clients: [entry, { ...entry, api: 'pallets' }] }, 'client/skewline.json');
    const { code, errors } = await run(['generate'], { folder: client });
    expect(code).toBe(100);
    expect(errors).toContain('two of them would write into src/generated');
    expect(errors).toContain('at   skewline.json /clients/1/source');
  });

  test('an API without validators of exchanges is a problem', async () => {
    await config({ name: 'parcels', documents: 'documents' });
    const { code, errors } = await run(['generate'], { folder: client });
    expect(code).toBe(100);
    expect(errors).toContain('.. has no module that checks the answers of parcels');
    expect(errors).toContain('write "server": true (or "client": true) for it in ../skewline.json');
  });

  test('problems of the API are those of its client, with the files of the API', async () => {
    await writeFile(
      join(folder, 'documents/4.yaml'),
      'openapi: 3.0.3\ninfo: {version: "4", title: x',
    );
    const { code, errors } = await run(['generate'], { folder: client });
    expect(code).toBe(100);
    expect(errors).toContain('document_unparsable');
    expect(errors).toMatch(/at +\.\.\/(?:documents\/)?4\.yaml/);
  });

  test('a package whose skewline.json is broken is told about with its place', async () => {
    await writeFile(join(folder, 'skewline.json'), '{"name": 1}');
    const { code, errors } = await run(['generate'], { folder: client });
    expect(code).toBe(100);
    expect(errors).toContain('at   ../skewline.json /name');
  });
});
