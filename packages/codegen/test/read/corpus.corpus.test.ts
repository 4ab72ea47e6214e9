import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { expect, test } from 'vitest';
import { readOpenApiDocuments, readOpenApiFolder } from '../../src/read/index.ts';

const root = resolve(import.meta.dirname, '../../../..');
const corpus = resolve(root, process.env['SKEWLINE_SHARED'] ?? '../shared', 'corpus');
const entries = readdirSync(corpus, { withFileTypes: true });
const apis = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
const versions = (api: string): number => readdirSync(resolve(corpus, api)).length;

test('the corpus is there', () => {
  expect(apis).toHaveLength(12);
});

test.each(apis)('%s is read without a problem', async (api) => {
  const { value, problems } = await readOpenApiFolder(resolve(corpus, api));
  const want = versions(api) === 1 ? ['warning too_few_versions'] : [];
  expect(problems.map(({ severity, code }) => `${severity} ${code}`)).toEqual(want);
  expect(value?.name).toBe(api);
  expect(value?.versions).toHaveLength(versions(api));
});

// How long a generation takes, of which this is the beginning, is measured by `npm run bench:codegen`.
test('all 48 documents of sled-agent, most nodes shared', async () => {
  const { value } = await readOpenApiFolder(resolve(corpus, 'sled-agent'));
  const all = value?.versions.flatMap(({ schemas }) =>
    [...schemas.values()].map(({ schema }) => schema),
  );
  expect(all?.length).toBe(11_175);
  expect(new Set(all).size).toBeLessThan(400);
});

test('a version is the same whether its nodes are shared or not', async () => {
  const folder = resolve(corpus, 'sled-agent');
  const { value } = await readOpenApiFolder(folder);
  for (const version of value?.versions ?? []) {
    const { file } = version;
    const text = readFileSync(resolve(folder, file), 'utf8');
    const alone = readOpenApiDocuments('sled-agent', [{ file, text }]).value?.versions[0];
    expect(isDeepStrictEqual(alone, version)).toBe(true);
  }
});
