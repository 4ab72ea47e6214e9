import type { Scenario } from '../../scenario.ts';
import { instanceScenario } from './scenario.ts';

const stop = instanceScenario({
  name: 'instance_stop',
  saga: 'instance_stop',
  async arrange(world) {
    const { instance } = await world.addRunning();
    return { instanceId: instance.id };
  },
});

const migrate = instanceScenario({
  name: 'instance_migrate',
  saga: 'instance_migrate',
  async arrange(world) {
    const [from, to] = world.sledIds;
    if (from === undefined || to === undefined) throw new Error('the rack has two sleds');
    const { instance, vmm } = await world.addRunning({ sledId: from });
    return { instanceId: instance.id, sourceVmmId: vmm.id, destinationSledId: to };
  },
});

export const stopAndMigrateScenarios: readonly Scenario[] = [stop, migrate];
