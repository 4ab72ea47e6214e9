import {
  allocateExternalIp,
  attachFloatingIp,
  insertNetworkInterface,
  markNetworkInterfaceDeleted,
  releaseExternalIp,
} from '@skewline/db-model';
import { action, type ActionStep } from '../../action.ts';
import { unwritten, written } from '../in-database.ts';
import { acceptedOrFailure } from '../accepted.ts';
import type { InstanceServices } from '../services.ts';
import { type InstanceCreateParams, itemOf } from './params.ts';

/** Puts the instance on a subnet; the first time as its primary interface. */
export function createNetworkInterface(
  services: InstanceServices,
): ActionStep<InstanceCreateParams, unknown, null> {
  return action<{ params: InstanceCreateParams; output: null }>({
    name: 'instance_create.create_network_interface',
    version: 1,
    policy: { timeoutMs: null },
    undoPolicy: { timeoutMs: null },
    run: (context) => {
      const { instance, networkInterfaces } = context.params;
      const { item, index: slot } = itemOf(networkInterfaces, context.node);
      const wanted = { ...item, instanceId: instance.id, slot, isPrimary: slot === 0 };
      return written(services, context, async (transaction) => {
        acceptedOrFailure(await insertNetworkInterface(transaction, wanted, services.now()));
        return null;
      });
    },
    undo: (context) => {
      const { item } = itemOf(context.params.networkInterfaces, context.node);
      return unwritten(services, context, (transaction) =>
        markNetworkInterfaceDeleted(transaction, item.id, services.now()),
      );
    },
  });
}

/** The address that the guest's own connections come from. */
export function allocateSnatIp(
  services: InstanceServices,
): ActionStep<InstanceCreateParams, unknown, null> {
  return action<{ params: InstanceCreateParams; output: null }>({
    name: 'instance_create.allocate_snat_ip',
    version: 1,
    policy: { timeoutMs: null },
    undoPolicy: { timeoutMs: null },
    run: (context) => {
      const { instance, snat } = context.params;
      const { id: instanceId, projectId } = instance;
      return written(services, context, async (transaction) => {
        if (snat === null) return null;
        const wanted = { ...snat, projectId, instanceId, kind: 'snat' } as const;
        acceptedOrFailure(await allocateExternalIp(transaction, wanted, services.now()));
        return null;
      });
    },
    undo: (context) => {
      const { instance, snat } = context.params;
      if (snat === null) return;
      return unwritten(services, context, (transaction) =>
        releaseExternalIp(transaction, { id: snat.id, instanceId: instance.id }, services.now()),
      );
    },
  });
}

/** An address that leads to the instance: one of a pool, or one that its project has. */
export function attachExternalIp(
  services: InstanceServices,
): ActionStep<InstanceCreateParams, unknown, null> {
  return action<{ params: InstanceCreateParams; output: null }>({
    name: 'instance_create.attach_external_ip',
    version: 1,
    policy: { timeoutMs: null },
    undoPolicy: { timeoutMs: null },
    run: (context) => {
      const { instance, externalAddresses } = context.params;
      const { item } = itemOf(externalAddresses, context.node);
      const { id: instanceId, projectId } = instance;
      return written(services, context, async (transaction) => {
        const now = services.now();
        acceptedOrFailure(
          item.kind === 'floating'
            ? await attachFloatingIp(transaction, { id: item.id, instanceId, projectId }, now)
            : await allocateExternalIp(transaction, { ...item, projectId, instanceId }, now),
        );
        return null;
      });
    },
    undo: (context) => {
      const { instance, externalAddresses } = context.params;
      const { item } = itemOf(externalAddresses, context.node);
      return unwritten(services, context, (transaction) =>
        releaseExternalIp(transaction, { id: item.id, instanceId: instance.id }, services.now()),
      );
    },
  });
}
