import type { DateTime, Uuid } from '@skewline/runtime/api';
import { sql } from 'kysely';
import type { InTransaction } from './queries.ts';

/** Of the two kinds of local storage, where allocations are, and what they are taken from. */
const kinds = [
  {
    column: 'local_storage_unencrypted_dataset_allocation_id',
    allocations: 'local_storage_unencrypted_dataset_allocation',
    datasets: 'rendezvous_local_storage_unencrypted_dataset',
    dataset: 'local_storage_unencrypted_dataset_id',
  },
  {
    column: 'local_storage_dataset_allocation_id',
    allocations: 'local_storage_dataset_allocation',
    datasets: 'rendezvous_local_storage_dataset',
    dataset: 'local_storage_dataset_id',
  },
] as const;

/**
 * Gives back what a local disk that is attached to nothing takes of a pool; false if it takes nothing. What was on it is
 * lost: this is for disks that are about to be deleted.
 */
export async function releaseLocalStorage(
  transaction: InTransaction,
  diskId: Uuid,
  now: DateTime,
): Promise<boolean> {
  let released = false;
  for (const { column, allocations, datasets, dataset } of kinds) {
    const { rows } = await sql<{ readonly id: Uuid }>`
      WITH
        held AS (
          SELECT l.disk_id, a.id, a.${sql.ref(dataset)} AS dataset_id, a.dataset_size
          FROM disk_type_local_storage l
          JOIN disk d ON d.id = l.disk_id
          JOIN ${sql.table(allocations)} a ON a.id = l.${sql.ref(column)}
          WHERE l.disk_id = ${diskId}::uuid AND d.attach_instance_id IS NULL
        ),
        let_go AS (
          UPDATE disk_type_local_storage
          SET ${sql.ref(column)} = NULL
          FROM held
          WHERE disk_type_local_storage.disk_id = held.disk_id
        ),
        given_back AS (
          UPDATE ${sql.table(datasets)}
          SET size_used = size_used - held.dataset_size
          FROM held
          WHERE ${sql.table(datasets)}.id = held.dataset_id
        )
      UPDATE ${sql.table(allocations)}
      SET time_deleted = ${now}::timestamptz
      FROM held
      WHERE ${sql.table(allocations)}.id = held.id
      RETURNING ${sql.table(allocations)}.id`.execute(transaction);
    released ||= rows.length > 0;
  }
  return released;
}
