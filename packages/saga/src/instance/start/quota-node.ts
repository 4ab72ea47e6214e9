import { chargeProvisioning, releaseProvisioning } from '@skewline/db-model';
import { Refusal } from '@skewline/runtime';
import { action, type ActionStep } from '../../action.ts';
import { failStartAs } from '../attempts/failure.ts';
import { unwritten, written } from '../in-database.ts';
import type { InstanceServices } from '../services.ts';
import type { StartParams } from './params.ts';
import { instanceAsIs } from './reading.ts';

/** Charges the project for what runs. Late, so that it is not charged for what placement refuses. */
export function addVirtualResources(
  services: InstanceServices,
): ActionStep<StartParams, unknown, null> {
  return action<{ params: StartParams }>({
    name: 'instance_start.add_virtual_resources',
    version: 1,
    policy: { timeoutMs: null },
    undoPolicy: { timeoutMs: null },
    run: async (context) =>
      written(services, context, async (transaction) => {
        const { instanceId } = context.params;
        const instance = await instanceAsIs(transaction, instanceId);
        const { projectId, ncpus: cpus, memory: ram } = instance;
        const charge = { instanceId, projectId, cpus, ram };
        const charged = await chargeProvisioning(transaction, charge);
        if (charged instanceof Refusal) {
          const asked = `${String(cpus)} CPUs and ${String(ram)} bytes`;
          throw failStartAs('quota_exceeded', `project ${projectId}, for ${asked}`);
        }
        return null;
      }),
    undo: async (context) => {
      const { instanceId } = context.params;
      await unwritten(services, context, (transaction) =>
        releaseProvisioning(transaction, instanceId),
      );
    },
  });
}
