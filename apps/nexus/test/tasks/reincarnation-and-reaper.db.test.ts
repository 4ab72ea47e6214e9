import { defaultRestartLimits } from '@skewline/saga/instance';
import { afterEach, describe, expect, it } from 'vitest';
import { forEachDatabaseBeneath } from '../../../../packages/db-model/test/support/databases.ts';
import { abandonedVmmReaper } from '../../src/tasks/abandoned-vmm-reaper.ts';
import { instanceReincarnation } from '../../src/tasks/instance-reincarnation.ts';
import type { Task } from '../../src/tasks/task.ts';
import { addFailed } from './support/add-failed.ts';
import { type NexusWorld, nexusWorlds } from './support/nexus-world.ts';
import { silent } from './support/silent.ts';

const taskOf = ({ services }: NexusWorld): Task =>
  instanceReincarnation({ services, log: silent, limits: defaultRestartLimits });

forEachDatabaseBeneath((kind) => {
  const { makeNexus, closeEngines } = nexusWorlds(kind);
  afterEach(closeEngines);

  describe('reincarnation and the reaper (#9174)', () => {
    it('an instance linked to the leftover of a start keeps it, and is started again', async () => {
      const world = await makeNexus();
      const { instance, vmm } = await world.addRunning();
      await world.rack.forget(vmm.id);
      await world.database.kysely
        .updateTable('vmm')
        .set({ state: 'saga_unwound' })
        .where('id', '=', vmm.id)
        .execute();
      await world.database.kysely
        .deleteFrom('sled_resource_vmm')
        .where('id', '=', vmm.id)
        .execute();
      const reaper = abandonedVmmReaper({ services: world.services, log: silent });
      expect(await world.look(reaper)).toEqual({});
      expect((await world.instanceOf(instance.id)).runtime.activeVmmId).toBe(vmm.id);
      expect(await world.look(taskOf(world))).toEqual({
        found: { saga_unwound: 1 },
        decided: { start: 1 },
        started: { reincarnated: 1 },
      });
      expect(await world.look(reaper)).toEqual({ found: { vmms: 1 }, deleted: { vmms: 1 } });
    });

    it.each(['before', 'after'] as const)(
      'what a failed restart has left may be reaped %s the next look',
      async (when) => {
        const world = await makeNexus();
        const { id } = await addFailed(world);
        await world.rack.failNext('registerVmm', {
          kind: 'error_status',
          status: 400,
          errorCode: null,
        });
        const task = taskOf(world);
        const reaper = abandonedVmmReaper({ services: world.services, log: silent });
        expect(await world.look(task)).toMatchObject({ failed: { sled_refused: 1 } });
        await world.quiet();
        const before = await world.instanceOf(id);
        expect(before).toMatchObject({ intendedState: 'running', runtime: { state: 'failed' } });
        world.later(61);
        const reap = async (): Promise<void> => {
          expect(await world.look(reaper)).toEqual({ found: { vmms: 1 }, deleted: { vmms: 1 } });
        };
        const orders = { before: [reap, restart], after: [restart, reap] };
        async function restart(): Promise<void> {
          expect(await world.instanceOf(id)).toEqual(before);
          expect(await world.look(task)).toMatchObject({ started: { reincarnated: 1 } });
        }
        for (const step of orders[when]) await step();
        expect((await world.instanceOf(id)).runtime.state).toBe('vmm');
      },
    );
  });
});
