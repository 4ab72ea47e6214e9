import { randomUUID } from 'node:crypto';
import {
  type Database,
  fetchStartAttempt,
  openStartAttempt,
  type Tables,
} from '@skewline/db-model';
import { newStartAttempt } from '@skewline/nexus-types/domain';
import { Refusal } from '@skewline/runtime';
import { describe, expect, it } from 'vitest';
import { forEachDatabaseBeneath, useMigrated } from '../../../db-model/test/support/databases.ts';
import type { EngineOptions, SagaEngine } from '../../src/index.ts';
import { registry } from '../../src/index.ts';
import { settleAttemptOf, settleStartAttempts } from '../../src/instance/attempts.ts';
import { acceptStart } from '../../src/instance/attempts/record.ts';
import { instanceSagas } from '../../src/instance/sagas.ts';
import { requestStart } from '../../src/instance/start-request.ts';
import { createJournal } from '../../src/journal/index.ts';
import { leftovers } from './support/leftovers.ts';
import { type Ended, endOf } from './support/start-once.ts';
import { makeWorld, type World } from './support/world.ts';

interface Control {
  readonly world: World;
  readonly engine: SagaEngine;
}

/** A control plane whose engine runs, for as long as `work` does. */
async function controlPlane(
  database: Database<Tables>,
  options: Partial<EngineOptions>,
  work: (control: Control) => Promise<void>,
): Promise<void> {
  const world = await makeWorld(database);
  const engine = await openEngine(world, options);
  try {
    await work({ world, engine });
  } finally {
    await engine.close();
  }
}

async function openEngine(world: World, options: Partial<EngineOptions>): Promise<SagaEngine> {
  const actions = registry(instanceSagas(world.services).flatMap((saga) => saga.actions));
  const engine = await createJournal(world.database, {
    actions,
    onRest: (saga) => settleAttemptOf(world.services, saga),
    ...options,
  });
  world.useEngine(engine);
  return engine;
}

const idOf = (answer: Awaited<ReturnType<typeof requestStart>>): string => {
  if ('attemptId' in answer) return answer.attemptId;
  throw new Error(`no attempt: ${answer instanceof Refusal ? answer.message : answer.kind}`);
};

/** What became of an attempt, once it has an outcome. */
async function outcomeOf(
  world: World,
  instanceId: string,
  attemptId: string,
): Promise<Ended['attempt']['outcome']> {
  await expect
    .poll(async () => (await endOf(world, instanceId, attemptId)).attempt.outcome.kind)
    .not.toBe('open');
  return (await endOf(world, instanceId, attemptId)).attempt.outcome;
}

forEachDatabaseBeneath((kind) => {
  const database = useMigrated<Tables>(kind);
  const byUser = { origin: 'user', requestId: 'request-7' } as const;

  describe('asking for a start', () => {
    it('is answered before a sled is found, and the start goes on by itself', async () => {
      await controlPlane(database(), {}, async ({ world, engine }) => {
        const { id: instanceId } = await world.addInstance();
        const answer = await requestStart(world.services, { instanceId, ...byUser });
        expect(answer).toMatchObject({ kind: 'accepted' });
        const attemptId = idOf(answer);
        const { attempt, instance } = await endOf(world, instanceId, attemptId);
        expect(attempt).toMatchObject({ id: attemptId, origin: 'user', requestId: 'request-7' });
        expect(instance.intended_state).toBe('running');
        const ended = await engine.wait(attemptId);
        expect(ended).toMatchObject({ ok: true, rest: { kind: 'done' } });
        expect((await endOf(world, instanceId, attemptId)).events).toEqual([
          'start_accepted',
          'start_succeeded',
        ]);
        expect(await requestStart(world.services, { instanceId, ...byUser })).toEqual({
          kind: 'already',
        });
        expect(await leftovers(database())).toEqual([]);
      });
    });

    it('by many at once starts it once, and records no failure', async () => {
      await controlPlane(database(), {}, async ({ world, engine }) => {
        const { id: instanceId } = await world.addInstance();
        const answers = await Promise.all(
          Array.from({ length: 8 }, () => requestStart(world.services, { instanceId, ...byUser })),
        );
        const ids = answers.flatMap((answer) => ('attemptId' in answer ? answer.attemptId : []));
        expect(new Set(ids).size).toBe(1);
        const kinds = answers.map((answer) => (answer instanceof Refusal ? '' : answer.kind));
        expect(kinds.filter((one) => one === 'accepted')).toHaveLength(1);
        expect(kinds).not.toContain('');
        await engine.wait(ids[0] ?? '');
        const attempts = await database()
          .kysely.selectFrom('start_attempt')
          .select(['outcome'])
          .where('instance_id', '=', instanceId)
          .execute();
        expect(attempts).toEqual([{ outcome: 'succeeded' }]);
        expect(await leftovers(database())).toEqual([]);
      });
    });

    it('is refused where there is nothing to start, or something else is being done', async () => {
      await controlPlane(database(), {}, async ({ world }) => {
        const nothing = await requestStart(world.services, { instanceId: randomUUID(), ...byUser });
        expect(nothing).toBeInstanceOf(Refusal);
        expect(nothing).toMatchObject({ status: 404, code: 'instance_not_found' });
        const { id: instanceId } = await world.addInstance();
        const { kysely } = database();
        const [sledId = ''] = world.sledIds;
        await kysely
          .insertInto('sled_resource_vmm')
          .values({
            id: randomUUID(),
            sled_id: sledId,
            hardware_threads: 4,
            rss_ram: 0,
            reservoir_ram: 1,
            instance_id: instanceId,
            state: 'active',
          })
          .execute();
        const held = await requestStart(world.services, { instanceId, ...byUser });
        expect(held).toMatchObject({ status: 409, code: 'instance_busy' });
        const attempts = await kysely.selectFrom('start_attempt').selectAll().execute();
        expect(attempts).toEqual([]);
      });
    });

    it('is a failure that everybody can read where there is no room', async () => {
      await controlPlane(database(), {}, async ({ world, engine }) => {
        const { id: instanceId } = await world.addInstance({ ncpus: 1000 });
        const attemptId = idOf(await requestStart(world.services, { instanceId, ...byUser }));
        await engine.wait(attemptId);
        const { attempt, instance, events } = await endOf(world, instanceId, attemptId);
        expect(attempt.outcome).toMatchObject({ failure: { code: 'no_capacity' } });
        expect(instance).toMatchObject({ state: 'no_vmm', intended_state: 'stopped' });
        expect(events).toEqual(['start_accepted', 'start_failed']);
        expect(await leftovers(database())).toEqual([]);
      });
    });

    it('is accepted while no saga may begin, and begun later', async () => {
      const world = await makeWorld(database());
      const { id: instanceId } = await world.addInstance();
      const leaving = await openEngine(world, {});
      await leaving.quiesce();
      const attemptId = idOf(await requestStart(world.services, { instanceId, ...byUser }));
      expect(await settleStartAttempts(world.services)).toMatchObject({
        begun: [],
        refused: [{ attemptId, refusal: { status: 503 } }],
      });
      await leaving.close();
      const engine = await openEngine(world, {});
      expect((await settleStartAttempts(world.services)).begun).toEqual([attemptId]);
      await engine.wait(attemptId);
      expect(await settleStartAttempts(world.services)).toEqual({
        begun: [],
        settled: [],
        refused: [],
        failed: [],
      });
      expect(await leftovers(database())).toEqual([]);
      await engine.close();
    });
  });

  describe('the end of an attempt', () => {
    it('comes where the process died between accepting it and beginning it', async () => {
      await controlPlane(database(), {}, async ({ world, engine }) => {
        const { id: instanceId } = await world.addInstance();
        const request = { id: randomUUID(), instanceId, ...byUser };
        await database().transaction((transaction) =>
          acceptStart(transaction, request, world.services.now()),
        );
        expect((await settleStartAttempts(world.services)).begun).toEqual([request.id]);
        await engine.wait(request.id);
        expect((await endOf(world, instanceId, request.id)).attempt.outcome.kind).toBe('succeeded');
      });
    });

    it('comes where the instance is not there any more, and keeps no other from its end', async () => {
      await controlPlane(database(), {}, async ({ world, engine }) => {
        const { id: instanceId } = await world.addInstance();
        const lost = { id: randomUUID(), instanceId: randomUUID(), ...byUser };
        const other = { id: randomUUID(), instanceId, ...byUser };
        await database().transaction(async (transaction) => {
          await openStartAttempt(transaction, newStartAttempt(lost, '2026-11-21T06:00:00Z'));
          await acceptStart(transaction, other, world.services.now());
        });
        expect((await settleStartAttempts(world.services)).begun).toEqual([lost.id, other.id]);
        await engine.wait(other.id);
        expect((await endOf(world, instanceId, other.id)).attempt.outcome.kind).toBe('succeeded');
        await engine.wait(lost.id);
        await settleStartAttempts(world.services);
        expect(await fetchStartAttempt(database().kysely, lost.id)).toMatchObject({
          value: { outcome: { kind: 'failed', failure: { code: 'instance_changed' } } },
        });
      });
    });

    it('is looked for again where one look breaks', async () => {
      await controlPlane(database(), {}, async ({ world, engine }) => {
        const { id: instanceId } = await world.addInstance();
        const request = { id: randomUUID(), instanceId, ...byUser };
        await database().transaction((transaction) =>
          acceptStart(transaction, request, world.services.now()),
        );
        const broken: SagaEngine = {
          ...engine,
          get: async () => {
            throw new Error('unreadable');
          },
        };
        const services = { ...world.services, engine: () => broken };
        expect(await settleStartAttempts(services)).toMatchObject({
          begun: [],
          failed: [{ attemptId: request.id, error: { message: 'unreadable' } }],
        });
        expect((await settleStartAttempts(world.services)).begun).toEqual([request.id]);
        await engine.wait(request.id);
      });
    });

    it('comes where not even the first node succeeded', async () => {
      const inject = (): { errors: readonly string[] } => ({ errors: ['record_attempt'] });
      await controlPlane(database(), { testing: { inject } }, async ({ world }) => {
        const { id: instanceId } = await world.addInstance();
        const attemptId = idOf(await requestStart(world.services, { instanceId, ...byUser }));
        expect(await outcomeOf(world, instanceId, attemptId)).toMatchObject({
          kind: 'failed',
          failure: { code: 'internal' },
        });
        const { events, instance } = await endOf(world, instanceId, attemptId);
        expect(events).toEqual(['start_accepted', 'start_failed']);
        expect(instance.intended_state).toBe('stopped');
        expect(await leftovers(database())).toEqual([]);
      });
    });

    it('comes by a look at what is open where nobody listened', async () => {
      const inject = (): { errors: readonly string[] } => ({ errors: ['record_attempt'] });
      const deaf = { testing: { inject }, onRest: () => {} };
      await controlPlane(database(), deaf, async ({ world, engine }) => {
        const { id: instanceId } = await world.addInstance();
        const attemptId = idOf(await requestStart(world.services, { instanceId, ...byUser }));
        await engine.wait(attemptId);
        expect((await endOf(world, instanceId, attemptId)).attempt.outcome.kind).toBe('open');
        const looks = [settleStartAttempts(world.services), settleStartAttempts(world.services)];
        const settled = (await Promise.all(looks)).flatMap((look) => look.settled);
        expect(settled).toContain(attemptId);
        expect((await endOf(world, instanceId, attemptId)).events).toEqual([
          'start_accepted',
          'start_failed',
        ]);
        expect(await leftovers(database())).toEqual([]);
      });
    });

    it('comes when the saga is stuck, and stays when an operator gets it out of that', async () => {
      const broken = { undo: true };
      const inject = (): { errors: readonly string[]; undoErrors: readonly string[] } => ({
        errors: ['ensure_running'],
        undoErrors: broken.undo ? ['mark_as_starting'] : [],
      });
      await controlPlane(database(), { testing: { inject } }, async ({ world, engine }) => {
        const { id: instanceId } = await world.addInstance();
        const attemptId = idOf(await requestStart(world.services, { instanceId, ...byUser }));
        const outcome = await outcomeOf(world, instanceId, attemptId);
        if (outcome.kind !== 'failed') throw new Error(outcome.kind);
        expect(outcome.failure).toMatchObject({ code: 'internal', transience: 'permanent' });
        expect(outcome.failure.detail).toMatch(/stuck: the undo of mark_as_starting failed/);
        expect(outcome.failure.message).not.toMatch(/stuck|saga|mark/);
        expect(await requestStart(world.services, { instanceId, ...byUser })).toMatchObject({
          status: 409,
        });

        broken.undo = false;
        const retried = await engine.retry(attemptId, 'mark_as_starting', 'mended');
        expect(retried).toEqual({ ok: true });
        await expect
          .poll(async () => (await engine.get(attemptId)) as object)
          .toMatchObject({ state: 'unwound' });
        const after = await endOf(world, instanceId, attemptId);
        expect(after.attempt.outcome).toEqual(outcome);
        expect(after.events).toEqual(['start_accepted', 'start_failed']);
        expect(after.instance).toMatchObject({ state: 'no_vmm', intended_state: 'stopped' });
        expect(await leftovers(database())).toEqual([]);
      });
    });

    it('comes when the saga is given up', async () => {
      await controlPlane(database(), {}, async ({ world, engine }) => {
        const { id: instanceId } = await world.addInstance();
        await world.addLocalDisk(instanceId, 0);
        await world.rack.failNext('ensureLocalStorage', { kind: 'unreachable' }, { times: 10_000 });
        const attemptId = idOf(await requestStart(world.services, { instanceId, ...byUser }));
        await expect.poll(async () => (await world.rack.calls()).length).toBeGreaterThan(1);
        expect(await engine.abandon(attemptId, 'the rack is gone')).toEqual({ ok: true });
        await world.rack.mend();
        await settleStartAttempts(world.services);
        expect(await outcomeOf(world, instanceId, attemptId)).toMatchObject({
          failure: {
            code: 'internal',
            detail: expect.stringMatching(/the rack is gone/) as string,
          },
        });
      });
    });

    it('comes when it is cancelled', async () => {
      await controlPlane(database(), {}, async ({ world, engine }) => {
        const { id: instanceId } = await world.addInstance();
        await world.addLocalDisk(instanceId, 0);
        await world.rack.failNext('ensureLocalStorage', { kind: 'unreachable' }, { times: 10_000 });
        const attemptId = idOf(await requestStart(world.services, { instanceId, ...byUser }));
        await expect.poll(async () => (await world.rack.calls()).length).toBeGreaterThan(1);
        expect(await engine.cancel(attemptId, 'not needed')).toEqual({ ok: true });
        await engine.wait(attemptId);
        expect((await endOf(world, instanceId, attemptId)).attempt.outcome).toMatchObject({
          failure: { code: 'cancelled' },
        });
        expect(await leftovers(database())).toEqual([]);
      });
    });
  });
});
