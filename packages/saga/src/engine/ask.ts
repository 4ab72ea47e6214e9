import { type Database, patiently, type PatienceOptions, type Tables } from '@skewline/db-model';
import type { Kysely, RawBuilder } from 'kysely';

/**
 * One statement, until the database has answered it. It must do no harm when it is repeated. `onTry` is called each time
 * that it is sent.
 */
export type Ask = <Row>(statement: RawBuilder<Row>, onTry?: () => void) => Promise<readonly Row[]>;

export function askingOf(database: Database<Tables>, patience: PatienceOptions = {}): Ask {
  return async (statement, onTry) =>
    patiently(async () => {
      onTry?.();
      return (await statement.execute(database.kysely)).rows;
    }, patience);
}

/** One statement in a transaction; or alone, without waiting for a database that is away. */
export function askingIn(queries: Kysely<Tables>): Ask {
  return async (statement, onTry) => {
    onTry?.();
    return (await statement.execute(queries)).rows;
  };
}
