import type { InstanceReading, SeenRunFailure } from '@skewline/db-model';
import { compareTimes } from '@skewline/nexus-types/domain';
import type { InstanceFailure } from '@skewline/nexus-types/external';
import { runFailureView, startFailureView } from '@skewline/nexus-types/view';

type Facts = Pick<InstanceReading, 'activeVmm' | 'attempts' | 'runFailure'>;

/** What went wrong last with an instance that has not started since; null where nothing has. */
export function lastFailure(facts: Facts): InstanceFailure | null {
  const start = failedStart(facts);
  const run = failedRun(facts);
  if (start === null || run === null) return start ?? run;
  return compareTimes(start.time_failed, run.time_failed) >= 0 ? start : run;
}

function failedStart({ attempts }: Facts): InstanceFailure | null {
  // While one is open the one before is what went wrong last.
  const ended = attempts.find(({ outcome }) => outcome.kind !== 'open');
  if (ended?.outcome.kind !== 'failed') return null;
  const { failure, timeFinished } = ended.outcome;
  return {
    kind: 'start',
    time_failed: timeFinished,
    attempt_id: ended.id,
    failure: startFailureView(failure),
  };
}

function failedRun(facts: Facts): InstanceFailure | null {
  const seen = failingNow(facts) ?? facts.runFailure;
  if (seen === null) return null;
  const { reason, message } = runFailureView(seen.reason);
  return { kind: 'run', time_failed: seen.time, reason, message };
}

/** Its VMM has failed, and nobody has told the history yet. What fails while it is started is told by the attempt. */
function failingNow({ activeVmm, attempts }: Facts): SeenRunFailure | null {
  if (activeVmm?.state.kind !== 'failed' || attempts[0]?.outcome.kind === 'open') return null;
  return { time: activeVmm.timeUpdated, reason: activeVmm.state.reason };
}
