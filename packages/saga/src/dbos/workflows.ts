import type { Uuid } from '@skewline/runtime/api';
import type { Job, JobEnd } from '../engine/jobs.ts';
import type { EngineTesting } from '../engine/options.ts';
import type { Ask } from '../engine/ask.ts';
import { isOver } from '../engine/saga-row.ts';
import { Fenced } from '../perform.ts';
import { deferred } from './deferred.ts';
import type { DbosProcess } from './dbos-process.ts';
import type { LoadedSaga } from './load.ts';
import { assurance } from './ownership.ts';
import { recordsOf } from './records.ts';
import { type OwnedSaga, runSaga } from './run-saga.ts';

/** Between the executor, which says what is to run, and DBOS, which calls the workflow when it is ready to. */
export interface Workflows {
  /** Runs a saga until it rests, is another's, or the engine closes. */
  run(job: Job<LoadedSaga>, ask: Ask): Promise<JobEnd>;
  /** The body of the workflow: what DBOS calls. */
  body(sagaId: Uuid): Promise<void>;
  /** When nothing runs here any more, sagas that are another's included. */
  ended(): Promise<void>;
  /**
   * Waits no longer for what runs: the database is away, the engine is to be closed, and DBOS cannot be told to stop
   * waiting. What is lost is what ends from now on; whoever takes the sagas over does it again.
   */
  giveUp(): void;
}

export interface WorkflowsOptions {
  readonly leaseMs: number;
  readonly dbos: () => Promise<DbosProcess>;
  readonly testing: EngineTesting;
}

interface Awaited {
  readonly saga: OwnedSaga;
  readonly settle: (end: JobEnd) => void;
  readonly fail: (error: unknown) => void;
}

export function makeWorkflows({ leaseMs, dbos, testing }: WorkflowsOptions): Workflows {
  const { random = Math.random, inject, atBoundary } = testing;
  /** Owned here, and DBOS has not called for them yet. */
  const awaited = new Map<Uuid, Awaited>();
  const running = new Map<Awaited, Promise<JobEnd>>();

  const begin = async (job: Job<LoadedSaga>, ask: Ask): Promise<JobEnd> => {
    const { claim, loaded, cancel, stop, drop } = job;
    const { sagaId } = claim;
    const { promise, resolve: settle, reject: fail } = deferred<JobEnd>();
    const saga: OwnedSaga = {
      claim,
      dag: loaded.dag,
      params: loaded.params,
      cancelling: cancel,
      dropped: drop,
      leaving: () => drop.aborted || stop.aborted,
      inject: inject?.(sagaId) ?? {},
      random,
      makeSure: assurance(ask, claim, leaseMs, loaded.ownedSince),
      atBoundary: async (when, events) => atBoundary?.({ sagaId, when, events }),
      records: recordsOf(ask, claim, loaded.beside),
    };
    const one: Awaited = { saga, settle, fail };
    awaited.set(sagaId, one);
    // What is another's is not waited for. What is to be left ends with what runs; if nothing does, now.
    const left = (): void => {
      if (drop.aborted) settle({ kind: 'fenced', error: new Fenced(String(drop.reason)) });
      else if (awaited.get(sagaId) === one) settle({ kind: 'stopped' });
      else return;
      if (awaited.get(sagaId) === one) awaited.delete(sagaId);
    };
    // `stop` lives as long as the engine.
    for (const signal of [drop, stop]) signal.addEventListener('abort', left);
    const deaf = (): void => {
      for (const signal of [drop, stop]) signal.removeEventListener('abort', left);
    };
    if (drop.aborted || stop.aborted) left();
    // Not waited for: it may be told to stop meanwhile.
    else call(saga, loaded.isNew).then((end) => (end === null ? undefined : settle(end)), fail);
    return promise.finally(deaf);
  };

  /** Has DBOS call for it; or gives how it ended without. */
  const call = async (saga: OwnedSaga, isNew: boolean): Promise<JobEnd | null> => {
    const { sagaId } = saga.claim;
    const process = await dbos();
    if (isNew) await process.beginNew(sagaId);
    else if (!(await process.begin(sagaId))) {
      const row = await saga.records.park('bad_events', 'its workflow has ended, and it has not');
      return { kind: 'rest', row };
    }
    return null;
  };

  return {
    async run(job, ask) {
      try {
        return await begin(job, ask);
      } catch (error) {
        if (error instanceof Fenced) return { kind: 'fenced', error };
        throw error;
      } finally {
        const one = awaited.get(job.claim.sagaId);
        if (one?.saga.claim.token === job.claim.token) awaited.delete(job.claim.sagaId);
      }
    },
    async body(sagaId) {
      const one = awaited.get(sagaId);
      awaited.delete(sagaId);
      if (one !== undefined) {
        const ending = runSaga(one.saga);
        running.set(one, ending);
        try {
          const end = await ending;
          one.settle(end);
          if (end.kind === 'rest' && isOver(end.row.state)) return;
        } catch (error) {
          one.fail(error);
        } finally {
          running.delete(one);
        }
      }
      // It stops here, and is not over: stuck, parked, another's, or left to others. DBOS has no way to leave a workflow
      // without an outcome but not to come to an end. Whoever goes on with it resumes it, and DBOS then takes nothing
      // more from this execution.
      await new Promise(() => {});
    },
    async ended() {
      await Promise.allSettled(running.values());
    },
    giveUp() {
      for (const one of [...awaited.values(), ...running.keys()]) one.settle({ kind: 'stopped' });
      awaited.clear();
      running.clear();
    },
  };
}
