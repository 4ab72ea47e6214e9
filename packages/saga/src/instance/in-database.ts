import { type Database, type InTransaction, patiently, type Tables } from '@skewline/db-model';
import type { ActionContext, RunContext } from '../action.ts';

/** What these need of `InstanceServices`. */
export interface Stored {
  readonly database: Database<Tables>;
  readonly onWait?: (error: Error, attempt: number) => void;
}

/**
 * What an action reads, or writes so that it does not matter who does. Waits while the database is away, so the action
 * wants no time limit of its own (`timeoutMs: null`).
 */
export async function read<Result>(
  { database, onWait }: Stored,
  context: Pick<ActionContext<never, never>, 'signal'>,
  work: (transaction: InTransaction) => Promise<Result>,
): Promise<Result> {
  return patiently(() => database.transaction(work), waiting(context, onWait));
}

/**
 * What an action writes: rows and result together, by the owner of the saga alone. `work` may run several times, and may
 * find its rows written, where the answer to a commit was lost.
 */
export async function written<Output>(
  { database, onWait }: Stored,
  context: Pick<RunContext<never, never, Output>, 'signal' | 'record'>,
  work: (transaction: InTransaction) => Promise<Output>,
): Promise<Output> {
  return patiently(
    () =>
      database.transaction(async (transaction) => {
        const output = await work(transaction);
        await context.record(transaction, output);
        return output;
      }),
    waiting(context, onWait),
  );
}

/** What an undo writes, by the owner of the saga alone. */
export async function unwritten<Result>(
  { database, onWait }: Stored,
  context: Pick<ActionContext<never, never>, 'signal' | 'fence'>,
  work: (transaction: InTransaction) => Promise<Result>,
): Promise<Result> {
  return patiently(
    () =>
      database.transaction(async (transaction) => {
        const result = await work(transaction);
        await context.fence(transaction);
        return result;
      }),
    waiting(context, onWait),
  );
}

function waiting(
  { signal }: { readonly signal: AbortSignal },
  onWait: Stored['onWait'],
): { readonly signal: AbortSignal; readonly onWait?: NonNullable<Stored['onWait']> } {
  return { signal, ...(onWait === undefined ? {} : { onWait }) };
}
