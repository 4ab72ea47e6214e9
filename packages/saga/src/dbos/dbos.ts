import { type Database, patiently, type Tables } from '@skewline/db-model';
import type { DateTime, Uuid } from '@skewline/runtime/api';
import { sql } from 'kysely';
import type { Dag } from '../dag.ts';
import type { Ask } from '../engine/ask.ts';
import { checkStart } from '../engine/asked.ts';
import { every } from '../engine/every.ts';
import { type Executor, makeExecutor } from '../engine/executor.ts';
import type { EngineOptions } from '../engine/options.ts';
import { operator, type Verb } from '../engine/operator.ts';
import type { Accepted, SagaEngine, Started, StartOptions } from '../engine/port.ts';
import { type EngineRefusal, refuseEngine } from '../engine/refusal.ts';
import { insertSaga } from '../engine/saga-store.ts';
import { sharedPort } from '../engine/shared-port.ts';
import { readDag } from '../read-dag.ts';
import { deferred } from './deferred.ts';
import { checkFree, type DbosProcess, openDbos } from './dbos-process.ts';
import { allEvents } from './events.ts';
import { dbosExceptions } from './exceptions.ts';
import { historyOf } from './history.ts';
import { type LoadedSaga, loadSagas } from './load.ts';
import { type Known, looking } from './operator.ts';
import { eventsBeside } from './records.ts';
import { moveOf } from './stage.ts';
import { makeWorkflows } from './workflows.ts';

export interface DbosOptions extends EngineOptions {
  /** PostgreSQL, migrated. */
  readonly database: Database<Tables>;
  /** Of the same database. DBOS has connections of its own, and makes its tables in a schema `dbos`. */
  readonly url: string;
}

/**
 * Opens the engine on DBOS. Sagas that a dead process has left are taken over when `recover` is called, and then every
 * `recoveryMs`. Rejects where DBOS runs in this process already.
 */
export async function createDbos(options: DbosOptions): Promise<SagaEngine> {
  const { actions, testing = {}, database, url, leaseMs = 15_000 } = options;
  if (database.engine !== 'postgres') throw new Error('the engine on DBOS needs PostgreSQL');
  checkFree();

  const opened = deferred<DbosProcess>();
  // Whoever needs it gets the error as well.
  opened.promise.catch(() => {});
  const workflows = makeWorkflows({ leaseMs, testing, dbos: async () => opened.promise });
  const executor: Executor<LoadedSaga> = await makeExecutor<LoadedSaga>(database, options, {
    engine: 'dbos',
    load: async (rows, given) =>
      loadSagas(given, rows, actions, async (id) => (await opened.promise).steps(id)),
    run: async (job, given) => workflows.run(job, given),
  });
  const { ask, id: executorId } = executor;
  let dbos: DbosProcess;
  try {
    dbos = await openDbos({
      url,
      executorId,
      run: async (sagaId) => workflows.body(sagaId),
      onDatabaseAway: (message) => executor.warn('database_away', null, message),
    });
  } catch (error) {
    opened.reject(error);
    await executor.close();
    throw error;
  }
  opened.resolve(dbos);
  const living = await ask(sql<{ readonly id: string }>`SELECT id FROM saga_executor`);
  await dbos.forgetQueuesBut(living.map(({ id }) => id));

  const start = async (
    dag: Dag,
    params: unknown,
    startOptions: StartOptions = {},
  ): Promise<Started | EngineRefusal> => {
    const phase = executor.phase();
    if (phase !== 'open') return refuseEngine(phase);
    const asked = checkStart(dag, params, startOptions, actions);
    if (!asked.ok) return asked;
    const { id: sagaId, subject } = asked;
    const reserved = executor.reserve(sagaId);
    try {
      await testing.atBoundary?.({ sagaId, when: 'before', events: [] });
      const ownedSince = performance.now();
      const inserted = await insertSaga(ask, {
        id: sagaId,
        engine: 'dbos',
        name: dag.name,
        subject,
        dag: dag.stored,
        params: asked.params,
        owner: reserved === null ? null : executorId,
        events: [],
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
      await testing.atBoundary?.({ sagaId, when: 'after', events: [] });
      const loaded: LoadedSaga = {
        dag,
        params: asked.params,
        phase: 'running',
        beside: [],
        isNew: true,
        ownedSince,
      };
      reserved.run({ sagaId, executorId, token: 1 }, loaded);
      return { ok: true, sagaId, created: true };
    } catch (error) {
      reserved?.leave();
      throw error;
    }
  };

  const known: Known = async (row, asking) => {
    const [steps, beside] = [await dbos.steps(row.id), await eventsBeside(asking, row.id)];
    const read = readDag(row.dag, actions);
    const dag = read.ok ? read.dag : null;
    const events = allEvents(dag, steps, beside, row.time_created);
    if (dag === null) return { events, underWay: [] };
    // Whatever is next may have begun: DBOS knows of it only when it has ended.
    const move = moveOf(historyOf(dag, steps, row.time_created).state);
    const underWay = move.kind === 'stage' ? move.steps.map(({ node }) => node) : [];
    return { events, underWay };
  };

  const operate = async (verb: Verb, sagaId: Uuid): Promise<Accepted | EngineRefusal> => {
    const operation = operator('dbos', sagaId, looking(verb, known));
    const done = await patiently(() => operation(database));
    if (!done.ok) return done;
    const { row } = done;
    executor.dropHere(row.id, `saga ${row.id}: an operator has decided (${verb.kind})`);
    // It counts as abandoned, whether DBOS hears of it or not.
    if (row.state === 'abandoned') await dbos.cancel(row.id);
    if (row.time_rested !== null) await executor.rested(row);
    else if (await canRun(row.id)) executor.nudge([row.id]);
    return { ok: true };
  };
  const canRun = async (sagaId: Uuid): Promise<boolean> => {
    const saga = await engine.get(sagaId);
    return saga.ok && readDag(saga.dag, actions).ok;
  };

  const shared = sharedPort(executor, 'dbos');
  const engine: SagaEngine = {
    ...shared,
    name: 'dbos',
    exceptions: dbosExceptions,
    start,
    async events(sagaId) {
      const saga = await engine.get(sagaId);
      if (!saga.ok) return saga;
      const read = readDag(saga.dag, actions);
      const [steps, beside] = [await dbos.steps(saga.id), await eventsBeside(ask, saga.id)];
      return allEvents(read.ok ? read.dag : null, steps, beside, saga.timeCreated);
    },
    retry: async (sagaId, node, reason) => operate({ kind: 'retry', node, reason }, sagaId),
    skip: async (sagaId, node, reason) => operate({ kind: 'skip', node, reason }, sagaId),
    abandon: async (sagaId, reason) => operate({ kind: 'abandon', reason }, sagaId),
    async purge(restedBefore) {
      // Its row last, so that nothing is left behind which nobody knows.
      await removeWorkflows(ask, dbos, restedBefore);
      return shared.purge(restedBefore);
    },
    async close() {
      const looking = every(
        AWAY_MS,
        async () => sql`SELECT 1`.execute(database.kysely),
        () => workflows.giveUp(),
      );
      await shared.close();
      await workflows.ended();
      await looking.stop();
      await dbos.close();
    },
  };
  return engine;
}

/** How often to look, while it is being closed, whether the database is there. */
const AWAY_MS = 500;
const PURGE_BATCH = 1000;

/** The workflows of sagas that are over. */
async function removeWorkflows(ask: Ask, dbos: DbosProcess, restedBefore: DateTime): Promise<void> {
  let after: Uuid | null = null;
  for (;;) {
    const batch: readonly { readonly id: Uuid }[] = await ask(sql<{ readonly id: Uuid }>`
      SELECT id FROM saga
      WHERE engine = 'dbos' AND state IN ('done', 'unwound', 'abandoned')
        AND time_rested < ${restedBefore}::timestamptz
        AND (${after}::uuid IS NULL OR id > ${after}::uuid)
      ORDER BY id LIMIT ${PURGE_BATCH}::int4`);
    if (batch.length > 0) await dbos.remove(batch.map(({ id }) => id));
    after = batch.at(-1)?.id ?? null;
    if (batch.length < PURGE_BATCH) return;
  }
}
