import {
  type ByteCount,
  type InstanceState,
  type LocalDisk,
  maxDisksPerInstance,
  requiredDatasetSize,
} from '@skewline/nexus-types/domain';
import type { Refusal } from '@skewline/runtime';
import type { DateTime, Uint32, Uint8, Uuid } from '@skewline/runtime/api';
import type { DiskRow, DiskTypeLabel } from '../rows/index.ts';
import type { InTransaction, Queries } from './queries.ts';
import { refuse } from './refusals.ts';

/** A disk that is wanted. A local one takes room of a pool only when its instance is started. */
export interface NewDisk {
  readonly id: Uuid;
  readonly projectId: Uuid;
  readonly name: string;
  readonly description: string;
  readonly diskType: DiskTypeLabel;
  readonly size: ByteCount;
  readonly blockSize: Uint32;
}

/** Records a new disk, attached to nothing. One that is there already is left as it is. */
export async function insertDisk(
  transaction: InTransaction,
  { id, projectId, name, description, diskType, size, blockSize }: NewDisk,
  now: DateTime,
): Promise<Refusal | null> {
  const inserted = await transaction
    .insertInto('disk')
    .values({
      id,
      name,
      description,
      time_created: now,
      time_modified: now,
      time_deleted: null,
      project_id: projectId,
      disk_type: diskType,
      disk_state: 'detached',
      time_state_updated: now,
      state_generation: 1,
      attach_instance_id: null,
      slot: null,
      size,
      block_size: blockSize,
      read_only: false,
      image_id: null,
      snapshot_id: null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  if (inserted === undefined) {
    return (await diskById(transaction, id)) === undefined ? refuse('name_taken') : null;
  }
  if (diskType === 'local_storage') {
    await transaction
      .insertInto('disk_type_local_storage')
      .values({
        disk_id: id,
        required_dataset_overhead: requiredDatasetSize(size) - size,
        local_storage_dataset_allocation_id: null,
        local_storage_unencrypted_dataset_allocation_id: null,
      })
      .execute();
  }
  return null;
}

/**
 * Deletes the record of a disk that is attached to nothing and takes no room on a sled; false if there is none. What a
 * disk has on a sled must be gone from there first.
 */
export async function markDiskDeleted(
  transaction: InTransaction,
  diskId: Uuid,
  now: DateTime,
): Promise<boolean | Refusal> {
  const disk = await diskById(transaction, diskId);
  if (disk === undefined || disk.time_deleted !== null) return false;
  const local = await transaction
    .selectFrom('disk_type_local_storage')
    .selectAll()
    .where('disk_id', '=', diskId)
    .executeTakeFirst();
  const allocated =
    (local?.local_storage_dataset_allocation_id ??
      local?.local_storage_unencrypted_dataset_allocation_id ??
      null) !== null;
  if (disk.attach_instance_id !== null || allocated) return refuse('disk_in_use');
  await transaction
    .updateTable('disk')
    .set({ ...stateOf(disk, 'destroyed', now), time_deleted: now, time_modified: now })
    .where('id', '=', diskId)
    .execute();
  return true;
}

export interface Attachment {
  readonly diskId: Uuid;
  readonly instanceId: Uuid;
  /** 0 to 11; null: the lowest that is free. */
  readonly slot: Uint8 | null;
}

/** States of the instance's record in which its disks may change: nothing runs, and nothing is about to. */
const changeable: ReadonlySet<InstanceState> = new Set(['creating', 'no_vmm', 'failed']);

/** Whether an instance whose record is in this state may be given disks, or lose some. */
export function mayChangeDisks(state: InstanceState): boolean {
  return changeable.has(state);
}

/**
 * Attaches a disk of the same project to an instance that does not run. One that is attached to it already stays where
 * it is. Gives the slot.
 */
export async function attachDisk(
  transaction: InTransaction,
  { diskId, instanceId, slot }: Attachment,
  now: DateTime,
): Promise<Uint8 | Refusal> {
  const instance = await lockInstance(transaction, instanceId);
  if (instance === undefined) return refuse('instance_not_found');
  const disk = await diskById(transaction, diskId);
  const usable =
    disk !== undefined && disk.time_deleted === null && disk.project_id === instance.project_id;
  if (!usable) return refuse('disk_not_found');
  if (disk.attach_instance_id === instanceId && disk.slot !== null) return disk.slot;
  if (disk.attach_instance_id !== null || disk.disk_state !== 'detached') {
    return refuse('disk_in_use');
  }
  if (!changeable.has(instance.state)) return refuse('instance_not_stopped');
  const others = await disksOfInstance(transaction, instanceId);
  if (others.length >= maxDisksPerInstance) return refuse('too_many_disks');
  const taken = new Set(others.map((other) => other.slot));
  const free = slot ?? slots.find((candidate) => !taken.has(candidate));
  if (free === undefined || taken.has(free)) return refuse('slot_taken');
  await transaction
    .updateTable('disk')
    .set({ ...stateOf(disk, 'attached', now), attach_instance_id: instanceId, slot: free })
    .where('id', '=', diskId)
    .execute();
  return free;
}

const slots: readonly number[] = Array.from({ length: maxDisksPerInstance }, (_, slot) => slot);

/**
 * Takes a disk from an instance; false if it is not attached to it. Whether it may be taken now is for `mayChangeDisks`.
 */
export async function detachDisk(
  transaction: InTransaction,
  { diskId, instanceId }: Pick<Attachment, 'diskId' | 'instanceId'>,
  now: DateTime,
): Promise<boolean> {
  const disk = await diskById(transaction, diskId);
  if (disk === undefined || disk.attach_instance_id !== instanceId) return false;
  await detach(transaction, disk, now);
  return true;
}

/** Takes all disks from an instance. Gives how many. */
export async function detachDisksOfInstance(
  transaction: InTransaction,
  instanceId: Uuid,
  now: DateTime,
): Promise<number> {
  const disks = await disksOfInstance(transaction, instanceId);
  for (const disk of disks) await detach(transaction, disk, now);
  return disks.length;
}

/** Says which of its disks an instance boots from; null: none. */
export async function setBootDisk(
  transaction: InTransaction,
  { instanceId, diskId }: { readonly instanceId: Uuid; readonly diskId: Uuid | null },
  now: DateTime,
): Promise<Refusal | null> {
  const instance = await lockInstance(transaction, instanceId);
  if (instance === undefined) return refuse('instance_not_found');
  if (instance.boot_disk_id === diskId) return null;
  if (!changeable.has(instance.state)) return refuse('instance_not_stopped');
  if (diskId !== null) {
    const disk = await diskById(transaction, diskId);
    if (disk?.attach_instance_id !== instanceId) return refuse('boot_disk_not_attached');
  }
  await transaction
    .updateTable('instance')
    .set({ boot_disk_id: diskId, time_modified: now })
    .where('id', '=', instanceId)
    .execute();
  return null;
}

/** The local disks of an instance with where they are, by slot. */
export async function listLocalDisks(
  queries: Queries,
  instanceId: Uuid,
): Promise<readonly LocalDisk[]> {
  const rows = await queries
    .selectFrom('disk as d')
    .innerJoin('disk_type_local_storage as l', 'l.disk_id', 'd.id')
    .leftJoin(
      'local_storage_unencrypted_dataset_allocation as u',
      'u.id',
      'l.local_storage_unencrypted_dataset_allocation_id',
    )
    .leftJoin(
      'local_storage_dataset_allocation as e',
      'e.id',
      'l.local_storage_dataset_allocation_id',
    )
    .selectAll('d')
    .select((row) => [
      'e.id as encrypted_id',
      row.fn.coalesce('u.id', 'e.id').as('allocation_id'),
      row.fn.coalesce('u.sled_id', 'e.sled_id').as('sled_id'),
      row.fn.coalesce('u.pool_id', 'e.pool_id').as('pool_id'),
      row.fn.coalesce('u.dataset_size', 'e.dataset_size').as('dataset_size'),
      row.fn
        .coalesce('u.local_storage_unencrypted_dataset_id', 'e.local_storage_dataset_id')
        .as('dataset_id'),
    ])
    .where('d.attach_instance_id', '=', instanceId)
    .where('d.time_deleted', 'is', null)
    .where('d.disk_type', '=', 'local_storage')
    .orderBy('d.slot')
    .execute();
  return rows.map((row) => {
    const { allocation_id: id, sled_id, pool_id, dataset_id, dataset_size, encrypted_id } = row;
    const placed =
      id !== null &&
      sled_id !== null &&
      pool_id !== null &&
      dataset_id !== null &&
      dataset_size !== null;
    return {
      id: row.id,
      projectId: row.project_id,
      name: row.name,
      description: row.description,
      timeCreated: row.time_created,
      timeModified: row.time_modified,
      timeDeleted: row.time_deleted,
      size: row.size,
      blockSize: row.block_size,
      instanceId: row.attach_instance_id,
      slot: row.slot,
      allocation: placed
        ? {
            id,
            sledId: sled_id,
            zpoolId: pool_id,
            datasetId: dataset_id,
            requiredDatasetSize: dataset_size,
            encrypted: encrypted_id !== null,
          }
        : null,
    };
  });
}

async function detach(transaction: InTransaction, disk: DiskRow, now: DateTime): Promise<void> {
  await transaction
    .updateTable('disk')
    .set({ ...stateOf(disk, 'detached', now), attach_instance_id: null, slot: null })
    .where('id', '=', disk.id)
    .execute();
}

function stateOf(
  { state_generation }: DiskRow,
  disk_state: DiskRow['disk_state'],
  now: DateTime,
): Pick<DiskRow, 'disk_state' | 'state_generation' | 'time_state_updated'> {
  return { disk_state, state_generation: state_generation + 1, time_state_updated: now };
}

/** Under a lock: nobody else attaches it in the meantime. */
async function diskById(transaction: InTransaction, id: Uuid): Promise<DiskRow | undefined> {
  return transaction
    .selectFrom('disk')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
}

async function disksOfInstance(
  transaction: InTransaction,
  instanceId: Uuid,
): Promise<readonly DiskRow[]> {
  return transaction
    .selectFrom('disk')
    .selectAll()
    .where('attach_instance_id', '=', instanceId)
    .where('time_deleted', 'is', null)
    .orderBy('slot')
    .forUpdate()
    .execute();
}

/** Under a lock: two that attach disks would both see the same free slot, and nobody starts it in the meantime. */
async function lockInstance(
  transaction: InTransaction,
  instanceId: Uuid,
): Promise<
  | {
      readonly state: InstanceState;
      readonly project_id: Uuid;
      readonly boot_disk_id: Uuid | null;
    }
  | undefined
> {
  return transaction
    .selectFrom('instance')
    .select(['state', 'project_id', 'boot_disk_id'])
    .where('id', '=', instanceId)
    .where('time_deleted', 'is', null)
    .forUpdate()
    .executeTakeFirst();
}
