import { randomUUID } from 'node:crypto';
import type { SledReservation } from '@skewline/nexus-types/domain';
import type { DateTime, Uuid } from '@skewline/runtime/api';
import type { Database } from '../database/index.ts';
import type { Tables } from '../rows/index.ts';
import { insertPlannedReservation } from './placement/insert.ts';
import type { PlannedReservation, ReservationOutcome } from './placement/plan.ts';
import { readPools, type StoredPool } from './placement/pools.ts';
import { readPlacement } from './placement/read.ts';
import type { PlacementKey, PlacementReading } from './placement/reading.ts';
import type { InTransaction } from './queries.ts';

/** What the loop that reserves needs of a database; `reserve` of `@skewline/placement` takes it. */
export interface PlacementDatabase {
  /** Everything that concerns the placing of an instance, at one moment. */
  read(key: PlacementKey): Promise<PlacementReading>;
  /** The pools of a sled that may take local disks, as they are now. */
  readZpools(sledId: Uuid): Promise<readonly StoredPool[]>;
  /** Looks once more and writes: all of the plan, or nothing and why. */
  insert(plan: PlannedReservation, alongside?: Alongside): Promise<ReservationOutcome>;
}

/**
 * Runs in the transaction of a reservation, when that is written, or was there before: both are committed, or neither. What
 * it throws undoes the reservation and is thrown on.
 */
export type Alongside = (transaction: InTransaction, reservation: SledReservation) => Promise<void>;

export interface PlacementDatabaseOptions {
  /** What time it is, for the rows of allocations. */
  readonly now?: () => DateTime;
  /** An id for an allocation. */
  readonly newId?: () => Uuid;
}

/**
 * Inserts of one of these take turns; reads do not. Two reservations at once nearly always touch the
 * same pages, and of two serializable transactions that do one has to run again: in a queue eight are
 * done three times as fast. Other processes are met in the database.
 */
export function placementDatabase(
  database: Database<Tables>,
  { now = () => new Date().toISOString(), newId = randomUUID }: PlacementDatabaseOptions = {},
): PlacementDatabase {
  let last: Promise<unknown> = Promise.resolve();
  return {
    read: (key) => readPlacement(database.kysely, key),
    readZpools: (sledId) => readPools(database.kysely, sledId),
    insert(plan, alongside) {
      const facts = { now: now(), allocationIds: plan.disks.map(() => newId()) };
      const reserve = (): Promise<ReservationOutcome> =>
        database.transaction(async (transaction) => {
          const outcome = await insertPlannedReservation(transaction, plan, facts);
          if ('reservation' in outcome) await alongside?.(transaction, outcome.reservation);
          return outcome;
        });
      const turn = last.then(reserve, reserve);
      last = turn;
      return turn;
    },
  };
}

export { insertPlannedReservation, type InsertFacts } from './placement/insert.ts';
export type {
  LostReservation,
  PlannedDisk,
  PlannedReservation,
  ReservationOutcome,
} from './placement/plan.ts';
export { isPoolInService } from './placement/pool-in-service.ts';
export { readPools, type StoredPool } from './placement/pools.ts';
export { readPlacement } from './placement/read.ts';
export type {
  PlacementKey,
  PlacementReading,
  StoredDisk,
  StoredGroup,
  StoredSled,
} from './placement/reading.ts';
