import { fetchInstance, listInstanceEvents, type Tables } from '@skewline/db-model';
import type { Uuid } from '@skewline/runtime/api';
import { afterEach, describe, expect, it } from 'vitest';
import { forEachDatabaseBeneath, useMigrated } from '../../../db-model/test/support/databases.ts';
import { accepted } from '../../../db-model/test/store/samples.ts';
import { migrateSaga } from '../../src/instance/migrate.ts';
import { requestMigrate } from '../../src/instance/migrate/request.ts';
import { handleReport } from '../../src/instance/report.ts';
import { answerOfSagaError } from '../../src/instance/sled-agent-error.ts';
import { assertNoFaults, checkSaga, freshSaga, onEngine } from '../../src/testing/index.ts';
import { noSuchInstance } from './support/fake-tables.ts';
import { finalState } from './support/final-state.ts';
import { makeSagaWorld, type SagaWorld } from './support/saga-world.ts';
import type { WorldOptions } from './support/world.ts';
import { listed } from '../support/listed.ts';

forEachDatabaseBeneath((databaseEngine) => {
  const database = useMigrated<Tables>(databaseEngine);
  const open: SagaWorld[] = [];
  afterEach(async () => {
    for (const world of open.splice(0)) await world.engine.close();
  });

  const makeMigrating = async (options: WorldOptions = {}): Promise<SagaWorld> => {
    const world = await makeSagaWorld(database(), (services) => [migrateSaga(services)], options);
    open.push(world);
    return world;
  };

  /** Asks for it, and gives the id of the saga. */
  const begin = async (world: SagaWorld, instanceId: Uuid, sled = 1): Promise<Uuid> => {
    const destinationSledId = world.sledIds[sled] ?? '';
    const asked = accepted(await requestMigrate(world.services, { instanceId, destinationSledId }));
    if (!('kind' in asked)) throw new Error(asked.message);
    return asked.sagaId;
  };
  const instanceOf = async (instanceId: Uuid) =>
    accepted(await fetchInstance(database().kysely, instanceId)).value;
  const targetOf = async (instanceId: Uuid): Promise<Uuid> =>
    (await instanceOf(instanceId)).runtime.targetVmmId ?? '';
  const historyOf = async (instanceId: Uuid) => {
    const { events } = await listInstanceEvents(database().kysely, instanceId, { limit: 100 });
    return events.map(({ what }) => what.kind);
  };
  /** What is left of an instance that was not moved. */
  const unmoved = {
    instance: { state: 'vmm', active: 'VMM 1', target: null, isMigrating: false, isLocked: false },
    vmms: [
      { state: 'running', reservation: 'active', onSled: 'running' },
      { state: 'saga_unwound', reservation: null, onSled: null },
    ],
    migrations: [{ source: 'pending', target: 'failed' }],
    nat: 'the active VMM',
  };

  describe('a migration', () => {
    it('is asked of the sled that was asked for', async () => {
      const world = await makeMigrating();
      const { instance } = await world.addRunning();
      const sagaId = await begin(world, instance.id);
      expect(await world.restOf(sagaId)).toEqual({ kind: 'done', output: null });
      expect(await world.leftBehind()).toEqual([]);
      expect(await finalState(database(), instance.id)).toMatchObject({
        instance: { active: 'VMM 1', target: 'VMM 2', isMigrating: true },
        vmms: [
          { state: 'running', reservation: 'active' },
          { state: 'migrating', reservation: 'target', onSled: 'migrating', platform: 'amd_milan' },
        ],
        migrations: [{ source: 'pending', target: 'in_progress' }],
      });
      const vmm = await targetOf(instance.id);
      expect((await world.rack.calls()).map(({ operation }) => operation)).toEqual([
        'registerVmm',
        'putVmmState',
      ]);
      expect((await world.rack.calls()).map(({ sledId, subject }) => [sledId, subject])).toEqual([
        [world.sledIds[1], vmm],
        [world.sledIds[1], vmm],
      ]);
    });

    it.each(['source', 'target'] as const)(
      'moves the instance, its %s reporting first',
      async (first) => {
        const world = await makeMigrating();
        const { instance, vmm: source } = await world.addRunning();
        await world.restOf(await begin(world, instance.id));
        const target = await targetOf(instance.id);
        const migrationId = (await instanceOf(instance.id)).runtime.migrationId ?? '';
        const reports = {
          target: async () => {
            const arrived = { state: { kind: 'running' }, migrationIn: 'completed' } as const;
            const report = await world.rack.change(target, arrived);
            accepted(await handleReport(world.services, target, report));
            await world.quiet();
          },
          source: async () => {
            const migrationOut = { migrationId, state: 'completed' } as const;
            const left = { state: { kind: 'destroyed' }, migrationOut } as const;
            const report = await world.rack.change(source.id, left);
            accepted(await handleReport(world.services, source.id, report));
            await world.quiet();
          },
        };
        await reports[first]();
        await world.quiet();
        await reports[first === 'source' ? 'target' : 'source']();
        const isDeleted = first === 'source';
        // Who ends when nobody is linked to it any more is the reaper's.
        expect(await world.leftBehind()).toEqual(
          isDeleted
            ? []
            : [
                `a reservation of no live VMM: ${source.id}`,
                `a VMM that nobody is linked to: ${source.id}`,
              ],
        );
        expect(await finalState(database(), instance.id)).toMatchObject({
          instance: { state: 'vmm', active: 'VMM 2', target: null, isMigrating: false },
          vmms: [
            { state: 'destroyed', isDeleted, reservation: isDeleted ? null : 'tombstoned' },
            { state: 'running', isDeleted: false, reservation: 'active' },
          ],
          migrations: [{ source: 'completed', target: 'completed' }],
          nat: 'the active VMM',
        });
        const history = await historyOf(instance.id);
        expect(history.filter((kind) => kind.startsWith('migration'))).toEqual([
          'migration_started',
          'migration_completed',
        ]);
      },
    );

    it('is done once, whoever asks twice with one id', async () => {
      const world = await makeMigrating();
      const { instance } = await world.addRunning();
      const sagaId = world.services.newId();
      const request = {
        instanceId: instance.id,
        destinationSledId: world.sledIds[1] ?? '',
        sagaId,
      };
      const both = [
        await requestMigrate(world.services, request),
        await requestMigrate(world.services, request),
      ];
      expect(both[0]).toEqual({ kind: 'started', sagaId });
      await world.restOf(sagaId);
      expect((await historyOf(instance.id)).length).toBe(1);
    });

    it('fails at every node, and leaves the instance where it runs; repeats do no harm', async () => {
      const world = await makeMigrating();
      const saga = migrateSaga(world.services);
      let last = '';
      const subject = {
        name: 'instance_migrate',
        fresh: async () => {
          const { instance, vmm } = await world.addRunning();
          last = instance.id;
          const destinationSledId = world.sledIds[1] ?? '';
          const params = { instanceId: instance.id, sourceVmmId: vmm.id, destinationSledId };
          return freshSaga(saga.dag(params), params, instance.id);
        },
        leftovers: async () => {
          const left = await world.leftBehind();
          const { runtime } = await instanceOf(last);
          const isMigrating = runtime.migrationId !== null || runtime.targetVmmId !== null;
          return [...left, ...(isMigrating ? ['an instance that is still migrating'] : [])];
        },
        finalState: async ({ subject: instanceId }: { subject: string | null }) => {
          await world.quiet();
          return finalState(database(), instanceId ?? '');
        },
      };
      const reports = await checkSaga(subject, onEngine(world.engine, world.injections));
      expect(() => assertNoFaults(...reports)).not.toThrow();
    });

    it('is cleared away by one update, however often its undo is begun', async () => {
      const world = await makeMigrating();
      const { instance } = await world.addRunning();
      const sagaId = world.services.newId();
      world.injections.set(sagaId, {
        errors: ['instance_migrate'],
        repeat: { create_migration_record: { undo: 3 } },
      });
      const destinationSledId = world.sledIds[1] ?? '';
      const request = { instanceId: instance.id, destinationSledId, sagaId };
      accepted(await requestMigrate(world.services, request));
      expect(await world.restOf(sagaId)).toMatchObject({ kind: 'unwound' });
      const { sagas } = await listed(world.engine, { subject: instance.id });
      expect(sagas.map(({ name }) => name).toSorted()).toEqual([
        'instance_migrate',
        'instance_update',
        'start_instance_update',
      ]);
      expect(await finalState(database(), instance.id)).toMatchObject(unmoved);
    });
  });

  describe('a request to migrate', () => {
    it('is refused while another migration is under way', async () => {
      const world = await makeMigrating();
      const { instance } = await world.addRunning();
      await world.restOf(await begin(world, instance.id));
      const destinationSledId = world.sledIds[2] ?? '';
      const request = { instanceId: instance.id, destinationSledId };
      const again = await requestMigrate(world.services, request);
      expect(again).toMatchObject({ code: 'migration_in_progress', status: 409 });
      // One that came between the request and the saga.
      const { runtime } = await instanceOf(instance.id);
      const params = {
        instanceId: instance.id,
        sourceVmmId: runtime.activeVmmId ?? '',
        destinationSledId,
      };
      const started = await world.engine.start(migrateSaga(world.services).dag(params), params);
      if (!started.ok) throw new Error(started.message);
      const rest = await world.restOf(started.sagaId);
      if (rest.kind !== 'unwound') throw new Error(rest.kind);
      expect(rest.error.node).toBe('reserve_resources');
      expect(answerOfSagaError(rest.error)).toEqual({
        status: 409,
        message: 'Instance already migrating',
      });
      expect((await instanceOf(instance.id)).runtime).toEqual(runtime);
      expect(await world.leftBehind()).toEqual([]);
    });

    it.each(['stopped', 'unknown', 'with a local disk', 'to its own sled'])(
      'is refused: %s',
      async (which) => {
        const world = await makeMigrating();
        const stopped = await world.addInstance();
        const { instance } = await world.addRunning();
        if (which === 'with a local disk') await world.addLocalDisk(instance.id, 0);
        const instanceId =
          which === 'stopped'
            ? stopped.id
            : which === 'unknown'
              ? world.services.newId()
              : instance.id;
        const destinationSledId = world.sledIds[which === 'to its own sled' ? 0 : 1] ?? '';
        const answer = await requestMigrate(world.services, { instanceId, destinationSledId });
        expect(answer).toMatchObject({ status: which === 'unknown' ? 404 : 400 });
        expect(
          (await listed(world.engine)).sagas.filter(({ subject }) => subject === instanceId),
        ).toEqual([]);
      },
    );
  });

  describe('when something is in the way', () => {
    it('a full destination is 507, and nothing is left', async () => {
      const capacity = { hardwareThreads: 6, rssRam: 2 ** 40, reservoirRam: 2 ** 39 };
      const world = await makeMigrating({ sled: { capacity } });
      const { instance } = await world.addRunning();
      await world.addRunning({ sledId: world.sledIds[1] ?? '' });
      const rest = await world.restOf(await begin(world, instance.id));
      if (rest.kind !== 'unwound') throw new Error(rest.kind);
      expect(answerOfSagaError(rest.error).status).toBe(507);
      expect(rest.error.source?.code).toBe('no_capacity');
      expect(await world.leftBehind()).toEqual([]);
      expect(await finalState(database(), instance.id)).toMatchObject({
        vmms: [{ state: 'running' }],
      });
      expect(await historyOf(instance.id)).toEqual([]);
    });

    it.each([
      { operation: 'registerVmm', answer: { kind: 'error_status', status: 500, errorCode: null } },
      { operation: 'registerVmm', answer: { kind: 'lost' } },
      { operation: 'putVmmState', answer: { kind: 'unreachable' } },
      { operation: 'putVmmState', answer: { kind: 'not_understood' } },
    ] as const)('$operation is asked again: $answer.kind', async ({ operation, answer }) => {
      const world = await makeMigrating();
      const { instance } = await world.addRunning();
      await world.rack.failNext(operation, answer, { times: 2 });
      expect(await world.restOf(await begin(world, instance.id))).toMatchObject({ kind: 'done' });
      expect(await world.leftBehind()).toEqual([]);
    });

    it('a refusal is not asked again', async () => {
      const world = await makeMigrating();
      const { instance } = await world.addRunning();
      await world.rack.failNext('registerVmm', {
        kind: 'error_status',
        status: 400,
        errorCode: null,
      });
      const rest = await world.restOf(await begin(world, instance.id));
      expect(rest).toMatchObject({ kind: 'unwound', error: { source: { code: 'sled_refused' } } });
      const registrations = (await world.rack.calls()).filter(
        ({ operation }) => operation === 'registerVmm',
      );
      expect(registrations).toHaveLength(1);
      expect(await world.leftBehind()).toEqual([]);
      expect(await finalState(database(), instance.id)).toMatchObject(unmoved);
      expect(await historyOf(instance.id)).toContain('migration_failed');
    });

    it('a VMM that its sled has lost is failed, and unwound with that reason', async () => {
      const world = await makeMigrating();
      const { instance } = await world.addRunning();
      await world.rack.failNext('putVmmState', noSuchInstance);
      const rest = await world.restOf(await begin(world, instance.id));
      expect(rest).toMatchObject({ kind: 'unwound', error: { source: { code: 'vmm_vanished' } } });
      expect(await world.leftBehind()).toEqual([]);
      expect(await finalState(database(), instance.id)).toMatchObject({
        instance: unmoved.instance,
        vmms: [{ state: 'running' }, { failure: 'no_such_instance' }],
      });
    });

    it('a registration whose answer was lost is undone for sure: it waits for the sled', async () => {
      const world = await makeMigrating();
      const { instance } = await world.addRunning();
      await world.rack.failNext('registerVmm', { kind: 'lost' }, { times: 5 });
      await world.rack.failNext('getVmmState', { kind: 'unreachable' }, { times: 3 });
      await world.rack.failNext('unregisterVmm', { kind: 'lost' }, { times: 2 });
      const rest = await world.restOf(await begin(world, instance.id));
      expect(rest).toMatchObject({
        kind: 'unwound',
        error: { node: 'ensure_destination_propolis' },
      });
      const asked = (await world.rack.calls()).map(({ operation }) => operation);
      expect(asked.filter((operation) => operation === 'getVmmState').length).toBeGreaterThan(3);
      expect(await world.leftBehind()).toEqual([]);
      expect(await finalState(database(), instance.id)).toMatchObject(unmoved);
    });

    it('keeps the reservation as long as the VMM may live, and ends when the sled is expunged', async () => {
      const world = await makeMigrating();
      const { instance } = await world.addRunning();
      await world.rack.failNext('putVmmState', { kind: 'unreachable' }, { times: 5 });
      await world.rack.failNext('getVmmState', { kind: 'unreachable' }, { times: 1_000_000 });
      const sagaId = await begin(world, instance.id);
      await until(async () =>
        (await world.rack.calls()).some(({ operation }) => operation === 'getVmmState'),
      );
      expect(await finalState(database(), instance.id)).toMatchObject({
        vmms: [{ reservation: 'active' }, { state: 'migrating', reservation: 'target' }],
      });
      await database()
        .kysely.updateTable('sled')
        .set({ sled_policy: 'expunged' })
        .where('id', '=', world.sledIds[1] ?? '')
        .execute();
      expect(await world.restOf(sagaId)).toMatchObject({ kind: 'unwound' });
      expect(await finalState(database(), instance.id)).toMatchObject({
        instance: unmoved.instance,
        vmms: [{ reservation: 'active' }, { state: 'saga_unwound', reservation: null }],
      });
    });

    it('comes to rest when the destination loses power, and stays off', async () => {
      const world = await makeMigrating();
      const { instance } = await world.addRunning();
      await world.rack.failNext('putVmmState', { kind: 'unreachable' }, { times: 5 });
      await world.rack.failNext('getVmmState', { kind: 'unreachable' }, { times: 1_000_000 });
      const sagaId = await begin(world, instance.id);
      await until(async () =>
        (await world.rack.calls()).some(({ operation }) => operation === 'getVmmState'),
      );
      await world.rack.setPower(world.sledIds[1] ?? '', 'A2');
      expect(await world.restOf(sagaId)).toMatchObject({ kind: 'unwound' });
      expect(await finalState(database(), instance.id)).toMatchObject({
        instance: unmoved.instance,
        vmms: [{ reservation: 'active' }, { state: 'saga_unwound', reservation: null }],
      });
    });

    it('a destination that is off when it is to fetch the guest is failed for that', async () => {
      const world = await makeMigrating();
      const { instance } = await world.addRunning();
      const destination = world.sledIds[1] ?? '';
      await world.rack.failNext('putVmmState', { kind: 'unreachable' }, { times: 1_000_000 });
      const sagaId = await begin(world, instance.id);
      await until(async () =>
        (await world.rack.calls()).some(({ operation }) => operation === 'putVmmState'),
      );
      await world.rack.setPower(destination, 'A2');
      expect(await world.restOf(sagaId)).toMatchObject({
        kind: 'unwound',
        error: { source: { code: 'sled_refused', message: expect.stringContaining('is off') } },
      });
      expect(await world.leftBehind()).toEqual([]);
      expect(await finalState(database(), instance.id)).toMatchObject({
        instance: unmoved.instance,
        vmms: [{ state: 'running' }, { failure: 'sled_off' }],
      });
    });

    it('leaves a guest alone that has moved though the answer was lost', async () => {
      const world = await makeMigrating();
      const { instance } = await world.addRunning();
      await world.rack.failNext('putVmmState', { kind: 'lost' }, { times: 5 });
      await world.rack.failNext('getVmmState', { kind: 'unreachable' }, { times: 1_000_000 });
      const sagaId = await begin(world, instance.id);
      await until(async () =>
        (await world.rack.calls()).some(({ operation }) => operation === 'getVmmState'),
      );
      const target = await targetOf(instance.id);
      await world.rack.change(target, { state: { kind: 'running' }, migrationIn: 'completed' });
      await world.rack.mend();
      expect(await world.restOf(sagaId)).toMatchObject({ kind: 'unwound' });
      expect(await finalState(database(), instance.id)).toMatchObject({
        instance: { state: 'vmm', active: 'VMM 2', target: null, isMigrating: false },
        vmms: [{}, { state: 'running', reservation: 'active', onSled: 'running' }],
        nat: 'the active VMM',
      });
      expect(await historyOf(instance.id)).toContain('migration_completed');
    });
  });
});

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 500; tries += 1) {
    if (await isSo()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('it never was so');
}
