import type { SagaRow } from '@skewline/db-model';
import type { Uuid } from '@skewline/runtime/api';
import { Fenced } from '../perform.ts';
import type { Ask } from './ask.ts';
import {
  type AdoptedRow,
  adoptSagas,
  type ExecutorIdentity,
  listParked,
  unparkSaga,
} from './executor-store.ts';
import type { Jobs } from './jobs.ts';
import type { EngineWarningCode } from './options.ts';
import { appendEvents } from './owned.ts';
import type { Parked, RecoveryReport } from './port.ts';
import type { SummaryRow } from './saga-row.ts';
import type { Claim } from './saga-store.ts';

/** A stored saga that this program can go on with, as the engine wants it. */
export interface Loadable {
  readonly phase: 'running' | 'unwinding';
}

export interface TakeoverOptions<Loaded extends Loadable> {
  readonly ask: Ask;
  readonly identity: ExecutorIdentity;
  readonly jobs: Jobs<Loaded>;
  readonly load: (rows: readonly SagaRow[]) => Promise<ReadonlyMap<Uuid, Loaded | Parked>>;
  /** False: take nothing more. */
  readonly isOpen: () => boolean;
  readonly warn: (code: EngineWarningCode, sagaId: Uuid, message: string) => void;
  readonly onRest: (row: SummaryRow) => Promise<void>;
  /** It is ours, and does not run. */
  readonly onOrphan: (sagaId: Uuid) => void;
  readonly onError: (error: unknown) => void;
}

/** How an executor comes to sagas that others have left. One look at a time. */
export interface Takeover {
  recover(): Promise<RecoveryReport>;
  /** There is a saga that nobody owns. */
  nudge(ids: readonly Uuid[]): void;
  /** There are sagas for which there was no room here. */
  noRoom(): void;
  /** There is room again. */
  fill(): void;
  /** Resolves when the look that is under way has ended. */
  settled(): Promise<void>;
}

interface Report {
  readonly adopted: Uuid[];
  readonly parked: { readonly sagaId: Uuid; readonly rest: Parked }[];
}

const BATCH = 100;

export function makeTakeover<Loaded extends Loadable>(options: TakeoverOptions<Loaded>): Takeover {
  const { ask, identity, jobs, load, isOpen, warn, onOrphan, onError } = options;
  // Parked, and this program can still not go on with them.
  const rejected = new Set<Uuid>();
  // Whether there may be sagas for which there was no room.
  let backlog = false;

  const begin = (row: SagaRow, loaded: Loaded, report: Report): void => {
    const claim = claimOf(row);
    const begun = jobs.begin(claim, loaded, row.cancel_reason, () => report.adopted.push(row.id));
    if (begun === 'here') onOrphan(row.id);
  };
  const claimOf = ({ id: sagaId, owner_token: token }: SagaRow): Claim => ({
    sagaId,
    executorId: identity.id,
    token,
  });
  /** Runs what this executor has just come to own. */
  const takeUp = async (rows: readonly AdoptedRow[], report: Report): Promise<void> => {
    if (rows.length === 0) return;
    // An error must not leave what is ours forgotten.
    const left = new Set(rows.map(({ id }) => id));
    try {
      const all = await load(rows);
      for (const row of rows) {
        const loaded = all.get(row.id);
        if (loaded === undefined) continue;
        if ('kind' in loaded) {
          await park(row, loaded, report);
        } else {
          begin(row, loaded, report);
          const { previous_owner: previous } = row;
          if (previous !== null) warn('adopted', row.id, `taken over from ${previous}`);
        }
        left.delete(row.id);
      }
    } finally {
      left.forEach(onOrphan);
    }
  };
  const park = async (row: SagaRow, rest: Parked, report: Report): Promise<void> => {
    const change = { kind: 'parked', code: rest.code, reason: rest.reason } as const;
    const appended = await appendEvents(ask, claimOf(row), [], change, null);
    if (appended instanceof Fenced) return;
    rejected.add(row.id);
    report.parked.push({ sagaId: row.id, rest });
    warn('parked', row.id, rest.reason);
    if (appended.row !== null) await options.onRest(appended.row);
  };

  const adopt = async (report: Report, ids?: readonly Uuid[]): Promise<void> => {
    for (;;) {
      const limit = Math.min(BATCH, jobs.room());
      backlog = limit === 0;
      if (limit === 0 || !isOpen()) return;
      const chosen = ids === undefined ? {} : { ids };
      const rows = await adoptSagas(ask, identity, { limit, ...chosen });
      await takeUp(rows, report);
      if (rows.length < limit) return;
    }
  };
  /** Goes on with parked sagas that this program can go on with after all. */
  const unpark = async (report: Report): Promise<void> => {
    while (jobs.room() > 0 && isOpen()) {
      const rows = await listParked(ask, identity.engine, [...rejected], BATCH);
      if (rows.length === 0) return;
      const all = await load(rows);
      for (const row of rows) {
        const loaded = all.get(row.id);
        if (loaded === undefined || 'kind' in loaded) {
          rejected.add(row.id);
          continue;
        }
        const taken = await unparkSaga(ask, identity, row, loaded.phase);
        if (taken !== null) begin(taken, loaded, report);
      }
    }
  };

  let looking: Promise<unknown> = Promise.resolve();
  const oneByOne = async (look: (report: Report) => Promise<void>): Promise<RecoveryReport> => {
    const report: Report = { adopted: [], parked: [] };
    const looked = looking.then(() => look(report));
    looking = looked.catch(() => {});
    await looked;
    return report;
  };
  let filling = false;

  return {
    recover: async () =>
      oneByOne(async (report) => {
        await adopt(report);
        await unpark(report);
      }),
    nudge(ids) {
      if (isOpen()) oneByOne((report) => adopt(report, ids)).catch(onError);
    },
    noRoom() {
      backlog = true;
    },
    fill() {
      if (!backlog || filling || !isOpen()) return;
      filling = true;
      oneByOne(async (report) => {
        filling = false;
        await adopt(report);
      }).catch(onError);
    },
    async settled() {
      await looking;
    },
  };
}
