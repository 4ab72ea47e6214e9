import { setTimeout as sleep } from 'node:timers/promises';
import { fetchStartAttempt } from '@skewline/db-model';
import type { StartAttempt } from '@skewline/nexus-types/domain';
import { Refusal } from '@skewline/runtime';
import type { Uuid } from '@skewline/runtime/api';
import type { Nexus } from '../../nexus.ts';

export interface Waiting {
  readonly seconds: number;
  /** Ends the waiting, and nothing else. */
  readonly signal: AbortSignal;
}

/** How long to wait where nobody tells when there is something new. */
const pauseMs = 100;

const endsOfWaiting: ReadonlySet<string> = new Set(['wait_timeout', 'wait_aborted']);

/**
 * The attempt when it has its outcome, or as it is when the time is up or nobody waits any more. Another process may be at
 * it, or none yet.
 */
export async function attemptAfter(
  { database, services }: Pick<Nexus, 'database' | 'services'>,
  attemptId: Uuid,
  { seconds, signal }: Waiting,
): Promise<StartAttempt | Refusal> {
  const end = performance.now() + seconds * 1000;
  let isTold = false;
  for (;;) {
    const loaded = await fetchStartAttempt(database.kysely, attemptId);
    if (loaded instanceof Refusal) return loaded;
    const { value: attempt } = loaded;
    if (attempt.outcome.kind !== 'open' || signal.aborted) return attempt;
    if (end <= performance.now()) return attempt;
    // Nothing more is told by waiting: the saga has yet to begin, or somebody writes its outcome soon.
    if (isTold) await pause(signal);
    const timeoutMs = Math.max(1, Math.ceil(end - performance.now()));
    const waited = await services.engine().wait(attemptId, { timeoutMs, signal });
    isTold = waited.ok || !endsOfWaiting.has(waited.code);
  }
}

async function pause(signal: AbortSignal): Promise<void> {
  try {
    await sleep(pauseMs, undefined, { signal });
  } catch {
    // The caller has gone.
  }
}
