import {
  appendInstanceEvent,
  beginInstanceRemoval,
  fetchInstance,
  finishInstanceRemoval,
  insertInstance,
  type InTransaction,
  storeRefusals,
  updateInstanceRuntime,
} from '@skewline/db-model';
import type { Instance } from '@skewline/nexus-types/domain';
import { Refusal } from '@skewline/runtime';
import type { DateTime } from '@skewline/runtime/api';
import { action, type ActionStep } from '../../action.ts';
import { unwritten, written } from '../in-database.ts';
import { acceptedOrFailure } from '../accepted.ts';
import { acceptStart } from '../attempts/record.ts';
import type { InstanceServices } from '../services.ts';
import type { InstanceCreateParams, NewInstance } from './params.ts';

/**
 * The record, in state creating, so that nobody starts it yet. Undone, it is deleted, and never marked failed: what
 * restarts failed instances would take it for one (omicron #7437).
 */
export function createInstanceRecord(
  services: InstanceServices,
): ActionStep<InstanceCreateParams, unknown, null> {
  return action<{ params: InstanceCreateParams; output: null }>({
    name: 'instance_create.create_instance_record',
    version: 1,
    policy: { timeoutMs: null },
    undoPolicy: { timeoutMs: null },
    run: (context) =>
      written(services, context, async (transaction) => {
        const { instance } = context.params;
        acceptedOrFailure(await whyNoProject(transaction, instance));
        acceptedOrFailure(await insertInstance(transaction, newRecord(instance, services.now())));
        return null;
      }),
    undo: (context) =>
      unwritten(services, context, async (transaction) => {
        const { id } = context.params.instance;
        const now = services.now();
        const begun = await beginInstanceRemoval(transaction, id, now, { creating: true });
        if (begun instanceof Refusal && begun.code === 'instance_not_found') return;
        acceptedOrFailure(begun);
        await finishInstanceRemoval(transaction, id, now);
      }),
  });
}

/** In the same transaction: so nothing is left behind in a project that is deleted at this moment. */
async function whyNoProject(
  transaction: InTransaction,
  { projectId }: NewInstance,
): Promise<Refusal | null> {
  const deleted = await transaction
    .selectFrom('project')
    .select('id')
    .where('id', '=', projectId)
    .where('time_deleted', 'is not', null)
    .executeTakeFirst();
  const { status, message } = storeRefusals.project_not_found;
  return deleted === undefined ? null : new Refusal(message, { code: 'project_not_found', status });
}

/** An instance as its first record says it: being created, and stopped. */
export function newRecord(instance: NewInstance, now: DateTime): Instance {
  return {
    ...instance,
    timeCreated: now,
    timeModified: now,
    timeDeleted: null,
    // When its disks are attached.
    bootDiskId: null,
    // Who wants it to run starts it afterwards.
    intendedState: 'stopped',
    runtime: {
      state: 'creating',
      gen: 1,
      timeUpdated: now,
      activeVmmId: null,
      targetVmmId: null,
      migrationId: null,
      timeLastAutoRestarted: null,
    },
    updaterLock: { updaterId: null, gen: 0 },
  };
}

/**
 * From here on it can be started, and if it is to be, that is accepted in the same moment: whoever dies now, it is seen
 * to. Where the instance has moved on, or is gone, there is nothing to do.
 */
export function moveToStopped(
  services: InstanceServices,
): ActionStep<InstanceCreateParams, unknown, null> {
  return action<{ params: InstanceCreateParams; output: null }>({
    name: 'instance_create.move_to_stopped',
    version: 1,
    policy: { timeoutMs: null },
    run: (context) =>
      written(services, context, async (transaction) => {
        const { instance, start = null } = context.params;
        const instanceId = instance.id;
        const loaded = await fetchInstance(transaction, instanceId);
        if (loaded instanceof Refusal || loaded.value.runtime.state !== 'creating') return null;
        const time = services.now();
        const { runtime } = loaded.value;
        const stopped = {
          ...runtime,
          state: 'no_vmm',
          gen: runtime.gen + 1,
          timeUpdated: time,
        } as const;
        if ((await updateInstanceRuntime(transaction, instanceId, stopped)) !== true) return null;
        const what = { kind: 'created' } as const;
        acceptedOrFailure(
          await appendInstanceEvent(transaction, { instanceId, time, what, detail: null }),
        );
        if (start !== null) {
          const { attemptId: id, requestId } = start;
          await acceptStart(transaction, { id, instanceId, origin: 'auto_start', requestId }, time);
        }
        return null;
      }),
  });
}
