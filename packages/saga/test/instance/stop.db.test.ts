import { fetchInstance, fetchVmm, listInstanceEvents, type Tables } from '@skewline/db-model';
import type { VmmState } from '@skewline/nexus-types/domain';
import type { Uuid } from '@skewline/runtime/api';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { forEachDatabaseBeneath, useMigrated } from '../../../db-model/test/support/databases.ts';
import { accepted } from '../../../db-model/test/store/samples.ts';
import { migrateSaga } from '../../src/instance/migrate.ts';
import { requestMigrate } from '../../src/instance/migrate/request.ts';
import { requestReboot } from '../../src/instance/reboot.ts';
import { handleReport } from '../../src/instance/report.ts';
import type { InstanceServices } from '../../src/instance/services.ts';
import { answerOfSagaError } from '../../src/instance/sled-agent-error.ts';
import { stopSaga } from '../../src/instance/stop.ts';
import { requestStop } from '../../src/instance/stop/request.ts';
import { runInMemory } from '../../src/run-in-memory.ts';
import { assertNoFaults, checkSaga, freshSaga, onEngine } from '../../src/testing/index.ts';
import { type FakeAnswer, noSuchInstance } from './support/fake-tables.ts';
import { finalState } from './support/final-state.ts';
import { makeSagaWorld, type SagaWorld } from './support/saga-world.ts';

forEachDatabaseBeneath((databaseEngine) => {
  const database = useMigrated<Tables>(databaseEngine);
  const open: SagaWorld[] = [];
  afterEach(async () => {
    for (const world of open.splice(0)) await world.engine.close();
  });
  const makeStopping = async (): Promise<SagaWorld> => {
    const world = await makeSagaWorld(database(), (services) => [stopSaga(services)]);
    open.push(world);
    return world;
  };

  const instanceOf = async (instanceId: Uuid) =>
    accepted(await fetchInstance(database().kysely, instanceId)).value;
  const vmmStateOf = async (vmmId: Uuid) =>
    accepted(await fetchVmm(database().kysely, vmmId)).value.runtime.state.kind;
  const historyOf = async (instanceId: Uuid) => {
    const { events } = await listInstanceEvents(database().kysely, instanceId, { limit: 100 });
    return events.map(({ what }) => what.kind);
  };
  /** How its saga ends, if there is one. */
  const stop = async (world: SagaWorld, instanceId: Uuid) => {
    const asked = accepted(await requestStop(world.services, { instanceId }));
    if (!('kind' in asked)) throw new Error(asked.message);
    return asked.kind === 'done' ? asked : world.restOf(asked.sagaId);
  };
  /** A VMM comes to this by itself, and its sled agent says so. */
  const report = async (world: SagaWorld, vmmId: Uuid, state: VmmState) => {
    const seen = await world.rack.change(vmmId, { state });
    accepted(await handleReport(world.services, vmmId, seen));
    await world.quiet();
  };
  /** The database says this of a VMM, and nobody has done anything about it. */
  const setVmm = async (vmmId: Uuid, state: 'creating' | 'stopping' | 'stopped' | 'destroyed') => {
    await database().kysely.updateTable('vmm').set({ state }).where('id', '=', vmmId).execute();
  };

  describe('stopping an instance', () => {
    it('asks its sled, and is over when the sled says so', async () => {
      const world = await makeStopping();
      const { instance, vmm } = await world.addRunning();
      expect(await stop(world, instance.id)).toEqual({ kind: 'done', output: null });
      expect(await vmmStateOf(vmm.id)).toBe('stopping');
      expect(await instanceOf(instance.id)).toMatchObject({
        intendedState: 'stopped',
        runtime: { state: 'vmm', activeVmmId: vmm.id },
      });
      expect(await stop(world, instance.id)).toEqual({ kind: 'done' });

      await report(world, vmm.id, { kind: 'destroyed' });
      expect(await world.leftBehind()).toEqual([]);
      expect(await finalState(database(), instance.id)).toMatchObject({
        instance: { state: 'no_vmm', intended: 'stopped', active: null },
        vmms: [{ state: 'destroyed', isDeleted: true, reservation: null }],
        nat: null,
        charge: null,
      });
      expect(await historyOf(instance.id)).toEqual(['stop_requested', 'state_changed']);
      expect((await world.rack.calls()).map(({ operation }) => operation)).toContain('putVmmState');
    });

    it('fails at every node, and repeats do no harm', async () => {
      const world = await makeStopping();
      const saga = stopSaga(world.services);
      const subject = {
        name: 'instance_stop',
        fresh: async () => {
          const { instance } = await world.addRunning();
          const params = { instanceId: instance.id };
          return freshSaga(saga.dag(params), params, instance.id);
        },
        leftovers: world.leftBehind,
        finalState: async ({ subject: instanceId }: { subject: string | null }) =>
          finalState(database(), instanceId ?? ''),
      };
      const reports = await checkSaga(subject, onEngine(world.engine, world.injections));
      expect(() => assertNoFaults(...reports)).not.toThrow();
    });

    it('keeps the wish where the sled cannot be reached, and whoever asks again has another try', async () => {
      const world = await makeStopping();
      const { instance, vmm } = await world.addRunning();
      await world.rack.failNext('putVmmState', { kind: 'unreachable' }, { times: 5 });
      const rest = await stop(world, instance.id);
      if (!('error' in rest) || rest.kind !== 'unwound') throw new Error(rest.kind);
      expect(answerOfSagaError(rest.error).status).toBe(502);
      expect(await vmmStateOf(vmm.id)).toBe('running');
      expect((await instanceOf(instance.id)).intendedState).toBe('stopped');
      expect(await world.leftBehind()).toEqual([]);

      expect(await stop(world, instance.id)).toMatchObject({ kind: 'done' });
      expect(await vmmStateOf(vmm.id)).toBe('stopping');
      expect(await historyOf(instance.id)).toEqual(['stop_requested']);
    });

    it.each([
      { kind: 'unreachable' },
      { kind: 'lost' },
      { kind: 'not_understood' },
      { kind: 'error_status', status: 503, errorCode: null },
    ] satisfies FakeAnswer[])('asks again: $kind', async (answer) => {
      const world = await makeStopping();
      const { instance, vmm } = await world.addRunning();
      await world.rack.failNext('putVmmState', answer, { times: 3 });
      expect(await stop(world, instance.id)).toMatchObject({ kind: 'done' });
      expect(await vmmStateOf(vmm.id)).toBe('stopping');
    });

    it('a VMM that its sled has lost has failed; asked again, the instance is stopped', async () => {
      const world = await makeStopping();
      const { instance, vmm } = await world.addRunning();
      await world.rack.forget(vmm.id);
      const rest = await stop(world, instance.id);
      if (!('error' in rest) || rest.kind !== 'unwound') throw new Error(rest.kind);
      expect(answerOfSagaError(rest.error)).toEqual({
        status: 503,
        message:
          'The instance was running but is no longer reachable. It is being moved to the Failed state.',
      });
      expect(await world.leftBehind()).toEqual([]);
      expect(await finalState(database(), instance.id)).toMatchObject({
        instance: { state: 'failed', intended: 'stopped' },
        vmms: [{ state: 'failed', failure: 'no_such_instance', isDeleted: true }],
      });

      expect(await stop(world, instance.id)).toEqual({ kind: 'done' });
      expect(await instanceOf(instance.id)).toMatchObject({
        intendedState: 'stopped',
        runtime: { state: 'no_vmm' },
      });
      expect(await historyOf(instance.id)).toEqual([
        'stop_requested',
        'vmm_failed',
        'state_changed',
        'state_changed',
      ]);
    });

    it('a VMM on a sled that is off has failed', async () => {
      const world = await makeStopping();
      const { instance, vmm } = await world.addRunning();
      await world.rack.setPower(vmm.sledId, 'A2');
      const rest = await stop(world, instance.id);
      if (!('error' in rest) || rest.kind !== 'unwound') throw new Error(rest.kind);
      expect(rest.error.attempts).toBe(1);
      expect(answerOfSagaError(rest.error)).toEqual({
        status: 503,
        message:
          'The instance was running but is no longer reachable. It is being moved to the Failed state.',
      });
      expect(await world.leftBehind()).toEqual([]);
      expect(await finalState(database(), instance.id)).toMatchObject({
        instance: { state: 'failed', intended: 'stopped' },
        vmms: [{ state: 'failed', failure: 'sled_off', isDeleted: true }],
      });
    });

    it.each(['A0', 'unknown'] as const)(
      'a sled that is silent and whose power is %s proves nothing',
      async (power) => {
        const world = await makeStopping();
        const { instance, vmm } = await world.addRunning();
        await world.rack.setPower(vmm.sledId, power);
        await world.rack.failNext('putVmmState', { kind: 'unreachable' }, { times: 5 });
        expect(await stop(world, instance.id)).toMatchObject({ kind: 'unwound' });
        expect(await vmmStateOf(vmm.id)).toBe('running');
      },
    );

    it('a VMM that is about to end is let end', async () => {
      const world = await makeStopping();
      const { instance } = await world.addRunning();
      const ending: FakeAnswer = {
        kind: 'error_status',
        status: 410,
        errorCode: 'NO_SUCH_INSTANCE',
      };
      await world.rack.failNext('putVmmState', ending);
      expect(await stop(world, instance.id)).toMatchObject({ kind: 'done' });
    });

    it('a VMM that has stopped while it was to be asked is no failure', async () => {
      const world = await makeStopping();
      const { instance, vmm } = await world.addRunning();
      const services: InstanceServices = {
        ...world.services,
        sledAgent: (sledId) => ({
          ...world.services.sledAgent(sledId),
          // The last state is published before the sled forgets the VMM.
          async putVmmState() {
            await report(world, vmm.id, { kind: 'destroyed' });
            return { kind: 'error_status', status: 404, errorCode: 'NO_SUCH_INSTANCE' };
          },
        }),
      };
      const params = { instanceId: instance.id };
      const ran = await runInMemory(stopSaga(services).dag(params), params);
      expect(ran).toMatchObject({ outcome: { kind: 'done' } });
      expect(await world.leftBehind()).toEqual([]);
      expect((await instanceOf(instance.id)).runtime.state).toBe('no_vmm');
    });
  });

  describe('an instance that is being moved', () => {
    interface Moving {
      readonly world: SagaWorld;
      readonly instanceId: Uuid;
      readonly source: Uuid;
      readonly target: Uuid;
    }
    /** On the sleds it has moved: it runs in its target, its source is over, and nobody has said so. */
    const makeMoved = async (): Promise<Moving> => {
      const world = await makeSagaWorld(database(), (services) => [
        stopSaga(services),
        migrateSaga(services),
      ]);
      open.push(world);
      const { instance, vmm: source } = await world.addRunning();
      const destinationSledId = world.sledIds[1] ?? '';
      const asked = accepted(
        await requestMigrate(world.services, { instanceId: instance.id, destinationSledId }),
      );
      if (!('kind' in asked)) throw new Error(asked.message);
      await world.restOf(asked.sagaId);
      const { migrationId, targetVmmId } = (await instanceOf(instance.id)).runtime;
      const target = targetVmmId ?? '';
      await world.rack.change(target, { state: { kind: 'running' }, migrationIn: 'completed' });
      const migrationOut = { migrationId: migrationId ?? '', state: 'completed' } as const;
      await world.rack.change(source.id, { state: { kind: 'destroyed' }, migrationOut });
      return { world, instanceId: instance.id, source: source.id, target };
    };
    const tell = async ({ world }: Moving, vmmId: Uuid): Promise<void> => {
      const seen = await world.rack.report(vmmId);
      if (seen === null) throw new Error(`no sled has ${vmmId}`);
      accepted(await handleReport(world.services, vmmId, seen));
    };
    const expectStopped = async ({ world, instanceId, target }: Moving): Promise<void> => {
      await world.quiet();
      expect(await vmmStateOf(target)).toBe('stopping');
      expect(await instanceOf(instanceId)).toMatchObject({
        intendedState: 'stopped',
        runtime: { activeVmmId: target, targetVmmId: null },
      });
    };

    it('is stopped where it is, though the record says that its VMM is over', async () => {
      const moved = await makeMoved();
      const { world, instanceId, source, target } = moved;
      // As when the report has come, and the update that follows from it has not.
      await setVmm(source, 'destroyed');
      const asked = accepted(await requestStop(world.services, { instanceId }));
      expect(asked).toMatchObject({ kind: 'started' });
      await tell(moved, target);
      await tell(moved, source);
      await expectStopped(moved);
    });

    it('is stopped where it is, though its old sled says that its VMM is ending', async () => {
      const moved = await makeMoved();
      const { world, instanceId, source, target } = moved;
      const ending = { kind: 'error_status', status: 410, errorCode: 'NO_SUCH_INSTANCE' } as const;
      await world.rack.failNext('putVmmState', ending, { sledId: world.sledIds[0] ?? '' });
      const asked = accepted(await requestStop(world.services, { instanceId }));
      expect(asked).toMatchObject({ kind: 'started' });
      await tell(moved, target);
      await tell(moved, source);
      await expectStopped(moved);
    });

    it('is stopped where it is, though its old sled knows its VMM no more, and nobody has said so', async () => {
      const moved = await makeMoved();
      const { world, instanceId, source, target } = moved;
      const gone = { kind: 'error_status', status: 404, errorCode: 'NO_SUCH_INSTANCE' } as const;
      await world.rack.failNext('putVmmState', gone, { sledId: world.sledIds[0] ?? '' });
      const asked = accepted(await requestStop(world.services, { instanceId }));
      expect(asked).toMatchObject({ kind: 'started' });
      await vi.waitFor(async () => expect(await vmmStateOf(source)).toBe('failed'), 10_000);
      await tell(moved, target);
      await expectStopped(moved);
    });
  });

  describe('an instance that does not run', () => {
    it.each([
      { state: 'no_vmm', intended: 'stopped', after: 'no_vmm', history: [] },
      { state: 'no_vmm', intended: 'guest_shutdown', after: 'no_vmm', history: ['stop_requested'] },
      {
        state: 'failed',
        intended: 'running',
        after: 'no_vmm',
        history: ['stop_requested', 'state_changed'],
      },
    ] as const)(
      'is stopped at once: $state, meant to be $intended',
      async ({ state, intended, after, history }) => {
        const world = await makeStopping();
        const { runtime } = await world.addInstance();
        const { id } = await world.addInstance({
          intendedState: intended,
          runtime: { ...runtime, state },
        });
        expect(await stop(world, id)).toEqual({ kind: 'done' });
        expect(await stop(world, id)).toEqual({ kind: 'done' });
        expect(await instanceOf(id)).toMatchObject({
          intendedState: 'stopped',
          runtime: { state: after, gen: state === after ? runtime.gen : runtime.gen + 1 },
        });
        expect(await historyOf(id)).toEqual(history);
        expect(await world.rack.calls()).toEqual([]);
      },
    );

    it('is refused while it is created, and when it is gone', async () => {
      const world = await makeStopping();
      const { runtime } = await world.addInstance();
      const creating = await world.addInstance({ runtime: { ...runtime, state: 'creating' } });
      expect(await requestStop(world.services, { instanceId: creating.id })).toMatchObject({
        code: 'being_created',
        status: 409,
      });
      const gone = await world.addInstance({ timeDeleted: world.services.now() });
      for (const instanceId of [gone.id, world.services.newId()]) {
        expect(await requestStop(world.services, { instanceId })).toMatchObject({
          code: 'instance_not_found',
          status: 404,
        });
      }
    });

    it.each(['stopping', 'stopped'] as const)('or is %s already, is let stop', async (state) => {
      const world = await makeStopping();
      const { instance, vmm } = await world.addRunning();
      await setVmm(vmm.id, state);
      expect(await stop(world, instance.id)).toEqual({ kind: 'done' });
      expect((await instanceOf(instance.id)).intendedState).toBe('stopped');
      expect(await world.rack.calls()).toEqual([]);
    });

    it('because its VMM is over, is updated', async () => {
      const world = await makeStopping();
      const { instance, vmm } = await world.addRunning();
      await world.rack.forget(vmm.id);
      await setVmm(vmm.id, 'destroyed');
      expect(await stop(world, instance.id)).toEqual({ kind: 'done' });
      expect(await world.leftBehind()).toEqual([]);
      expect(await instanceOf(instance.id)).toMatchObject({
        intendedState: 'stopped',
        runtime: { state: 'no_vmm' },
      });
    });

    it('yet, because it is being started, is not declared dead: the start sees the wish', async () => {
      const world = await makeStopping();
      const { instance, vmm } = await world.addRunning();
      await setVmm(vmm.id, 'creating');
      expect(await stop(world, instance.id)).toEqual({ kind: 'done' });
      expect((await instanceOf(instance.id)).intendedState).toBe('stopped');
      expect(await vmmStateOf(vmm.id)).toBe('creating');
      expect(await world.rack.calls()).toEqual([]);
    });
  });

  describe('rebooting an instance', () => {
    it('asks its sled, and means it to run', async () => {
      const world = await makeStopping();
      const { instance, vmm } = await world.addRunning({ over: { intendedState: 'stopped' } });
      expect(await requestReboot(world.services, instance.id)).toEqual({ kind: 'requested' });
      expect(await vmmStateOf(vmm.id)).toBe('rebooting');
      expect((await instanceOf(instance.id)).intendedState).toBe('running');
      expect(await historyOf(instance.id)).toEqual(['reboot_requested']);
    });

    it('is refused where nothing runs, and changes nothing then', async () => {
      const world = await makeStopping();
      const { id } = await world.addInstance();
      expect(await requestReboot(world.services, id)).toMatchObject({ status: 400 });
      expect((await instanceOf(id)).intendedState).toBe('stopped');
      const unknown = world.services.newId();
      expect(await requestReboot(world.services, unknown)).toMatchObject({ status: 404 });
      expect(await historyOf(id)).toEqual([]);
    });

    it('says that the sled cannot be reached', async () => {
      const world = await makeStopping();
      const { instance, vmm } = await world.addRunning();
      await world.rack.failNext('putVmmState', { kind: 'unreachable' });
      expect(await requestReboot(world.services, instance.id)).toMatchObject({
        kind: 'sled_agent_error',
        error: { kind: 'unreachable' },
        answer: { status: 502 },
      });
      expect(await vmmStateOf(vmm.id)).toBe('running');
    });

    it.each([
      { power: 'A0', answer: 502, vmm: 'running', instance: 'vmm' },
      { power: 'A2', answer: 503, vmm: 'failed', instance: 'failed' },
    ] as const)(
      'cannot reach a sled whose power is $power: $answer',
      async ({ power, answer, ...want }) => {
        const world = await makeStopping();
        const { instance, vmm } = await world.addRunning();
        await world.rack.setPower(vmm.sledId, power);
        await world.rack.failNext('putVmmState', { kind: 'unreachable' });
        expect(await requestReboot(world.services, instance.id)).toMatchObject({
          kind: 'sled_agent_error',
          answer: { status: answer },
        });
        expect(await vmmStateOf(vmm.id)).toBe(want.vmm);
        expect((await instanceOf(instance.id)).runtime.state).toBe(want.instance);
        await world.quiet();
      },
    );

    it('finds out that the VMM is gone, and answers when the instance has failed', async () => {
      const world = await makeStopping();
      const { instance } = await world.addRunning();
      await world.rack.failNext('putVmmState', noSuchInstance);
      expect(await requestReboot(world.services, instance.id)).toMatchObject({
        kind: 'sled_agent_error',
        answer: { status: 503 },
      });
      expect((await instanceOf(instance.id)).runtime.state).toBe('failed');
      await world.quiet();
    });
  });
});
