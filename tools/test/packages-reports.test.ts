import { expect, test } from 'vitest';
import { weightProblem } from '../packages/browser.ts';
import { attwProblems } from '../packages/check.ts';
import { doesNotRun, integrityProblems, newerNodeProblems } from '../packages/consumer.ts';
import { excerpt, resultLines } from '../packages/problem.ts';
import { tarballOf } from '../packages/tarball.ts';
import { typesProblems } from '../packages/types-report.ts';

const seen = { entrypoints: { '.': {}, './a': {} } };

test('a clean report of the types has no problems', () => {
  expect(typesProblems({ analysis: seen, problems: {} }, ['.', './a'], 'p')).toEqual([]);
});

test('an entry that nobody looked at is a problem', () => {
  expect(typesProblems({ analysis: seen, problems: {} }, ['.', './b'], 'p')).toEqual([
    {
      what: '"./b" was not looked at',
      where: 'p',
      fix: 'list it in "exports" by its whole name, without a wildcard',
    },
  ]);
});

test('what only CommonJS and Node 10 would trip over is left out; the rest is not', () => {
  const problems = {
    NoResolution: [
      { kind: 'NoResolution', entrypoint: '.', resolutionKind: 'node10' },
      { kind: 'NoResolution', entrypoint: './a', resolutionKind: 'bundler' },
    ],
    CJSResolvesToESM: [{ kind: 'CJSResolvesToESM', entrypoint: '.', resolutionKind: 'node16-cjs' }],
    InternalResolutionError: [
      { kind: 'InternalResolutionError', fileName: '/dist/a.d.ts', moduleSpecifier: './b' },
    ],
  };
  expect(typesProblems({ analysis: seen, problems }, [], 'p').map(({ what }) => what)).toEqual([
    'NoResolution for "./a" (bundler)',
    'InternalResolutionError for /dist/a.d.ts importing ./b',
  ]);
});

test.each([
  [
    'says nothing',
    { ok: true, end: 'exit code 0', stdout: '', stderr: 'odd' },
    'attw failed (exit code 0): odd',
  ],
  [
    'fails and finds nothing',
    {
      ok: false,
      end: 'exit code 1',
      stdout: '{"analysis":{"entrypoints":{".":{}}}}',
      stderr: 'odd',
    },
    'attw failed (exit code 1): odd',
  ],
])('a tool that %s is not taken for one that passes', (_, ran, what) => {
  expect(attwProblems(ran, ['.'], 'p').map((problem) => problem.what)).toEqual([what]);
});

const warning = `npm warn EBADENGINE Unsupported engine {
npm warn EBADENGINE   package: '@a/kysely@0.29.9',
npm warn EBADENGINE   required: { node: '>=22.0.0' },
npm warn EBADENGINE }`;

test('a dependency that asks for a newer Node is a problem, unless it is known why that is right', () => {
  expect(newerNodeProblems(warning, {}, '20.0.0', 'p').map(({ what }) => what)).toEqual([
    '@a/kysely@0.29.9 asks for a newer Node than 20.0.0, so people there get a warning, or cannot install it',
  ]);
  expect(newerNodeProblems(warning, { '@a/kysely': 'it runs' }, '20.0.0', 'p')).toEqual([]);
  expect(newerNodeProblems('', { '@a/kysely': 'it runs' }, '20.0.0', 'p')).toEqual([
    {
      what: '@a/kysely is said to ask for a newer Node than 20.0.0, and does not',
      where: 'tools/packages/claims.ts',
      fix: 'take @a/kysely out of "newerNode"',
    },
  ]);
});

test('what is installed must be what was packed', () => {
  const lock = JSON.stringify({
    packages: {
      '': {},
      'node_modules/@skewline/a': { integrity: 'sha512-old' },
      'node_modules/b': { integrity: 'x' },
    },
  });
  const check = (integrity: string) =>
    integrityProblems(lock, new Map([['@skewline/a', integrity]]), 'p').map(({ what }) => what);
  expect(check('sha512-old')).toEqual([]);
  expect(check('sha512-new')).toEqual([
    '@skewline/a was installed with sha512-old, and what was packed is sha512-new',
  ]);
});

test('a weight is under its limit, not at it', () => {
  expect(weightProblem(4999, 5000, 'p')).toBeUndefined();
  expect(weightProblem(undefined, 5000, 'p')?.what).toBe(
    'it cannot be weighed, because it cannot be bundled for a browser',
  );
  expect(weightProblem(5000, 5000, 'p')?.what).toBe(
    'it weighs 5000 bytes minified and gzipped, and must be under 5000',
  );
});

test.each([
  ['example.js', 'the example fails on Node 20 (exit code 1):\nTypeError'],
  ['entries.js', 'importing every entry fails on Node 20 (exit code 1):\nTypeError'],
] as const)('%s that fails is said with where and how', (file, what) => {
  expect(doesNotRun(file, 'on Node 20', 'exit code 1', 'TypeError', 'p').what).toBe(what);
});

test('a report of npm pack is read, of npm 11 and of later ones', () => {
  const one = {
    name: 'a',
    version: '1.0.0',
    filename: 'a.tgz',
    integrity: 'x',
    size: 1,
    unpackedSize: 2,
    files: [{ path: 'p', size: 3 }],
  };
  const read = {
    name: 'a',
    version: '1.0.0',
    file: '/d/a.tgz',
    integrity: 'x',
    bytes: 1,
    unpackedBytes: 2,
    files: [{ path: 'p', bytes: 3 }],
  };
  expect(tarballOf([one], '/d')).toEqual(read);
  expect(tarballOf({ a: one }, '/d')).toEqual(read);
});

test('a check is one line, and a problem says what, where and how to mend it', () => {
  expect(resultLines({ package: 'a', check: 'weight', seen: '3 bytes', problems: [] })).toEqual([
    'a                          weight               fine       3 bytes',
  ]);
  const problems = [{ what: 'too\nheavy', where: 'here', fix: 'eat less' }];
  expect(resultLines({ package: 'a', check: 'weight', seen: '', problems })).toEqual([
    'a                          weight               1 problem',
    '    what:  too\n           heavy',
    '    where: here',
    '    fix:   eat less',
  ]);
});

test('long words are cut, and it is said', () => {
  expect(excerpt('a\nb\nc\nd', 2)).toBe('a\nb\n… 2 more lines');
  expect(excerpt('a\nb\n', 2)).toBe('a\nb');
});
