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
 * `headroom` of the domain says, once for reading and once more for writing. What is not known, such
 * as what distributed disks take, is null, and a sum with null is null.
 */
export const usablePools: RawBuilder<unknown> = sql`(
  SELECT pool_id, sled_id, dataset_id, headroom
  FROM (
    SELECT
      z.id AS pool_id,
      z.sled_id,
      (
        SELECT d.id
        FROM rendezvous_local_storage_unencrypted_dataset d
        WHERE d.pool_id = z.id AND d.time_tombstoned IS NULL AND NOT d.no_provision
        ORDER BY d.id
        LIMIT 1
      ) AS dataset_id,
      z.total_size - z.control_plane_storage_buffer
        - (
          SELECT SUM(c.size_used)
          FROM crucible_dataset c
          WHERE c.pool_id = z.id AND c.time_deleted IS NULL
        )
        - (
          SELECT SUM(d.size_used)
          FROM rendezvous_local_storage_unencrypted_dataset d
          WHERE d.pool_id = z.id AND d.time_tombstoned IS NULL
        )
        - COALESCE((
          SELECT SUM(d.size_used)
          FROM rendezvous_local_storage_dataset d
          WHERE d.pool_id = z.id AND d.time_tombstoned IS NULL
        ), 0) AS headroom
    FROM zpool z
    JOIN physical_disk p ON p.id = z.physical_disk_id
    WHERE z.time_deleted IS NULL
      AND p.time_deleted IS NULL
      AND p.variant = 'u2'
      AND p.disk_policy = 'in_service'
      AND p.disk_state = 'active'
  ) known
  WHERE dataset_id IS NOT NULL AND headroom IS NOT NULL
)`;

/** The pools of a sled as they are now, in the order of their ids. */
export async function readPools(queries: Queries, sledId: Uuid): Promise<readonly StoredPool[]> {
  const { rows } = await sql<StoredPool>`
    SELECT pool_id AS id, headroom::int8 AS headroom
    FROM ${usablePools} pool
    WHERE sled_id = ${sledId}::uuid
    ORDER BY pool_id`.execute(queries);
  return rows.map(({ id, headroom }) => ({ id, headroom: exactNumber(headroom) }));
}
