import { randomUUID } from 'node:crypto';
import {
  type Database,
  insertPlannedReservation,
  type InTransaction,
  readPlacement,
  readPools,
  type Tables,
} from '@skewline/db-model';
import type { PlacementStore } from '../../src/store-port.ts';

/** A store on PostgreSQL that knows what the database showed it when it was last asked something. */
export function watchedStore(database: Database<Tables>): {
  readonly store: PlacementStore;
  readonly lastSnapshot: () => string;
} {
  let last = '';
  /** In one serializable transaction everything is of one snapshot. */
  const watch = async <Result>(
    work: (transaction: InTransaction) => Promise<Result>,
  ): Promise<Result> =>
    database.transaction(async (transaction) => {
      const result = await work(transaction);
      const { snapshot } = await transaction
        .selectNoFrom((make) => make.fn<string>('pg_current_snapshot').as('snapshot'))
        .executeTakeFirstOrThrow();
      last = snapshot;
      return result;
    });
  return {
    lastSnapshot: () => last,
    store: {
      read: (key) => watch((transaction) => readPlacement(transaction, key)),
      readZpools: (sledId) => watch((transaction) => readPools(transaction, sledId)),
      insert: (plan) =>
        watch((transaction) =>
          insertPlannedReservation(transaction, plan, {
            now: new Date().toISOString(),
            allocationIds: plan.disks.map(() => randomUUID()),
          }),
        ),
    },
  };
}
