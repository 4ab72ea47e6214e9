import { fetchStartAttempt, instancesToRestart } from '@skewline/db-model';
import { Refusal } from '@skewline/runtime';
import type { Uuid } from '@skewline/runtime/api';
import { type InstanceServices, requestStart, type RestartLimits } from '@skewline/saga/instance';
import type { Logger } from 'pino';
import { makeCounts } from './counts.ts';
import { paged } from './each-at-most.ts';
import { withItem } from './each-item.ts';
import { planRestart } from './plan-restart.ts';
import type { Task } from './task.ts';

export interface InstanceReincarnationDependencies {
  readonly services: InstanceServices;
  readonly log: Pick<Logger, 'warn'>;
  readonly limits: RestartLimits;
  /** How long to wait for a batch of starts before the next is begun all the same, in milliseconds. Default: a minute. */
  readonly startTimeoutMs?: number;
}

const startsAtOnce = 16;
const pageSize = 256;

/**
 * Starts instances again that failed although they are meant to run: those that have failed, then those that are linked to
 * the leftover of a start. At most 16 starts are under way at once; the next begin when these are over, or have taken too
 * long: one whose sled does not answer must not hold up the others for ever.
 *
 * It is the only one that gives up on instances whose start did not fail: their policy forbids a restart, say. From then
 * on they are meant to be stopped, and their history says why. Who must wait is told until when. Both are said once.
 * Several nexus may look at once: of two starts one is accepted.
 *
 * Counts: instances `found` by what became of them; `decided`, what to do with them; `started`, how that went; starts that
 * `failed`, by the code.
 */
export function instanceReincarnation({
  services,
  log,
  limits,
  startTimeoutMs = 60_000,
}: InstanceReincarnationDependencies): Task {
  const { database } = services;

  /** What became of a start, as a label. */
  const start = async (instanceId: Uuid, signal: AbortSignal): Promise<Started> => {
    const asked = { instanceId, origin: 'auto_restart', requestId: null } as const;
    const accepted = await requestStart(services, asked);
    if (accepted instanceof Refusal) {
      if (accepted.status === 404 || accepted.status === 409) return { label: 'changed_state' };
      throw new Error(accepted.message);
    }
    if (accepted.kind !== 'accepted') return { label: 'changed_state' };
    const { attemptId } = accepted;
    await services.engine().wait(attemptId, { signal, timeoutMs: startTimeoutMs });
    const attempt = await fetchStartAttempt(database.kysely, attemptId);
    if (attempt instanceof Refusal) throw new Error(attempt.message);
    const { outcome } = attempt.value;
    switch (outcome.kind) {
      case 'open':
        return { label: 'under_way' };
      case 'succeeded':
        return { label: 'reincarnated' };
      case 'failed':
        return { label: 'failed', code: outcome.failure.code };
    }
  };

  return {
    name: 'instance_reincarnation',
    description: 'Starts instances again that failed although they are meant to run.',
    async run(signal) {
      const counts = makeCounts(['found', 'decided', 'started', 'failed', 'trouble']);
      const trouble = { counts, log, signal };
      let batch: Uuid[] = [];
      const startBatch = async (): Promise<void> => {
        const instanceIds = batch;
        batch = [];
        const ended = await Promise.allSettled(
          instanceIds.map((instanceId) =>
            withItem(trouble, { instanceId }, async () => {
              const { label, code } = await start(instanceId, signal);
              counts.add('started', label);
              if (code !== undefined) counts.add('failed', code);
            }),
          ),
        );
        for (const end of ended) if (end.status === 'rejected') throw end.reason;
      };
      for (const reason of ['failed', 'saga_unwound'] as const) {
        const found = paged<Uuid>(
          (after) => instancesToRestart(database.kysely, reason, { after, limit: pageSize }),
          pageSize,
        );
        for await (const instanceId of found) {
          counts.add('found', reason);
          await withItem(trouble, { instanceId }, async () => {
            const decision = await database.transaction((transaction) =>
              planRestart(transaction, instanceId, limits, services.now()),
            );
            counts.add('decided', decision.kind === 'give_up' ? decision.why : decision.kind);
            if (decision.kind === 'start') batch.push(instanceId);
          });
          if (batch.length >= startsAtOnce) await startBatch();
        }
        await startBatch();
      }
      return counts.groups();
    },
  };
}

interface Started {
  readonly label: 'changed_state' | 'under_way' | 'reincarnated' | 'failed';
  /** Of the failure. */
  readonly code?: string;
}
