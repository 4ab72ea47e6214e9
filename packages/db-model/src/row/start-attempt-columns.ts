import type { RejectionCount, StartFailure, StartOutcome } from '@skewline/nexus-types/domain';
import type { RejectionCountRow, StartAttemptRow } from '../rows/index.ts';

/** The columns that an attempt's outcome becomes. */
export type StartOutcomeColumns = Pick<
  StartAttemptRow,
  | 'time_finished'
  | 'outcome'
  | 'code'
  | 'fault'
  | 'transience'
  | 'message'
  | 'hint'
  | 'counts'
  | 'detail'
>;

const unexplained = {
  code: null,
  fault: null,
  transience: null,
  message: null,
  hint: null,
  counts: null,
  detail: null,
} as const;

export function startOutcomeColumns(outcome: StartOutcome): StartOutcomeColumns {
  switch (outcome.kind) {
    case 'open':
      return { time_finished: null, outcome: null, ...unexplained };
    case 'succeeded':
      return { time_finished: outcome.timeFinished, outcome: 'succeeded', ...unexplained };
    case 'failed':
      return {
        time_finished: outcome.timeFinished,
        outcome: 'failed',
        ...outcome.failure,
        counts: countRows(outcome.failure.counts),
      };
  }
}

/** What there is where a row does not say why the start failed, which a CHECK forbids. */
const unknownFailure = {
  code: 'internal',
  fault: 'system',
  transience: 'transient',
  message: 'It was not written down why the start failed.',
} as const satisfies Partial<StartFailure>;

/** The way back, for whatever the columns may hold. `startAttemptProblems` says what is wrong. */
export function startOutcomeOfColumns(
  row: StartOutcomeColumns & Pick<StartAttemptRow, 'time_started'>,
): StartOutcome {
  const timeFinished = row.time_finished ?? row.time_started;
  switch (row.outcome) {
    case null:
      return { kind: 'open' };
    case 'succeeded':
      return { kind: 'succeeded', timeFinished };
    case 'failed':
      return {
        kind: 'failed',
        timeFinished,
        failure: {
          code: row.code ?? unknownFailure.code,
          fault: row.fault ?? unknownFailure.fault,
          transience: row.transience ?? unknownFailure.transience,
          message: row.message ?? unknownFailure.message,
          hint: row.hint,
          counts: countsOfRows(row.counts),
          detail: row.detail,
        },
      };
  }
}

/** No counts are null: the column is for those who have any. */
function countRows(counts: readonly RejectionCount[]): readonly RejectionCountRow[] | null {
  if (counts.length === 0) return null;
  return counts.map(({ reason, sleds, leastShortfall }) => ({
    reason,
    sleds,
    least_shortfall: leastShortfall,
  }));
}

function countsOfRows(counts: readonly RejectionCountRow[] | null): readonly RejectionCount[] {
  return (counts ?? []).map(({ reason, sleds, least_shortfall }) => ({
    reason,
    sleds,
    leastShortfall: least_shortfall,
  }));
}
