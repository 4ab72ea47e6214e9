import type { SledReservation } from '@skewline/nexus-types/domain';
import type { Refusal } from '@skewline/runtime';
import type { Uuid } from '@skewline/runtime/api';
import { reservationOfRow, reservationRow } from '../row/index.ts';
import { changedOne, type InTransaction, type Queries } from './queries.ts';
import { refuse } from './refusals.ts';

/**
 * Takes room on a sled for a VMM; whether there is enough is for the caller to see in the same
 * transaction. A reservation of this VMM that is there already is given as it is. An instance has
 * one active and one target reservation at most: a second start or migration is refused.
 */
export async function insertReservation(
  transaction: InTransaction,
  reservation: SledReservation,
): Promise<SledReservation | Refusal> {
  const inserted = await transaction
    .insertInto('sled_resource_vmm')
    .values(reservationRow(reservation))
    .onConflict((conflict) => conflict.doNothing())
    .returningAll()
    .executeTakeFirst();
  if (inserted !== undefined) return reservationOfRow(inserted);
  const there = await transaction
    .selectFrom('sled_resource_vmm')
    .selectAll()
    .where('id', '=', reservation.id)
    .executeTakeFirst();
  if (there !== undefined) return reservationOfRow(there);
  return refuse(reservation.state === 'target' ? 'already_migrating' : 'already_starting');
}

/** Whether there was one. */
export async function deleteReservation(queries: Queries, vmmId: Uuid): Promise<boolean> {
  const result = await queries
    .deleteFrom('sled_resource_vmm')
    .where('id', '=', vmmId)
    .executeTakeFirst();
  return result.numDeletedRows > 0n;
}

/** In the order of their ids. Those of one sled, of one instance, or all. */
export async function listReservations(
  queries: Queries,
  of: { readonly sledId?: Uuid; readonly instanceId?: Uuid } = {},
): Promise<readonly SledReservation[]> {
  const rows = await queries
    .selectFrom('sled_resource_vmm')
    .selectAll()
    .$if(of.sledId !== undefined, (query) => query.where('sled_id', '=', of.sledId ?? ''))
    .$if(of.instanceId !== undefined, (query) =>
      query.where('instance_id', '=', of.instanceId ?? ''),
    )
    .orderBy('id')
    .execute();
  return rows.map(reservationOfRow);
}

/**
 * After a migration that succeeded: the target is the active VMM now, and the source's room stays
 * taken until its process is known to be gone. Repeated, it changes nothing.
 */
export async function swapReservations(
  transaction: InTransaction,
  { source, target }: { readonly source: Uuid; readonly target: Uuid },
): Promise<Refusal | null> {
  // One after the other: for a moment both would be active, and the unique index refuses that.
  await transaction
    .updateTable('sled_resource_vmm')
    .set({ state: 'tombstoned' })
    .where('id', '=', source)
    .execute();
  const result = await transaction
    .updateTable('sled_resource_vmm')
    .set({ state: 'active' })
    .where('id', '=', target)
    .executeTakeFirst();
  return changedOne(result) ? null : refuse('reservation_not_found');
}
