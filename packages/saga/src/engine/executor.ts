import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Database, SagaRow, Tables } from '@skewline/db-model';
import type { Uuid } from '@skewline/runtime/api';
import { Fenced } from '../perform.ts';
import { type Ask, askingOf } from './ask.ts';
import { every } from './every.ts';
import {
  type AdoptedRow,
  adoptSagas,
  type ExecutorIdentity,
  forgetAllBut,
  forgetExecutor,
  heartbeat,
  listOwned,
  listParked,
  releaseSagas,
  unparkSaga,
} from './executor-store.ts';
import type { EngineOptions, EngineWarningCode } from './options.ts';
import { appendEvents } from './owned.ts';
import type { EngineName, Parked, RecoveryReport } from './port.ts';
import { restOf, summaryOf, type SummaryRow } from './saga-row.ts';
import { type Claim, getSummaries } from './saga-store.ts';
import { makeWaiters, type Waiters } from './waiters.ts';

/** A stored saga that this program can go on with, as the engine wants it. */
export interface Loadable {
  readonly phase: 'running' | 'unwinding';
}

/** A saga that this executor owns and is to run. */
export interface Job<Loaded> {
  readonly claim: Claim;
  readonly loaded: Loaded;
  /** Somebody wants it cancelled; aborted with the reason. */
  readonly cancel: AbortSignal;
  /** Begin nothing more: the engine is being closed. */
  readonly stop: AbortSignal;
  /** The saga is another's now, or nobody's; aborted with the reason. Return without waiting for what runs. */
  readonly drop: AbortSignal;
}

export type JobEnd =
  | { readonly kind: 'rest'; readonly row: SummaryRow }
  | { readonly kind: 'fenced'; readonly error: Fenced }
  | { readonly kind: 'stopped' };

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
  /** There is a saga that nobody owns. */
  nudge(ids?: readonly Uuid[]): void;
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

export interface Reservation<Loaded> {
  run(claim: Claim, loaded: Loaded): void;
  leave(): void;
}

const BATCH = 100;

/** All that run in this process, on whatever database. */
const here = new Set<string>();

export async function makeExecutor<Loaded extends Loadable>(
  database: Database<Tables>,
  options: EngineOptions,
  hooks: ExecutorHooks<Loaded>,
): Promise<Executor<Loaded>> {
  const { leaseMs, recoveryMs, maxRunning } = checkedTimes(options);
  const identity: ExecutorIdentity = {
    id: `${hostname()}:${process.pid}:${randomUUID()}`,
    engine: hooks.engine,
    host: hostname(),
    processId: process.pid,
  };
  const closing = new AbortController();
  let phase: 'open' | 'quiescing' | 'closed' = 'open';
  const jobs = new Map<Uuid, RunningJob>();
  // Parked, and this program can still not go on with them.
  const rejected = new Set<Uuid>();
  // Stored as ours, though they do not run here.
  const orphans = new Set<Uuid>();
  // Whether there may be sagas for which there was no room.
  let backlog = false;

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

  const waiters = makeWaiters({
    runsHere: (id) => jobs.has(id),
    look: async (ids) => {
      const rows = await getSummaries(ask, hooks.engine, ids);
      return new Map(rows.map((row) => [row.id, restOf(row)]));
    },
    onError: tickFailed,
  });

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

  const reserve: Executor<Loaded>['reserve'] = (sagaId) => {
    if (jobs.has(sagaId)) return null;
    if (jobs.size >= maxRunning) {
      backlog = true;
      return null;
    }
    const job = newJob();
    jobs.set(sagaId, job);
    return {
      run: (claim, loaded) => run(job, claim, loaded),
      leave: () => {
        left(sagaId);
        job.arrived?.();
      },
    };
  };
  const run = (job: RunningJob, claim: Claim, loaded: Loaded): void => {
    const { cancel, drop } = job;
    job.stored = true;
    job.done = runJob({
      claim,
      loaded,
      cancel: cancel.signal,
      stop: closing.signal,
      drop: drop.signal,
    });
  };
  const left = (sagaId: Uuid): void => {
    jobs.delete(sagaId);
    if (backlog) fill();
  };

  const runJob = async (job: Job<Loaded>): Promise<void> => {
    const { sagaId } = job.claim;
    try {
      const end = await hooks.run(job, ask);
      jobs.delete(sagaId);
      if (end.kind === 'rest') await rested(end.row);
      else if (end.kind === 'fenced') warn('fenced', sagaId, end.error.message, end.error);
      else orphans.add(sagaId);
    } catch (error) {
      jobs.delete(sagaId);
      warn('interrupted', sagaId, 'the saga was left where it is', error);
      orphans.add(sagaId);
      // Released at the next heartbeat, not at once: what is broken would be tried without end.
      return;
    }
    left(sagaId);
  };

  /** Runs what this executor has just come to own. */
  const takeUp = async (rows: readonly AdoptedRow[], report: Report): Promise<void> => {
    if (rows.length === 0) return;
    const all = await hooks.load(rows, ask);
    for (const row of rows) {
      const claim: Claim = { sagaId: row.id, executorId: identity.id, token: row.owner_token };
      const loaded = all.get(row.id);
      if (loaded === undefined) continue;
      if ('kind' in loaded) await park(claim, loaded, report);
      else launch(claim, row, loaded, report);
      if (row.previous_owner !== null && !('kind' in loaded)) {
        warn('adopted', row.id, `taken over from ${row.previous_owner}`);
      }
    }
  };
  const launch = (claim: Claim, row: SagaRow, loaded: Loaded, report: Report): void => {
    const other = jobs.get(row.id);
    if (other?.stored === true) {
      // It was taken from us, and is ours again before we have noticed.
      orphans.add(row.id);
      return;
    }
    if (other !== undefined) {
      // Somebody is just asking for the same saga to be started, and will find that it is there.
      other.arrived = () => launch(claim, row, loaded, report);
      return;
    }
    const job = newJob();
    jobs.set(row.id, job);
    if (row.cancel_reason !== null) job.cancel.abort(row.cancel_reason);
    run(job, claim, loaded);
    report.adopted.push(row.id);
  };
  const park = async (claim: Claim, rest: Parked, report: Report): Promise<void> => {
    const { sagaId } = claim;
    const change = { kind: 'parked', code: rest.code, reason: rest.reason } as const;
    const appended = await appendEvents(ask, claim, [], change, null);
    if (appended instanceof Fenced) return;
    rejected.add(sagaId);
    report.parked.push({ sagaId, rest });
    warn('parked', sagaId, rest.reason);
    if (appended.row !== null) await rested(appended.row);
  };

  const adopt = async (report: Report, ids?: readonly Uuid[]): Promise<void> => {
    for (;;) {
      const limit = Math.min(BATCH, maxRunning - jobs.size);
      backlog = limit <= 0;
      if (limit <= 0 || phase !== 'open') return;
      const rows = await adoptSagas(ask, identity, {
        limit,
        ...(ids === undefined ? {} : { ids }),
      });
      await takeUp(rows, report);
      if (rows.length < limit) return;
    }
  };
  /** Goes on with parked sagas that this program can go on with after all. */
  const unpark = async (report: Report): Promise<void> => {
    for (;;) {
      if (jobs.size >= maxRunning || phase !== 'open') return;
      const rows = await listParked(ask, hooks.engine, [...rejected], BATCH);
      if (rows.length === 0) return;
      const all = await hooks.load(rows, ask);
      for (const row of rows) {
        const loaded = all.get(row.id);
        if (loaded === undefined || 'kind' in loaded) {
          rejected.add(row.id);
          continue;
        }
        const taken = await unparkSaga(ask, identity, row, loaded.phase);
        if (taken === null) continue;
        const claim = { sagaId: row.id, executorId: identity.id, token: taken.owner_token };
        launch(claim, taken, loaded, report);
      }
    }
  };

  /** What others have done to the sagas that run here, and what was left here. */
  const lookAfterOwn = async (): Promise<void> => {
    const before = [...jobs].filter(([, { stored }]) => stored);
    const owned = new Map((await listOwned(ask, identity.id)).map((row) => [row.id, row]));
    for (const [id, { cancel, drop }] of before) {
      const row = owned.get(id);
      // It may also have come to rest just now; then nobody listens any more.
      if (row === undefined) drop.abort(`saga ${id} is not ${identity.id}'s any more`);
      else if (row.cancel_reason !== null) cancel.abort(row.cancel_reason);
    }
    await releaseOrphans();
  };
  const releaseOrphans = async (): Promise<void> => {
    const ids = [...orphans].filter((id) => !jobs.has(id));
    if (ids.length === 0) return;
    await releaseSagas(ask, identity.id, ids);
    for (const id of ids) orphans.delete(id);
    backlog = true;
  };

  let recovering: Promise<unknown> = Promise.resolve();
  const oneByOne = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    const result = recovering.then(work);
    recovering = result.catch(() => {});
    return result;
  };
  const recover = async (): Promise<RecoveryReport> =>
    oneByOne(async () => {
      const report: Report = { adopted: [], parked: [] };
      await adopt(report);
      await unpark(report);
      return report;
    });
  let filling = false;
  const fill = (): void => {
    if (filling || phase !== 'open') return;
    filling = true;
    oneByOne(async () => {
      filling = false;
      await adopt({ adopted: [], parked: [] });
    }).catch(tickFailed);
  };

  if (database.engine === 'pglite') {
    // One process has the directory: who is not here is dead, and its lease need not be waited for.
    await forgetAllBut(ask, [...here]);
  }
  here.add(identity.id);
  await heartbeat(ask, identity, leaseMs);
  const beating = every(
    leaseMs / 3,
    async () => {
      await heartbeat(ask, identity, leaseMs);
      await lookAfterOwn();
    },
    tickFailed,
  );
  const recovery = every(recoveryMs, recover, tickFailed);

  const drained = async (): Promise<void> => {
    while (jobs.size > 0) {
      await Promise.all([...jobs.values()].map(({ done }) => done));
      // A reservation has nothing to wait for yet.
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  };
  const closeAll = async (): Promise<void> => {
    phase = 'closed';
    closing.abort();
    await recovery.stop();
    await recovering;
    await drained();
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
    reserve,
    nudge(ids) {
      if (phase !== 'open') return;
      oneByOne(() => adopt({ adopted: [], parked: [] }, ids)).catch(tickFailed);
    },
    cancelHere: (id, reason) => jobs.get(id)?.cancel.abort(reason),
    dropHere: (id, reason) => jobs.get(id)?.drop.abort(reason),
    async release(id) {
      orphans.add(id);
      await releaseOrphans();
    },
    rested,
    recover,
    async quiesce() {
      if (phase === 'open') phase = 'quiescing';
      await recovering;
      await drained();
    },
    async close() {
      closed ??= closeAll();
      return closed;
    },
  };
}

/** While the database is away, say so this often. */
const AWAY_WARNING_MS = 5000;

interface RunningJob {
  readonly cancel: AbortController;
  readonly drop: AbortController;
  /** False while it is reserved. */
  stored: boolean;
  /** Set where the saga came from the store while it was reserved. */
  arrived: (() => void) | null;
  done: Promise<void>;
}

function newJob(): RunningJob {
  return {
    cancel: new AbortController(),
    drop: new AbortController(),
    stored: false,
    arrived: null,
    done: Promise.resolve(),
  };
}

interface Report {
  readonly adopted: Uuid[];
  readonly parked: { readonly sagaId: Uuid; readonly rest: Parked }[];
}

function checkedTimes({
  leaseMs = 15_000,
  recoveryMs = leaseMs,
  maxRunning = 200,
}: EngineOptions): {
  readonly leaseMs: number;
  readonly recoveryMs: number;
  readonly maxRunning: number;
} {
  // Longer than 2 ** 31, and timers fire at once.
  const isTime = (value: number): boolean => value >= 1 && value < 2 ** 31;
  if (!isTime(leaseMs) || !isTime(recoveryMs) || !(maxRunning >= 1)) {
    const given = JSON.stringify({ leaseMs, recoveryMs, maxRunning });
    throw new Error(`these options of an engine make no sense: ${given}`);
  }
  return { leaseMs, recoveryMs, maxRunning };
}
