import { asProblem, type CallProblem } from '../api/problem.ts';

/**
 * What to say of a query that failed; null where there is nothing to say. While nexus or its database is away, what is
 * known stays, and the shell tells of it for all pages.
 */
export function shownProblem({
  error,
  data,
}: {
  readonly error: Error | null;
  readonly data: unknown;
}): CallProblem | null {
  if (error === null) return null;
  const problem = asProblem(error);
  const isPassing = problem.kind === 'lost' || problem.kind === 'unavailable';
  return data !== undefined && isPassing ? null : problem;
}
