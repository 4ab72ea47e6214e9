import type { Instance, StartOrigin } from '@skewline/nexus-types/domain';
import { acceptStart } from '../../../src/instance/attempts/record.ts';
import type { World } from '../../../test/instance/support/world.ts';
import type { Scenario } from '../../scenario.ts';
import { instanceScenario } from './scenario.ts';

/** With local disks, and a group that must be kept. */
const stopped = start('instance_start', 'user', {});

/** One that failed, and is restarted by the control plane. */
const failed = start('instance_start, of a failed one', 'auto_restart', {
  intendedState: 'running',
  autoRestart: { policy: 'best_effort', cooldownSeconds: 0 },
  runtime: {
    state: 'failed',
    gen: 5,
    timeUpdated: '2026-11-21T00:00:00.000000Z',
    activeVmmId: null,
    targetVmmId: null,
    migrationId: null,
    timeLastAutoRestarted: null,
  },
});

export const startScenarios: readonly Scenario[] = [stopped, failed];

function start(name: string, origin: StartOrigin, over: Partial<Instance>): Scenario {
  return instanceScenario({
    name,
    saga: 'instance_start',
    async arrange(world: World, attemptId: string, { now }) {
      const { id: instanceId } = await world.addInstance(over);
      const { instance: neighbour } = await world.addRunning();
      await world.addGroup('anti_affinity', [instanceId, neighbour.id]);
      for (const slot of [0, 1]) await world.addLocalDisk(instanceId, slot);
      const request = { id: attemptId, instanceId, origin, requestId: 'request-1' };
      // The id of the saga is that of the attempt, which is there before it.
      await world.database.transaction((transaction) => acceptStart(transaction, request, now()));
      return { attemptId, instanceId, origin, requestId: 'request-1' };
    },
  });
}
