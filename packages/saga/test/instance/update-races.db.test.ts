import { randomUUID } from 'node:crypto';
import {
  fetchMigration,
  fetchVmm,
  listInstanceEvents,
  lockInstance,
  markInstanceDeleted,
  setIntendedState,
  unlockInstance,
  updateInstanceRuntime,
} from '@skewline/db-model';
import { Refusal } from '@skewline/runtime';
import { describe, expect, it } from 'vitest';
import { accepted } from '../../../db-model/test/store/samples.ts';
import { forEachDatabaseBeneath } from '../../../db-model/test/support/databases.ts';
import { decideUpdate } from '../../src/instance/update.ts';
import { readUpdateSnapshot } from '../../src/instance/update-snapshot.ts';
import { updateParams } from '../../src/instance/update-start.ts';
import {
  markVmmFailedAndUpdate,
  requestUpdate,
  runUpdate,
  updateSagas,
} from '../../src/instance/updater.ts';
import { arrange, report, scenario, summary } from './support/update-scenarios.ts';
import { beforeNode, outcomeOf, useUpdating } from './support/updating.ts';
import { listed } from '../support/listed.ts';

forEachDatabaseBeneath((engine) => {
  const updating = useUpdating(engine);

  describe('two at once', () => {
    it('one updates, the others end quietly, and all happens once', async () => {
      const { world, settled, leftOf } = updating();
      const wanted = scenario('everyone died');
      const arranged = await arrange(world, wanted);
      const results = await Promise.all(
        Array.from({ length: 4 }, () => runUpdate(world.services, arranged.instanceId)),
      );
      await settled(arranged.instanceId);
      expect(results.map((result) => result.ok && result.rest.kind)).toEqual(
        results.map(() => 'done'),
      );
      expect(results.map(outcomeOf)).toContainEqual({ successorId: null });
      expect(await summary(world, arranged)).toBe(wanted.expected);
      expect(await leftOf(arranged, wanted)).toEqual([]);
    });

    it('whoever finds it locked does nothing, and says by whom', async () => {
      const { world } = updating();
      const arranged = await arrange(world, scenario('active VMM failed'));
      const before = await summary(world, arranged);
      const by = randomUUID();
      const { database, services } = world;
      const locked = accepted(await lockInstance(database.kysely, arranged.instanceId, by));
      const rested = await runUpdate(services, arranged.instanceId);
      expect(outcomeOf(rested)).toEqual({ kind: 'already_locked', by });
      expect(await summary(world, arranged)).toBe(before.replace('on a', 'on a, locked'));
      if (locked.kind === 'held') {
        await unlockInstance(database.kysely, arranged.instanceId, locked.lock);
      }
      await runUpdate(services, arranged.instanceId);
      expect(await summary(world, arranged)).toBe(scenario('active VMM failed').expected);
    });

    it('whose parent has given the lock back ends without doing anything', async () => {
      const { world, engine: journal } = updating();
      const { database, services } = world;
      const arranged = await arrange(world, scenario('active VMM failed'));
      const { instanceId } = arranged;
      const locked = accepted(await lockInstance(database.kysely, instanceId, randomUUID()));
      const snapshot = accepted(
        await database.transaction((transaction) => readUpdateSnapshot(transaction, instanceId)),
      );
      const update = decideUpdate(snapshot, services.now());
      if (update === null || locked.kind !== 'held') throw new Error('there is something to do');
      await unlockInstance(database.kysely, instanceId, locked.lock);
      const before = await summary(world, arranged);
      const params = updateParams(snapshot, update, locked.lock);
      const started = await journal.start(updateSagas(services).instanceUpdate.dag(params), params);
      if (!started.ok) throw new Error(started.message);
      expect(await journal.wait(started.sagaId)).toMatchObject({
        rest: { kind: 'unwound', error: { source: { code: 'already_locked' } } },
      });
      expect(await summary(world, arranged)).toBe(before);
    });
  });

  describe('what happens while it is updated', () => {
    it('another report: a successor sees to it', async () => {
      const { world, at, settled } = updating();
      const handedOver = scenario('migration source completed');
      const arranged = await arrange(world, handedOver);
      const { a, b, instanceId } = arranged;
      at(
        beforeNode('commit_instance_updates', async () => {
          await report(world, b ?? '', { state: { kind: 'running' }, migrationIn: 'completed' });
          await report(world, a, { state: { kind: 'destroyed' } });
        }),
      );
      const output = outcomeOf(await runUpdate(world.services, instanceId));
      at(null);
      expect(output).toEqual({ successorId: expect.any(String) });
      await settled(instanceId);
      // The source was let go before it was over, so its record is the reaper's.
      expect(await summary(world, arranged)).toBe(
        'vmm, running, on b | a destroyed, tombstoned; b running, active | network there, charged | ' +
          'migration_completed, migrating to running',
      );
    });

    it('a successor that cannot be started is left to the background task', async () => {
      const { world, at, engine: journal, needing } = updating();
      const arranged = await arrange(world, scenario('migration source completed'));
      const { b, instanceId } = arranged;
      const refusal = { ok: false, code: 'quiescing', status: 503, message: 'no' } as const;
      at(
        beforeNode('chain_successor_saga', async () => {
          await report(world, b ?? '', { state: { kind: 'running' }, migrationIn: 'completed' });
          world.useEngine({ ...journal, start: async () => refusal });
        }),
      );
      const before = world.activated.length;
      const output = outcomeOf(await runUpdate(world.services, instanceId));
      at(null);
      world.useEngine(journal);
      expect(output).toEqual({ successorId: null });
      expect(world.activated.slice(before)).toContain('instance_updater');
      expect(await needing(instanceId)).toBe('migration_over');
    });

    it('somebody writes the instance: nothing is written, and a later update does it', async () => {
      const { world, at, leftOf, instanceOf, needing } = updating();
      const wanted = scenario('active VMM failed');
      const arranged = await arrange(world, wanted);
      const { instanceId } = arranged;
      const before = await summary(world, arranged);
      at(
        beforeNode('commit_instance_updates', async () => {
          const { runtime } = await instanceOf(instanceId);
          const next = { ...runtime, gen: runtime.gen + 1 };
          accepted(await updateInstanceRuntime(world.database.kysely, instanceId, next));
        }),
      );
      const rested = outcomeOf(await runUpdate(world.services, instanceId));
      at(null);
      expect(rested).toMatchObject({
        kind: 'unwound',
        error: { source: { code: 'instance_changed', message: 'instance state has changed' } },
      });
      // The network is not led back: nothing runs there, and the next update finds it done.
      expect(await summary(world, arranged)).toBe(before.replace('there', 'nowhere'));
      expect(await needing(instanceId)).toBe('active_vmm_failed');
      await runUpdate(world.services, instanceId);
      expect(await summary(world, arranged)).toBe(wanted.expected);
      expect(await leftOf(arranged, wanted)).toEqual([]);
    });

    it('its user asks for it to be stopped: that stays', async () => {
      const { world, at, instanceOf } = updating();
      const arranged = await arrange(world, scenario('active VMM destroyed'));
      const { instanceId } = arranged;
      at(
        beforeNode('commit_instance_updates', () =>
          setIntendedState(world.database.kysely, instanceId, 'stopped'),
        ),
      );
      await runUpdate(world.services, instanceId);
      at(null);
      expect(await instanceOf(instanceId)).toMatchObject({
        intendedState: 'stopped',
        runtime: { state: 'no_vmm' },
      });
    });

    it('an operator abandons it: a later update takes the lock from it', async () => {
      const { world, at, engine: journal, leftOf, instanceOf, needing } = updating();
      const wanted = scenario('active VMM failed');
      const arranged = await arrange(world, wanted);
      const { instanceId } = arranged;
      at(
        beforeNode('commit_instance_updates', async () => {
          const { sagas } = await listed(journal, { subject: instanceId, name: 'instance_update' });
          for (const { id } of sagas) await journal.abandon(id, 'test');
        }),
      );
      const rested = outcomeOf(await runUpdate(world.services, instanceId));
      at(null);
      expect(rested).toMatchObject({ kind: 'abandoned' });
      expect((await instanceOf(instanceId)).updaterLock.updaterId).not.toBeNull();
      expect(await needing(instanceId)).toBe('active_vmm_failed');
      await runUpdate(world.services, instanceId);
      expect(await summary(world, arranged)).toBe(wanted.expected);
      expect(await leftOf(arranged, wanted)).toEqual([]);
    });

    it.each(['lock_instance', 'decide'] as const)(
      'its end before %s: the saga fails, and no lock is left',
      async (node) => {
        const { world, at, instanceOf } = updating();
        const { id: instanceId } = await world.addInstance();
        at(
          beforeNode(node, () =>
            markInstanceDeleted(world.database.kysely, instanceId, world.services.now()),
          ),
        );
        const rested = outcomeOf(await runUpdate(world.services, instanceId));
        at(null);
        expect(rested).toMatchObject({
          kind: 'unwound',
          error: { node, source: { code: 'instance_not_found' } },
        });
        expect((await instanceOf(instanceId)).updaterLock.updaterId).toBeNull();
      },
    );
  });

  it('while the source is over and no side has reported: nothing, and it is looked at again', async () => {
    const { world, needing } = updating();
    const wanted = {
      a: 'failed',
      b: 'migrating',
      sides: ['in_progress', 'in_progress'],
    } as const;
    const arranged = await arrange(world, wanted);
    const before = await summary(world, arranged);
    expect(outcomeOf(await runUpdate(world.services, arranged.instanceId))).toEqual({
      kind: 'up_to_date',
    });
    expect(await summary(world, arranged)).toBe(before);
    expect(await needing(arranged.instanceId)).toBe('active_vmm_failed');
    await report(world, arranged.b ?? '', { state: { kind: 'running' }, migrationIn: 'completed' });
    await runUpdate(world.services, arranged.instanceId);
    expect(await summary(world, arranged)).toBe(
      'vmm, running, on b | a failed, gone; b running, active | network there, charged | ' +
        'migration_completed, migrating to running',
    );
    expect(await needing(arranged.instanceId)).toBeUndefined();
  });

  it('a migration that nobody reports of any more has failed', async () => {
    const { world, instanceOf } = updating();
    const arranged = await arrange(world, scenario('both over, and neither side has reported'));
    const { migrationId } = (await instanceOf(arranged.instanceId)).runtime;
    await runUpdate(world.services, arranged.instanceId);
    const migration = accepted(await fetchMigration(world.database.kysely, migrationId ?? ''));
    expect([migration.source.state, migration.target.state]).toEqual(['in_progress', 'failed']);
  });

  it('a network that does not answer once is asked again', async () => {
    const { world } = updating();
    const wanted = scenario('migration target completed');
    const arranged = await arrange(world, wanted);
    await world.rack.failNext('ensureNat', { kind: 'unreachable' });
    expect(outcomeOf(await runUpdate(world.services, arranged.instanceId))).toEqual({
      successorId: null,
    });
    expect(await summary(world, arranged)).toBe(wanted.expected);
  });

  it('a network that does not answer at all: unlocked, and updated later', async () => {
    const { world, needing } = updating();
    const wanted = scenario('migration target completed');
    const arranged = await arrange(world, wanted);
    await world.rack.failNext('setMulticast', { kind: 'unreachable' }, { times: 100 });
    const before = world.activated.length;
    expect(outcomeOf(await runUpdate(world.services, arranged.instanceId))).toMatchObject({
      kind: 'unwound',
      error: { node: 'update_network_config', attempts: 5 },
    });
    expect(world.activated.slice(before)).toContain('instance_updater');
    expect(await needing(arranged.instanceId)).toBe('migration_over');
    await world.rack.mend();
    await runUpdate(world.services, arranged.instanceId);
    expect(await summary(world, arranged)).toBe(wanted.expected);
  });

  it('an instance that has failed and is to run is handed to those who start it again', async () => {
    const { world } = updating();
    const arranged = await arrange(world, scenario('active VMM failed'));
    const before = world.activated.length;
    await runUpdate(world.services, arranged.instanceId);
    expect(world.activated.slice(before)).toContain('instance_reincarnation');
    const again = world.activated.length;
    await runUpdate(world.services, arranged.instanceId);
    expect(world.activated.slice(again)).toEqual(['instance_reincarnation']);
  });

  describe('a VMM that the control plane finds failed', () => {
    const failure = { reason: 'sled_off', detail: 'A2' } as const;

    it('fails its instance, with the reason, before anybody reads', async () => {
      const { world } = updating();
      const { instance, vmm } = await world.addRunning();
      const marked = accepted(await markVmmFailedAndUpdate(world.services, vmm.id, failure));
      expect(marked).toMatchObject({
        vmm: { found: { id: vmm.id, runtime: { state: { kind: 'running' } } }, vmmUpdated: true },
        update: { ok: true, rest: { kind: 'done' } },
      });
      const arranged = { instanceId: instance.id, a: vmm.id, b: null };
      expect(await summary(world, arranged)).toBe(scenario('active VMM failed').expected);
      const { events } = await listInstanceEvents(world.database.kysely, instance.id, { limit: 9 });
      expect(events[0]).toMatchObject({
        sequence: 1,
        what: { kind: 'vmm_failed', reason: 'sled_off' },
        detail: 'A2',
      });

      const other = { reason: 'no_such_instance', detail: null } as const;
      const again = accepted(await markVmmFailedAndUpdate(world.services, vmm.id, other));
      expect(again.vmm.vmmUpdated).toBe(false);
      const { value } = accepted(await fetchVmm(world.database.kysely, vmm.id));
      expect(value.runtime.state).toEqual({ kind: 'failed', ...failure });
    });

    it('also where its update was lost', async () => {
      const { world } = updating();
      const wanted = scenario('active VMM failed');
      const arranged = await arrange(world, wanted);
      const marked = accepted(await markVmmFailedAndUpdate(world.services, arranged.a, failure));
      expect(marked.vmm.vmmUpdated).toBe(false);
      expect(await summary(world, arranged)).toBe(wanted.expected);
    });

    it('not one that nobody knows', async () => {
      const refusal = await markVmmFailedAndUpdate(
        updating().world.services,
        randomUUID(),
        failure,
      );
      expect(refusal).toBeInstanceOf(Refusal);
      expect(refusal).toMatchObject({ code: 'vmm_not_found' });
    });
  });

  it('where no saga can be started the background task is told', async () => {
    const { world, engine: journal } = updating();
    const { id: instanceId } = await world.addInstance();
    const refusal = { ok: false, code: 'quiescing', status: 503, message: 'no' } as const;
    world.useEngine({ ...journal, start: async () => refusal });
    const before = world.activated.length;
    expect(await requestUpdate(world.services, instanceId)).toEqual(refusal);
    expect(await runUpdate(world.services, instanceId)).toEqual(refusal);
    world.useEngine(journal);
    expect(world.activated.slice(before)).toEqual(['instance_updater', 'instance_updater']);
  });
});
