import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Database, SagaRow, Tables } from '@skewline/db-model';
import type { Uuid } from '@skewline/runtime/api';
import { type Ask, askingOf } from './ask.ts';
import { every } from './every.ts';
import {
  type ExecutorIdentity,
  forgetAllBut,
  forgetExecutor,
  heartbeat,
  listOwned,
  releaseSagas,
} from './executor-store.ts';
import { type Job, type JobEnd, makeJobs, type Reservation } from './jobs.ts';
import type { EngineOptions, EngineWarningCode } from './options.ts';
import type { EngineName, Parked, RecoveryReport } from './port.ts';
import { restOf, summaryOf, type SummaryRow } from './saga-row.ts';
import { getSummaries } from './saga-store.ts';
import { type Loadable, makeTakeover } from './takeover.ts';
import { makeWaiters, type Waiters } from './waiters.ts';

export type { Job, JobEnd, Reservation } from './jobs.ts';
export type { Loadable } from './takeover.ts';

/** What an engine does in its own way. */
export interface ExecutorHooks<Loaded extends Loadable> {
  readonly engine: EngineName;
  /** Reads stored sagas; a `Parked` for what this program cannot go on with. */
  load(rows: readonly SagaRow[], ask: Ask): Promise<ReadonlyMap<Uuid, Loaded | Parked>>;
  /** Runs a saga until it rests, or is somebody else's, or is told to stop. What it throws interrupts the saga. */
  run(job: Job<Loaded>, ask: Ask): Promise<JobEnd>;
}

/** A process that runs sagas: it keeps its lease, takes over what is nobody's, and tells who waits. */
export interface Executor<Loaded> {
  readonly id: string;
  /** Waits for the database. */
  readonly ask: Ask;
  readonly waiters: Waiters;
  /** `closed`: from the call of `close` on. */
  phase(): 'open' | 'quiescing' | 'closed';
  warn(code: EngineWarningCode, sagaId: Uuid | null, message: string, cause?: unknown): void;
  runsHere(sagaId: Uuid): boolean;
  /** Room for a saga that is about to be stored; null: there is none, or it is here already. `run` or `leave` it. */
  reserve(sagaId: Uuid): Reservation<Loaded> | null;
  /** There are sagas that nobody owns. */
  nudge(ids: readonly Uuid[]): void;
  /** Somebody here asked for this one to be cancelled. */
  cancelHere(sagaId: Uuid, reason: string): void;
  /** Somebody here has taken this one from its owner. */
  dropHere(sagaId: Uuid, reason: string): void;
  /** It is stored as ours, and does not run here: leaves it to whoever has room. */
  release(sagaId: Uuid): Promise<void>;
  /** A saga came to rest here. */
  rested(row: SummaryRow): Promise<void>;
  recover(): Promise<RecoveryReport>;
  quiesce(): Promise<void>;
  close(): Promise<void>;
}

/** All that run in this process, on whatever database. */
const here = new Set<string>();

export async function makeExecutor<Loaded extends Loadable>(
  database: Database<Tables>,
  options: EngineOptions,
  hooks: ExecutorHooks<Loaded>,
): Promise<Executor<Loaded>> {
  const { leaseMs, recoveryMs, graceMs, maxRunning } = checkedTimes(options);
  const identity: ExecutorIdentity = {
    id: `${hostname()}:${process.pid}:${randomUUID()}`,
    engine: hooks.engine,
    host: hostname(),
    processId: process.pid,
  };
  const closing = new AbortController();
  let phase: 'open' | 'quiescing' | 'closed' = 'open';

  const warn: Executor<Loaded>['warn'] = (code, sagaId, message, cause = null) => {
    try {
      options.onWarning?.({ code, message, sagaId, cause });
    } catch {
      // Whom should it be told?
    }
  };
  let awaySaid = 0;
  const ask = askingOf(database, {
    signal: closing.signal,
    onWait: (error) => {
      if (Date.now() - awaySaid < AWAY_WARNING_MS) return;
      awaySaid = Date.now();
      warn('database_away', null, `waiting for the database: ${error.message}`, error);
    },
  });
  const tickFailed = (error: unknown): void =>
    warn('tick_failed', null, 'what is done regularly has failed', error);

  const rested = async (row: SummaryRow): Promise<void> => {
    const saga = summaryOf(row);
    if (saga.rest === null) return;
    waiters.tell(row.id, saga.rest);
    try {
      await options.onRest?.(saga);
    } catch (error) {
      warn('hook_failed', row.id, 'onRest has thrown', error);
    }
  };

  // Stored as ours, though they do not run here. Released at the next heartbeat and not at once: what is broken would be
  // tried without end.
  const orphans = new Set<Uuid>();
  const onOrphan = (sagaId: Uuid): void => void orphans.add(sagaId);
  const jobs = makeJobs<Loaded>({
    maxRunning,
    stop: closing.signal,
    run: async (job) => hooks.run(job, ask),
    warn,
    onRest: rested,
    onOrphan,
    onRoom: () => takeover.fill(),
  });
  const takeover = makeTakeover<Loaded>({
    ask,
    identity,
    jobs,
    load: async (rows) => hooks.load(rows, ask),
    isOpen: () => phase === 'open',
    warn,
    onRest: rested,
    onOrphan,
    onError: tickFailed,
  });
  const waiters = makeWaiters({
    runsHere: (id) => jobs.has(id),
    look: async (ids) => {
      const rows = await getSummaries(ask, hooks.engine, ids);
      return new Map(rows.map((row) => [row.id, restOf(row)]));
    },
    onError: tickFailed,
  });

  let idle: ReadonlySet<Uuid> = new Set();

  const releaseOrphans = async (): Promise<void> => {
    const ids = [...orphans].filter((id) => !jobs.has(id));
    if (ids.length === 0) return;
    await releaseSagas(ask, identity.id, ids);
    for (const id of ids) orphans.delete(id);
  };
  /** Says that it lives, and learns what others have done to the sagas that run here. */
  const beat = async (): Promise<void> => {
    await heartbeat(ask, identity, leaseMs);
    const before = jobs.stored();
    const owned = new Map((await listOwned(ask, identity.id)).map((row) => [row.id, row]));
    for (const id of before) {
      const row = owned.get(id);
      // It may also have come to rest just now; then nobody listens any more.
      if (row === undefined) jobs.drop(id, `saga ${id} is not ${identity.id}'s any more`);
      else if (row.cancel_reason !== null) jobs.cancel(id, row.cancel_reason);
    }
    // One that is ours for two heartbeats, and does not run: however that came about, it must not wait for our death.
    const notRunning = [...owned.keys()].filter((id) => !jobs.has(id));
    notRunning.filter((id) => idle.has(id)).forEach(onOrphan);
    idle = new Set(notRunning);
    await releaseOrphans();
  };

  if (database.engine === 'pglite') {
    // One process has the directory: who is not here is dead, and its lease need not be waited for.
    await forgetAllBut(ask, [...here]);
  }
  here.add(identity.id);
  await heartbeat(ask, identity, leaseMs);
  const beating = every(leaseMs / 3, beat, tickFailed);
  const recovery = every(recoveryMs, async () => takeover.recover(), tickFailed);

  const drainedOrDropped = async (): Promise<void> => {
    const inTime = new AbortController();
    const late = sleep(graceMs, true, { signal: inTime.signal }).catch(() => false);
    const drained = jobs.drained().then(() => false);
    if (await Promise.race([drained, late])) {
      for (const id of jobs.stored()) {
        onOrphan(id);
        jobs.drop(id, `saga ${id} is left to others: the engine is being closed`);
      }
    }
    inTime.abort();
    await drained;
  };
  const closeAll = async (): Promise<void> => {
    phase = 'closed';
    closing.abort();
    await recovery.stop();
    await takeover.settled();
    await drainedOrDropped();
    // Until then what runs here is not to be taken over.
    await beating.stop();
    try {
      await releaseOrphans();
      await forgetExecutor(ask, identity.id);
    } catch (error) {
      tickFailed(error);
    }
    here.delete(identity.id);
    await waiters.close();
  };
  let closed: Promise<void> | null = null;

  return {
    id: identity.id,
    ask,
    waiters,
    phase: () => phase,
    warn,
    runsHere: (id) => jobs.has(id),
    reserve(sagaId) {
      if (jobs.room() > 0) return jobs.reserve(sagaId);
      takeover.noRoom();
      return null;
    },
    nudge: (ids) => takeover.nudge(ids),
    cancelHere: (id, reason) => jobs.cancel(id, reason),
    dropHere: (id, reason) => jobs.drop(id, reason),
    async release(id) {
      orphans.add(id);
      await releaseOrphans();
    },
    rested,
    recover: async () => takeover.recover(),
    async quiesce() {
      if (phase === 'open') phase = 'quiescing';
      await takeover.settled();
      await jobs.drained();
    },
    async close() {
      closed ??= closeAll();
      return closed;
    },
  };
}

/** While the database is away, say so this often. */
const AWAY_WARNING_MS = 5000;

function checkedTimes({
  leaseMs = 15_000,
  recoveryMs = leaseMs,
  graceMs = 10_000,
  maxRunning = 200,
}: EngineOptions): Required<
  Pick<EngineOptions, 'leaseMs' | 'recoveryMs' | 'graceMs' | 'maxRunning'>
> {
  // Longer than 2 ** 31, and timers fire at once.
  const isTime = (value: number): boolean => value >= 1 && value < 2 ** 31;
  const sound = [leaseMs, recoveryMs, graceMs].every(isTime) && maxRunning >= 1;
  if (!sound) {
    const given = JSON.stringify({ leaseMs, recoveryMs, graceMs, maxRunning });
    throw new Error(`these options of an engine make no sense: ${given}`);
  }
  return { leaseMs, recoveryMs, graceMs, maxRunning };
}
