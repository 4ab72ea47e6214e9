import type { StartAttempt } from '@skewline/nexus-types/domain';
import type { Problem } from '@skewline/runtime';
import type { StartAttemptRow } from '../rows/index.ts';
import { type Loaded, noProblems, rowProblem } from './problems.ts';
import { startOutcomeColumns, startOutcomeOfColumns } from './start-attempt-columns.ts';

// By hand: `outcome` is an object on one side and a column on the other, and the columns beside it are
// what that object says. To the codegen, which goes by names, it is one property and eight of no use.
export function startAttemptRow(attempt: StartAttempt): StartAttemptRow {
  const { id, instanceId, origin, requestId, timeStarted, outcome, vmmId } = attempt;
  return {
    id,
    instance_id: instanceId,
    origin,
    request_id: requestId,
    time_started: timeStarted,
    ...startOutcomeColumns(outcome),
    vmm_id: vmmId,
  };
}

/** Total over all that columns can hold, also where a CHECK forbids it. */
export function loadStartAttempt(row: StartAttemptRow): Loaded<StartAttempt> {
  const { id, instance_id, origin, request_id, time_started, vmm_id } = row;
  const value: StartAttempt = {
    id,
    instanceId: instance_id,
    origin,
    requestId: request_id,
    timeStarted: time_started,
    outcome: startOutcomeOfColumns(row),
    vmmId: vmm_id,
  };
  return { value, problems: startAttemptProblems(row) };
}

function startAttemptProblems(row: StartAttemptRow): readonly Problem[] {
  const { outcome, time_finished, code, fault, transience, message } = row;
  const problems: Problem[] = [];
  if (outcome !== null && time_finished === null) {
    problems.push(rowProblem('outcome_without_time', ['time_finished']));
  }
  if (outcome === null && time_finished !== null) {
    problems.push(rowProblem('time_without_outcome', ['outcome']));
  }
  const words = [code, fault, transience, message];
  if (outcome === 'failed') {
    if (words.includes(null)) problems.push(rowProblem('failed_start_unexplained', ['code']));
  } else if ([...words, row.hint, row.counts, row.detail].some((one) => one !== null)) {
    problems.push(rowProblem('explanation_without_failure', ['outcome']));
  }
  return problems.length === 0 ? noProblems : problems;
}
