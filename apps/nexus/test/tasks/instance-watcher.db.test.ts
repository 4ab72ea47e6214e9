import { handleReport, type IncompleteReason, requestStart } from '@skewline/saga/instance';
import { afterEach, describe, expect, it } from 'vitest';
import { forEachDatabaseBeneath } from '../../../../packages/db-model/test/support/databases.ts';
import type { FakeAnswer } from '../../../../packages/saga/test/instance/support/fake-tables.ts';
import { leftovers } from '../../../../packages/saga/test/instance/support/leftovers.ts';
import { instanceWatcher } from '../../src/tasks/instance-watcher.ts';
import type { Task } from '../../src/tasks/task.ts';
import { type Looked, type NexusWorld, nexusWorlds } from './support/nexus-world.ts';
import { silent } from './support/silent.ts';

const watcherOf = ({ services, sleds, metrics }: NexusWorld): Task =>
  instanceWatcher({ services, sleds, metrics, log: silent });

forEachDatabaseBeneath((kind) => {
  const { makeNexus, closeEngines } = nexusWorlds(kind);
  afterEach(closeEngines);

  /** What became of an instance whose VMM has failed, and that nobody has started again. */
  const expectFailed = async (
    world: NexusWorld,
    { instance, vmm }: Awaited<ReturnType<NexusWorld['addRunning']>>,
    reason: string,
  ): Promise<void> => {
    const { runtime, timeDeleted } = await world.vmmOf(vmm.id);
    expect(runtime.state).toMatchObject({ kind: 'failed', reason });
    expect(timeDeleted).not.toBeNull();
    expect((await world.instanceOf(instance.id)).runtime).toMatchObject({
      state: 'failed',
      activeVmmId: null,
    });
    expect(await world.eventsOf(instance.id)).toEqual([
      { kind: 'vmm_failed', reason },
      { kind: 'state_changed', from: 'stopping', to: 'failed' },
    ]);
    expect(await world.reservationOf(vmm.id)).toBeNull();
    expect(await leftovers(world.database)).toEqual([]);
  };

  describe('the watcher', () => {
    it('writes what sled agents say, and counts by state', async () => {
      const world = await makeNexus();
      const [first = '', second = ''] = world.sledIds;
      const still = await world.addRunning({ sledId: second });
      const reboots = await world.addRunning({ sledId: first });
      await world.rack.change(reboots.vmm.id, { state: { kind: 'rebooting' } });
      const watcher = watcherOf(world);
      expect(await world.look(watcher)).toEqual({
        total: { vmms: 2 },
        states: { rebooting: 1, running: 1 },
      });
      expect((await world.vmmOf(reboots.vmm.id)).runtime.state).toEqual({ kind: 'rebooting' });
      expect((await world.vmmOf(still.vmm.id)).runtime).toMatchObject({
        gen: still.vmm.runtime.gen,
      });
    });

    it('sees that a VMM has ended, and the instance has followed when it is done', async () => {
      const world = await makeNexus();
      const { instance, vmm } = await world.addRunning();
      await world.rack.change(vmm.id, { state: { kind: 'destroyed' } });
      const watcher = watcherOf(world);
      expect(await world.look(watcher)).toEqual({
        total: { vmms: 1 },
        states: { destroyed: 1 },
        update_sagas: { run: 1 },
      });
      expect(await world.instanceOf(instance.id)).toMatchObject({
        intendedState: 'guest_shutdown',
        runtime: { state: 'no_vmm', activeVmmId: null },
      });
      await world.rack.forget(vmm.id);
      expect(await leftovers(world.database)).toEqual([]);
      expect(await world.look(watcher)).toEqual({ pruned: { vmms: 1 } });
      expect(await world.look(watcher)).toEqual({});
    });

    it('sees a failure that the sled agent knows the reason of', async () => {
      const world = await makeNexus();
      const running = await world.addRunning();
      const failed = { kind: 'failed', reason: 'zone_gone', detail: 'it is not there' } as const;
      await world.rack.change(running.vmm.id, { state: failed });
      expect(await world.look(watcherOf(world))).toEqual({
        total: { vmms: 1 },
        states: { failed: 1 },
        failed: { zone_gone: 1 },
        update_sagas: { run: 1 },
      });
      await world.rack.forget(running.vmm.id);
      await expectFailed(world, running, 'zone_gone');
    });

    it('fails a VMM that its sled agent does not know', async () => {
      const world = await makeNexus();
      const running = await world.addRunning();
      await world.rack.forget(running.vmm.id);
      expect(await world.look(watcherOf(world))).toEqual({
        total: { vmms: 1 },
        failed: { no_such_instance: 1 },
        update_sagas: { run: 1 },
      });
      await expectFailed(world, running, 'no_such_instance');
      const text = await world.metrics.registry.metrics();
      expect(text).toContain('skewline_vmm_failures_total{reason="no_such_instance"} 1');
      expect(text).toContain(
        'skewline_vmm_checks_total{outcome="failure",state="failed",reason="no_such_instance"} 1',
      );
    });

    it('fails a VMM on an expunged sled, and asks nobody', async () => {
      const world = await makeNexus();
      const running = await world.addRunning();
      await world.database.kysely
        .updateTable('sled')
        .set({ sled_policy: 'expunged' })
        .where('id', '=', running.vmm.sledId)
        .execute();
      expect(await world.look(watcherOf(world))).toMatchObject({ failed: { sled_expunged: 1 } });
      const calls = await world.rack.calls();
      expect(calls.filter(({ operation }) => operation === 'getVmmState')).toEqual([]);
      await world.rack.forget(running.vmm.id);
      await expectFailed(world, running, 'sled_expunged');
    });

    it.each(['A1', 'A2'] as const)('fails a VMM on a sled that is off: %s', async (power) => {
      const world = await makeNexus();
      const running = await world.addRunning();
      await world.rack.setPower(running.vmm.sledId, power);
      expect(await world.look(watcherOf(world))).toMatchObject({ failed: { sled_off: 1 } });
      expect((await world.vmmOf(running.vmm.id)).runtime.state).toMatchObject({
        detail: `the gateway says that the sled is in ${power}`,
      });
      await expectFailed(world, running, 'sled_off');
    });

    const nothingProven: readonly [string, FakeAnswer, IncompleteReason][] = [
      ['no connection', { kind: 'unreachable' }, 'unreachable'],
      ['an answer that is none', { kind: 'not_understood' }, 'client_error'],
      ['a broken sled agent', { kind: 'error_status', status: 500, errorCode: 'Internal' }, 500],
      ['404 of somebody else', { kind: 'error_status', status: 404, errorCode: null }, 404],
      [
        'a VMM that is ending',
        { kind: 'error_status', status: 410, errorCode: 'NO_SUCH_INSTANCE' },
        410,
      ],
    ];
    describe.each(['A0', 'unknown'] as const)('where the gateway says %s', (power) => {
      it.each(nothingProven)('leaves a VMM as it is after %s', async (_, answer, incomplete) => {
        const world = await makeNexus();
        const { instance, vmm } = await world.addRunning();
        const before = await world.vmmOf(vmm.id);
        await world.rack.setPower(vmm.sledId, power);
        await world.rack.failNext('getVmmState', answer);
        expect(await world.look(watcherOf(world))).toEqual({
          total: { vmms: 1 },
          incomplete: { [String(incomplete)]: 1 },
        });
        expect(await world.vmmOf(vmm.id)).toEqual(before);
        expect((await world.instanceOf(instance.id)).runtime.activeVmmId).toBe(vmm.id);
        expect(await world.eventsOf(instance.id)).toEqual([]);
      });
    });

    it('only asks of what is on a sled and lives', async () => {
      const world = await makeNexus();
      const { vmm } = await world.addRunning();
      for (const state of ['creating', 'saga_unwound', 'destroyed'] as const) {
        await world.database.kysely
          .updateTable('vmm')
          .set({ state })
          .where('id', '=', vmm.id)
          .execute();
        expect(await world.look(watcherOf(world))).toEqual({});
      }
    });

    it('trouble with one VMM does not stop the others', async () => {
      const world = await makeNexus();
      const all = [];
      for (let count = 0; count < 20; count += 1) {
        all.push(await world.addRunning({ sledId: world.sledIds[count % 3] ?? '' }));
      }
      const [broken] = all;
      const { services, metrics, sleds } = world;
      const watcher = instanceWatcher({
        services,
        metrics,
        log: silent,
        sleds: {
          ...sleds,
          ask: async (vmm, signal) => {
            if (vmm.id === broken?.vmm.id) throw new Error('a mistake of ours');
            return sleds.ask(vmm, signal);
          },
        },
      });
      expect(await world.look(watcher)).toEqual({
        total: { vmms: 20 },
        states: { running: 19 },
        incomplete: { update_failed: 1 },
      });
    });

    it('asks so many at once, sled by sled', async () => {
      const world = await makeNexus();
      for (let count = 0; count < 40; count += 1) {
        await world.addRunning({ sledId: world.sledIds[count % 3] ?? '' });
      }
      const { services, metrics, sleds } = world;
      const asked: string[] = [];
      let atOnce = 0;
      let most = 0;
      const watcher = instanceWatcher({
        services,
        metrics,
        log: silent,
        sleds: {
          ...sleds,
          ask: async (vmm, signal) => {
            asked.push(vmm.sledId);
            atOnce += 1;
            most = Math.max(most, atOnce);
            const answer = await sleds.ask(vmm, signal);
            atOnce -= 1;
            return answer;
          },
        },
      });
      expect(await world.look(watcher)).toMatchObject({ total: { vmms: 40 } });
      expect(most).toBe(16);
      expect(asked).toEqual(asked.toSorted());
    });

    it('ends when it is told to, and says so', async () => {
      const world = await makeNexus();
      await world.addRunning();
      await world.rack.failNext('getVmmState', { kind: 'hang' });
      const stopping = new AbortController();
      const looking = watcherOf(world).run(stopping.signal);
      setTimeout(() => stopping.abort(new Error('told to stop')), 50);
      await expect(looking).rejects.toThrow('told to stop');
    });

    it('two at once do what one does', async () => {
      const world = await makeNexus();
      const lost = await world.addRunning();
      await world.rack.forget(lost.vmm.id);
      const counted = await Promise.all([
        world.look(watcherOf(world)),
        world.look(watcherOf(world)),
      ]);
      expect(counted.map(({ failed }) => failed)).toEqual([
        { no_such_instance: 1 },
        { no_such_instance: 1 },
      ]);
      await world.quiet();
      await expectFailed(world, lost, 'no_such_instance');
    });
  });

  describe('beside a start', () => {
    /** What the watcher sees right before a sled is asked for something; then the start goes on, to its end. */
    const startWith = async (
      operation: 'registerVmm' | 'putVmmState',
      look: (world: NexusWorld, vmmId: string) => Promise<Looked>,
    ) => {
      const world = await makeNexus();
      const { id: instanceId } = await world.addInstance();
      const looks: Looked[] = [];
      world.before(operation, async () => {
        const [attempt] = await world.attemptsOf(instanceId);
        looks.push(await look(world, attempt?.vmmId ?? ''));
      });
      const asked = { instanceId, origin: 'user', requestId: null } as const;
      expect(await requestStart(world.services, asked)).toMatchObject({ kind: 'accepted' });
      await world.quiet();
      const [attempt] = await world.attemptsOf(instanceId);
      expect(await leftovers(world.database)).toEqual([]);
      return { looks, outcome: attempt?.outcome, instance: await world.instanceOf(instanceId) };
    };

    it('a VMM that its sled has not taken in yet is left alone', async () => {
      const { looks, outcome } = await startWith('registerVmm', (world) =>
        world.look(watcherOf(world)),
      );
      expect(looks).toEqual([{}]);
      expect(outcome).toMatchObject({ kind: 'succeeded' });
    });

    it('one that it has taken in is asked for, and goes on to start', async () => {
      const { looks, outcome } = await startWith('putVmmState', (world) =>
        world.look(watcherOf(world)),
      );
      expect(looks).toEqual([{ total: { vmms: 1 }, states: { starting: 1 } }]);
      expect(outcome).toMatchObject({ kind: 'succeeded' });
    });

    it('one that is gone from its sled has the start unwind, and leaves the instance stopped', async () => {
      const { looks, outcome, instance } = await startWith('putVmmState', async (world, vmmId) => {
        await world.rack.forget(vmmId);
        return world.look(watcherOf(world));
      });
      expect(looks).toEqual([
        { total: { vmms: 1 }, failed: { no_such_instance: 1 }, update_sagas: { run: 1 } },
      ]);
      expect(outcome).toMatchObject({ kind: 'failed', failure: { code: 'vmm_vanished' } });
      expect(instance).toMatchObject({
        intendedState: 'stopped',
        runtime: { state: 'no_vmm', activeVmmId: null },
      });
    });
  });

  it('what was pushed before is no news, and changes nothing', async () => {
    const world = await makeNexus();
    const { instance, vmm } = await world.addRunning();
    const report = await world.rack.change(vmm.id, { state: { kind: 'stopping' } });
    await handleReport(world.services, vmm.id, report);
    const before = await world.instanceOf(instance.id);
    expect(await world.look(watcherOf(world))).toEqual({
      total: { vmms: 1 },
      states: { stopping: 1 },
    });
    expect(await world.instanceOf(instance.id)).toEqual(before);
  });
});
