import { randomUUID } from 'node:crypto';
import {
  type GroupKind,
  requiredDatasetSize,
  type Sled,
  type SledReservation,
  type Zpool,
} from '@skewline/nexus-types/domain';
import type { Insertable } from 'kysely';
import { reservationRow, sledRow } from '../../src/row/index.ts';
import type { Tables } from '../../src/rows/index.ts';
import {
  type Group,
  insertGroup,
  insertMember,
  type PlannedReservation,
  type Queries,
} from '../../src/store/index.ts';
import type { Database } from '../../src/index.ts';
import { baseRows } from './base-rows.ts';
import { accepted, sampleGroup, sampleReservation, sampleSled } from './samples.ts';

/** Rows that belong together, for tests of placement. Each gives the ids that it made up. */

export const gibibyte: number = 2 ** 30;

export async function addRow<Table extends keyof Tables>(
  queries: Queries,
  table: Table,
  over: Partial<Tables[Table]>,
): Promise<Tables[Table]> {
  const row = { ...baseRows[table](), ...over };
  // kysely cannot see that a row of the table is what the table takes.
  await queries
    .insertInto(table)
    .values(row as Insertable<Tables[Table]>)
    .execute();
  return row;
}

export async function addSled(queries: Queries, over: Partial<Sled> = {}): Promise<string> {
  const sled = sampleSled(over);
  await queries.insertInto('sled').values(sledRow(sled)).execute();
  return sled.id;
}

/** What somebody else takes of a sled. */
export async function addReservation(
  queries: Queries,
  over: Partial<SledReservation>,
): Promise<SledReservation> {
  const reservation = sampleReservation(over);
  await queries.insertInto('sled_resource_vmm').values(reservationRow(reservation)).execute();
  return reservation;
}

export async function addGroup(
  database: Database<Tables>,
  kind: GroupKind,
  members: readonly string[],
  over: Partial<Group> = {},
): Promise<string> {
  const group = sampleGroup(over);
  accepted(await database.transaction((transaction) => insertGroup(transaction, kind, group)));
  for (const instanceId of members) {
    await insertMember(database.kysely, kind, { groupId: group.id, instanceId });
  }
  return group.id;
}

/** A pool as the domain sees it; each part of it is a row. */
export function samplePool(sledId: string, over: Partial<Zpool> = {}): Zpool {
  return {
    id: randomUUID(),
    sledId,
    timeCreated: '2026-11-21T06:00:00.000000Z',
    timeModified: '2026-11-21T06:00:00.000000Z',
    timeDeleted: null,
    physicalDisk: { id: randomUUID(), kind: 'u2', policy: 'in_service', state: 'active' },
    totalSize: 100 * gibibyte,
    controlPlaneStorageBuffer: 10 * gibibyte,
    crucibleSizeUsed: 0,
    encryptedLocalStorageSizeUsed: 0,
    localStorage: { id: randomUUID(), tombstoned: false, noProvision: false, sizeUsed: 0 },
    ...over,
  };
}

export async function addPool(
  queries: Queries,
  sledId: string,
  over: Partial<Zpool> = {},
): Promise<Zpool> {
  const pool = samplePool(sledId, over);
  const { physicalDisk, localStorage } = pool;
  await addRow(queries, 'physical_disk', {
    id: physicalDisk.id,
    sled_id: sledId,
    variant: physicalDisk.kind,
    disk_policy: physicalDisk.policy,
    disk_state: physicalDisk.state,
  });
  await addRow(queries, 'zpool', {
    id: pool.id,
    sled_id: sledId,
    physical_disk_id: physicalDisk.id,
    time_deleted: pool.timeDeleted,
    total_size: pool.totalSize,
    control_plane_storage_buffer: pool.controlPlaneStorageBuffer,
  });
  if (pool.crucibleSizeUsed !== null) {
    await addRow(queries, 'crucible_dataset', {
      pool_id: pool.id,
      size_used: pool.crucibleSizeUsed,
    });
  }
  if (pool.encryptedLocalStorageSizeUsed > 0) {
    await addRow(queries, 'rendezvous_local_storage_dataset', {
      pool_id: pool.id,
      size_used: pool.encryptedLocalStorageSizeUsed,
    });
  }
  if (localStorage !== null) {
    await addRow(queries, 'rendezvous_local_storage_unencrypted_dataset', {
      id: localStorage.id,
      pool_id: pool.id,
      size_used: localStorage.sizeUsed,
      no_provision: localStorage.noProvision,
      ...(localStorage.tombstoned
        ? { time_tombstoned: pool.timeModified, blueprint_id_when_tombstoned: randomUUID() }
        : {}),
    });
  }
  return pool;
}

/** A disk attached to an instance, and nowhere yet. */
export async function addLocalDisk(
  queries: Queries,
  instanceId: string,
  slot: number,
  size: number = 10 * gibibyte,
): Promise<string> {
  const id = randomUUID();
  await addRow(queries, 'disk', {
    id,
    name: `local-${id}`,
    attach_instance_id: instanceId,
    slot,
    size,
  });
  await addRow(queries, 'disk_type_local_storage', {
    disk_id: id,
    required_dataset_overhead: requiredDatasetSize(size) - size,
  });
  return id;
}

/** Puts a disk that `addLocalDisk` made on a pool, as an earlier start would have. */
export async function allocate(
  queries: Queries,
  diskId: string,
  pool: { readonly id: string; readonly sledId: string },
  kind: 'encrypted' | 'unencrypted' = 'unencrypted',
): Promise<string> {
  const where = { pool_id: pool.id, sled_id: pool.sledId };
  const { id } =
    kind === 'encrypted'
      ? await addRow(queries, 'local_storage_dataset_allocation', where)
      : await addRow(queries, 'local_storage_unencrypted_dataset_allocation', where);
  await queries
    .updateTable('disk_type_local_storage')
    .set(
      kind === 'encrypted'
        ? { local_storage_dataset_allocation_id: id }
        : { local_storage_unencrypted_dataset_allocation_id: id },
    )
    .where('disk_id', '=', diskId)
    .execute();
  return id;
}

export function samplePlan(
  sledId: string,
  over: Partial<PlannedReservation> = {},
): PlannedReservation {
  return {
    vmmId: randomUUID(),
    instanceId: randomUUID(),
    sledId,
    resources: { hardwareThreads: 4, rssRam: 0, reservoirRam: 8 * gibibyte },
    state: 'active',
    disks: [],
    ...over,
  };
}

/** Everything that a reservation could have written. */
export async function written(queries: Queries): Promise<{
  readonly reservations: readonly Tables['sled_resource_vmm'][];
  readonly allocations: readonly Tables['local_storage_unencrypted_dataset_allocation'][];
  readonly disks: readonly Tables['disk_type_local_storage'][];
  readonly datasets: readonly Tables['rendezvous_local_storage_unencrypted_dataset'][];
}> {
  return {
    reservations: await queries.selectFrom('sled_resource_vmm').selectAll().orderBy('id').execute(),
    allocations: await queries
      .selectFrom('local_storage_unencrypted_dataset_allocation')
      .selectAll()
      .orderBy('id')
      .execute(),
    disks: await queries
      .selectFrom('disk_type_local_storage')
      .selectAll()
      .orderBy('disk_id')
      .execute(),
    datasets: await queries
      .selectFrom('rendezvous_local_storage_unencrypted_dataset')
      .selectAll()
      .orderBy('id')
      .execute(),
  };
}
