import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { corpusUntracked, hashOf } from '../src/corpus-untracked.ts';
import { treeOfFolder } from '../src/tree.ts';

test('no file of the repository is a copy of one of the corpus', () => {
  const corpus = treeOfFolder(resolve(process.env['SKEWLINE_SHARED'] ?? '', 'corpus'));
  const hashes = new Set(corpus.paths.map((path) => hashOf(corpus.text(path))));
  expect(hashes.size).toBeGreaterThan(48);
  expect(corpusUntracked(treeOfFolder(resolve(import.meta.dirname, '../..')), hashes)).toEqual([]);
});
