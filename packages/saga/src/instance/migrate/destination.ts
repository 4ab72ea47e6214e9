import {
  deleteReservation,
  fetchInstance,
  fetchVmm,
  insertVmm,
  markVmmSagaUnwound,
  nextPropolisAddress,
  patiently,
  placementDatabase,
} from '@skewline/db-model';
import { isVmmDestroyable, newVmm, type Vmm } from '@skewline/nexus-types/domain';
import {
  explainReserving,
  type NotReserved,
  operatorText,
  type PlacementStore,
  reserve,
} from '@skewline/placement';
import { Refusal } from '@skewline/runtime';
import type { Ip, Uuid } from '@skewline/runtime/api';
import { action, type ActionStep } from '../../action.ts';
import { ActionFailure } from '../../error.ts';
import { read, unwritten, written } from '../in-database.ts';
import type { InstanceServices } from '../services.ts';
import { resourcesOf } from '../start/place-nodes.ts';
import { hasArrived } from './arrival.ts';
import { acceptedOrFailure } from '../accepted.ts';
import type { MigrateParams } from './params.ts';

/** Takes room on the destination, as the target of a migration. */
export function reserveResources(
  services: InstanceServices,
): ActionStep<MigrateParams, { readonly dst_propolis_id: Uuid }, null> {
  const { database, now, newId, random, onWait } = services;
  const placement = placementDatabase(database, { now, newId });
  return action<{ params: MigrateParams; needs: { dst_propolis_id: Uuid }; output: null }>({
    name: 'instance_migrate.reserve_resources',
    version: 1,
    needs: { dst_propolis_id: true },
    policy: { timeoutMs: null },
    undoPolicy: { timeoutMs: null },
    run: async (context) => {
      const { params, inputs, signal } = context;
      const vmmId = inputs.dst_propolis_id;
      const { instance, source } = await read(services, context, async (transaction) => ({
        instance: acceptedOrFailure(await fetchInstance(transaction, params.instanceId)).value,
        source: acceptedOrFailure(await fetchVmm(transaction, params.sourceVmmId)).value,
      }));
      const request = {
        vmmId,
        instanceId: instance.id,
        resources: resourcesOf(instance),
        reason: 'migration',
        cpuPlatform: source.cpuPlatform,
        mustSelectFrom: [params.destinationSledId],
      } as const;
      const store: PlacementStore = {
        ...placement,
        insert: (plan) =>
          placement.insert(plan, (transaction) => context.record(transaction, null)),
      };
      const result = await patiently(() => reserve(store, request, { random, signal }), {
        signal,
        ...(onWait === undefined ? {} : { onWait }),
      });
      if (result.kind === 'refused') throw reserveFailure(result);
      return null;
    },
    undo: async (context) => {
      const vmmId = context.inputs.dst_propolis_id;
      await unwritten(services, context, async (transaction) => {
        const vmm = await fetchVmm(transaction, vmmId);
        const mayLive = !(vmm instanceof Refusal) && !isVmmDestroyable(vmm.value.runtime.state);
        if (!mayLive) await deleteReservation(transaction, vmmId);
      });
    },
  });
}

function reserveFailure(result: NotReserved): ActionFailure {
  const { code, http, message } = result.refusal;
  const explanation = explainReserving(result);
  return new ActionFailure(code, message, {
    details: {
      answer: { status: http, message },
      explanation: explanation === null ? null : operatorText(explanation),
    },
    // Everything was read and tried again in there.
    retry: false,
  });
}

/** An address for the VMM; one that is not used in the end is given to another some day. */
export function allocatePropolisIp(
  services: InstanceServices,
): ActionStep<MigrateParams, unknown, Ip> {
  return action<{ params: MigrateParams; output: Ip }>({
    name: 'instance_migrate.allocate_propolis_ip',
    version: 1,
    policy: { timeoutMs: null },
    run: (context) =>
      written(services, context, async (transaction) =>
        acceptedOrFailure(await nextPropolisAddress(transaction, context.params.destinationSledId)),
      ),
  });
}

interface VmmNeeds {
  readonly migrate_id: Uuid;
  readonly dst_propolis_id: Uuid;
  readonly propolis_ip: Ip;
}

/** The record of the VMM on the destination. It has the platform of the one that runs, for the guest stays the same. */
export function createVmmRecord(
  services: InstanceServices,
): ActionStep<MigrateParams, VmmNeeds, Vmm> {
  return action<{ params: MigrateParams; needs: VmmNeeds; output: Vmm }>({
    name: 'instance_migrate.create_vmm_record',
    version: 1,
    needs: { migrate_id: true, dst_propolis_id: true, propolis_ip: true },
    policy: { timeoutMs: null },
    undoPolicy: { timeoutMs: null },
    run: (context) => {
      const { params, inputs } = context;
      return written(services, context, async (transaction) => {
        const source = acceptedOrFailure(await fetchVmm(transaction, params.sourceVmmId)).value;
        const vmm = newVmm(
          {
            id: inputs.dst_propolis_id,
            instanceId: params.instanceId,
            sledId: params.destinationSledId,
            propolisIp: inputs.propolis_ip,
            cpuPlatform: source.cpuPlatform,
          },
          services.now(),
        );
        acceptedOrFailure(await insertVmm(transaction, vmm));
        // What was there before, where this is done again.
        return acceptedOrFailure(await fetchVmm(transaction, vmm.id)).value;
      });
    },
    undo: async (context) => {
      const { instanceId } = context.params;
      const { migrate_id: migrationId, dst_propolis_id: vmmId } = context.inputs;
      await unwritten(services, context, async (transaction) => {
        if (await hasArrived(transaction, instanceId, migrationId, vmmId)) return;
        await markVmmSagaUnwound(transaction, vmmId, services.now());
      });
      services.activate('abandoned_vmm_reaper');
    },
  });
}
