import { describe, expect, test } from 'vitest';
import { type Locked, lockedPackages } from '../licences/locked.ts';
import { licenceProblems, type Lists } from '../licences/problems.ts';

const lock = (packages: object): string => JSON.stringify({ lockfileVersion: 3, packages });

test('a lock has packages of others, each version once, with what they are needed for', () => {
  const text = lock({
    '': { name: 'root' },
    'packages/a': { name: '@s/a', version: '1.0.0', license: 'MIT' },
    'node_modules/@s/a': { resolved: 'packages/a', link: true },
    'node_modules/b': { version: '2.0.0', license: 'ISC', dev: true },
    'node_modules/c': { version: '3.0.0', license: '(MIT OR ISC)' },
    'node_modules/c/node_modules/b': { version: '2.0.0', license: 'ISC' },
    'node_modules/d': { version: '4.0.0', devOptional: true },
    'node_modules/alias': { name: '@x/e', version: '5.0.0', license: 'MIT', dev: true },
  });
  expect(lockedPackages(text, { tools: false })).toEqual([
    { name: 'b', version: '2.0.0', licence: 'ISC', development: false },
    { name: 'c', version: '3.0.0', licence: '(MIT OR ISC)', development: false },
    { name: 'd', version: '4.0.0', licence: undefined, development: false },
    { name: '@x/e', version: '5.0.0', licence: 'MIT', development: true },
  ]);
  expect(lockedPackages(text, { tools: true }).every(({ development }) => development)).toBe(true);
});

describe('a dependency', () => {
  const lists: Lists = {
    allowed: { MIT: 'x' },
    allowedForDevelopment: { 'MPL-2.0': 'x' },
    exceptions: [{ of: 'odd@1.0.0', says: 'Public Domain', reason: 'x' }],
  };
  const all: readonly Locked[] = [
    { name: 'mit', version: '1.0.0', licence: 'MIT', development: false },
    { name: 'mpl', version: '1.0.0', licence: 'MPL-2.0', development: true },
    { name: 'odd', version: '1.0.0', licence: 'Public Domain', development: true },
  ];
  const whats = (licence: string | undefined, development = false): readonly string[] =>
    licenceProblems([...all, { name: 'a', version: '1.0.0', licence, development }], lists).map(
      ({ what }) => what,
    );

  test.each<[string, boolean]>([
    ['MIT', false],
    ['(MIT OR GPL-2.0)', false],
    ['MPL-2.0', true],
    ['(MIT AND MPL-2.0)', true],
  ])('may have %s, for development alone: %s', (licence, development) => {
    expect(whats(licence, development)).toEqual([]);
  });

  test.each<[string | undefined, boolean, string]>([
    [
      'MPL-2.0',
      false,
      'the licence MPL-2.0, which is not allowed for what people install with our packages',
    ],
    ['GPL-3.0-only', true, 'the licence GPL-3.0-only, which is not allowed for development'],
    [
      '(MIT AND GPL-2.0)',
      true,
      'the licence (MIT AND GPL-2.0), which is not allowed for development',
    ],
    [
      'SEE LICENSE IN x',
      true,
      'the licence SEE LICENSE IN x, which is not allowed for development',
    ],
    ['Public Domain', true, 'the licence Public Domain, which is not allowed for development'],
    [undefined, true, 'no licence that npm can read, which is not allowed for development'],
  ])('may not have %s, for development alone: %s', (licence, development, what) => {
    expect(whats(licence, development)).toEqual([`a@1.0.0 has ${what}`]);
  });

  test('what is allowed and needed no more is found', () => {
    expect(licenceProblems(all.slice(0, 1), lists).map(({ what }) => what)).toEqual([
      'there is an exception for odd@1.0.0, and no such package with such a licence',
      'MPL-2.0 is allowed, and no package has it',
    ]);
  });
});
