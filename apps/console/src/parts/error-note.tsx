import type { ReactNode } from 'react';
import type { CallProblem, ProblemKind } from '../api/problem.ts';
import { sentence } from './text.ts';

/** What to do about each, beside trying again. */
const advice: { readonly [Kind in ProblemKind]: string | null } = {
  signed_out: 'Sign in again.',
  forbidden: 'Only operators may see this.',
  not_found: 'It may have been deleted, or it is not yours to see.',
  lost: 'The page asks again by itself.',
  unavailable: 'The page asks again by itself.',
  refused: null,
  too_old: null,
  unexpected: 'Tell whoever runs the rack if it goes on.',
};

/** That something could not be had, why, and what can be done. */
export function ErrorNote({
  title,
  problem,
  again,
}: {
  readonly title: string;
  readonly problem: CallProblem;
  readonly again?: { readonly words?: string; readonly act: () => void };
}): ReactNode {
  const what = advice[problem.kind];
  // That it is not there is all there is to say of it.
  const isThere = problem.kind !== 'not_found';
  return (
    <div className="error-note" role="alert">
      <h2>{title}</h2>
      {isThere && <p>{sentence(problem.message)}</p>}
      {what !== null && <p>{what}</p>}
      {isThere && problem.requestId !== null && (
        <p className="hint">
          Request <code>{problem.requestId}</code>
        </p>
      )}
      {again !== undefined && (
        <button type="button" onClick={again.act}>
          {again.words ?? 'Try again'}
        </button>
      )}
    </div>
  );
}
