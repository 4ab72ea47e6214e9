import { purgeInstanceEvents, purgeStartAttempts, type Queries } from '@skewline/db-model';
import { addSeconds, compareTimes } from '@skewline/nexus-types/domain';
import type { DateTime } from '@skewline/runtime/api';
import { type InstanceServices, settleStartAttempts } from '@skewline/saga/instance';
import type { Logger } from 'pino';
import { type Counts, makeCounts } from './counts.ts';
import type { Task } from './task.ts';

export interface SagaRecoveryDependencies {
  readonly services: InstanceServices;
  readonly log: Pick<Logger, 'warn'>;
  readonly retentionDays: number;
}

/** What is kept for days need not be looked through every few minutes. */
const secondsBetweenPurges = 3600;
const purgedAtOnce = 1000;

/**
 * Takes over sagas that nobody runs, and sees to starts that were accepted and have no outcome. Once an hour it removes
 * what is older than `retentionDays`: sagas that are over, and of each instance attempts and events, but for its last
 * attempt and its last hundred events.
 *
 * Counts: `sagas` adopted or parked; `attempts` begun, settled, or refused by the engine; what was `removed`; `trouble`
 * with what it went past.
 */
export function sagaRecovery({ services, log, retentionDays }: SagaRecoveryDependencies): Task {
  let purgedLast: DateTime | null = null;
  return {
    name: 'saga_recovery',
    description: 'Takes over sagas that nobody runs, and looks after starts without an outcome.',
    async run(signal) {
      const counts = makeCounts(['sagas', 'attempts', 'removed', 'trouble']);
      const { adopted, parked } = await services.engine().recover();
      counts.add('sagas', 'adopted', adopted.length);
      counts.add('sagas', 'parked', parked.length);
      signal.throwIfAborted();
      await settle(services, log, counts);
      const now = services.now();
      const isTime =
        purgedLast === null || compareTimes(now, addSeconds(purgedLast, secondsBetweenPurges)) >= 0;
      if (isTime) {
        await purge(services, addSeconds(now, -retentionDays * 86_400), counts, signal);
        purgedLast = now;
      }
      return counts.groups();
    },
  };
}

async function settle(
  services: InstanceServices,
  log: Pick<Logger, 'warn'>,
  counts: Counts,
): Promise<void> {
  const { begun, settled, refused, failed } = await settleStartAttempts(services);
  counts.add('attempts', 'begun', begun.length);
  counts.add('attempts', 'settled', settled.length);
  counts.add('attempts', 'refused', refused.length);
  counts.add('trouble', 'error', failed.length);
  for (const { attemptId, refusal } of refused) {
    log.warn({ attemptId, code: refusal.code }, `a start cannot be begun: ${refusal.message}`);
  }
  for (const { attemptId, error } of failed) {
    log.warn({ attemptId, err: error }, 'a start cannot be looked after');
  }
}

async function purge(
  { database, engine }: InstanceServices,
  before: DateTime,
  counts: Counts,
  signal: AbortSignal,
): Promise<void> {
  const sagas = await engine().purge(before);
  if (typeof sagas !== 'number') throw new Error(sagas.message);
  counts.add('removed', 'sagas', sagas);
  // In pieces, so that nobody waits long for the database.
  const inPieces = async (
    label: string,
    remove: (queries: Queries, before: DateTime, limit: number) => Promise<number>,
  ): Promise<void> => {
    for (let removed = purgedAtOnce; removed === purgedAtOnce;) {
      signal.throwIfAborted();
      // What is old stays so, whoever adds to it: nobody has to lose against this.
      removed = await database.transaction(
        (transaction) => remove(transaction, before, purgedAtOnce),
        { isolation: 'read committed' },
      );
      counts.add('removed', label, removed);
    }
  };
  await inPieces('attempts', purgeStartAttempts);
  await inPieces('events', purgeInstanceEvents);
}
