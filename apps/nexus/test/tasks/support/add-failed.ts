import type { Instance } from '@skewline/nexus-types/domain';
import { markVmmFailedAndUpdate } from '@skewline/saga/instance';
import type { NexusWorld } from './nexus-world.ts';

/** An instance that ran, and whose VMM the control plane has found to have failed. */
export async function addFailed(
  world: NexusWorld,
  over: Partial<Instance> = {},
): Promise<Instance> {
  const { instance, vmm } = await world.addRunning({ over });
  await world.rack.forget(vmm.id);
  const failure = { reason: 'no_such_instance', detail: null } as const;
  await markVmmFailedAndUpdate(world.services, vmm.id, failure);
  await world.quiet();
  return world.instanceOf(instance.id);
}
