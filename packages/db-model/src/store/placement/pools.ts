import type { Uuid } from '@skewline/runtime/api';
import { type RawBuilder, sql } from 'kysely';
import type { Queries } from '../queries.ts';
import { exactNumber } from './exact-number.ts';

/** A pool that may take local disks. */
export interface StoredPool {
  readonly id: Uuid;
  /** Bytes; a disk fits that needs less than this. It can be negative. */
  readonly headroom: number;
}

/**
 * The pools that may take local disks: pool_id, sled_id, dataset_id, headroom. It says in SQL what
 * `headroom` of the domain says, once for reading and once more for writing. `where` is a condition
 * on z, the table zpool, that is cheap to find: all else is looked up for what it leaves.
 */
export function usablePools(where: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`(
    SELECT
      z.id AS pool_id,
      z.sled_id,
      (array_agg(d.open_id ORDER BY d.open_id) FILTER (WHERE d.open_id IS NOT NULL))[1] AS dataset_id,
      z.total_size - z.control_plane_storage_buffer - SUM(d.size_used) AS headroom
    FROM zpool z
    JOIN physical_disk p ON p.id = z.physical_disk_id
    JOIN (
      SELECT pool_id, size_used, NULL::uuid AS open_id, true AS is_crucible
      FROM crucible_dataset
      WHERE time_deleted IS NULL
      UNION ALL
      SELECT pool_id, size_used, CASE WHEN NOT no_provision THEN id END, false
      FROM rendezvous_local_storage_unencrypted_dataset
      WHERE time_tombstoned IS NULL
      UNION ALL
      SELECT pool_id, size_used, NULL::uuid, false
      FROM rendezvous_local_storage_dataset
      WHERE time_tombstoned IS NULL
    ) d ON d.pool_id = z.id
    WHERE ${where}
      AND z.time_deleted IS NULL
      AND z.total_size IS NOT NULL
      AND p.time_deleted IS NULL
      AND p.variant = 'u2'
      AND p.disk_policy = 'in_service'
      AND p.disk_state = 'active'
    GROUP BY z.id, z.sled_id, z.total_size, z.control_plane_storage_buffer
    -- What distributed disks take must be known, and there must be a dataset to put something in.
    HAVING bool_or(d.is_crucible) AND COUNT(d.open_id) > 0
  )`;
}

/** The pools of a sled as they are now, in the order of their ids. */
export async function readPools(queries: Queries, sledId: Uuid): Promise<readonly StoredPool[]> {
  const { rows } = await sql<StoredPool>`
    SELECT pool_id AS id, headroom::int8 AS headroom
    FROM ${usablePools(sql`z.sled_id = ${sledId}::uuid`)} pool
    ORDER BY pool_id`.execute(queries);
  return rows.map(({ id, headroom }) => ({ id, headroom: exactNumber(headroom) }));
}
