import { AsyncLocalStorage } from 'node:async_hooks';
import { type Dialect, Kysely, type KyselyPlugin, type Transaction } from 'kysely';
import { retryConflicts } from './retry.ts';

/** A database that is open. `Tables` says its tables, as kysely wants them. */
export interface Database<Tables> {
  readonly engine: 'pglite' | 'postgres';
  /**
   * For single statements. Inside `transaction` it is refused, for the statement would run beside the
   * transaction, and PGlite, which has one connection, would wait for ever.
   */
  readonly kysely: Kysely<Tables>;
  /**
   * Runs `work` in a serializable transaction, and commits if it returns. When the database says that
   * the transaction lost against another (40001) or was in a deadlock (40P01) it runs again from the
   * start, so `work` must do nothing but talk to the database. Any other error rolls back and is
   * thrown. Not to be called inside itself: pass the transaction on instead.
   */
  transaction<Result>(
    work: (transaction: Transaction<Tables>) => Promise<Result>,
    options?: TransactionOptions,
  ): Promise<Result>;
  close(): Promise<void>;
}

export interface TransactionOptions {
  /** `serializable` unless told otherwise. PGlite runs one transaction at a time and needs none. */
  readonly isolation?: 'serializable' | 'read committed';
  /** Called before the transaction runs again, with the error that made it necessary. */
  readonly onRetry?: (error: Error, attempt: number) => void;
}

/** A transaction was opened, or the database asked beside it, while one was open in the same call. */
export class NestedTransaction extends Error {
  override readonly name = 'NestedTransaction';
}

export function makeDatabase<Tables>(
  engine: Database<Tables>['engine'],
  dialect: Dialect,
  /** What to do when the connections are closed. */
  afterClose: () => Promise<void> = async () => {},
): Database<Tables> {
  // The one who called `transaction`, as long as it is open: work that outlives it is free again.
  const current = new AsyncLocalStorage<{ open: boolean }>();
  const refuseInside = (what: string): void => {
    if (current.getStore()?.open !== true) return;
    throw new NestedTransaction(
      `${what} inside a transaction of the same database: use the transaction that \`transaction\` hands to its work`,
    );
  };

  const inner = new Kysely<Tables>({ dialect });
  let closed: Promise<void> | null = null;
  const closeAll = async (): Promise<void> => {
    try {
      await inner.destroy();
    } finally {
      await afterClose();
    }
  };
  return {
    engine,
    kysely: guarded(inner, refuseInside),
    async transaction(work, options = {}) {
      refuseInside('A second transaction');
      const { isolation = 'serializable' } = options;
      return retryConflicts(
        () =>
          inner
            .transaction()
            .setIsolationLevel(isolation)
            .execute(async (transaction) => {
              const state = { open: true };
              try {
                return await current.run(state, () => work(transaction));
              } finally {
                state.open = false;
              }
            }),
        options.onRetry,
      );
    },
    async close() {
      refuseInside('Closing the database');
      closed ??= closeAll();
      return closed;
    },
  };
}

/** The same connections, but nothing that would run beside an open transaction, or without retries. */
function guarded<Tables>(
  inner: Kysely<Tables>,
  refuseInside: (what: string) => void,
): Kysely<Tables> {
  const guard: KyselyPlugin = {
    transformQuery({ node }) {
      refuseInside('A statement');
      return node;
    },
    async transformResult({ result }) {
      return result;
    },
  };
  const refuse = (): never => {
    throw new NestedTransaction('use `Database.transaction`: it runs again after a conflict');
  };
  return Object.assign(inner.withPlugin(guard), { transaction: refuse, startTransaction: refuse });
}
