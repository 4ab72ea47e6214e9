import type { ByteCount, Sled, SledPolicy } from '@skewline/nexus-types/domain';
import type { Refusal } from '@skewline/runtime';
import type { DateTime, Uuid } from '@skewline/runtime/api';
import { sledOfRow } from '../row/index.ts';
import type { InTransaction } from './queries.ts';
import { refuse } from './refusals.ts';
import { upsertSled } from './sled.ts';

/** A disk of a sled with the pool on it, as it is told of. */
export interface ToldDisk {
  readonly physicalDiskId: Uuid;
  readonly zpoolId: Uuid;
  /** Where local disks of instances have room. */
  readonly localStorageId: Uuid;
  readonly serial: string;
  readonly size: ByteCount;
  readonly controlPlaneStorageBuffer: ByteCount;
}

/** What the database does not make up itself. */
export interface SledFacts {
  readonly now: DateTime;
  readonly newId: () => Uuid;
}

/**
 * Writes what is told of a sled and its disks; true if that was news. What is not newer than what is known changes
 * nothing, and neither does what is told of a sled that is gone for good. Where a disk is no longer told of, nothing new
 * is put on its pool.
 */
export async function writeToldSled(
  transaction: InTransaction,
  sled: Sled,
  disks: readonly ToldDisk[],
  facts: SledFacts,
): Promise<boolean | Refusal> {
  const there = await lockSled(transaction, sled.id);
  if (there !== null) {
    const { baseboard, policy, sledAgentGen } = there;
    if (baseboard.serial !== sled.baseboard.serial || baseboard.part !== sled.baseboard.part) {
      return refuse('sled_has_another_baseboard');
    }
    if (policy === 'expunged' || sledAgentGen >= sled.sledAgentGen) return false;
  }
  for (const disk of disks) {
    if (await isOfAnother(transaction, sled.id, disk)) return refuse('sled_disk_of_another');
  }
  const isNews = await upsertSled(transaction, sled);
  if (isNews !== true) return isNews;
  await transaction
    .updateTable('zpool')
    .set({ total_size: null, time_modified: facts.now })
    .where('sled_id', '=', sled.id)
    .where('time_deleted', 'is', null)
    .execute();
  for (const disk of disks) await writeDisk(transaction, sled.id, disk, facts);
  return true;
}

/** What operators want of a sled that is in service: gives what they wanted before. */
export async function setSledPolicy(
  transaction: InTransaction,
  sledId: Uuid,
  policy: Exclude<SledPolicy, 'expunged'>,
  now: DateTime,
): Promise<Exclude<SledPolicy, 'expunged'> | Refusal> {
  const sled = await lockSled(transaction, sledId);
  if (sled === null) return refuse('sled_not_found');
  if (sled.policy === 'expunged') return refuse('sled_expunged');
  await transaction
    .updateTable('sled')
    .set({ sled_policy: policy, time_modified: now })
    .where('id', '=', sledId)
    .execute();
  return sled.policy;
}

/** Says whether the instances of a sled are being moved away. */
export async function setSledEvacuating(
  transaction: InTransaction,
  sledId: Uuid,
  evacuating: boolean,
  now: DateTime,
): Promise<Refusal | null> {
  const sled = await lockSled(transaction, sledId);
  if (sled === null) return refuse('sled_not_found');
  if (sled.policy === 'expunged') return refuse('sled_expunged');
  await transaction
    .updateTable('sled')
    .set({ evacuating, time_modified: now })
    .where('id', '=', sledId)
    .execute();
  return null;
}

/** Takes a sled and its disks out of the rack for good; false if they were before. What was on it has to be seen to. */
export async function expungeSled(
  transaction: InTransaction,
  sledId: Uuid,
  now: DateTime,
): Promise<boolean | Refusal> {
  const sled = await lockSled(transaction, sledId);
  if (sled === null) return refuse('sled_not_found');
  if (sled.policy === 'expunged') return false;
  await transaction
    .updateTable('sled')
    .set({ sled_policy: 'expunged', time_modified: now })
    .where('id', '=', sledId)
    .execute();
  await transaction
    .updateTable('physical_disk')
    .set({ disk_policy: 'expunged', time_modified: now })
    .where('sled_id', '=', sledId)
    .where('time_deleted', 'is', null)
    .execute();
  return true;
}

/** Null: there is none, or it is deleted. */
async function lockSled(transaction: InTransaction, sledId: Uuid): Promise<Sled | null> {
  const row = await transaction
    .selectFrom('sled')
    .selectAll()
    .where('id', '=', sledId)
    .where('time_deleted', 'is', null)
    .forUpdate()
    .executeTakeFirst();
  return row === undefined ? null : sledOfRow(row);
}

/** Disks are told of by their serial numbers only. */
const make = { vendor: 'skewline', model: 'simulated' } as const;

/** Whether an id or the serial number of the disk is known as that of something else. */
async function isOfAnother(
  transaction: InTransaction,
  sledId: Uuid,
  { physicalDiskId, zpoolId, localStorageId, serial }: ToldDisk,
): Promise<boolean> {
  const disk = await transaction
    .selectFrom('physical_disk')
    .select('id')
    .where((row) =>
      row.or([
        row.and([
          row('id', '=', physicalDiskId),
          row.or([row('sled_id', '!=', sledId), row('serial', '!=', serial)]),
        ]),
        row.and([
          row('id', '!=', physicalDiskId),
          row('serial', '=', serial),
          row('vendor', '=', make.vendor),
          row('model', '=', make.model),
          row('disk_state', '!=', 'decommissioned'),
          row('time_deleted', 'is', null),
        ]),
      ]),
    )
    .executeTakeFirst();
  const pool = await transaction
    .selectFrom('zpool')
    .select('id')
    .where('id', '=', zpoolId)
    .where((row) =>
      row.or([row('sled_id', '!=', sledId), row('physical_disk_id', '!=', physicalDiskId)]),
    )
    .executeTakeFirst();
  const dataset = await transaction
    .selectFrom('rendezvous_local_storage_unencrypted_dataset')
    .select('id')
    .where('id', '=', localStorageId)
    .where('pool_id', '!=', zpoolId)
    .executeTakeFirst();
  return disk !== undefined || pool !== undefined || dataset !== undefined;
}

async function writeDisk(
  transaction: InTransaction,
  sledId: Uuid,
  disk: ToldDisk,
  { now, newId }: SledFacts,
): Promise<void> {
  const times = { time_created: now, time_modified: now, time_deleted: null };
  await transaction
    .insertInto('physical_disk')
    .values({
      id: disk.physicalDiskId,
      ...times,
      ...make,
      serial: disk.serial,
      variant: 'u2',
      disk_policy: 'in_service',
      disk_state: 'active',
      sled_id: sledId,
    })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute();
  const sizes = {
    total_size: disk.size,
    control_plane_storage_buffer: disk.controlPlaneStorageBuffer,
    time_modified: now,
  };
  await transaction
    .insertInto('zpool')
    .values({
      id: disk.zpoolId,
      ...times,
      sled_id: sledId,
      physical_disk_id: disk.physicalDiskId,
      ...sizes,
    })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(sizes))
    .execute();
  await transaction
    .insertInto('rendezvous_local_storage_unencrypted_dataset')
    .values({
      id: disk.localStorageId,
      time_created: now,
      time_tombstoned: null,
      // There are no blueprints in this rack: what told of the dataset is what made it.
      blueprint_id_when_created: sledId,
      blueprint_id_when_tombstoned: null,
      pool_id: disk.zpoolId,
      size_used: 0,
      no_provision: false,
    })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute();
  // Distributed disks are not simulated: they take nothing, and that has to be known for placement to use the pool.
  const crucible = await transaction
    .selectFrom('crucible_dataset')
    .select('id')
    .where('pool_id', '=', disk.zpoolId)
    .executeTakeFirst();
  if (crucible !== undefined) return;
  await transaction
    .insertInto('crucible_dataset')
    .values({ id: newId(), ...times, pool_id: disk.zpoolId, size_used: 0, no_provision: false })
    .execute();
}
