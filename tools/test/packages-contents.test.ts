import { expect, test } from 'vitest';
import { contentProblems } from '../packages/contents.ts';

const whole: Readonly<Record<string, string>> = {
  LICENSE: '',
  'README.md': '',
  'package.json': '{}',
  'dist/room/a.js': '//# sourceMappingURL=a.js.map',
  'dist/room/a.js.map': '{"sources":["../../src/room/a.ts"]}',
  'dist/room/a.d.ts': '//# sourceMappingURL=a.d.ts.map',
  'dist/room/a.d.ts.map': '{"sources":["../../src/room/a.ts"]}',
  'src/room/a.ts': '',
};
const problemsOf = (files: Readonly<Record<string, string>>) =>
  contentProblems({
    folder: 'packages/a',
    paths: Object.keys(files),
    text: (path) => files[path] ?? '',
  }).map(({ what }) => what);

test('a whole package is fine', () => {
  expect(problemsOf(whole)).toEqual([]);
});

test.each(['LICENSE', 'README.md', 'package.json'])('%s must be there', (path) => {
  const { [path]: _, ...rest } = whole;
  expect(problemsOf(rest)).toEqual([`it would be published without ${path}`]);
});

test.each([
  'src/a.test.ts',
  'src/a.test-d.ts',
  'test/a.ts',
  'dist/.build.tsbuildinfo',
  'src/read/fixtures/a.json',
])('%s is for tests', (path) => {
  expect(problemsOf({ ...whole, [path]: '' })).toEqual([
    `${path} is for tests, and would be published`,
  ]);
});

test('what was built from a test is found as well', () => {
  const files = { ...whole, 'dist/b.test.js': '', 'src/b.test.ts': '' };
  expect(problemsOf(files)).toHaveLength(2);
});

test('words that contain "test" are not tests', () => {
  expect(problemsOf({ ...whole, 'src/latest.ts': '', 'src/contest/a.ts': '' })).toEqual([]);
});

test('a source map without its source is found', () => {
  const map = 'dist/room/a.js.map';
  expect(problemsOf({ ...whole, [map]: '{"sources":["../src/room/a.ts"]}' })).toEqual([
    `the source map ${map} leads to ../src/room/a.ts, which is not in the package`,
  ]);
  const carrying = '{"sources":["../src/room/a.ts"],"sourcesContent":["1"]}';
  expect(problemsOf({ ...whole, [map]: carrying })).toEqual([]);
});

test('a file that names a source map which is not there is found', () => {
  const { 'dist/room/a.js.map': _, ...rest } = whole;
  expect(problemsOf(rest)).toEqual([
    'dist/room/a.js names the source map a.js.map, which is not in the package',
  ]);
  const carrying = { ...rest, 'dist/room/a.js': '//# sourceMappingURL=data:application/json,{}' };
  expect(problemsOf(carrying)).toEqual([]);
});

test('a package that leaves its sources out has maps to nothing', () => {
  const { 'src/room/a.ts': _, ...rest } = whole;
  expect(problemsOf(rest)).toEqual([
    'the source map dist/room/a.js.map leads to ../../src/room/a.ts, which is not in the package',
    'the source map dist/room/a.d.ts.map leads to ../../src/room/a.ts, which is not in the package',
  ]);
});

test('what a removed file has left in dist is found, once', () => {
  const left = {
    'dist/old.js': '',
    'dist/old.d.ts': '',
    'dist/old.js.map': '{"sources":["../src/old.ts"]}',
  };
  expect(problemsOf({ ...whole, ...left })).toEqual([
    'built from files that are not there any more, and would be published: dist/old.js, dist/old.d.ts',
  ]);
});
