import type { Problem } from '@skewline/runtime';

/** What can be wrong with a row though its columns' types are right. Each but the last breaks a CHECK. */
export type RowProblemCode =
  | 'failure_reason_missing'
  | 'failure_detail_without_reason'
  | 'outcome_without_time'
  | 'time_without_outcome'
  | 'failed_start_unexplained'
  | 'explanation_without_failure'
  | 'unknown_event_kind';

/** What a row says, and what is wrong with it. A problem does not keep anybody from going on. */
export interface Loaded<Value> {
  readonly value: Value;
  readonly problems: readonly Problem[];
}

/** The catalogue: every code, what it means and what is read instead. */
export const rowProblems: { readonly [Code in RowProblemCode]: string } = {
  failure_reason_missing: 'A failed VMM has no reason; it is read as prehistoric.',
  failure_detail_without_reason:
    'A VMM has the detail of a failure but no reason; it is read as prehistoric.',
  outcome_without_time:
    'A start has an outcome but no time of it; it is read as that of its begin.',
  time_without_outcome: 'A start has finished without an outcome; it is read as open.',
  failed_start_unexplained: 'A start has failed and does not say why; it is read as internal.',
  explanation_without_failure: 'A start says why it failed, and has not; the words are left out.',
  unknown_event_kind: 'A newer program wrote an event that this one does not know; it is left out.',
};

export function rowProblem(code: RowProblemCode, path: readonly (string | number)[]): Problem {
  return { code, message: rowProblems[code], path };
}

/** Most rows have none: one array for all of them. */
export const noProblems: readonly Problem[] = [];
