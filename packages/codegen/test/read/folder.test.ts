import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readOpenApiFolder } from '../../src/read/index.ts';
import { document } from './given.ts';

let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'skewline-read-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const text = (version: string): string => document({ info: { title: 'T', version } });

async function codes(
  options?: Parameters<typeof readOpenApiFolder>[1],
): Promise<readonly string[]> {
  const { problems } = await readOpenApiFolder(folder, options);
  return problems.map(({ code, file }) => `${code} ${file ?? ''}`.trim());
}

test('documents in the order of their versions, and nothing else', async () => {
  await writeFile(join(folder, '10.0.0.json'), text('10.0.0'));
  await writeFile(
    join(folder, '9.yaml'),
    'openapi: 3.1.0\ninfo: {title: T, version: "9"}\npaths: {}',
  );
  await writeFile(join(folder, 'api-2026010300.0.0-abcdef.yml'), text('2026010300.0.0'));
  await writeFile(join(folder, 'README.md'), '# no document');
  await mkdir(join(folder, 'old.json'));
  await symlink('10.0.0.json', join(folder, 'api-latest.json'));
  const { value, problems } = await readOpenApiFolder(folder, { name: 'mine' });
  expect(problems).toEqual([]);
  expect(value?.name).toBe('mine');
  expect(value?.versions.map(({ id, file }) => `${id.folder} ${file}`)).toEqual([
    'v9 9.yaml',
    'v10 10.0.0.json',
    'v2026010300 api-2026010300.0.0-abcdef.yml',
  ]);
});

test('the folder gives the name', async () => {
  await mkdir(join(folder, 'sled-agent'));
  await writeFile(join(folder, 'sled-agent', '1.json'), text('1'));
  const { value } = await readOpenApiFolder(`${join(folder, 'sled-agent')}/`);
  expect(value?.name).toBe('sled-agent');
});

test('a link to a document elsewhere is a document', async () => {
  await mkdir(join(folder, 'docs'));
  await writeFile(join(folder, '1.json'), text('1'));
  await symlink('../1.json', join(folder, 'docs', '1.json'));
  const { value } = await readOpenApiFolder(join(folder, 'docs'));
  expect(value?.versions).toHaveLength(1);
});

test('an empty folder', async () => {
  expect(await codes()).toEqual(['no_documents']);
});

test('no folder', async () => {
  const missing = join(folder, 'missing');
  const { problems } = await readOpenApiFolder(missing);
  expect(problems).toMatchObject([{ code: 'folder_unreadable', file: missing }]);
});

test('a broken link and a file that is no text, beside a good one', async () => {
  await writeFile(join(folder, '1.json'), text('1'));
  await symlink('nowhere', join(folder, '2.json'));
  await writeFile(join(folder, '3.json'), new Uint8Array([0x7b, 0xff, 0xfe]));
  expect(await codes()).toEqual(['file_unreadable 2.json', 'document_unparsable 3.json']);
});

test('a byte order mark is no part of the text', async () => {
  await writeFile(join(folder, '1.json'), `\uFEFF${text('1')}`);
  expect(await codes()).toEqual(['too_few_versions 1.json']);
});

test('100 MB are refused before they are read', async () => {
  await writeFile(join(folder, '1.json'), text('1'));
  await writeFile(join(folder, '2.json'), '');
  await truncate(join(folder, '2.json'), 100_000_000);
  const start = performance.now();
  expect(await codes()).toEqual(['document_too_large 2.json']);
  expect(performance.now() - start).toBeLessThan(30_000);
  expect(await codes({ limits: { documentBytes: 10 } })).toContain('document_too_large 1.json');
});
