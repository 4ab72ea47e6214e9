import {
  attachDisk,
  detachDisk,
  type DiskRow,
  fetchDisk,
  type InTransaction,
  listDisks,
  mayChangeDisks,
} from '@skewline/db-model';
import type { Instance } from '@skewline/nexus-types/domain';
import type { Disk, NameOrId } from '@skewline/nexus-types/external';
import type { Operations } from '@skewline/nexus-types/external/v2026112100';
import { Refusal } from '@skewline/runtime';
import type { Handlers } from '@skewline/server';
import { type Actor, actorOf } from '../auth/actor.ts';
import type { Nexus } from '../nexus.ts';
import { answer, answerRefused } from './answer.ts';
import { diskView } from './disk-view.ts';
import { findDisk, findInstance, invalid } from './lookup.ts';
import { byNameOrId, isUuid, resultsPage } from './page.ts';

type InstanceDiskHandlers = Pick<
  Handlers<Operations>,
  'instance_disk_list' | 'instance_disk_attach' | 'instance_disk_detach'
>;

export function instanceDiskHandlers(nexus: Nexus): InstanceDiskHandlers {
  const { database, services } = nexus;
  return {
    async instance_disk_list({ path, query }, call) {
      const selector = { instance: path.instance, project: query?.project };
      const instance = await findInstance(database.kysely, actorOf(call), selector);
      if (instance instanceof Refusal) return answerRefused(call, instance);
      const page = await resultsPage(call.operation, byNameOrId, query, {
        read: (wanted) => listDisks(database.kysely, { instanceId: instance.id }, wanted),
        key: ({ name, id }) => ({ name, id }),
        view: diskView,
      });
      return answer(call, 200, page);
    },
    async instance_disk_attach({ path, query, body }, call) {
      const selector = { instance: path.instance, project: query?.project };
      const done = await change(nexus, actorOf(call), selector, body.disk, attach);
      return answer(call, 202, done);
    },
    async instance_disk_detach({ path, query, body }, call) {
      const selector = { instance: path.instance, project: query?.project };
      const done = await change(nexus, actorOf(call), selector, body.disk, detach);
      return answer(call, 202, done);
    },
  };

  async function attach({ transaction, instance, disk }: Change): Promise<Refusal | null> {
    const attachment = { instanceId: instance.id, diskId: disk.id, slot: null };
    const slot = await attachDisk(transaction, attachment, services.now());
    if (!(slot instanceof Refusal)) return null;
    if (slot.code === 'instance_not_stopped')
      return invalid('instance must be stopped to attach a disk');
    return slot.code === 'disk_in_use'
      ? invalid(`disk "${disk.name}" is attached to another instance`)
      : slot;
  }

  async function detach({ transaction, instance, disk }: Change): Promise<Refusal | null> {
    if (disk.attach_instance_id === null) return null;
    if (disk.attach_instance_id !== instance.id) {
      return invalid(`disk "${disk.name}" is attached to another instance`);
    }
    if (instance.bootDiskId === disk.id) {
      return new Refusal('boot disk cannot be detached', { code: 'boot_disk', status: 409 });
    }
    if (!mayChangeDisks(instance.runtime.state))
      return invalid('instance must be stopped to detach a disk');
    await detachDisk(transaction, { instanceId: instance.id, diskId: disk.id }, services.now());
    return null;
  }
}

/** A disk of the project of an instance, in the transaction that attaches or detaches it. */
interface Change {
  readonly transaction: InTransaction;
  readonly instance: Instance;
  readonly disk: DiskRow;
}

/** Gives the disk as it is afterwards. */
async function change(
  { database }: Nexus,
  actor: Actor,
  selector: { readonly instance: NameOrId; readonly project: NameOrId | undefined },
  nameOrId: NameOrId,
  perform: (change: Change) => Promise<Refusal | null>,
): Promise<Disk | Refusal> {
  return database.transaction(async (transaction) => {
    const instance = await findInstance(transaction, actor, selector);
    if (instance instanceof Refusal) return instance;
    const project = isUuid(nameOrId) ? undefined : instance.projectId;
    const disk = await findDisk(transaction, actor, { disk: nameOrId, project });
    if (disk instanceof Refusal) return disk;
    if (disk.project_id !== instance.projectId) {
      return invalid('disk must be in the same project as the instance');
    }
    const refusal = await perform({ transaction, instance, disk });
    if (refusal !== null) return refusal;
    const after = await fetchDisk(transaction, disk.id);
    return after instanceof Refusal ? after : diskView(after);
  });
}
