import {
  insertReservation,
  insertVmm,
  markVmmDeleted,
  markVmmFailed,
  vmmAndMigrationUpdateRuntime,
} from '@skewline/db-model';
import { migrations, type VmmState } from '@skewline/nexus-types/domain';
import { handleReport, requestMigrate } from '@skewline/saga/instance';
import { afterEach, describe, expect, it } from 'vitest';
import { forEachDatabaseBeneath } from '../../../../packages/db-model/test/support/databases.ts';
import {
  accepted,
  sampleReservation,
  sampleVmm,
} from '../../../../packages/db-model/test/store/samples.ts';
import { leftovers } from '../../../../packages/saga/test/instance/support/leftovers.ts';
import { abandonedVmmReaper } from '../../src/tasks/abandoned-vmm-reaper.ts';
import type { Task } from '../../src/tasks/task.ts';
import { type NexusWorld, nexusWorlds } from './support/nexus-world.ts';
import { silent } from './support/silent.ts';

const reaperOf = ({ services }: NexusWorld): Task => abandonedVmmReaper({ services, log: silent });

const over: readonly VmmState[] = [
  { kind: 'destroyed' },
  { kind: 'failed', reason: 'sled_off', detail: null },
  { kind: 'saga_unwound' },
];
const alive: readonly VmmState[] = [
  { kind: 'creating' },
  { kind: 'starting' },
  { kind: 'running' },
  { kind: 'stopping' },
  { kind: 'stopped' },
  { kind: 'rebooting' },
  { kind: 'migrating' },
];

forEachDatabaseBeneath((kind) => {
  const { makeNexus, closeEngines } = nexusWorlds(kind);
  afterEach(closeEngines);

  /** A VMM that its instance is not linked to, with a reservation. */
  const addUnlinked = async (world: NexusWorld, state: VmmState): Promise<string> => {
    const { id: instanceId } = await world.addInstance();
    const vmm = sampleVmm(state, { instanceId });
    accepted(await insertVmm(world.database.kysely, vmm));
    await world.database.transaction((transaction) =>
      insertReservation(transaction, sampleReservation({ id: vmm.id, instanceId })),
    );
    return vmm.id;
  };
  /** Moves an instance to another sled, as far as the destination runs and has said so. */
  const move = async (world: NexusWorld) => {
    const { instance, vmm: source } = await world.addRunning();
    const destinationSledId = world.sledIds[1] ?? '';
    accepted(await requestMigrate(world.services, { instanceId: instance.id, destinationSledId }));
    await world.quiet();
    const { migrationId, targetVmmId: target } = (await world.instanceOf(instance.id)).runtime;
    if (migrationId === null || target === null) throw new Error('it does not migrate');
    const out = { migrationId, state: 'completed' } as const;
    const left = await world.rack.change(source.id, { migrationOut: out });
    const arrived = await world.rack.change(target, {
      state: { kind: 'running' },
      migrationIn: 'completed',
    });
    await handleReport(world.services, source.id, left);
    await handleReport(world.services, target, arrived);
    await world.quiet();
    return { instanceId: instance.id, source: source.id, target };
  };

  describe('the reaper', () => {
    it.each(over)(
      'removes a VMM that nobody is linked to, and its reservation: %o',
      async (state) => {
        const world = await makeNexus();
        const vmmId = await addUnlinked(world, state);
        const reaper = reaperOf(world);
        expect(await world.look(reaper)).toEqual({
          found: { vmms: 1 },
          deleted: { vmms: 1 },
          reservations: { deleted: 1 },
        });
        const vmm = await world.vmmOf(vmmId);
        expect(vmm.timeDeleted).not.toBeNull();
        expect(vmm.runtime.state).toEqual(state);
        expect(await world.reservationOf(vmmId)).toBeNull();
        expect(await world.look(reaper)).toEqual({});
      },
    );

    it.each(alive)('leaves one that may live: %o', async (state) => {
      const world = await makeNexus();
      const vmmId = await addUnlinked(world, state);
      expect(await world.look(reaperOf(world))).toEqual({});
      expect((await world.vmmOf(vmmId)).timeDeleted).toBeNull();
      expect(await world.reservationOf(vmmId)).toBe('active');
    });

    it('leaves one that its instance is linked to: that is for an update', async () => {
      const world = await makeNexus();
      const { instance, vmm } = await world.addRunning();
      await world.rack.forget(vmm.id);
      const failure = { reason: 'sled_off', detail: null } as const;
      await world.database.transaction((transaction) =>
        markVmmFailed(transaction, vmm.id, failure, world.services.now()),
      );
      expect(await world.look(reaperOf(world))).toEqual({});
      const link = {
        active_propolis_id: null,
        target_propolis_id: vmm.id,
        state: 'no_vmm',
      } as const;
      await world.database.kysely
        .updateTable('instance')
        .set(link)
        .where('id', '=', instance.id)
        .execute();
      expect(await world.look(reaperOf(world))).toEqual({});
      expect(await world.reservationOf(vmm.id)).toBe('active');
    });

    it('several at once remove each one once', async () => {
      const world = await makeNexus();
      for (let count = 0; count < 6; count += 1) {
        await addUnlinked(world, { kind: 'saga_unwound' });
      }
      const looks = await Promise.all([1, 2, 3].map(() => world.look(reaperOf(world))));
      const sum = (group: string): number =>
        looks.reduce((total, groups) => total + (groups[group]?.['vmms'] ?? 0), 0);
      expect(sum('deleted')).toBe(6);
      expect(sum('found')).toBe(6 + sum('already_deleted'));
    });

    it('removes a reservation that a deleted VMM has left behind', async () => {
      const world = await makeNexus();
      const vmmId = await addUnlinked(world, { kind: 'destroyed' });
      await markVmmDeleted(world.database.kysely, vmmId, world.services.now());
      expect(await world.look(reaperOf(world))).toEqual({ reservations: { orphaned: 1 } });
      expect(await world.reservationOf(vmmId)).toBeNull();
    });
  });

  describe('after a migration', () => {
    it('the source keeps its room until its sled says that it is over', async () => {
      const world = await makeNexus();
      const { instanceId, source, target } = await move(world);
      expect((await world.instanceOf(instanceId)).runtime.activeVmmId).toBe(target);
      expect(await world.reservationOf(source)).toBe('tombstoned');
      const reaper = reaperOf(world);
      expect(await world.look(reaper)).toEqual({});
      expect(await world.reservationOf(source)).toBe('tombstoned');

      const report = await world.rack.change(source, { state: { kind: 'destroyed' } });
      await handleReport(world.services, source, report);
      await world.quiet();
      expect(await world.look(reaper)).toEqual({
        found: { vmms: 1 },
        deleted: { vmms: 1 },
        reservations: { deleted: 1 },
      });
      await world.rack.forget(source);
      expect(await world.reservationOf(target)).toBe('active');
      expect(await leftovers(world.database)).toEqual([]);
    });

    it('an update that was lost is no reason to reap what the instance is on', async () => {
      const world = await makeNexus();
      const { source, target } = await move(world);
      const report = await world.rack.change(target, { state: { kind: 'destroyed' } });
      await world.database.transaction((transaction) =>
        vmmAndMigrationUpdateRuntime(transaction, target, report.vmmState, migrations(report)),
      );
      expect(await world.look(reaperOf(world))).toEqual({});
      expect(await world.reservationOf(target)).toBe('active');
      expect(await world.reservationOf(source)).toBe('tombstoned');
    });
  });
});
