import type { Uuid } from '@skewline/runtime/api';
import type { Fenced } from '../perform.ts';
import type { EngineWarningCode } from './options.ts';
import type { SummaryRow } from './saga-row.ts';
import type { Claim } from './saga-store.ts';

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

export interface Reservation<Loaded> {
  run(claim: Claim, loaded: Loaded): void;
  leave(): void;
}

/** `here`: it runs here already. `waits`: it begins if who has reserved it leaves it. */
export type Begun = 'begun' | 'here' | 'waits';

/** The sagas that run in this process. */
export interface Jobs<Loaded> {
  has(sagaId: Uuid): boolean;
  /** For how many more there is room. */
  room(): number;
  /** Room for a saga that is about to be stored; null: it is here already. `run` or `leave` it. */
  reserve(sagaId: Uuid): Reservation<Loaded> | null;
  /** Runs what this executor owns. `cancelReason`: of its row. */
  begin(claim: Claim, loaded: Loaded, cancelReason: string | null, onBegin: () => void): Begun;
  cancel(sagaId: Uuid, reason: string): void;
  drop(sagaId: Uuid, reason: string): void;
  /** Those that are stored as ours. */
  stored(): readonly Uuid[];
  /** Resolves when nothing runs. */
  drained(): Promise<void>;
}

export interface JobsOptions<Loaded> {
  readonly maxRunning: number;
  readonly stop: AbortSignal;
  readonly run: (job: Job<Loaded>) => Promise<JobEnd>;
  readonly warn: (code: EngineWarningCode, sagaId: Uuid, message: string, cause: unknown) => void;
  readonly onRest: (row: SummaryRow) => Promise<void>;
  /** It is ours still, and does not run any more. */
  readonly onOrphan: (sagaId: Uuid) => void;
  /** There is room for another. */
  readonly onRoom: () => void;
}

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

export function makeJobs<Loaded>(options: JobsOptions<Loaded>): Jobs<Loaded> {
  const { maxRunning, stop, warn } = options;
  const jobs = new Map<Uuid, RunningJob>();

  const run = (running: RunningJob, claim: Claim, loaded: Loaded): void => {
    const { cancel, drop } = running;
    running.stored = true;
    running.done = untilEnd({
      claim,
      loaded,
      stop,
      cancel: cancel.signal,
      drop: drop.signal,
    });
  };
  const untilEnd = async (job: Job<Loaded>): Promise<void> => {
    const { sagaId } = job.claim;
    try {
      const end = await options.run(job);
      jobs.delete(sagaId);
      if (end.kind === 'rest') await options.onRest(end.row);
      else if (end.kind === 'fenced') warn('fenced', sagaId, end.error.message, end.error);
      else options.onOrphan(sagaId);
    } catch (error) {
      jobs.delete(sagaId);
      warn('interrupted', sagaId, 'the saga was left where it is', error);
      options.onOrphan(sagaId);
      return;
    }
    options.onRoom();
  };
  const begin: Jobs<Loaded>['begin'] = (claim, loaded, cancelReason, onBegin) => {
    const other = jobs.get(claim.sagaId);
    // It was taken from us, and is ours again before that was noticed.
    if (other?.stored === true) return 'here';
    if (other !== undefined) {
      other.arrived = () => begin(claim, loaded, cancelReason, onBegin);
      return 'waits';
    }
    const job = newJob();
    jobs.set(claim.sagaId, job);
    if (cancelReason !== null) job.cancel.abort(cancelReason);
    run(job, claim, loaded);
    onBegin();
    return 'begun';
  };

  return {
    has: (id) => jobs.has(id),
    room: () => Math.max(maxRunning - jobs.size, 0),
    reserve(sagaId) {
      if (jobs.has(sagaId)) return null;
      const job = newJob();
      jobs.set(sagaId, job);
      return {
        run: (claim, loaded) => run(job, claim, loaded),
        leave: () => {
          jobs.delete(sagaId);
          job.arrived?.();
          options.onRoom();
        },
      };
    },
    begin,
    cancel: (id, reason) => jobs.get(id)?.cancel.abort(reason),
    drop: (id, reason) => jobs.get(id)?.drop.abort(reason),
    stored: () => [...jobs].filter(([, { stored }]) => stored).map(([id]) => id),
    async drained() {
      while (jobs.size > 0) {
        await Promise.all([...jobs.values()].map(({ done }) => done));
        // A reservation has nothing to wait for yet.
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
    },
  };
}
