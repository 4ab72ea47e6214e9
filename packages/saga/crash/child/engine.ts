import { type Database, DatabaseProblem, openDatabase, type Tables } from '@skewline/db-model';
import type { EngineOptions } from '../../src/engine/options.ts';
import type { SagaEngine } from '../../src/engine/port.ts';
import type { Opening, Place } from '../protocol.ts';

/** The value of what must not fail here. */
export function orThrow<Value>(value: Value | DatabaseProblem): Value {
  if (value instanceof DatabaseProblem) throw new Error(value.message, { cause: value.cause });
  return value;
}

export async function openPlace(
  place: Place,
  idleInTransactionTimeout?: number,
): Promise<Database<Tables>> {
  const idle = idleInTransactionTimeout === undefined ? {} : { idleInTransactionTimeout };
  return orThrow(
    await openDatabase<Tables>('url' in place ? { ...place, connections: 5, ...idle } : place),
  );
}

export async function openEngine(
  { engine, place, leaseMs }: Opening,
  database: Database<Tables>,
  options: Omit<EngineOptions, 'leaseMs' | 'recoveryMs'>,
): Promise<SagaEngine> {
  const all: EngineOptions = { ...options, leaseMs, recoveryMs: leaseMs / 4 };
  if (engine === 'journal') {
    // Only what is needed is loaded: there are hundreds of these processes.
    const { createJournal } = await import('../../src/journal/index.ts');
    return createJournal(database, all);
  }
  if (!('url' in place)) throw new Error('dbos needs PostgreSQL');
  const { createDbos } = await import('../../src/dbos/index.ts');
  return createDbos({ ...all, database, url: place.url });
}
