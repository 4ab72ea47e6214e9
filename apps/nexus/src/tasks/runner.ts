import type {
  ActivationReason,
  BackgroundTask,
  CountGroup,
  TaskRun,
} from '@skewline/nexus-types/operator/v1';
import { Refusal } from '@skewline/runtime';
import type { DateTime } from '@skewline/runtime/api';
import type { Logger } from 'pino';
import type { Metrics } from '../metrics.ts';
import type { Task } from './task.ts';
import { atRest, type Turn, turnAfter, type TurnEvent, type TurnStep } from './turn.ts';

export interface RunnerOptions {
  readonly periodSeconds: number;
  readonly disabled: boolean;
  readonly log: Pick<Logger, 'debug' | 'warn'>;
  readonly metrics: Pick<Metrics, 'taskRuns' | 'taskSeconds'>;
  readonly now: () => DateTime;
  /** From 0 to 1, so that several nexus do not all look at the same instant. */
  readonly random: () => number;
}

type Waiter = (answer: BackgroundTask | Refusal) => void;

/** One task, with its clock. */
export interface Runner {
  start(): void;
  activate(): void;
  runNow(reason: ActivationReason): Promise<BackgroundTask | Refusal>;
  status(): BackgroundTask;
  stop(): Promise<void>;
}

/**
 * Between two looks that sagas ask for. One whose work fails each time and asks again would otherwise keep the process
 * busy with nothing else.
 */
const pauseMs = 250;
/** Longer than that, and timers fire at once. */
const longestMs = 2 ** 31 - 1;

export function makeRunner(task: Task, options: RunnerOptions): Runner {
  const { disabled, log, metrics, now, periodSeconds, random } = options;
  const { name, description } = task;
  let turn: Turn = atRest;
  let isStarted = false;
  let runs = 0;
  let runningSince: DateTime | null = null;
  let lastRun: TaskRun | null = null;
  let timer: NodeJS.Timeout | undefined;
  let current: Promise<void> = Promise.resolve();
  const stopping = new AbortController();
  /** Who waits for the next look to be over, and who for the one under way. */
  let nextOnes: Waiter[] = [];
  let theseOnes: Waiter[] = [];

  const status = (): BackgroundTask => ({
    name,
    description,
    period_seconds: periodSeconds,
    disabled,
    runs,
    running_since: runningSince,
    last_run: lastRun,
  });
  const take = (event: TurnEvent): void => {
    const after = turnAfter(turn, event);
    turn = after.turn;
    perform(after.step);
  };
  const perform = (step: TurnStep): void => {
    switch (step.kind) {
      case 'begin':
        clearTimeout(timer);
        current = look(step.reason);
        return;
      case 'wait':
        clearTimeout(timer);
        if (step.until === 'pause') wait(pauseMs, 'asked');
        // A tenth more or less.
        else if (isStarted && !disabled)
          wait(periodSeconds * 1000 * (0.9 + random() / 5), 'period');
        return;
      case 'nothing':
    }
  };
  const wait = (delayMs: number, reason: ActivationReason): void => {
    timer = setTimeout(() => take({ kind: 'due', reason }), Math.min(delayMs, longestMs));
  };
  const look = async (reason: ActivationReason): Promise<void> => {
    [theseOnes, nextOnes] = [nextOnes, []];
    const timeStarted = now();
    const begun = performance.now();
    runningSince = timeStarted;
    let counts: readonly CountGroup[] = [];
    let error: string | null = null;
    try {
      counts = await task.run(stopping.signal);
    } catch (thrown) {
      error = thrown instanceof Error ? thrown.message : String(thrown);
      if (!stopping.signal.aborted) {
        log.warn({ task: name, err: thrown }, 'a background task could not do its work');
      }
    }
    const durationMs = performance.now() - begun;
    metrics.taskRuns.inc({ task: name, outcome: error === null ? 'ok' : 'failed' });
    metrics.taskSeconds.observe({ task: name }, durationMs / 1000);
    log.debug({ task: name, reason, durationMs, counts }, 'a background task has looked');
    runs += 1;
    runningSince = null;
    lastRun = {
      time_started: timeStarted,
      duration_ms: Math.round(durationMs),
      reason,
      error,
      counts: counts.map((group) => ({ ...group, counts: [...group.counts] })),
    };
    for (const tell of theseOnes.splice(0)) tell(status());
    take({ kind: 'ended' });
  };

  return {
    status,
    start() {
      if (isStarted) return;
      isStarted = true;
      if (!disabled) take({ kind: 'wanted', reason: 'begin', urgent: true });
    },
    activate() {
      if (isStarted && !disabled) take({ kind: 'wanted', reason: 'asked', urgent: false });
    },
    async runNow(reason) {
      if (turn.phase === 'stopped') return isStopping();
      const told = new Promise<BackgroundTask | Refusal>((resolve) => nextOnes.push(resolve));
      take({ kind: 'wanted', reason, urgent: true });
      return told;
    },
    async stop() {
      take({ kind: 'stop' });
      clearTimeout(timer);
      stopping.abort();
      for (const tell of nextOnes.splice(0)) tell(isStopping());
      await current;
    },
  };
}

function isStopping(): Refusal {
  return new Refusal('the background tasks have been stopped', { code: 'stopping', status: 503 });
}
