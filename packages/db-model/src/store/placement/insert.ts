import type { DateTime, Uuid } from '@skewline/runtime/api';
import { type RawBuilder, sql } from 'kysely';
import { preparedOnce } from '../../database/index.ts';
import { reservationOfRow } from '../../row/index.ts';
import type { SledResourceVmmRow } from '../../rows/index.ts';
import { type InTransaction, json } from '../queries.ts';
import type { LostReservation, PlannedReservation, ReservationOutcome } from './plan.ts';
import { usablePools } from './pools.ts';

/** What the database does not make up itself. */
export interface InsertFacts {
  readonly now: DateTime;
  /** Of the allocations, one for each disk of the plan. */
  readonly allocationIds: readonly Uuid[];
}

/**
 * Takes room on a sled, and on its pools for the local disks, if it is still there: all of it, or
 * nothing. One statement looks at the rows as they are and writes, in a serializable transaction, as
 * `Database.transaction` opens it. Nothing less will do, and no lock on the sled either: of two
 * members of an affinity group that start on two empty sleds neither sees the other, and each is
 * right; only one of them may commit.
 *
 * What a pool has to give for a disk is what the disk's row says: its size and its overhead.
 */
export async function insertPlannedReservation(
  transaction: InTransaction,
  plan: PlannedReservation,
  { now, allocationIds }: InsertFacts,
): Promise<ReservationOutcome> {
  const { vmmId, instanceId, sledId, resources, state, disks } = plan;
  const planned = disks.map(({ diskId, zpoolId }, index) => ({
    disk_id: diskId,
    pool_id: zpoolId,
    allocation_id: allocationIds[index],
  }));
  const vmm = sql`${vmmId}::uuid`;
  const instance = sql`${instanceId}::uuid`;
  const sled = sql`${sledId}::uuid`;
  const kind = sql`${state}::sled_resource_vmm_state`;
  const threads = sql`${resources.hardwareThreads}::int8`;
  const rss = sql`${resources.rssRam}::int8`;
  const reservoir = sql`${resources.reservoirRam}::int8`;

  const { rows } = await sql<Answer>`${preparedOnce}
    WITH
      planned AS (
        SELECT disk_id, pool_id, allocation_id
        FROM jsonb_to_recordset(${json(planned)})
          AS plan (disk_id uuid, pool_id uuid, allocation_id uuid)
      ),
      existing AS (SELECT * FROM sled_resource_vmm WHERE id = ${vmm}),
      local_disk AS (
        SELECT
          d.id,
          d.size + l.required_dataset_overhead AS required,
          l.local_storage_dataset_allocation_id AS encrypted_id,
          l.local_storage_unencrypted_dataset_allocation_id AS allocation_id,
          a.sled_id,
          a.pool_id
        FROM disk d
        JOIN disk_type_local_storage l ON l.disk_id = d.id
        LEFT JOIN local_storage_unencrypted_dataset_allocation a
          ON a.id = l.local_storage_unencrypted_dataset_allocation_id
        WHERE d.attach_instance_id = ${instance}
          AND d.time_deleted IS NULL
          AND d.disk_type = 'local_storage'
      ),
      taken AS (
        SELECT
          COALESCE(SUM(hardware_threads), 0) AS threads,
          COALESCE(SUM(rss_ram), 0) AS rss,
          COALESCE(SUM(reservoir_ram), 0) AS reservoir
        FROM sled_resource_vmm
        WHERE sled_id = ${sled}
      ),
      required AS (${sledsOfPeers('affinity', instance)}),
      cut AS (
        SELECT p.disk_id, p.allocation_id, d.required, pool.pool_id, pool.dataset_id
        FROM planned p
        JOIN local_disk d ON d.id = p.disk_id
        JOIN ${usablePools(sql`z.sled_id = ${sled}`)} pool ON pool.pool_id = p.pool_id
        WHERE d.required < pool.headroom
      ),
      verdict AS (
        SELECT CASE
          WHEN EXISTS (SELECT 1 FROM existing) THEN 'exists'
          WHEN EXISTS (
            SELECT 1 FROM sled_resource_vmm WHERE instance_id = ${instance} AND state = ${kind}
          ) THEN ${sql.lit(rivals[state])}
          WHEN EXISTS (
            SELECT 1 FROM planned p WHERE NOT EXISTS (SELECT 1 FROM local_disk d WHERE d.id = p.disk_id)
          ) THEN 'disk_gone'
          WHEN NOT EXISTS (
            SELECT 1 FROM sled WHERE id = ${sled} AND ${takesInstances}
          ) THEN 'sled_gone'
          WHEN NOT EXISTS (
            SELECT 1
            FROM sled s, taken t
            WHERE s.id = ${sled}
              AND t.threads + ${threads} <= s.usable_hardware_threads
              AND t.rss + ${rss} <= s.usable_physical_ram
              AND t.reservoir + ${reservoir} <= s.reservoir_size
          ) THEN 'no_space'
          WHEN EXISTS (
            SELECT 1 FROM (${sledsOfPeers('anti_affinity', instance)}) b WHERE b.sled_id = ${sled}
          ) THEN 'banned'
          WHEN EXISTS (SELECT 1 FROM required r WHERE r.sled_id <> ${sled}) THEN 'required_elsewhere'
          WHEN EXISTS (
            SELECT 1
            FROM local_disk d
            LEFT JOIN planned p ON p.disk_id = d.id
            WHERE d.encrypted_id IS NOT NULL
              OR (p.disk_id IS NULL) = (d.allocation_id IS NULL)
              OR (d.allocation_id IS NOT NULL AND d.sled_id IS DISTINCT FROM ${sled})
              OR EXISTS (SELECT 1 FROM planned other WHERE other.pool_id = d.pool_id)
          ) THEN 'disks_changed'
          WHEN (SELECT COUNT(*) FROM planned) <> (SELECT COUNT(DISTINCT pool_id) FROM cut)
            THEN 'pool_full'
          ELSE 'inserted'
        END AS outcome
      ),
      inserted AS (
        INSERT INTO sled_resource_vmm
          (id, sled_id, hardware_threads, rss_ram, reservoir_ram, instance_id, state)
        SELECT ${vmm}, ${sled}, ${threads}, ${rss}, ${reservoir}, ${instance}, ${kind}
        FROM verdict
        WHERE outcome = 'inserted'
        ON CONFLICT DO NOTHING
        RETURNING *
      ),
      allocated AS (
        INSERT INTO local_storage_unencrypted_dataset_allocation
          (id, time_created, local_storage_unencrypted_dataset_id, pool_id, sled_id, dataset_size)
        SELECT c.allocation_id, ${now}::timestamptz, c.dataset_id, c.pool_id, i.sled_id, c.required
        FROM cut c, inserted i
      ),
      noted AS (
        UPDATE disk_type_local_storage
        SET local_storage_unencrypted_dataset_allocation_id = c.allocation_id
        FROM cut c, inserted i
        WHERE disk_type_local_storage.disk_id = c.disk_id
      ),
      used AS (
        UPDATE rendezvous_local_storage_unencrypted_dataset
        SET size_used = size_used + c.required
        FROM cut c, inserted i
        WHERE rendezvous_local_storage_unencrypted_dataset.id = c.dataset_id
      )
    SELECT
      v.outcome, r.id, r.sled_id, r.hardware_threads, r.rss_ram, r.reservoir_ram, r.instance_id, r.state
    FROM verdict v
    LEFT JOIN (SELECT * FROM existing UNION ALL SELECT * FROM inserted) r ON true`.execute(
    transaction,
  );
  const [answer] = rows;
  if (answer === undefined) throw new Error('the verdict on a reservation is missing');
  const { outcome, ...row } = answer;
  if (outcome !== 'inserted' && outcome !== 'exists') return { kind: outcome };
  // A serializable transaction that meets a row which it did not see is told to run again.
  if (row.id === null) throw new Error('reservations are made in serializable transactions only');
  return { kind: outcome, reservation: reservationOfRow({ ...row, id: row.id }) };
}

/** Where there is no reservation, the id is null, and all that the row would have. */
interface Answer extends Omit<SledResourceVmmRow, 'id'> {
  readonly outcome: ReservationOutcome['kind'];
  readonly id: Uuid | null;
}

const rivals: { readonly [State in PlannedReservation['state']]: LostReservation } = {
  active: 'already_starting',
  target: 'already_migrating',
};

/** Of a row of `sled`: what `isProvisionable` of the domain says. */
const takesInstances: RawBuilder<unknown> = sql`
  time_deleted IS NULL AND sled_policy = 'in_service' AND sled_state = 'active' AND NOT evacuating`;

/** The sleds that rules, not wishes, of one kind of group speak of: those of all other members. */
function sledsOfPeers(
  kind: 'affinity' | 'anti_affinity',
  instance: RawBuilder<unknown>,
): RawBuilder<unknown> {
  const members = sql.table(`${kind}_group_instance_membership`);
  return sql`
    SELECT DISTINCT r.sled_id
    FROM ${sql.table(`${kind}_group`)} g
    JOIN ${members} mine ON mine.group_id = g.id
    JOIN ${members} peer ON peer.group_id = g.id
    JOIN sled_resource_vmm r ON r.instance_id = peer.instance_id
    WHERE mine.instance_id = ${instance}
      AND peer.instance_id <> mine.instance_id
      AND g.time_deleted IS NULL
      AND g.failure_domain = 'sled'
      AND g.policy = 'fail'`;
}
