import { expect, test } from 'vitest';
import { withNeeded } from '../packages/build.ts';
import { claimProblems } from '../packages/claims.ts';
import { consumerFiles } from '../packages/consumer-files.ts';
import { peersOf, publishedPackages } from '../packages/published.ts';
import { treeOf } from '../src/tree.ts';

const manifests = {
  'packages/a/package.json': { name: '@s/a', version: '1.0.0', dependencies: { '@s/c': '1.0.0' } },
  'packages/b/package.json': { name: '@s/b', version: '1.0.0', private: true },
  'packages/c/package.json': {
    name: '@s/c',
    version: '1.0.0',
    exports: { '.': {}, './v1': {}, './v1/schemas.json': {}, './package.json': './package.json' },
  },
  'packages/d/package.json': {
    name: '@s/d',
    version: '1.0.0',
    devDependencies: { '@s/a': '1.0.0' },
  },
  'examples/e/package.json': { name: '@s/e', version: '1.0.0' },
};
const all = publishedPackages(
  treeOf(
    Object.fromEntries(
      Object.entries(manifests).map(([path, text]) => [path, JSON.stringify(text)]),
    ),
  ),
);

test('published is what is in packages and not private', () => {
  expect(all.map(({ name }) => name)).toEqual(['@s/a', '@s/c', '@s/d']);
});

test('entries are what can be imported', () => {
  expect(all[1]?.entries).toEqual([
    { subpath: '.', specifier: '@s/c', isJson: false },
    { subpath: './v1', specifier: '@s/c/v1', isJson: false },
    { subpath: './v1/schemas.json', specifier: '@s/c/v1/schemas.json', isJson: true },
  ]);
});

test('a package comes after those that it needs when it runs', () => {
  const names = (...asked: string[]) => withNeeded(all, asked).map(({ name }) => name);
  expect(names('@s/a')).toEqual(['@s/c', '@s/a']);
  expect(names('@s/c', '@s/a', '@s/d')).toEqual(['@s/c', '@s/a', '@s/d']);
  expect(names('@s/d')).toEqual(['@s/d']);
});

test('each published package has a row of claims, and each row a package', () => {
  const table = { '@s/a': { browser: true }, '@s/gone': { browser: false } };
  expect(claimProblems(['@s/a', '@s/new'], table).map(({ what }) => what)).toEqual([
    '@s/new is published, and nothing says whether it runs in browsers',
    'there is a row for @s/gone, and no such published package',
  ]);
});

test('an empty project imports every entry and checks all declarations', () => {
  const files = consumerFiles({ entries: all[1]?.entries ?? [] }, 'code', { browser: true });
  expect(files.get('entries.ts')).toBe(
    [
      "import * as entry0 from '@s/c';",
      "import * as entry1 from '@s/c/v1';",
      "import entry2 from '@s/c/v1/schemas.json' with { type: 'json' };",
      'const entries: readonly object[] = [entry0, entry1, entry2];',
      'console.log(entries.map((entry) => Object.keys(entry).length).join(" "));',
      '',
    ].join('\n'),
  );
  expect(files.get('example.ts')).toBe('code');
  expect(JSON.parse(files.get('tsconfig.json') ?? '')).toMatchObject({
    compilerOptions: { skipLibCheck: false, strict: true, types: [], lib: ['es2023', 'dom'] },
    files: ['entries.ts', 'example.ts'],
  });
  const forNode = consumerFiles({ entries: [] }, undefined, { browser: false });
  expect(JSON.parse(forNode.get('tsconfig.json') ?? '')).toMatchObject({
    compilerOptions: { types: ['node'], lib: ['es2023'] },
    files: ['entries.ts'],
  });
});

test('peers are installed in the version that a package is developed with', () => {
  const manifest = {
    peerDependencies: { x: '^1.0.0', y: '^2.0.0' },
    peerDependenciesMeta: { x: { optional: true } },
    devDependencies: { x: '1.2.3' },
  };
  expect(peersOf({ manifest })).toEqual(['x@1.2.3', 'y@^2.0.0']);
  expect(peersOf({ manifest: {} })).toEqual([]);
});
