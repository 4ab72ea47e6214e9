import { randomUUID } from 'node:crypto';
import {
  appendInstanceEvent,
  fetchStartAttempt,
  openStartAttempt,
  purgeStartAttempts,
} from '@skewline/db-model';
import { addSeconds, newStartAttempt } from '@skewline/nexus-types/domain';
import { requestStart } from '@skewline/saga/instance';
import { afterEach, describe, expect, it } from 'vitest';
import { forEachDatabaseBeneath } from '../../../../packages/db-model/test/support/databases.ts';
import { accepted } from '../../../../packages/db-model/test/store/samples.ts';
import { sagaRecovery } from '../../src/tasks/saga-recovery.ts';
import type { Task } from '../../src/tasks/task.ts';
import { type NexusWorld, nexusWorlds } from './support/nexus-world.ts';
import { silent } from './support/silent.ts';

const day = 86_400;
const recoveryOf = ({ services }: NexusWorld): Task =>
  sagaRecovery({ services, log: silent, retentionDays: 30 });

forEachDatabaseBeneath((kind) => {
  const { makeNexus, closeEngines } = nexusWorlds(kind);
  afterEach(closeEngines);

  const startAndStop = async (world: NexusWorld): Promise<string> => {
    const { id: instanceId } = await world.addInstance();
    await requestStart(world.services, { instanceId, origin: 'user', requestId: null });
    await world.quiet();
    return instanceId;
  };

  describe('recovery', () => {
    it('begins a start that was accepted by a process that died', async () => {
      const world = await makeNexus();
      const { id: instanceId } = await world.addInstance({ intendedState: 'running' });
      const request = { id: randomUUID(), instanceId, origin: 'user', requestId: null } as const;
      await world.database.transaction((transaction) =>
        openStartAttempt(transaction, newStartAttempt(request, world.services.now())),
      );
      expect(await world.look(recoveryOf(world))).toMatchObject({ attempts: { begun: 1 } });
      await world.quiet();
      const { value } = accepted(await fetchStartAttempt(world.database.kysely, request.id));
      expect(value.outcome.kind).toBe('succeeded');
    });

    it('takes over what nobody runs', async () => {
      const world = await makeNexus();
      const { id: instanceId } = await world.addInstance();
      let arrived: () => void = () => {};
      const isThere = new Promise<void>((resolve) => {
        arrived = resolve;
      });
      world.before('registerVmm', () => {
        arrived();
        return new Promise(() => {});
      });
      await requestStart(world.services, { instanceId, origin: 'user', requestId: null });
      await isThere;
      const { services, engine } = await world.otherProcess();
      const task = sagaRecovery({ services, log: silent, retentionDays: 30 });
      expect(await world.look(task)).toMatchObject({ sagas: { adopted: 1 } });
      const [attempt] = await world.attemptsOf(instanceId);
      expect(await engine.wait(attempt?.id ?? '', { timeoutMs: 30_000 })).toMatchObject({
        rest: { kind: 'done' },
      });
      expect((await world.attemptsOf(instanceId))[0]?.outcome.kind).toBe('succeeded');
    });

    it('says why the engine does not begin a start', async () => {
      const world = await makeNexus();
      const { id: instanceId } = await world.addInstance({ intendedState: 'running' });
      const request = { id: randomUUID(), instanceId, origin: 'user', requestId: null } as const;
      await world.database.transaction((transaction) =>
        openStartAttempt(transaction, newStartAttempt(request, world.services.now())),
      );
      await world.engine.quiesce();
      expect(await world.look(recoveryOf(world))).toMatchObject({ attempts: { refused: 1 } });
    });
  });

  describe('what is old', () => {
    const addOldEvents = async (world: NexusWorld, instanceId: string, count: number) => {
      const event = {
        instanceId,
        time: addSeconds(world.services.now(), -40 * day),
        what: { kind: 'configured' },
        detail: null,
      } as const;
      await world.database.transaction(async (transaction) => {
        for (let at = 0; at < count; at += 1) await appendInstanceEvent(transaction, event);
      });
    };

    it('goes, but for the last of each living instance', async () => {
      const world = await makeNexus();
      const instanceId = await startAndStop(world);
      await world.database.kysely
        .updateTable('start_attempt')
        .set({
          time_started: addSeconds(world.services.now(), -50 * day),
          time_finished: addSeconds(world.services.now(), -50 * day),
        })
        .execute();
      const second = randomUUID();
      const request = { id: second, instanceId, origin: 'user', requestId: null } as const;
      const older = addSeconds(world.services.now(), -40 * day);
      await world.database.transaction((transaction) =>
        openStartAttempt(transaction, newStartAttempt(request, older)),
      );
      const recovery = recoveryOf(world);
      expect(await world.look(recovery)).toEqual({
        attempts: { begun: 1 },
        removed: { attempts: 1 },
      });
      await world.quiet();
      expect((await world.attemptsOf(instanceId)).map(({ id }) => id)).toEqual([second]);
      world.later(3601);
      expect(await world.look(recovery)).toEqual({});
    });

    it('is looked through once an hour', async () => {
      const world = await makeNexus();
      const { id: instanceId } = await world.addInstance();
      const recovery = recoveryOf(world);
      await world.look(recovery);
      await addOldEvents(world, instanceId, 130);
      expect(await world.look(recovery)).toEqual({});
      world.later(3601);
      expect(await world.look(recovery)).toEqual({ removed: { events: 30 } });
      expect(await world.eventsOf(instanceId)).toHaveLength(100);
    });

    it('goes with an instance that was deleted as long ago', async () => {
      const world = await makeNexus();
      const { id: instanceId } = await world.addInstance();
      await addOldEvents(world, instanceId, 20);
      await world.database.kysely
        .updateTable('instance')
        .set({ time_deleted: addSeconds(world.services.now(), -31 * day) })
        .where('id', '=', instanceId)
        .execute();
      expect(await world.look(recoveryOf(world))).toEqual({ removed: { events: 20 } });
      expect(await world.eventsOf(instanceId)).toEqual([]);
    });

    it('of sagas goes too', async () => {
      const world = await makeNexus();
      await startAndStop(world);
      await world.database.kysely
        .updateTable('saga')
        .set({ time_rested: addSeconds(world.services.now(), -31 * day) })
        .where('state', '=', 'done')
        .execute();
      const counted = await world.look(recoveryOf(world));
      expect(counted['removed']?.['sagas']).toBeGreaterThan(0);
      const page = await world.engine.list({ states: ['done'] });
      expect(page.ok && page.sagas).toEqual([]);
    });

    it('an attempt that is open stays, however old it is', async () => {
      const world = await makeNexus();
      const { id: instanceId } = await world.addInstance();
      const request = { id: randomUUID(), instanceId, origin: 'user', requestId: null } as const;
      const long = addSeconds(world.services.now(), -400 * day);
      await world.database.transaction((transaction) =>
        openStartAttempt(transaction, newStartAttempt(request, long)),
      );
      const now = world.services.now();
      expect(await purgeStartAttempts(world.database.kysely, now, 100)).toBe(0);
    });
  });
});
