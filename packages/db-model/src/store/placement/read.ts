import type { Resources } from '@skewline/nexus-types/domain';
import { type RawBuilder, sql } from 'kysely';
import { preparedOnce } from '../../database/index.ts';
import type { Queries } from '../queries.ts';
import { exactNumber } from './exact-number.ts';
import { usablePools } from './pools.ts';
import type { PlacementKey, PlacementReading } from './reading.ts';

/**
 * Reads what concerns the placing of an instance. It is one statement, so all of it is of one moment;
 * it locks nothing, so it may be out of date at once: `insertPlannedReservation` looks again. What sleds have given is
 * added up there and then, so it reads every reservation that there is, once.
 */
export async function readPlacement(
  queries: Queries,
  { vmmId, instanceId }: PlacementKey,
): Promise<PlacementReading> {
  // Everything comes as JSON in the words of the domain: several lists, in one answer.
  const { rows } = await sql<{ readonly rack: Rack; readonly disks: Disks }>`${preparedOnce}
    WITH
      in_group AS (${groupsOf('affinity', instanceId)} UNION ALL ${groupsOf('anti_affinity', instanceId)}),
      concerned AS (
        SELECT member AS instance_id FROM in_group UNION SELECT ${instanceId}::uuid
      ),
      concerned_reservation AS (
        SELECT ${reservationColumns} FROM sled_resource_vmm r WHERE r.id = ${vmmId}::uuid
        UNION
        SELECT ${reservationColumns}
        FROM concerned c
        JOIN sled_resource_vmm r ON r.instance_id = c.instance_id
      ),
      taken AS (
        SELECT
          r.sled_id,
          SUM(r.hardware_threads)::int8 AS hardware_threads,
          SUM(r.rss_ram)::int8 AS rss_ram,
          SUM(r.reservoir_ram)::int8 AS reservoir_ram
        FROM sled_resource_vmm r
        WHERE NOT EXISTS (SELECT 1 FROM concerned_reservation c WHERE c.id = r.id)
        GROUP BY r.sled_id
      ),
      local_disk AS (
        SELECT
          d.id,
          d.size,
          e.id IS NOT NULL AS encrypted,
          COALESCE(e.sled_id, u.sled_id) AS sled_id,
          COALESCE(e.pool_id, u.pool_id) AS pool_id
        FROM disk d
        LEFT JOIN disk_type_local_storage l ON l.disk_id = d.id
        LEFT JOIN local_storage_dataset_allocation e
          ON e.id = l.local_storage_dataset_allocation_id
        LEFT JOIN local_storage_unencrypted_dataset_allocation u
          ON u.id = l.local_storage_unencrypted_dataset_allocation_id
        WHERE d.attach_instance_id = ${instanceId}::uuid
          AND d.time_deleted IS NULL
          AND d.disk_type = 'local_storage'
      ),
      pool AS (
        SELECT *
        FROM ${usablePools(sql`EXISTS (SELECT 1 FROM local_disk WHERE local_disk.sled_id IS NULL)`)} usable
      ),
      pools_of_sled AS (
        SELECT
          sled_id,
          json_agg(
            json_build_object('id', pool_id, 'headroom', headroom::int8) ORDER BY pool_id
          ) AS zpools
        FROM pool
        GROUP BY sled_id
      )
    SELECT
      json_build_object(
        'sleds', (
          SELECT COALESCE(json_agg(json_build_object(
            'id', s.id,
            'timeDeleted', s.time_deleted,
            'policy', s.sled_policy,
            'state', s.sled_state,
            'evacuating', s.evacuating,
            'cpuFamily', s.cpu_family,
            'capacity', ${resources('s', 'usable_hardware_threads', 'usable_physical_ram', 'reservoir_size')},
            'zpools', COALESCE(p.zpools, '[]'::json)
          ) ORDER BY s.id), '[]'::json)
          FROM sled s
          LEFT JOIN pools_of_sled p ON p.sled_id = s.id
          WHERE s.time_deleted IS NULL
            OR EXISTS (SELECT 1 FROM concerned_reservation r WHERE r.sled_id = s.id)
        ),
        'reservations', (
          SELECT COALESCE(json_agg(json_build_object(
            'id', r.id,
            'sledId', r.sled_id,
            'instanceId', r.instance_id,
            'resources', ${resources('r', 'hardware_threads', 'rss_ram', 'reservoir_ram')},
            'state', r.state
          ) ORDER BY r.id), '[]'::json)
          FROM (
            SELECT ${reservationColumns}
            FROM concerned_reservation r
            JOIN sled s ON s.id = r.sled_id
            UNION ALL
            SELECT
              r.sled_id, r.sled_id, NULL, r.hardware_threads, r.rss_ram, r.reservoir_ram,
              'active'::sled_resource_vmm_state
            FROM taken r
            JOIN sled s ON s.id = r.sled_id
            WHERE s.time_deleted IS NULL
          ) r
        ),
        'groups', (
          SELECT COALESCE(json_agg(json_build_object(
            'id', g.id, 'name', g.name, 'kind', g.kind, 'policy', g.policy, 'members', g.members
          ) ORDER BY g.id), '[]'::json)
          FROM (
            SELECT id, name, kind, policy, json_agg(member ORDER BY member) AS members
            FROM in_group
            GROUP BY id, name, kind, policy
          ) g
        )
      ) AS rack,
      (
        SELECT COALESCE(json_agg(json_build_object(
          'id', d.id,
          'size', d.size,
          'allocation', CASE WHEN d.sled_id IS NOT NULL THEN json_build_object(
            'sledId', d.sled_id, 'zpoolId', d.pool_id, 'encrypted', d.encrypted
          ) END
        ) ORDER BY d.id), '[]'::json)
        FROM local_disk d
      ) AS disks`.execute(queries);
  const [row] = rows;
  if (row === undefined) throw new Error('a SELECT without FROM gave no row');
  return { rack: exactRack(row.rack), localDisks: exactDisks(row.disks) };
}

type Rack = PlacementReading['rack'];
type Disks = PlacementReading['localDisks'];

const reservationColumns = sql`
  r.id, r.sled_id, r.instance_id, r.hardware_threads, r.rss_ram, r.reservoir_ram, r.state`;

/** The groups of one kind that the instance is in, a row for each member. */
function groupsOf(kind: 'affinity' | 'anti_affinity', instanceId: string): RawBuilder<unknown> {
  const members = sql.table(`${kind}_group_instance_membership`);
  return sql`
    SELECT g.id, g.name, ${sql.lit(kind)} AS kind, g.policy, m.instance_id AS member
    FROM ${sql.table(`${kind}_group`)} g
    JOIN ${members} mine ON mine.group_id = g.id
    JOIN ${members} m ON m.group_id = g.id
    WHERE mine.instance_id = ${instanceId}::uuid
      AND g.time_deleted IS NULL
      AND g.failure_domain = 'sled'`;
}

function resources(
  table: string,
  threads: string,
  rss: string,
  reservoir: string,
): RawBuilder<unknown> {
  const column = (name: string): RawBuilder<unknown> => sql.ref(`${table}.${name}`);
  return sql`json_build_object(
    'hardwareThreads', ${column(threads)},
    'rssRam', ${column(rss)},
    'reservoirRam', ${column(reservoir)}
  )`;
}

function exactRack(rack: Rack): Rack {
  for (const { capacity, zpools } of rack.sleds) {
    checkExact(capacity);
    for (const { headroom } of zpools) exactNumber(headroom);
  }
  for (const reservation of rack.reservations) checkExact(reservation.resources);
  return rack;
}

function exactDisks(disks: Disks): Disks {
  for (const { size } of disks) exactNumber(size);
  return disks;
}

function checkExact(amounts: Resources): void {
  exactNumber(amounts.hardwareThreads);
  exactNumber(amounts.rssRam);
  exactNumber(amounts.reservoirRam);
}
