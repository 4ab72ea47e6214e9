import { isUnavailable } from '@skewline/db-model';
import type { Logger } from 'pino';
import type { Counts } from './counts.ts';

export interface ItemTrouble {
  readonly counts: Counts;
  readonly log: Pick<Logger, 'warn'>;
  readonly signal: AbortSignal;
}

/**
 * Does what is to be done with one of many. Trouble with it is logged, counted as an `error` of the group `trouble`, and
 * does not stop the others; but a database that is away has trouble with all, and ends the look.
 */
export async function withItem<Result>(
  { counts, log, signal }: ItemTrouble,
  item: Readonly<Record<string, string>>,
  work: () => Promise<Result>,
): Promise<Result | null> {
  signal.throwIfAborted();
  try {
    return await work();
  } catch (error) {
    if (signal.aborted || isUnavailable(error)) throw error;
    counts.add('trouble', 'error');
    log.warn({ ...item, err: error }, 'a background task had trouble with one of its items');
    return null;
  }
}
