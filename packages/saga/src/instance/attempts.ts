import { fetchStartAttempt, isUnavailable, listOpenStartAttempts } from '@skewline/db-model';
import type { StartAttempt } from '@skewline/nexus-types/domain';
import { Refusal } from '@skewline/runtime';
import type { Uuid } from '@skewline/runtime/api';
import type { Rest, SagaSummary } from '../engine/port.ts';
import type { EngineRefusal } from '../engine/refusal.ts';
import { startFailureOf, unfinishedFailure } from './attempts/failure.ts';
import {
  type AttemptOfInstance,
  type Recorded,
  recordNotStarted,
  recordStarted,
} from './attempts/record.ts';
import type { InstanceServices } from './services.ts';
import { beginStart } from './start-request.ts';

/** What a look at the open attempts has done. */
export interface SettledAttempts {
  /** Accepted by a process that died before it began them; they are under way now. */
  readonly begun: readonly Uuid[];
  /** Their sagas had come to rest, and the outcome was not written. */
  readonly settled: readonly Uuid[];
  /** Those that the engine does not begin; another look will. */
  readonly refused: readonly { readonly attemptId: Uuid; readonly refusal: EngineRefusal }[];
  /** Those that could not be looked after; the others were all the same. */
  readonly failed: readonly { readonly attemptId: Uuid; readonly error: unknown }[];
}

/**
 * Looks after attempts that nobody else will end. Every now and then, and when a process begins: an open attempt without a
 * saga gets it; one whose saga is at rest gets its outcome. Two that do this at once do no harm.
 */
export async function settleStartAttempts(services: InstanceServices): Promise<SettledAttempts> {
  const begun: Uuid[] = [];
  const settled: Uuid[] = [];
  const refused: SettledAttempts['refused'][number][] = [];
  const failed: SettledAttempts['failed'][number][] = [];
  for (const { value: attempt } of await listOpenStartAttempts(services.database.kysely)) {
    const { id: attemptId } = attempt;
    try {
      const done = await lookAfter(services, attempt);
      if (typeof done !== 'string') refused.push({ attemptId, refusal: done });
      else if (done === 'begun') begun.push(attemptId);
      else if (done === 'settled') settled.push(attemptId);
    } catch (error) {
      if (isUnavailable(error)) throw error;
      failed.push({ attemptId, error });
    }
  }
  return { begun, settled, refused, failed };
}

async function lookAfter(
  services: InstanceServices,
  attempt: StartAttempt,
): Promise<'begun' | 'settled' | 'nothing' | EngineRefusal> {
  const saga = await services.engine().get(attempt.id);
  if (saga.ok) return settle(services, attempt, saga.rest);
  const started = saga.code === 'unknown_saga' ? await beginStart(services, attempt) : saga;
  return started.ok ? 'begun' : started;
}

/**
 * For `EngineOptions.onRest`: writes the outcome of a start whose saga could not do it itself, because it is stuck or was
 * given up, or broke before its attempt was in hand. The saga of any other kind is none of its concern.
 */
export async function settleAttemptOf(
  services: InstanceServices,
  { id, name, subject, rest }: Pick<SagaSummary, 'id' | 'name' | 'subject' | 'rest'>,
): Promise<void> {
  if (name !== 'instance_start' || subject === null) return;
  await settle(services, { id, instanceId: subject }, rest);
}

async function settle(
  services: InstanceServices,
  { id: attemptId, instanceId }: Pick<StartAttempt, 'id' | 'instanceId'>,
  rest: Rest | null,
): Promise<'settled' | 'nothing'> {
  const of = { attemptId, instanceId };
  const recorded = await recordRest(services, of, rest);
  if (recorded.kind === 'already') return 'nothing';
  if (recorded.restart) services.activate('instance_reincarnation');
  return 'settled';
}

async function recordRest(
  services: InstanceServices,
  of: AttemptOfInstance,
  rest: Rest | null,
): Promise<Recorded> {
  const { database, restartLimits } = services;
  const now = services.now();
  // Under way, or waiting for a program that knows how to go on.
  if (rest === null || rest.kind === 'parked') return { kind: 'already' };
  return database.transaction(async (transaction) => {
    const attempt = await fetchStartAttempt(transaction, of.attemptId);
    // It broke before it was recorded: nobody was told that it was accepted.
    if (attempt instanceof Refusal) return { kind: 'already' };
    switch (rest.kind) {
      case 'done':
        return recordStarted(transaction, of, now);
      case 'unwound':
        return recordNotStarted(transaction, of, startFailureOf(rest.error), now, restartLimits);
      case 'stuck': {
        const { node, undoError, error } = rest;
        const why = startFailureOf(error).detail ?? error.message;
        const detail = `saga ${of.attemptId} is stuck: the undo of ${node} failed: ${undoError.message}\n${why}`;
        return recordNotStarted(transaction, of, unfinishedFailure(detail), now, restartLimits);
      }
      case 'abandoned': {
        const detail = `saga ${of.attemptId} was abandoned: ${rest.reason}`;
        return recordNotStarted(transaction, of, unfinishedFailure(detail), now, restartLimits);
      }
    }
  });
}
