import { randomUUID } from 'node:crypto';
import type { Tables } from '@skewline/db-model';
import { describe, expect, it } from 'vitest';
import { forEachDatabaseBeneath, useMigrated } from '../../../db-model/test/support/databases.ts';
import { noSuchInstance } from './support/fake-tables.ts';
import { finalState } from './support/final-state.ts';
import { leftovers } from './support/leftovers.ts';
import { makeWorld, openWorld } from './support/world.ts';

forEachDatabaseBeneath((engine) => {
  const database = useMigrated<Tables>(engine);

  describe('the fake rack', () => {
    it('is clean while instances run and stop', async () => {
      const world = await makeWorld(database());
      await world.addInstance();
      const { instance, vmm } = await world.addRunning();
      expect(await leftovers(database())).toEqual([]);
      expect(await finalState(database(), instance.id)).toMatchObject({
        instance: { state: 'vmm', active: 'VMM 1' },
        vmms: [{ state: 'running', reservation: 'active', onSled: 'running' }],
        nat: 'the active VMM',
        charge: { cpus: 4 },
      });
      const again = await openWorld(database());
      expect(again.projectId).toBe(world.projectId);
      expect(await again.rack.report(vmm.id)).toMatchObject({ vmmState: { gen: 3 } });
    });

    it('sees what is left', async () => {
      const world = await makeWorld(database());
      const { instance, vmm } = await world.addRunning();
      await world.database.kysely
        .updateTable('instance')
        .set({ state: 'no_vmm', active_propolis_id: null })
        .where('id', '=', instance.id)
        .execute();
      expect(await leftovers(database())).toEqual([
        `a VMM that nobody is linked to: ${vmm.id}`,
        `a VMM on a sled that no record knows: ${vmm.id}`,
        `a NAT entry of an instance that does not run: ${instance.id}`,
        `multicast to an instance that does not run: ${instance.id}`,
        `a charge for an instance that does not run: ${instance.id}`,
        `an instance at rest that is still to run: ${instance.id}`,
      ]);
    });

    it('sees what a deleted instance has kept', async () => {
      const world = await makeWorld(database());
      const { id } = await world.addInstance();
      const { kysely } = database();
      const disk = await world.addLocalDisk(id, 0);
      await world.addGroup('affinity', [id]);
      await world.addGroup('anti_affinity', [id]);
      const times = {
        time_created: '2026-11-21T06:00:00Z',
        time_modified: '2026-11-21T06:00:00Z',
        time_deleted: null,
      };
      await kysely
        .insertInto('external_ip')
        .values({
          id: randomUUID(),
          ...times,
          project_id: world.projectId,
          pool_id: randomUUID(),
          instance_id: id,
          kind: 'ephemeral',
          ip: '192.0.2.7',
        })
        .execute();
      const nic = randomUUID();
      await kysely
        .insertInto('network_interface')
        .values({
          id: nic,
          name: 'net0',
          description: '',
          ...times,
          instance_id: id,
          subnet_id: randomUUID(),
          slot: 0,
          ip: '172.30.0.5',
          mac: 'a8:40:25:00:00:01',
          is_primary: true,
        })
        .execute();
      expect(await leftovers(database())).toEqual([]);
      await kysely.deleteFrom('instance').where('id', '=', id).execute();
      expect(await leftovers(database())).toEqual([
        'an address of no instance: 192.0.2.7',
        `a network interface of no instance: ${nic}`,
        `a disk attached to no instance: ${disk}`,
        `a member of an affinity group that is no instance: ${id}`,
        `a member of an anti-affinity group that is no instance: ${id}`,
      ]);
    });

    it('fails as it is told, and logs it', async () => {
      const { rack, services, addRunning, sledIds } = await makeWorld(database());
      const { vmm } = await addRunning();
      const agent = services.sledAgent(vmm.sledId);
      const other = services.sledAgent(sledIds[1] ?? '');
      await rack.failNext('getVmmState', { kind: 'unreachable' }, { sledId: vmm.sledId });
      await rack.failNext('getVmmState', noSuchInstance);
      expect(await other.getVmmState(vmm.id)).toEqual(noSuchInstance);
      expect(await agent.getVmmState(vmm.id)).toEqual({ kind: 'unreachable' });
      expect(await agent.getVmmState(vmm.id)).toMatchObject({ kind: 'ok' });
      await rack.failNext('unregisterVmm', { kind: 'lost' });
      expect(await agent.unregisterVmm(vmm.id)).toEqual({ kind: 'unreachable' });
      expect(await agent.unregisterVmm(vmm.id)).toEqual({ kind: 'ok', value: null });
      await rack.failNext('ensureNat', { kind: 'unreachable' });
      await expect(services.network.ensureNat(vmm.id, vmm.sledId)).rejects.toThrow('unreachable');
      const calls = await rack.calls();
      expect(calls.map(({ operation, answer, changed }) => [operation, answer, changed])).toEqual([
        ['getVmmState', '404 NO_SUCH_INSTANCE', false],
        ['getVmmState', 'unreachable', false],
        ['getVmmState', 'ok', false],
        ['unregisterVmm', 'lost', true],
        ['unregisterVmm', 'ok', false],
        ['ensureNat', 'unreachable', false],
      ]);
    });

    it('hangs until nobody waits any more', async () => {
      const { rack, services, addRunning } = await makeWorld(database());
      const { vmm } = await addRunning();
      await rack.failNext('getVmmState', { kind: 'hang' });
      const agent = services.sledAgent(vmm.sledId);
      const answer = agent.getVmmState(vmm.id, { signal: AbortSignal.timeout(20) });
      expect(await answer).toEqual({ kind: 'unreachable' });
    });

    it('changes VMMs, and reports a generation on', async () => {
      const { rack, services, addRunning } = await makeWorld(database());
      const { vmm } = await addRunning();
      const migrationId = vmm.id;
      const running = await rack.change(vmm.id, { state: { kind: 'running' } });
      expect(running.vmmState.gen).toBe(3);
      const leaving = await rack.change(vmm.id, {
        state: { kind: 'migrating' },
        migrationOut: { migrationId, state: 'in_progress' },
      });
      expect(leaving).toMatchObject({ vmmState: { gen: 4 }, migrationOut: { gen: 2 } });
      expect(await services.sledAgent(vmm.sledId).getVmmState(vmm.id)).toEqual({
        kind: 'ok',
        value: leaving,
      });
    });
  });
});
