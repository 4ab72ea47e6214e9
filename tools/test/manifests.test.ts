import { expect, test } from 'vitest';
import { builtPackages, exactVersions, explicitExports } from '../src/manifests.ts';
import { treeOf } from '../src/tree.ts';

const path = 'packages/a/package.json';
const withManifest = (manifest: object) =>
  treeOf({ [path]: JSON.stringify(manifest), 'package.json': '{}' });

test('exports are listed one by one', () => {
  const check = (manifest: object) => explicitExports(withManifest(manifest)).map((found) => found.message);
  expect(check({ exports: { '.': './a.js', './b': './b.js' } })).toEqual([]);
  expect(check({ private: true })).toEqual([]);
  expect(check({})).toEqual(['A published package needs "exports".']);
  expect(check({ exports: { '.': './a.js', './*': './dist/*.js' } })).toEqual([
    '"exports" has "./*": list each entry.',
  ]);
  expect(check({ exports: { default: './a.js' } })).toHaveLength(1);
});

test.each(['^1.2.3', '~1.2.3', '1.x', '*', 'latest', 'workspace:*', 'github:a/b'])(
  '%s is no exact version',
  (version) => {
    expect(exactVersions(withManifest({ devDependencies: { b: version } }))).toEqual([
      { path, message: `devDependencies: b is "${version}", which is no exact version.` },
    ]);
  },
);

test('exact versions are fine', () => {
  const dependencies = { a: '1.2.3', b: '2.0.0-beta.1' };
  expect(exactVersions(withManifest({ dependencies }))).toEqual([]);
});

test('a published package that the root does not build is found', () => {
  const tree = (references: string) =>
    treeOf({ [path]: '{}', 'tools/package.json': '{"private": true}', 'tsconfig.json': references });
  expect(builtPackages(tree('"references": [{ "path": "packages/a" }]'))).toEqual([]);
  expect(builtPackages(tree('"references": [{ "path": "packages/ab" }]'))).toEqual([
    { path: 'packages/a', message: 'tsconfig.json at the root does not refer to it.' },
  ]);
});
