import {
  appendInstanceEvent,
  beginInstanceRemoval,
  detachDisksOfInstance,
  finishInstanceRemoval,
  type InTransaction,
  markNetworkInterfacesOfInstanceDeleted,
  releaseExternalIpsOfInstance,
} from '@skewline/db-model';
import { Refusal } from '@skewline/runtime';
import type { DateTime, Uuid } from '@skewline/runtime/api';
import { action, type ActionStep, type Policy } from '../../action.ts';
import { written } from '../in-database.ts';
import { acceptedOrFailure } from '../accepted.ts';
import type { InstanceServices } from '../services.ts';
import type { InstanceDeleteParams } from './params.ts';

type Step = ActionStep<InstanceDeleteParams, unknown, null>;

/** What was begun has no way back, so it is tried until it is done. */
const untilDone: Partial<Policy> = {
  attempts: Number.MAX_SAFE_INTEGER,
  firstDelayMs: 100,
  maxDelayMs: 30_000,
};

/** From here on nobody starts it. Refused while something runs, or is about to. */
export function beginRemoval(services: InstanceServices): Step {
  return inDatabase(services, 'begin_removal', async (transaction, instanceId, now) => {
    const begun = await beginInstanceRemoval(transaction, instanceId, now);
    // Gone before: what is left to do is done again, and does no harm.
    if (begun instanceof Refusal && begun.code === 'instance_not_found') return;
    acceptedOrFailure(begun);
  });
}

/** No packet is led to the instance any more. */
export function deleteNat(services: InstanceServices): Step {
  const { firstDelayMs = 250, maxDelayMs = 30_000 } = services.waits ?? {};
  return action<{ params: InstanceDeleteParams; output: null }>({
    name: 'instance_delete.delete_nat',
    version: 1,
    policy: { ...untilDone, firstDelayMs, maxDelayMs },
    run: async ({ params, signal }) => {
      await services.network.deleteNat(params.instanceId, { signal });
      return null;
    },
  });
}

export function releaseExternalIps(services: InstanceServices): Step {
  return inDatabase(services, 'release_external_ips', releaseExternalIpsOfInstance);
}

export function deleteNetworkInterfaces(services: InstanceServices): Step {
  return inDatabase(services, 'delete_network_interfaces', markNetworkInterfacesOfInstanceDeleted);
}

/** They stay the project's, with what they have on their sleds. */
export function detachDisks(services: InstanceServices): Step {
  return inDatabase(services, 'detach_disks', async (transaction, instanceId, now) => {
    await transaction
      .updateTable('instance')
      .set({ boot_disk_id: null })
      .where('id', '=', instanceId)
      .where('boot_disk_id', 'is not', null)
      .execute();
    await detachDisksOfInstance(transaction, instanceId, now);
  });
}

export function leaveGroups(services: InstanceServices): Step {
  return inDatabase(services, 'leave_groups', async (transaction, instanceId) => {
    for (const kind of ['affinity', 'anti_affinity'] as const) {
      await transaction
        .deleteFrom(`${kind}_group_instance_membership`)
        .where('instance_id', '=', instanceId)
        .execute();
    }
  });
}

/** The record, and the name with it. */
export function finishRemoval(services: InstanceServices): Step {
  return inDatabase(services, 'delete_instance_record', async (transaction, instanceId, time) => {
    if (!(await finishInstanceRemoval(transaction, instanceId, time))) return;
    const what = { kind: 'deleted' } as const;
    acceptedOrFailure(
      await appendInstanceEvent(transaction, { instanceId, time, what, detail: null }),
    );
  });
}

function inDatabase(
  services: InstanceServices,
  name: string,
  work: (transaction: InTransaction, instanceId: Uuid, now: DateTime) => Promise<unknown>,
): Step {
  return action<{ params: InstanceDeleteParams; output: null }>({
    name: `instance_delete.${name}`,
    version: 1,
    policy: { ...untilDone, timeoutMs: null },
    run: (context) =>
      written(services, context, async (transaction) => {
        await work(transaction, context.params.instanceId, services.now());
        return null;
      }),
  });
}
