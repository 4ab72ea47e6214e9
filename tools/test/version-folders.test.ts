import { expect, test } from 'vitest';
import { treeOf } from '../src/tree.ts';
import { versionFolders } from '../src/version-folders.ts';

function example(files: Record<string, string>) {
  const placed = Object.entries(files).map(([path, text]) => [`examples/a/${path}`, text]);
  const config = '{"documents": "./documents"}';
  return treeOf({
    'examples/a/package.json': '{}',
    'examples/a/skewline.json': config,
    ...Object.fromEntries(placed),
  });
}

const documents = {
  'documents/1.0.0.json': '{}',
  'documents/widgets-2.yaml': 'openapi: 3.1.0',
  'documents/newest.json': '{"info": {"version": "2026010300.0.1"}}',
};

test('a version without a folder is fine: nothing changed in it', () => {
  const tree = example({
    ...documents,
    'src/generated/v1/a.ts': '',
    'src/generated/types/v2026010300_0_1/a.ts': '',
  });
  expect(versionFolders(tree)).toEqual([]);
});

test('a folder without its document is found', () => {
  const tree = example({ ...documents, 'src/generated/v1/a.ts': '', 'src/generated/v3/a.ts': '' });
  expect(versionFolders(tree)).toEqual([
    { path: 'examples/a/src/generated/v3/a.ts', message: 'No document is version v3.' },
  ]);
});

test('a missing folder for the first version is found', () => {
  expect(versionFolders(example({ ...documents, 'src/generated/v2/a.ts': '' }))).toEqual([
    { path: 'examples/a', message: 'generated/ has no folder for the first version, v1.' },
  ]);
});

test('a document of no known version is found', () => {
  const tree = example({ ...documents, 'documents/draft.json': '{}', 'src/generated/v1/a.ts': '' });
  expect(versionFolders(tree)).toEqual([
    {
      path: 'examples/a/documents/draft.json',
      message: 'Neither its name nor info.version says which version it is.',
    },
  ]);
});

test('generated versions of no documents at all are found', () => {
  expect(versionFolders(example({ 'src/generated/v1/a.ts': '' }))).toEqual([
    { path: 'examples/a', message: 'It has generated versions, but no documents.' },
  ]);
});
