import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { corpusUntracked } from '../src/corpus-untracked.ts';
import { generatedHeaders } from '../src/generated-headers.ts';
import { builtPackages, exactVersions, explicitExports } from '../src/manifests.ts';
import { packageEdges } from '../src/package-edges.ts';
import { readmeCommands } from '../src/readme-commands.ts';
import { codegenRooms, sourceImports } from '../src/source-imports.ts';
import { treeOfFolder } from '../src/tree.ts';
import { versionFolders } from '../src/version-folders.ts';

// The rules of this repository. Each is shown to fail on a planted violation in the test that has its name.
describe('the repository', () => {
  const tree = treeOfFolder(resolve(import.meta.dirname, '../..'));

  test('is not empty, so that the rules below have something to look at', () => {
    expect(tree.paths).toContain('packages/runtime/package.json');
    expect(tree.paths.length).toBeGreaterThan(30);
  });

  test.each([
    ['package.json edges point up the layers', packageEdges],
    ['source imports point up the layers', sourceImports],
    ['the rooms of the codegen flow one way', codegenRooms],
    ['generated files are marked, hand-written ones are not', generatedHeaders],
    ['version folders are versions of the documents', versionFolders],
    ['published packages list each export', explicitExports],
    ['dependencies have exact versions', exactVersions],
    ['published packages are built by the root', builtPackages],
    ['commands in the pages exist', readmeCommands],
  ])('%s', (_, rule) => {
    expect(rule(tree)).toEqual([]);
  });

  test('no file in a corpus folder, or made from the corpus, belongs to it', () => {
    expect(corpusUntracked(tree, new Set())).toEqual([]);
  });
});
