import { destroyableVmmStates } from '@skewline/nexus-types/domain';
import type { DateTime, Uuid } from '@skewline/runtime/api';
import { deleteReservation } from '../reservation.ts';
import type { InTransaction, PageOf, Queries } from '../queries.ts';
import { markVmmDeleted } from '../vmm.ts';

/**
 * VMMs that are over and that their instance is not linked to, in the order of their ids. None of them can come back: a
 * VMM is linked while it is `creating`, and never after its end.
 */
export async function abandonedVmms(
  queries: Queries,
  { after = null, limit }: PageOf<Uuid>,
): Promise<readonly Uuid[]> {
  const rows = await unlinkedVmms(queries)
    .$if(after !== null, (query) => query.where('vmm.id', '>', after))
    .orderBy('vmm.id')
    .limit(limit)
    .execute();
  return rows.map(({ id }) => id);
}

/** What became of a VMM that was found abandoned. */
export interface RemovedVmm {
  /** False: it is not abandoned, or was deleted before. */
  readonly deleted: boolean;
  readonly reservationDeleted: boolean;
}

/** Gives up the room of an abandoned VMM, and marks it deleted. Nothing of its instance is touched. */
export async function removeAbandonedVmm(
  transaction: InTransaction,
  vmmId: Uuid,
  now: DateTime,
): Promise<RemovedVmm> {
  const there = await unlinkedVmms(transaction).where('vmm.id', '=', vmmId).executeTakeFirst();
  if (there === undefined) return { deleted: false, reservationDeleted: false };
  const reservationDeleted = await deleteReservation(transaction, vmmId);
  return { deleted: await markVmmDeleted(transaction, vmmId, now), reservationDeleted };
}

/** Removes the reservations that VMMs have left behind that were deleted, and gives how many. */
export async function deleteReservationsOfDeletedVmms(queries: Queries): Promise<number> {
  const result = await queries
    .deleteFrom('sled_resource_vmm')
    .where('id', 'in', (of) =>
      of
        .selectFrom('sled_resource_vmm as kept')
        .innerJoin('vmm', 'vmm.id', 'kept.id')
        .select('kept.id')
        .where('vmm.time_deleted', 'is not', null),
    )
    .executeTakeFirst();
  return Number(result.numDeletedRows);
}

/** Without a record of the instance there is no link either. */
function unlinkedVmms(queries: Queries) {
  return queries
    .selectFrom('vmm')
    .select('vmm.id')
    .where('vmm.time_deleted', 'is', null)
    .where('vmm.state', 'in', destroyableVmmStates)
    .where((vmm) =>
      vmm.not(
        vmm.exists(
          vmm
            .selectFrom('instance')
            .select('instance.id')
            .whereRef('instance.id', '=', 'vmm.instance_id')
            .where((row) =>
              row.or([
                row('instance.active_propolis_id', '=', row.ref('vmm.id')),
                row('instance.target_propolis_id', '=', row.ref('vmm.id')),
              ]),
            ),
        ),
      ),
    );
}
