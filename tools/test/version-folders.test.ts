import { describe, expect, test } from 'vitest';
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

test('generated versions where nothing is generated are found', () => {
  const tree = example({ ...documents, 'lib/generated/v1/a.ts': '' });
  expect(versionFolders(tree)).toEqual([
    {
      path: 'examples/a/lib/generated/v1/a.ts',
      message: 'It looks like a generated version, but no API of skewline.json is generated there.',
    },
  ]);
});

describe('an API of TypeScript types', () => {
  const versions = [
    'export interface Versions {',
    '  /** Was: 5: never. */',
    "  1: 'initial';",
    "  '7.0.0': 'disks';",
    "  '2026073100.0.1': 'more';",
    '}',
  ].join('\n');
  const package_ = (files: Record<string, string>, config: object = { apis: [{ name: 'a', types: './api/' }] }) =>
    treeOf({
      'packages/a/package.json': '{}',
      'packages/a/skewline.json': JSON.stringify(config),
      'packages/a/api/versions.ts': versions,
      'packages/a/api/v1/disk.ts': '',
      'packages/a/api/v7/disk.ts': '',
      'packages/a/api/v2026073100_0_1/disk.ts': '',
      'packages/a/api/generated/v1/types.ts': '',
      'packages/a/api/generated/v7/types.ts': '',
      ...files,
    });
  const without = (path: string, more: Record<string, string> = {}) => {
    const tree = package_(more);
    return { ...tree, paths: tree.paths.filter((one) => one !== `packages/a/${path}`) };
  };

  test('has a folder for each listed version, and no other', () => {
    expect(versionFolders(package_({}))).toEqual([]);
    expect(versionFolders(package_({ 'packages/a/api/v5/disk.ts': '' }))).toEqual([
      { path: 'packages/a/api/v5/disk.ts', message: 'versions.ts lists no v5.' },
    ]);
    expect(versionFolders(without('api/v7/disk.ts'))).toEqual([
      {
        path: 'packages/a/api/versions.ts',
        message: 'Version 7 is listed, but there is no v7/, and no operation changes in it.',
      },
    ]);
  });

  test('needs no folder for a version in which only operations change', () => {
    for (const operation of ['since: 7;', "since: '7.0.0'", 'until: 1;']) {
      for (const path of ['operations.ts', 'operations/disk.ts']) {
        const tree = without('api/v7/disk.ts', { [`packages/a/api/${path}`]: operation });
        expect(versionFolders(tree)).toEqual([]);
      }
    }
    const other = without('api/v7/disk.ts', { 'packages/a/api/operations.ts': 'since: 70; until: 7;' });
    expect(versionFolders(other)).toHaveLength(1);
  });

  test('has generated folders of listed versions only, the first among them', () => {
    expect(versionFolders(package_({ 'packages/a/api/generated/v9/types.ts': '' }))).toEqual([
      { path: 'packages/a/api/generated/v9/types.ts', message: 'versions.ts lists no v9.' },
    ]);
    expect(versionFolders(without('api/generated/v1/types.ts'))).toEqual([
      { path: 'packages/a/api', message: 'generated/ has no folder for the first version, v1.' },
    ]);
  });

  test('lists its versions', () => {
    expect(versionFolders(without('api/versions.ts'))[0]).toEqual({
      path: 'packages/a/api',
      message: 'It has no versions.ts.',
    });
    const none = package_({ 'packages/a/api/versions.ts': 'export interface Versions {}' });
    expect(versionFolders(none)[0]).toEqual({
      path: 'packages/a/api/versions.ts',
      message: 'It lists no version.',
    });
  });

  test('may stand beside others, and beside representations, whose sides are no versions', () => {
    const config = {
      apis: [
        { name: 'a', types: 'api' },
        { name: 'b', types: 'other' },
      ],
      representations: [{ name: 'wire', source: 'src/wire' }],
    };
    const others = {
      'packages/a/other/versions.ts': "export interface Versions {\n  3: 'initial';\n}",
      'packages/a/other/v3/disk.ts': '',
      'packages/a/other/generated/v3/types.ts': '',
      'packages/a/src/wire/generated/v49/types.ts': '',
    };
    expect(versionFolders(package_(others, config))).toEqual([]);
    const swapped = { ...others, 'packages/a/other/generated/v1/types.ts': '' };
    expect(versionFolders(package_(swapped, config))).toEqual([
      { path: 'packages/a/other/generated/v1/types.ts', message: 'versions.ts lists no v1.' },
    ]);
  });
});
