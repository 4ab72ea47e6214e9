import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { tryRelease } from '../release-dry/changesets.ts';
import { type Candidate, coverageProblems, released } from '../release-dry/coverage.ts';
import { gitIn } from '../release-dry/git.ts';
import { type Changeset, newestSection, planOf } from '../release-dry/plan.ts';
import { fileLines, releaseLines } from '../release-dry/render.ts';
import { versionsFiles, wireVersionProblems, wireVersions } from '../release-dry/wire-versions.ts';

const changeset = (name: string, type: string, summary: string): Changeset => ({
  id: 'some-words',
  summary,
  releases: [{ name, type }],
});

describe('a package with changed sources has a changeset', () => {
  const candidate = (base: string | undefined, changed: string[]): Candidate[] => [
    { name: '@s/a', folder: 'packages/a', base, changed },
  ];
  const whats = (candidates: Candidate[], changesets: Changeset[]) =>
    coverageProblems(candidates, changesets).map(({ what }) => what);

  test.each([
    ['nothing changed', candidate('@s/a@1.0.0', []), []],
    ['changed and said', candidate('@s/a@1.0.0', ['x']), [changeset('@s/a', 'patch', 'x')]],
    ['never released and said', candidate(undefined, []), [changeset('@s/a', 'minor', 'x')]],
    ['said to need no release', candidate('@s/a@1.0.0', ['x']), [changeset('@s/a', 'none', 'x')]],
  ])('fine: %s', (_, candidates, changesets) => {
    expect(whats(candidates, changesets)).toEqual([]);
  });

  test.each([
    [candidate(undefined, []), [], '@s/a was never released, and has no changeset'],
    [
      candidate('@s/a@1.0.0', ['packages/a/src/x.ts']),
      [changeset('@s/b', 'patch', 'x')],
      'packages/a/src/x.ts changed since @s/a@1.0.0, and @s/a has no changeset',
    ],
    [
      candidate('@s/a@1.0.0', ['x', 'y', 'z']),
      [],
      'x and 2 more files changed since @s/a@1.0.0, and @s/a has no changeset',
    ],
  ])('refused: %j', (candidates, changesets, what) => {
    expect(whats(candidates, changesets)).toEqual([what]);
  });

  const manifest = (change: object) =>
    JSON.stringify({ name: '@s/a', version: '1.0.0', ...change });
  test.each([
    ['src/a.ts', true],
    ['src/generated/v7/types.ts', true],
    ['bin/a.js', true],
    ['src/a.test.ts', false],
    ['src/a.test-d.ts', false],
    ['test/a.ts', false],
    ['README.md', false],
    ['tsconfig.json', false],
  ])('%s counts: %s', (path, counts) => {
    const same = { before: manifest({}), now: manifest({}) };
    expect(released('packages/a', [`packages/a/${path}`], same)).toHaveLength(counts ? 1 : 0);
  });

  test.each([
    [{ dependencies: { b: '1.0.0' } }, true],
    [{ exports: {} }, true],
    [{ version: '1.0.1' }, false],
    [{ devDependencies: { b: '1.0.0' }, scripts: { build: 'x' } }, false],
  ])('a manifest with %j counts: %s', (change, counts) => {
    const both = { before: manifest({}), now: manifest(change) };
    expect(released('packages/a', ['packages/a/package.json'], both)).toHaveLength(counts ? 1 : 0);
  });
});

describe('a new wire version is at least minor, and named', () => {
  const text = (members: string) =>
    `/** Of an API. */\nexport interface Versions {\n${members}\n}\n`;
  const one = "  /** The first: '9'. */\n  1: 'initial';";
  const two = `${one}\n  // Seven.\n  7: 'multicast_support';`;

  test('versions are read with and without quotes, and comments are not', () => {
    expect(wireVersions(text(two))).toEqual([
      { id: '1', name: 'initial' },
      { id: '7', name: 'multicast_support' },
    ]);
    expect(wireVersions(text(`'2026073100.0.0': "initial",`))).toEqual([
      { id: '2026073100.0.0', name: 'initial' },
    ]);
    expect(wireVersions('export const versions = 1;')).toBeUndefined();
  });

  test.each([
    [
      '{"apis": [{"types": "src/a"}, {"types": "src/b"}]}',
      ['p/src/a/versions.ts', 'p/src/b/versions.ts'],
    ],
    ['{"types": "src"}', ['p/src/versions.ts']],
    ['{"documents": "documents"}', []],
    ['{"representations": []}', []],
  ])('%s has its versions in %j', (config, paths) => {
    expect(versionsFiles('p', config)).toEqual(paths);
  });

  const whats = (before: string | undefined, now: string, changesets: Changeset[]) =>
    wireVersionProblems('@s/a', { path: 'p', text: now, before }, changesets).map(
      ({ what }) => what,
    );

  test.each([
    ['no new one', text(two), text(two), []],
    [
      'named',
      text(one),
      text(two),
      [changeset('@s/a', 'minor', 'Now 7 multicast_support is there.')],
    ],
    [
      'named as code',
      text(one),
      text(two),
      [changeset('@s/a', 'major', 'Now 7 `multicast_support`.')],
    ],
    [
      'of two changesets one is enough',
      text(one),
      text(two),
      [changeset('@s/a', 'patch', 'x'), changeset('@s/a', 'minor', '7 `multicast_support`')],
    ],
    [
      'at the first release all are named',
      undefined,
      text(two),
      [changeset('@s/a', 'minor', 'Versions 1 `initial`, 7 `multicast_support`.')],
    ],
  ])('fine: %s', (_, before, now, changesets) => {
    expect(whats(before, now, changesets)).toEqual([]);
  });

  test.each([
    [
      'not named',
      text(one),
      text(two),
      [changeset('@s/a', 'minor', 'Multicast.')],
      'no changeset of @s/a names 7 `multicast_support`',
    ],
    [
      'only the name',
      text(one),
      text(two),
      [changeset('@s/a', 'minor', 'multicast_support')],
      'no changeset of @s/a names 7 `multicast_support`',
    ],
    [
      'another number',
      text(one),
      text(two),
      [changeset('@s/a', 'minor', '17 `multicast_support`')],
      'no changeset of @s/a names 7 `multicast_support`',
    ],
    [
      'another package',
      text(one),
      text(two),
      [changeset('@s/b', 'minor', '7 `multicast_support`')],
      'no changeset of @s/a names 7 `multicast_support`',
    ],
    [
      'a patch',
      text(one),
      text(two),
      [changeset('@s/a', 'patch', '7 `multicast_support`')],
      'the changeset that names 7 `multicast_support` is less than minor for @s/a',
    ],
    [
      'first release',
      undefined,
      text(two),
      [],
      'no changeset of @s/a names 1 `initial`, 7 `multicast_support`',
    ],
    ['unreadable', undefined, 'nothing', [], 'it lists no versions that can be read'],
    ['empty', undefined, text(''), [], 'it lists no versions that can be read'],
  ])('refused: %s', (_, before, now, changesets, what) => {
    expect(whats(before, now, changesets)).toEqual([what]);
  });
});

test('a changelog is shown without commits, and a repeated line once', () => {
  const changelog = [
    '# a',
    '',
    '## 0.2.0',
    '',
    '- 110b04f: Previously a. Now b.',
    '- Updated dependencies [110b04f]',
    '- Updated dependencies [220b04f]',
    '  - c@0.2.0',
    '',
    '## 0.1.0',
    '',
    '- old',
    '',
  ].join('\n');
  expect(newestSection(changelog)).toBe(
    '## 0.2.0\n\n- Previously a. Now b.\n- Updated dependencies\n  - c@0.2.0',
  );
});

test('a release and the files of a package are shown in lines', () => {
  const release = { name: 'a', type: 'minor', from: '0.0.0', to: '0.1.0', changesets: ['x', 'y'] };
  expect(releaseLines(release, '## 0.1.0\n\n- b')).toEqual([
    'a: minor, 0.0.0 -> 0.1.0 (x, y)',
    '    ## 0.1.0',
    '',
    '    - b',
    '',
  ]);
  expect(releaseLines({ ...release, changesets: [] }, '')[0]).toBe(
    'a: minor, 0.0.0 -> 0.1.0 (because of its dependencies)',
  );
  const files = ['dist/b.d.ts', 'dist/b.js', 'dist/b.js.map', 'LICENSE', 'src/b.ts'].map(
    (path) => ({ path, bytes: 10 }),
  );
  expect(
    fileLines({
      name: 'a',
      version: '1',
      file: '',
      integrity: '',
      bytes: 1,
      unpackedBytes: 50,
      files,
    }),
  ).toEqual([
    'a: 5 files, 1 bytes packed, 50 unpacked',
    '         30  dist/b{.d.ts,.js,.js.map}',
    '         10  LICENSE',
    '         10  src/b.ts',
    '',
  ]);
});

test('what changesets says of packages without a release is left out', () => {
  const status = {
    changesets: [{ id: 'x', summary: 's', releases: [{ name: 'a', type: 'minor' }] }],
    releases: [
      { name: 'a', type: 'minor', oldVersion: '0.0.0', newVersion: '0.1.0', changesets: ['x'] },
      { name: 'b', type: 'none', oldVersion: '0.0.0', newVersion: '0.0.0', changesets: [] },
    ],
  };
  expect(planOf(status)).toEqual({
    changesets: status.changesets,
    releases: [{ name: 'a', type: 'minor', from: '0.0.0', to: '0.1.0', changesets: ['x'] }],
  });
});

describe('in a repository', () => {
  const folders: string[] = [];
  afterEach(() => {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  });
  const folderWith = (files: Readonly<Record<string, string>>): string => {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'skewline-release-test-')));
    folders.push(folder);
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    return folder;
  };

  test('git knows the last release, and what changed since', async () => {
    const folder = folderWith({
      'packages/a/src/x.ts': '1',
      'packages/a/src/y.ts': '1',
      'b.ts': '1',
    });
    const git = (...args: string[]) => execFileSync('git', args, { cwd: folder, encoding: 'utf8' });
    const commit = () => git('-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '-qm', 'x');
    git('init', '-q', '-b', 'main');
    git('add', '.');
    commit();
    const seen = gitIn(folder);
    expect(await seen.whyNot()).toBeUndefined();
    expect(await seen.lastRelease('@s/a')).toBeUndefined();
    for (const tag of ['@s/a@0.9.0', '@s/a@0.10.0', '@s/ab@9.0.0']) git('tag', tag);
    expect(await seen.lastRelease('@s/a')).toBe('@s/a@0.10.0');
    writeFileSync(join(folder, 'packages/a/src/x.ts'), '2');
    writeFileSync(join(folder, 'packages/a/src/new.ts'), '2');
    writeFileSync(join(folder, 'b.ts'), '2');
    expect(await seen.changedSince('@s/a@0.10.0', 'packages/a')).toEqual([
      'packages/a/src/new.ts',
      'packages/a/src/x.ts',
    ]);
    expect(await seen.textAt('@s/a@0.10.0', 'packages/a/src/x.ts')).toBe('1');
    expect(await seen.textAt('@s/a@0.10.0', 'packages/a/src/new.ts')).toBeUndefined();
    git('switch', '-qc', 'branch');
    git('add', '.');
    commit();
    expect(await seen.mergeBase('main')).toBe(git('rev-parse', 'main').trim());
    expect(await seen.mergeBase('nowhere')).toBeUndefined();
  });

  test('without git, or with a part of it, nothing is answered', async () => {
    expect(await gitIn(folderWith({})).whyNot()).toMatch(/^this is no git repository/);
    const folder = folderWith({ a: '1' });
    execFileSync('git', ['init', '-q'], { cwd: folder });
    writeFileSync(join(folder, '.git/shallow'), `${'0'.repeat(39)}1\n`);
    expect(await gitIn(folder).whyNot()).toMatch(/^this clone is shallow/);
  });

  test('changesets tries the release in a copy, and the working tree stays as it is', async () => {
    const manifest = (name: string, dependencies: object) =>
      JSON.stringify({ name, version: '0.1.0', dependencies });
    const folder = folderWith({
      'package.json': '{"name": "root", "private": true, "workspaces": ["packages/*"]}',
      'package-lock.json': '{"lockfileVersion": 3, "packages": {}}',
      '.changeset/config.json': JSON.stringify({
        changelog: '@changesets/cli/changelog',
        baseBranch: 'main',
        access: 'public',
      }),
      '.changeset/two-words.md': "---\n'@s/a': minor\n---\n\nPreviously a. Now b.\n",
      'packages/a/package.json': manifest('@s/a', {}),
      'packages/b/package.json': manifest('@s/b', { '@s/a': '0.1.0' }),
      'packages/a/src/x.ts': 'not copied',
    });
    symlinkSync(resolve(import.meta.dirname, '../../node_modules'), join(folder, 'node_modules'));
    const paths = [
      'package.json',
      'package-lock.json',
      '.changeset/config.json',
      '.changeset/two-words.md',
      'packages/a/package.json',
      'packages/b/package.json',
      'packages/a/src/x.ts',
    ];
    const byName = new Map([
      ['@s/a', 'packages/a'],
      ['@s/b', 'packages/b'],
    ]);
    const { plan, changelogs } = await tryRelease(folder, paths, byName);
    expect(plan.releases).toEqual([
      { name: '@s/a', type: 'minor', from: '0.1.0', to: '0.2.0', changesets: ['two-words'] },
      { name: '@s/b', type: 'patch', from: '0.1.0', to: '0.1.1', changesets: [] },
    ]);
    expect(newestSection(changelogs.get('@s/a') ?? '')).toBe(
      '## 0.2.0\n\n### Minor Changes\n\n- Previously a. Now b.',
    );
    expect(newestSection(changelogs.get('@s/b') ?? '')).toContain('- @s/a@0.2.0');
    expect(readdirSync(join(folder, '.changeset')).sort()).toEqual(['config.json', 'two-words.md']);
    expect(readFileSync(join(folder, 'packages/a/package.json'), 'utf8')).toContain('"0.1.0"');
  });
});
