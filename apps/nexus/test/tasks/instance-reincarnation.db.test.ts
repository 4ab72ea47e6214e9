import { setIntendedState } from '@skewline/db-model';
import { addSeconds, type InstanceEventWhat } from '@skewline/nexus-types/domain';
import { markVmmFailedAndUpdate, requestStart, requestStop } from '@skewline/saga/instance';
import { afterEach, describe, expect, it } from 'vitest';
import { forEachDatabaseBeneath } from '../../../../packages/db-model/test/support/databases.ts';
import { leftovers } from '../../../../packages/saga/test/instance/support/leftovers.ts';
import { instanceReincarnation } from '../../src/tasks/instance-reincarnation.ts';
import type { Task } from '../../src/tasks/task.ts';
import { addFailed } from './support/add-failed.ts';
import { type Looked, type NexusWorld, nexusWorlds } from './support/nexus-world.ts';
import { silent } from './support/silent.ts';

const limits = { maxTries: 3, firstWaitSeconds: 60, longestWaitSeconds: 120 };
const taskOf = ({ services }: NexusWorld): Task =>
  instanceReincarnation({ services, log: silent, limits });

/** There is no room on any sled for a while. */
async function closeSleds({ database }: NexusWorld): Promise<void> {
  await database.kysely.updateTable('sled').set({ sled_policy: 'no_provision' }).execute();
}

forEachDatabaseBeneath((kind) => {
  const { makeNexus, closeEngines } = nexusWorlds(kind);
  afterEach(closeEngines);

  const kindsOf = (events: readonly InstanceEventWhat[]): readonly string[] =>
    events.map((event) =>
      event.kind === 'restart_given_up' ? `given up: ${event.why}` : event.kind,
    );

  describe('an instance that failed', () => {
    it('is started again, once', async () => {
      const world = await makeNexus();
      const { id } = await addFailed(world);
      const task = taskOf(world);
      expect(await world.look(task)).toEqual({
        found: { failed: 1 },
        decided: { start: 1 },
        started: { reincarnated: 1 },
      });
      const { runtime, intendedState } = await world.instanceOf(id);
      expect(runtime.state).toBe('vmm');
      expect(runtime.timeLastAutoRestarted).not.toBeNull();
      expect(intendedState).toBe('running');
      expect((await world.attemptsOf(id)).map(({ origin }) => origin)).toEqual(['auto_restart']);
      expect(await world.look(task)).toEqual({});
      expect(await leftovers(world.database)).toEqual([]);
    });

    it('waits for its cooldown, is told so once, and then is started', async () => {
      const world = await makeNexus();
      const { id } = await addFailed(world, {
        autoRestart: { policy: null, cooldownSeconds: 600 },
      });
      const task = taskOf(world);
      await world.look(task);
      const { runtime } = await world.instanceOf(id);
      await world.rack.forget(runtime.activeVmmId ?? '');
      await markVmmFailedAndUpdate(world.services, runtime.activeVmmId ?? '', {
        reason: 'no_such_instance',
        detail: null,
      });
      for (let count = 0; count < 3; count += 1) {
        expect(await world.look(task)).toEqual({ found: { failed: 1 }, decided: { wait: 1 } });
      }
      const planned = (await world.eventsOf(id)).filter(
        (event) => event.kind === 'restart_planned',
      );
      expect(planned).toEqual([
        {
          kind: 'restart_planned',
          notBefore: addSeconds(runtime.timeLastAutoRestarted ?? '', 600),
        },
      ]);
      world.later(601);
      expect(await world.look(task)).toMatchObject({ started: { reincarnated: 1 } });
      expect((await world.instanceOf(id)).runtime.state).toBe('vmm');
    });

    it('whose cooldown was changed is told the new date', async () => {
      const world = await makeNexus();
      const last = new Date().toISOString();
      const { id } = await addFailed(world);
      const set = (values: { time_last_auto_restarted?: string; auto_restart_cooldown?: number }) =>
        world.database.kysely.updateTable('instance').set(values).where('id', '=', id).execute();
      await set({ time_last_auto_restarted: last });
      const task = taskOf(world);
      await world.look(task);
      await set({ auto_restart_cooldown: 900 });
      await world.look(task);
      await world.look(task);
      const planned = (await world.eventsOf(id)).flatMap((event) =>
        event.kind === 'restart_planned' ? event.notBefore : [],
      );
      expect(planned.map((time) => Date.parse(time) - Date.parse(last))).toEqual([
        300_000, 900_000,
      ]);
    });

    it('whose policy forbids it is given up once, and stays failed and meant to be stopped', async () => {
      const world = await makeNexus();
      const { id } = await addFailed(world, {
        autoRestart: { policy: 'never', cooldownSeconds: null },
      });
      const before = kindsOf(await world.eventsOf(id));
      const task = taskOf(world);
      const looks = await Promise.all([world.look(task), world.look(taskOf(world))]);
      expect(looks).toContainEqual({ found: { failed: 1 }, decided: { policy_never: 1 } });
      expect(await world.look(task)).toEqual({});
      expect(await world.instanceOf(id)).toMatchObject({
        intendedState: 'stopped',
        runtime: { state: 'failed' },
      });
      expect(kindsOf(await world.eventsOf(id))).toEqual([...before, 'given up: policy_never']);
      expect(await world.attemptsOf(id)).toEqual([]);
    });

    it('that somebody stops is left alone', async () => {
      const world = await makeNexus();
      const { id } = await addFailed(world);
      await requestStop(world.services, { instanceId: id });
      await world.quiet();
      expect(await world.look(taskOf(world))).toEqual({});
      expect(await world.attemptsOf(id)).toEqual([]);
    });

    it('that a saga has locked is left to it', async () => {
      const world = await makeNexus();
      const { id } = await addFailed(world);
      await world.database.kysely
        .updateTable('instance')
        .set({ updater_id: id, updater_gen: 99 })
        .where('id', '=', id)
        .execute();
      expect(await world.look(taskOf(world))).toEqual({
        found: { failed: 1 },
        decided: { busy: 1 },
      });
    });

    it('is started by one of several nexus', async () => {
      const world = await makeNexus();
      const { id } = await addFailed(world);
      const looks = await Promise.all(Array.from({ length: 4 }, () => world.look(taskOf(world))));
      await world.quiet();
      expect(await world.attemptsOf(id)).toHaveLength(1);
      const reincarnated = looks.filter(({ started }) => started?.['reincarnated'] === 1);
      expect(reincarnated).toHaveLength(1);
    });
  });

  describe('a start that failed for no fault of the instance (#9096)', () => {
    it('costs no cooldown, is tried again after a wait that doubles, and ends', async () => {
      const world = await makeNexus();
      const { id } = await addFailed(world, {
        autoRestart: { policy: 'best_effort', cooldownSeconds: 100_000 },
      });
      const task = taskOf(world);
      const waits: number[] = [];
      const between: (Looked[string] | undefined)[] = [];
      for (let count = 0; count < limits.maxTries; count += 1) {
        // Written down by the start before it fails: so it costs its cooldown, if anything does.
        await world.rack.failNext('registerVmm', {
          kind: 'error_status',
          status: 400,
          errorCode: null,
        });
        expect(await world.look(task)).toEqual({
          found: { failed: 1 },
          decided: { start: 1 },
          started: { failed: 1 },
          failed: { sled_refused: 1 },
        });
        await world.quiet();
        const [attempt] = await world.attemptsOf(id);
        if (attempt?.outcome.kind !== 'failed') throw new Error('it did not fail');
        const { timeFinished } = attempt.outcome;
        const planned = (await world.eventsOf(id)).findLast(
          ({ kind: what }) => what === 'restart_planned',
        );
        if (planned?.kind === 'restart_planned') {
          waits.push((Date.parse(planned.notBefore) - Date.parse(timeFinished)) / 1000);
        }
        between.push((await world.look(task))['decided']);
        world.later(121);
      }
      expect(waits.slice(0, 2)).toEqual([60, 120]);
      expect(between).toEqual([{ wait: 1 }, { wait: 1 }, { too_many_tries: 1 }]);
      expect(await world.instanceOf(id)).toMatchObject({
        intendedState: 'stopped',
        runtime: { state: 'failed', activeVmmId: null },
      });
      expect(kindsOf(await world.eventsOf(id)).at(-1)).toBe('given up: too_many_tries');
      expect(await world.look(task)).toEqual({});
    });

    it('for want of room is not asked for each minute (A10.9)', async () => {
      const world = await makeNexus();
      await addFailed(world);
      await closeSleds(world);
      const task = taskOf(world);
      expect(await world.look(task)).toMatchObject({ failed: { no_capacity: 1 } });
      world.later(59);
      expect(await world.look(task)).toMatchObject({ decided: { wait: 1 } });
      world.later(2);
      expect(await world.look(task)).toMatchObject({ failed: { no_capacity: 1 } });
      world.later(61);
      expect(await world.look(task)).toMatchObject({ decided: { wait: 1 } });
    });

    it('for a reason that waiting cannot mend is given up, and said once', async () => {
      const world = await makeNexus();
      const { id, projectId } = await addFailed(world);
      await world.database.kysely
        .updateTable('virtual_provisioning_collection')
        .set({ cpus_limit: 1 })
        .where('id', '=', projectId)
        .execute();
      const task = taskOf(world);
      expect(await world.look(task)).toMatchObject({ failed: { quota_exceeded: 1 } });
      await world.quiet();
      // Said with the outcome, by the start.
      const told = kindsOf(await world.eventsOf(id));
      expect(told.filter((event) => event.startsWith('given up'))).toEqual([
        'given up: permanent_failure',
      ]);
      expect(await world.look(task)).toEqual({});
      expect(kindsOf(await world.eventsOf(id))).toEqual(told);
      // What nobody has written, the task writes.
      await setIntendedState(world.database.kysely, id, 'running');
      expect(await world.look(task)).toEqual({
        found: { failed: 1 },
        decided: { permanent_failure: 1 },
      });
      expect((await world.instanceOf(id)).intendedState).toBe('stopped');
    });

    it('is begun anew by whoever asks for a start', async () => {
      const world = await makeNexus();
      const { id } = await addFailed(world);
      await closeSleds(world);
      const task = taskOf(world);
      for (let count = 0; count < limits.maxTries; count += 1) {
        await world.look(task);
        world.later(121);
      }
      expect(await world.look(task)).toMatchObject({ decided: { too_many_tries: 1 } });
      await requestStart(world.services, { instanceId: id, origin: 'user', requestId: null });
      await world.quiet();
      expect((await world.attemptsOf(id))[0]).toMatchObject({ origin: 'user' });
      world.later(121);
      expect(await world.look(task)).toMatchObject({
        decided: { start: 1 },
        started: { failed: 1 },
      });
    });
  });

  it('no more than 16 starts are under way at once', async () => {
    const world = await makeNexus();
    for (let count = 0; count < 20; count += 1) await addFailed(world, { ncpus: 1 });
    const { services, database } = world;
    let most = 0;
    const engine = services.engine();
    const counting = {
      ...services,
      engine: () => ({
        ...engine,
        wait: async (...asked: Parameters<typeof engine.wait>) => {
          const open = await database.kysely
            .selectFrom('start_attempt')
            .select('id')
            .where('outcome', 'is', null)
            .execute();
          most = Math.max(most, open.length);
          return engine.wait(...asked);
        },
      }),
    };
    const task = instanceReincarnation({ services: counting, log: silent, limits });
    expect(await world.look(task)).toEqual({
      found: { failed: 20 },
      decided: { start: 20 },
      started: { reincarnated: 20 },
    });
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThanOrEqual(16);
  });

  it('a start that takes too long does not hold up the others', async () => {
    const world = await makeNexus();
    await addFailed(world);
    let release: () => void = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    world.before('registerVmm', () => released);
    const task = instanceReincarnation({
      services: world.services,
      log: silent,
      limits,
      startTimeoutMs: 200,
    });
    expect(await world.look(task)).toMatchObject({ started: { under_way: 1 } });
    // It is seen to be starting.
    expect(await world.look(task)).toEqual({});
    release();
    await world.quiet();
    expect(await world.look(task)).toEqual({});
  });
});
