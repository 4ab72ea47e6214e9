import { expect, test } from 'vitest';
import { findPatternProblems, usablePattern } from '../../src/emit/patterns.ts';
import { apiOf, list, nullable, object, operation, text } from './build.ts';

test.each([
  ['^[a-z]+$', '^[a-z]+$'],
  ['a\\-b', 'a-b'],
  ['[a\\-b\\_]\\-', '[a\\-b_]-'],
  ['\\d\\.\\/\\@', '\\d\\.\\/@'],
  ['\\p{L}', '\\p{L}'],
  ['\\\\-', '\\\\-'],
])('%s with the flag u is %s', (pattern, want) => {
  expect(usablePattern(pattern)).toBe(want);
});

test.each([['(?i)a'], ['\\Aa\\z'], ['('], ['a**'], ['\\']])('%s is no pattern', (pattern) => {
  expect(usablePattern(pattern)).toBeUndefined();
});

test('a pattern that cannot be checked is said once, with its place', () => {
  const bad = { ...text, pattern: '(?i)a' };
  const fine = { ...text, pattern: 'a\\-b' };
  const schemas = { A: object({ list: list(nullable(bad)), fine }), B: fine };
  const problems = findPatternProblems(apiOf([{ schemas }, { schemas }]));
  expect(problems).toMatchObject([
    {
      code: 'unsupported',
      severity: 'warning',
      file: '1.json',
      pointer: '#/components/schemas/A',
      type: 'A',
      version: '1',
    },
  ]);
});

test('a pattern that could take years is not checked, and that is said', () => {
  const problems = findPatternProblems(
    apiOf([{ schemas: { A: { ...text, pattern: '^(a+)+$' }, B: { ...text, pattern: '^a+$' } } }]),
  );
  expect(problems).toMatchObject([{ code: 'unsupported', severity: 'warning', type: 'A' }]);
  expect(problems[0]?.message).toContain('years');
});

test('nor is one of a parameter, or of an answer, left out in silence', () => {
  const bad = { ...text, pattern: '(?i)a' };
  const here = operation('book_list', {
    parameters: [{ name: 'author', in: 'query', required: false, schema: bad }],
    responses: new Map([
      [
        '200',
        { headers: [], content: new Map([['application/json', list({ ...text, pattern: '(' })]]) },
      ],
    ]),
  });
  expect(findPatternProblems(apiOf([{ schemas: {}, operations: [here] }]))).toMatchObject([
    { code: 'unsupported', type: 'book_list', pointer: '#/book_list' },
    { code: 'unsupported', type: 'book_list', pointer: '#/book_list' },
  ]);
});
