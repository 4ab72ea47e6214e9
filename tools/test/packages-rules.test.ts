import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { presentable, readyForChecks } from '../packages/rules.ts';
import { treeOf, treeOfFolder } from '../src/tree.ts';

const manifest = {
  name: '@skewline/a',
  description: 'An a',
  license: 'Apache-2.0',
  type: 'module',
  engines: { node: '>=20' },
  publishConfig: { access: 'public', provenance: true },
  files: ['dist', 'src'],
};
const files = {
  'packages/a/package.json': JSON.stringify(manifest),
  'packages/a/LICENSE': 'Apache',
  'packages/a/README.md': "# a\n\n```ts\nimport { a } from '@skewline/a';\nconsole.log(a);\n```\n",
};
const withManifest = (change: object) =>
  treeOf({ ...files, 'packages/a/package.json': JSON.stringify({ ...manifest, ...change }) });

test('a package with all that people look for is fine', () => {
  expect(presentable(treeOf(files))).toEqual([]);
});

test.each([
  [{ description: '' }, 'It needs a "description".'],
  [{ license: 'MIT' }, '"license" must be "Apache-2.0".'],
  [{ type: undefined }, '"type" must be "module".'],
  [{ engines: undefined }, '"engines" must be {"node": ">=20"}.'],
  ...[undefined, { access: 'public' }, { access: 'public', provenance: false }].map(
    (publishConfig): [object, string] => [
      { publishConfig },
      '"publishConfig" must be {"access": "public", "provenance": true}.',
    ],
  ),
  [{ files: undefined }, 'It needs "files": what is published is said, not left over.'],
  [{ files: ['*'] }, '"files" has "*", which is everything: list the folders.'],
  [{ files: ['./'] }, '"files" has "./", which is everything: list the folders.'],
])('%j is a finding', (change, message) => {
  expect(presentable(withManifest(change))).toEqual([{ path: 'packages/a/package.json', message }]);
});

test.each(['LICENSE', 'README.md'])('a package without %s is found', (name) => {
  const path = `packages/a/${name}`;
  const { [path as keyof typeof files]: _, ...rest } = files;
  expect(presentable(treeOf(rest))).toEqual([{ path, message: 'A published package needs it.' }]);
});

test('a README without an example is found', () => {
  const path = 'packages/a/README.md';
  const [finding, ...others] = presentable(treeOf({ ...files, [path]: '# a\n' }));
  expect(finding?.path).toBe(path);
  expect(finding?.message).toMatch(/^the README has no example: write a small program/);
  expect(others).toEqual([]);
});

test('what is private may look as it likes', () => {
  expect(presentable(withManifest({ private: true, license: 'MIT', files: undefined }))).toEqual(
    [],
  );
});

test('a package that nothing is known of is found, and so is one with a registry of its own', () => {
  const findings = readyForChecks(
    withManifest({ publishConfig: { registry: 'https://a.example/' } }),
  );
  expect(findings[0]?.message).toMatch(/^@skewline\/a is published, and nothing says/);
  expect(findings.at(-1)).toEqual({
    path: 'packages/a/package.json',
    message:
      '"publishConfig" has "registry", which overrides the registry that we publish to: take "registry" out of "publishConfig".',
  });
});

describe('this repository', () => {
  const tree = treeOfFolder(resolve(import.meta.dirname, '../..'));

  test.each([
    ['published packages are presentable', presentable],
    ['published packages are known to the checks', readyForChecks],
  ])('%s', (_, rule) => {
    expect(rule(tree)).toEqual([]);
  });
});
