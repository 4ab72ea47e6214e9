import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { emitOpenApi } from '../../../src/emit/openapi.ts';
import { readOpenApiDocuments } from '../../../src/read/index.ts';
import { readTypeScriptApi } from '../../../src/read/typescript/index.ts';
import { modulesIn, versionFolders } from '../../../src/read/typescript/versions.ts';
import { asFarAsSaid, comparable, generateAll, readAlone } from './other-generator.ts';

const packages = resolve(import.meta.dirname, '../../../..');
const apis: readonly (readonly [name: string, folder: string])[] = [
  ['sled-agent', 'sled-agent-types/src'],
  ['nexus-internal', 'nexus-types/src/internal'],
  ['nexus', 'nexus-types/src/external'],
];

describe.each(apis)('%s', (name, folder) => {
  const path = join(packages, folder);
  const packageFolder = join(packages, folder.replace(/\/.*/, ''));

  test('reads back from its own documents as the same model', async () => {
    const { value, problems } = await readTypeScriptApi(path, { name, packageFolder });
    expect(problems).toEqual([]);
    const emitted = value === undefined ? new Map<string, string>() : emitOpenApi(value);
    const documents = [...emitted].map(([file, text]) => ({ file, text }));
    const back = readOpenApiDocuments(name, documents);
    expect(back.problems).toEqual([]);
    expect(back.value).toEqual(value);
  });
});

/** Types of one package, version by version or not. */
const sources: readonly (readonly [folder: string, modules: readonly string[]])[] = [
  ...apis.map(([, folder]) => {
    const path = join(packages, folder);
    return [folder, versionFolders(path, { hasDecisions: true }).flatMap(({ files }) => files)] as const;
  }),
  ...['nexus-types/src/domain', 'db-model/src/rows'].map(
    (folder) => [folder, modulesIn(join(packages, folder))] as const,
  ),
];

// Two readers of TypeScript that share no code, on every type that a package exports.
describe('every type is what ts-json-schema-generator says', () => {
  test.each(sources)('%s', (folder, modules) => {
    const packageFolder = join(packages, folder.replace(/\/.*/, ''));
    const ours = readAlone(modules, packageFolder);
    const theirs = generateAll(modules, join(packageFolder, 'tsconfig.json'));
    expect([...theirs.versions.keys()].sort()).toEqual([...ours.keys()].sort());
    expect(ours.size).toBeGreaterThan(0);
    for (const [key, version] of ours) {
      const other = theirs.versions.get(key);
      if (other === undefined) throw new Error(`${key} is missing`);
      const type = key.replace(/.* /, '');
      const tags = !theirs.withoutTags.has(key);
      const said = comparable(other, type, tags);
      const read = comparable(version, type, tags);
      const seen = tags ? read : asFarAsSaid(read, said);
      expect({ key, schema: seen }).toEqual({ key, schema: said });
    }
  });
});
