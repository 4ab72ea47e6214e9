import { randomUUID } from 'node:crypto';
import { lockInstance, markVmmFailed, vmmAndMigrationUpdateRuntime } from '@skewline/db-model';
import { migrations } from '@skewline/nexus-types/domain';
import { afterEach, describe, expect, it } from 'vitest';
import { forEachDatabaseBeneath } from '../../../../packages/db-model/test/support/databases.ts';
import { accepted } from '../../../../packages/db-model/test/store/samples.ts';
import { leftovers } from '../../../../packages/saga/test/instance/support/leftovers.ts';
import { instanceUpdater } from '../../src/tasks/instance-updater.ts';
import type { Task } from '../../src/tasks/task.ts';
import { type NexusWorld, nexusWorlds } from './support/nexus-world.ts';
import { silent } from './support/silent.ts';

const updaterOf = ({ services }: NexusWorld): Task => instanceUpdater({ services, log: silent });

forEachDatabaseBeneath((kind) => {
  const { makeNexus, closeEngines } = nexusWorlds(kind);
  afterEach(closeEngines);

  /** A VMM was found to have failed, and whoever wrote that died right after it. */
  const addLost = async (world: NexusWorld) => {
    const { instance, vmm } = await world.addRunning();
    await world.rack.forget(vmm.id);
    const failure = { reason: 'no_such_instance', detail: null } as const;
    await world.database.transaction((transaction) =>
      markVmmFailed(transaction, vmm.id, failure, world.services.now()),
    );
    return instance;
  };

  describe('the updater', () => {
    it('heals updates that were lost, of each kind', async () => {
      const world = await makeNexus();
      const failed = await addLost(world);
      const destroyed = await world.addRunning();
      const report = await world.rack.change(destroyed.vmm.id, { state: { kind: 'destroyed' } });
      await world.database.transaction((transaction) =>
        vmmAndMigrationUpdateRuntime(
          transaction,
          destroyed.vmm.id,
          report.vmmState,
          migrations(report),
        ),
      );
      await world.rack.forget(destroyed.vmm.id);
      const fine = await world.addRunning();
      const updater = updaterOf(world);
      expect(await world.look(updater)).toEqual({
        found: { active_vmm_destroyed: 1, active_vmm_failed: 1 },
        update_sagas: { started: 2 },
      });
      await world.quiet();
      expect((await world.instanceOf(failed.id)).runtime.state).toBe('failed');
      expect((await world.instanceOf(destroyed.instance.id)).runtime.state).toBe('no_vmm');
      expect((await world.instanceOf(fine.instance.id)).runtime.activeVmmId).toBe(fine.vmm.id);
      expect(await leftovers(world.database)).toEqual([]);
      expect(await world.look(updater)).toEqual({});
      expect(world.activated).toContain('instance_reincarnation');
    });

    it('leaves an instance to whoever has locked it', async () => {
      const world = await makeNexus();
      const { id } = await addLost(world);
      accepted(await lockInstance(world.database.kysely, id, randomUUID()));
      expect(await world.look(updaterOf(world))).toEqual({});
      expect((await world.instanceOf(id)).runtime.state).toBe('vmm');
    });

    it('takes a lock for free that a saga holds which was given up', async () => {
      const world = await makeNexus();
      const { id } = await addLost(world);
      const sagaId = randomUUID();
      await world.database.kysely
        .insertInto('saga')
        .values({
          id: sagaId,
          engine: 'journal',
          name: 'instance_update',
          subject: id,
          dag: '{}',
          params: '{}',
          state: 'abandoned',
          owner: null,
          owner_token: 1,
          cancel_reason: null,
          outcome: '{}',
          parked_code: null,
          parked_reason: null,
          time_created: world.services.now(),
          time_updated: world.services.now(),
          time_rested: world.services.now(),
        })
        .execute();
      accepted(await lockInstance(world.database.kysely, id, sagaId));
      expect(await world.look(updaterOf(world))).toMatchObject({ update_sagas: { started: 1 } });
      await world.quiet();
      expect((await world.instanceOf(id)).runtime.state).toBe('failed');
    });

    it('says why an engine begins nothing, and comes again', async () => {
      const world = await makeNexus();
      const { id } = await addLost(world);
      await world.engine.quiesce();
      expect(await world.look(updaterOf(world))).toEqual({
        found: { active_vmm_failed: 1 },
        refused: { quiescing: 1 },
      });
      expect((await world.instanceOf(id)).runtime.state).toBe('vmm');
    });
  });
});
