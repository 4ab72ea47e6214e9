import { expect, test } from 'vitest';
import { corpusUntracked, hashOf } from '../src/corpus-untracked.ts';
import { treeOf } from '../src/tree.ts';

test.each([
  'examples/omicron-sled-agent/generated/v1/disk.ts',
  'examples/omicron-sled-agent/src/generated/latest.ts',
  'shared/corpus/sled-agent/1.0.0.json',
  'packages/codegen/test/under-another-name.json',
])('%s is found', (path) => {
  const tree = treeOf({ [path]: '{"openapi":"3.0.3"}' });
  expect(corpusUntracked(tree, new Set([hashOf('{"openapi":"3.0.3"}')]))).toEqual([
    { path, message: expect.any(String) },
  ]);
});

test('our own documents and decisions are fine', () => {
  const tree = treeOf({
    'examples/omicron-sled-agent/src/decisions/v10.ts': '',
    'examples/widgets/documents/1.json': '{}',
    'packages/codegen/test/oracle.corpus.test.ts': '',
  });
  expect(corpusUntracked(tree, new Set())).toEqual([]);
});
