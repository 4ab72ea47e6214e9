import {
  attachDisk,
  detachDisk,
  insertDisk,
  markDiskDeleted,
  setBootDisk,
} from '@skewline/db-model';
import { Refusal } from '@skewline/runtime';
import { action, type ActionStep } from '../../action.ts';
import { unwritten, written } from '../in-database.ts';
import { acceptedOrFailure } from '../accepted.ts';
import type { InstanceServices } from '../services.ts';
import { type InstanceCreateParams, itemOf } from './params.ts';

/** A new disk, attached to nothing yet. There are nodes of it for those disks only that are to be made. */
export function createDisk(
  services: InstanceServices,
): ActionStep<InstanceCreateParams, unknown, null> {
  return action<{ params: InstanceCreateParams; output: null }>({
    name: 'instance_create.create_disk',
    version: 1,
    policy: { timeoutMs: null },
    undoPolicy: { timeoutMs: null },
    run: (context) => {
      const { instance, disks } = context.params;
      const { item } = itemOf(disks, context.node);
      return written(services, context, async (transaction) => {
        if (item.kind !== 'create') return null;
        const wanted = { ...item, projectId: instance.projectId };
        acceptedOrFailure(await insertDisk(transaction, wanted, services.now()));
        return null;
      });
    },
    undo: (context) => {
      const { item } = itemOf(context.params.disks, context.node);
      if (item.kind !== 'create') return;
      return unwritten(services, context, async (transaction) => {
        // Refused, it is in use: somebody found it, and attached it to another instance. Then it is theirs.
        await markDiskDeleted(transaction, item.id, services.now());
      });
    },
  });
}

/** Each disk in the slot that its place in the list says. */
export function attachDiskInSlot(
  services: InstanceServices,
): ActionStep<InstanceCreateParams, unknown, null> {
  return action<{ params: InstanceCreateParams; output: null }>({
    name: 'instance_create.attach_disk',
    version: 1,
    policy: { timeoutMs: null },
    undoPolicy: { timeoutMs: null },
    run: (context) => {
      const { instance, disks } = context.params;
      const { item, index: slot } = itemOf(disks, context.node);
      return written(services, context, async (transaction) => {
        const attachment = { diskId: item.id, instanceId: instance.id, slot };
        acceptedOrFailure(await attachDisk(transaction, attachment, services.now()));
        return null;
      });
    },
    undo: (context) => {
      const { instance, disks } = context.params;
      const { item } = itemOf(disks, context.node);
      return unwritten(services, context, (transaction) =>
        detachDisk(transaction, { diskId: item.id, instanceId: instance.id }, services.now()),
      );
    },
  });
}

export function chooseBootDisk(
  services: InstanceServices,
): ActionStep<InstanceCreateParams, unknown, null> {
  return action<{ params: InstanceCreateParams; output: null }>({
    name: 'instance_create.set_boot_disk',
    version: 1,
    policy: { timeoutMs: null },
    undoPolicy: { timeoutMs: null },
    run: (context) => {
      const { instance, bootDiskId: diskId } = context.params;
      return written(services, context, async (transaction) => {
        const boot = { instanceId: instance.id, diskId };
        acceptedOrFailure(await setBootDisk(transaction, boot, services.now()));
        return null;
      });
    },
    undo: (context) =>
      unwritten(services, context, async (transaction) => {
        const boot = { instanceId: context.params.instance.id, diskId: null };
        const cleared = await setBootDisk(transaction, boot, services.now());
        if (cleared instanceof Refusal && cleared.code === 'instance_not_found') return;
        acceptedOrFailure(cleared);
      }),
  });
}
