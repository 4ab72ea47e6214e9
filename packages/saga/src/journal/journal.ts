import { type Database, patiently, type Tables } from '@skewline/db-model';
import type { Uuid } from '@skewline/runtime/api';
import type { Dag } from '../dag.ts';
import { drive, planned } from '../drive.ts';
import type { Ask } from '../engine/ask.ts';
import { checkStart } from '../engine/asked.ts';
import { type Job, type JobEnd, makeExecutor } from '../engine/executor.ts';
import { type LoadedSaga, loadSagas } from '../engine/load.ts';
import type { EngineOptions } from '../engine/options.ts';
import { operator, type Verb } from '../engine/operator.ts';
import type { Accepted, SagaEngine, Started, StartOptions } from '../engine/port.ts';
import { type EngineRefusal, refuseEngine } from '../engine/refusal.ts';
import { insertSaga, listEvents } from '../engine/saga-store.ts';
import { sharedPort } from '../engine/shared-port.ts';
import { readDag } from '../read-dag.ts';
import { initialState } from '../state.ts';
import { journalLog } from './log.ts';
import { looking } from './operator.ts';

/**
 * Opens the engine on a database that has been migrated. Sagas that a dead process has left are taken over when
 * `recover` is called, and then every `recoveryMs`.
 */
export async function createJournal(
  database: Database<Tables>,
  options: EngineOptions,
): Promise<SagaEngine> {
  const { actions, testing = {} } = options;
  const { random = Math.random, atBoundary } = testing;
  const injectionOf = (sagaId: Uuid) => testing.inject?.(sagaId) ?? {};

  const run = async (
    { claim, loaded, cancel, stop, drop }: Job<LoadedSaga>,
    ask: Ask,
  ): Promise<JobEnd> => {
    const { phase, last, state, params } = loaded;
    const log = journalLog({ ask, claim, phase, last, atBoundary });
    const driven = await drive({
      sagaId: claim.sagaId,
      params,
      state,
      log,
      ownership: log.ownership,
      cancel,
      stop,
      drop,
      random,
      inject: injectionOf(claim.sagaId),
    });
    if (driven.kind !== 'rest') return driven;
    const row = log.rested();
    if (row === null) throw new Error(`saga ${claim.sagaId} rests, and its row was not written`);
    return { kind: 'rest', row };
  };

  const executor = await makeExecutor<LoadedSaga>(database, options, {
    engine: 'journal',
    load: async (rows, ask) => loadSagas(ask, rows, actions),
    run,
  });
  const { ask, id: executorId } = executor;

  const start = async (
    dag: Dag,
    params: unknown,
    startOptions: StartOptions = {},
  ): Promise<Started | EngineRefusal> => {
    const phase = executor.phase();
    if (phase !== 'open') return refuseEngine(phase);
    const asked = checkStart(dag, params, startOptions, actions);
    if (!asked.ok) return asked;
    const { id: sagaId } = asked;
    const reserved = executor.reserve(sagaId);
    // Without room nothing has happened yet when it is there; whoever takes it begins.
    const plan = planned(initialState(dag), {
      inject: injectionOf(sagaId),
      mayBegin: reserved !== null,
    });
    try {
      await atBoundary?.({ sagaId, when: 'before', events: plan.events });
      const inserted = await insertSaga(ask, {
        id: sagaId,
        engine: 'journal',
        name: dag.name,
        subject: asked.subject,
        dag: dag.stored,
        params: asked.params,
        owner: reserved === null ? null : executorId,
        events: plan.events,
      });
      if (reserved === null || inserted.kind !== 'created') {
        reserved?.leave();
        if (inserted.kind === 'taken') return refuseEngine('id_taken', sagaId);
        if (inserted.kind === 'created') return { ok: true, sagaId, created: true };
        const { owner, owner_token: token, time_rested: rested } = inserted.row;
        // Nobody else has this executor's id: this very call has stored it, and the answer was lost.
        const isOurs = inserted.again && reserved !== null && owner === executorId && token === 1;
        if (isOurs) await executor.release(sagaId);
        if (rested === null && (isOurs || owner === null)) executor.nudge([sagaId]);
        return { ok: true, sagaId, created: isOurs };
      }
      await atBoundary?.({ sagaId, when: 'after', events: plan.events });
      const { params: stored } = asked;
      reserved.run(
        { sagaId, executorId, token: 1 },
        { dag, params: stored, state: plan.state, last: inserted.last, phase: 'running' },
      );
      return { ok: true, sagaId, created: true };
    } catch (error) {
      reserved?.leave();
      throw error;
    }
  };

  const operate = async (verb: Verb, sagaId: Uuid): Promise<Accepted | EngineRefusal> => {
    const operation = operator('journal', sagaId, looking(verb));
    const done = await patiently(() => operation(database));
    if (!done.ok) return done;
    executor.dropHere(done.row.id, `saga ${done.row.id}: an operator has decided (${verb.kind})`);
    if (done.row.time_rested !== null) await executor.rested(done.row);
    else if (await canRun(done.row.id)) executor.nudge([done.row.id]);
    return { ok: true };
  };
  const canRun = async (sagaId: Uuid): Promise<boolean> => {
    const saga = await engine.get(sagaId);
    return saga.ok && readDag(saga.dag, actions).ok;
  };

  const engine: SagaEngine = {
    ...sharedPort(executor, 'journal'),
    name: 'journal',
    exceptions: [],
    start,
    async events(sagaId) {
      const saga = await engine.get(sagaId);
      if (!saga.ok) return saga;
      return (await listEvents(ask, [saga.id])).get(saga.id) ?? [];
    },
    retry: async (sagaId, node, reason) => operate({ kind: 'retry', node, reason }, sagaId),
    skip: async (sagaId, node, reason) => operate({ kind: 'skip', node, reason }, sagaId),
    abandon: async (sagaId, reason) => operate({ kind: 'abandon', reason }, sagaId),
  };
  return engine;
}
