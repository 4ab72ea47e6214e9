import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import openapiTS, { astToString, type OpenAPI3 } from 'openapi-typescript';
import { describe, expect, test } from 'vitest';
import { emitTypes } from '../../src/emit/types.ts';
import { emitValidators } from '../../src/emit/validators.ts';
import { findPatternProblems } from '../../src/emit/patterns.ts';
import type { FileMap } from '../../src/model/file-map.ts';
import { computeEpochs } from '../../src/plan/epochs.ts';
import { readOpenApiFolder } from '../../src/read/index.ts';
import { disagreement, importValidators, Reference } from './agreement.ts';
import { compilerMessages } from './compile.ts';

const corpus = join(process.env['SKEWLINE_SHARED'] ?? '../shared', 'corpus');

function bytesOf(files: FileMap): number {
  return [...files.values()].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
}

const names = readdirSync(corpus, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

describe.each(names)('%s', (name) => {
  test('types and validators of all versions compile', async () => {
    const { value: api } = await readOpenApiFolder(join(corpus, name));
    if (api === undefined) throw new Error(`${name} cannot be read`);
    const epochs = computeEpochs(api);
    const files = new Map([...emitTypes(api, epochs), ...emitValidators(api, epochs)]);
    expect(compilerMessages(files)).toEqual([]);
    expect(findPatternProblems(api)).toEqual([]);
  });

  test('validators agree with ajv on random values', async () => {
    const { value: api } = await readOpenApiFolder(join(corpus, name));
    if (api === undefined) throw new Error(`${name} cannot be read`);
    const epochs = computeEpochs(api);
    const { table, remove } = await importValidators(api, epochs);
    const reference = new Reference(api, epochs);
    const found = api.versions.flatMap((version, index) =>
      epochs
        .beginningAt(index)
        .map(({ type }) => disagreement(type, version, table, reference, 10))
        .filter((difference) => difference !== undefined),
    );
    expect(found).toEqual([]);
    remove();
  });
});

test('the types of sled-agent take at most a tenth of what openapi-typescript writes', async () => {
  const folder = join(corpus, 'sled-agent');
  const { value: api } = await readOpenApiFolder(folder);
  if (api === undefined) throw new Error('sled-agent cannot be read');
  const ours = bytesOf(emitTypes(api, computeEpochs(api)));
  let theirs = 0;
  for (const file of readdirSync(folder)) {
    // It says what it expects of a document only after it has read it.
    const document = JSON.parse(readFileSync(join(folder, file), 'utf8')) as OpenAPI3;
    const options = { defaultNonNullable: false, emptyObjectsUnknown: true, silent: true };
    theirs += Buffer.byteLength(astToString(await openapiTS(document, options)));
  }
  expect(ours).toBeLessThanOrEqual(theirs / 10);
});
