import { expect, it } from 'vitest';
import { CallProblem, type ProblemKind } from '../../src/api/problem.ts';
import { shownProblem } from '../../src/placement/shown-problem.ts';

it.each<[ProblemKind | null, unknown, boolean]>([
  [null, undefined, false],
  [null, {}, false],
  ['lost', undefined, true],
  ['lost', {}, false],
  ['unavailable', {}, false],
  ['not_found', {}, true],
  ['unexpected', {}, true],
])('%s with %o is shown: %s', (kind, data, isShown) => {
  const error = kind === null ? null : new CallProblem(kind, 'm');
  expect(shownProblem({ error, data }) !== null).toBe(isShown);
});
