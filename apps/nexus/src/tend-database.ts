import { setTimeout as sleep } from 'node:timers/promises';
import { type Database, type Tables, tendTables } from '@skewline/db-model';
import type { Logger } from 'pino';

const betweenMs = 60_000;

/**
 * Looks after a database that is in this process, for nobody else does: at once, and then every minute, which costs one
 * small query where little has changed. What it gives ends that, when what it is at is done.
 */
export function tendDatabase(
  database: Database<Tables>,
  log: Pick<Logger, 'debug' | 'warn'>,
): () => Promise<void> {
  if (database.engine !== 'pglite') return async () => {};
  const stopping = new AbortController();
  const { signal } = stopping;
  const tend = async (): Promise<void> => {
    while (!signal.aborted) {
      try {
        const tables = await tendTables(database);
        if (tables.length > 0) log.debug({ tables }, 'looked after tables');
      } catch (error) {
        // Queries are slower without it, and no worse.
        log.warn({ err: error }, 'tables could not be looked after');
      }
      await sleep(betweenMs, undefined, { signal, ref: false }).catch(() => {});
    }
  };
  const tending = tend();
  return async () => {
    stopping.abort();
    await tending;
  };
}
