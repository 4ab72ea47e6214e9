import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { claims, limitProblems } from '../packages/claims.ts';
import { record } from '../src/tree.ts';

test('each entry is under a limit, and each limit is for an entry', () => {
  const limits = [
    { entries: ['.', './a'], bytes: 1 },
    { entries: ['./b'], bytes: 2 },
  ];
  expect(limitProblems(['.', './a', './b'], limits)).toEqual([]);
  expect(limitProblems(['.', './a', './c'], limits).map(({ what }) => what)).toEqual([
    'the entry "./c" is under no limit',
    'there is a limit for "./b", and no such entry',
  ]);
});

test('the runtime has limits for all it has', () => {
  const path = new URL('../../packages/runtime/package.json', import.meta.url);
  const { exports } = record(JSON.parse(readFileSync(path, 'utf8')));
  const subpaths = Object.keys(record(exports)).filter((subpath) => subpath !== './package.json');
  expect(limitProblems(subpaths, claims['@skewline/runtime']?.limits ?? [])).toEqual([]);
});
