import { randomUUID } from 'node:crypto';
import type { Instance, InstanceRuntimeState } from '@skewline/nexus-types/domain';
import { Refusal } from '@skewline/runtime';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import type { SagaRow, Tables } from '../../src/rows/index.ts';
import {
  commitAndUnlock,
  fetchInstance,
  type HeldLock,
  inheritLock,
  insertInstance,
  lockInstance,
  markInstanceDeleted,
  setIntendedState,
  unlockInstance,
  updateInstanceRuntime,
} from '../../src/store/index.ts';
import { forEachDatabase, useMigrated } from '../support/databases.ts';
import { baseRows } from './base-rows.ts';
import { accepted, later, sampleInstance } from './samples.ts';

forEachDatabase((engine) => {
  const database = useMigrated<Tables>(engine);
  const stored = async ({ id }: Instance) =>
    accepted(await fetchInstance(database().kysely, id)).value;
  const us = randomUUID();
  const them = randomUUID();

  async function given(over: Partial<Instance> = {}): Promise<Instance> {
    const id = randomUUID();
    const instance = sampleInstance({ id, name: `i-${id}`, ...over });
    accepted(await insertInstance(database().kysely, instance));
    return instance;
  }

  async function locked(by = us): Promise<{ instance: Instance; lock: HeldLock }> {
    const instance = await given();
    const result = accepted(await lockInstance(database().kysely, instance.id, by));
    if (result.kind !== 'held') throw new Error('nobody else can have it');
    return { instance, lock: result.lock };
  }

  /** A saga of this id; `done` with the parent of an update is one that a child is about to inherit from. */
  async function insertSagaIn(state: SagaRow['state'], id: string): Promise<void> {
    const isUnderWay = state === 'running' || state === 'unwinding';
    await database()
      .kysely.insertInto('saga')
      .values({
        ...baseRows.saga(),
        id,
        state,
        owner: null,
        outcome: isUnderWay || state === 'parked' ? null : sql`'{}'::jsonb`,
        parked_code: state === 'parked' ? 'unreadable' : null,
        parked_reason: state === 'parked' ? 'no code' : null,
        time_rested: isUnderWay ? null : later(1),
      })
      .execute();
  }

  const next = ({ runtime }: Instance): InstanceRuntimeState => ({
    ...runtime,
    state: 'failed',
    gen: runtime.gen + 1,
    timeUpdated: later(1),
  });
  const running = { from: 'running', to: 'running' } as const;

  describe('lock', () => {
    it('a free one: held, one generation on; once more by the same: the same', async () => {
      const { instance, lock } = await locked();
      expect(lock).toEqual({ updaterId: us, gen: instance.updaterLock.gen + 1 });
      expect((await stored(instance)).updaterLock).toEqual(lock);
      const again = await lockInstance(database().kysely, instance.id, us);
      expect(again).toEqual({ kind: 'held', lock });
      expect(await stored(instance)).toEqual({ ...instance, updaterLock: lock });
    });

    it('one that another holds: already locked, and nothing changes', async () => {
      const { instance, lock } = await locked(them);
      expect(await lockInstance(database().kysely, instance.id, us)).toEqual({
        kind: 'already_locked',
        by: them,
      });
      expect((await stored(instance)).updaterLock).toEqual(lock);
    });

    it.each([
      ['running', false],
      ['unwinding', false],
      ['stuck', false],
      ['parked', false],
      ['done', false],
      ['abandoned', true],
      ['unwound', true],
    ] as const)('one that a saga holds that is %s: taken from it is %s', async (state, isTaken) => {
      const holder = randomUUID();
      const { instance, lock } = await locked(holder);
      await insertSagaIn(state, holder);
      const result = await lockInstance(database().kysely, instance.id, us);
      const taken = { updaterId: us, gen: lock.gen + 1 };
      expect(result).toEqual(
        isTaken ? { kind: 'held', lock: taken } : { kind: 'already_locked', by: holder },
      );
      expect((await stored(instance)).updaterLock).toEqual(isTaken ? taken : lock);
    });

    it('neither a deleted one nor one that is not there', async () => {
      const instance = await given();
      await markInstanceDeleted(database().kysely, instance.id, later(1));
      for (const id of [instance.id, randomUUID()]) {
        expect(await lockInstance(database().kysely, id, us)).toMatchObject({
          code: 'instance_not_found',
          status: 404,
        });
      }
    });

    it.each(['apart', 'in transactions'])('of many at once one has it: %s', async (how) => {
      const instance = await given();
      const askers = Array.from({ length: 8 }, () => randomUUID());
      const results = await Promise.all(
        askers.map((asker) =>
          how === 'apart'
            ? lockInstance(database().kysely, instance.id, asker)
            : database().transaction((transaction) =>
                lockInstance(transaction, instance.id, asker),
              ),
        ),
      );
      const held = results.filter(
        (result) => !(result instanceof Refusal) && result.kind === 'held',
      );
      expect(held).toHaveLength(1);
      const { updaterLock } = await stored(instance);
      expect(held).toEqual([{ kind: 'held', lock: updaterLock }]);
      expect(updaterLock.gen).toBe(instance.updaterLock.gen + 1);
    });
  });

  describe('inherit', () => {
    it('from the parent that holds it: held, one generation on; repeated: the same', async () => {
      const { instance, lock } = await locked();
      const child = randomUUID();
      const inherited = { updaterId: child, gen: lock.gen + 1 };
      for (let times = 0; times < 2; times += 1) {
        expect(await inheritLock(database().kysely, instance.id, lock, child)).toEqual({
          kind: 'held',
          lock: inherited,
        });
        expect((await stored(instance)).updaterLock).toEqual(inherited);
      }
    });

    it('from a parent that has let go of it: already locked', async () => {
      const { instance, lock } = await locked();
      await unlockInstance(database().kysely, instance.id, lock);
      const inherit = async () => inheritLock(database().kysely, instance.id, lock, randomUUID());
      expect(await inherit()).toEqual({ kind: 'already_locked', by: null });
      await lockInstance(database().kysely, instance.id, them);
      expect(await inherit()).toEqual({ kind: 'already_locked', by: them });
    });

    it('from a parent that has it anew: it is not the same lock any more', async () => {
      const { instance, lock } = await locked();
      await unlockInstance(database().kysely, instance.id, lock);
      await lockInstance(database().kysely, instance.id, us);
      expect(await inheritLock(database().kysely, instance.id, lock, randomUUID())).toEqual({
        kind: 'already_locked',
        by: us,
      });
    });

    it('neither of a deleted one nor of one that is not there', async () => {
      const { instance, lock } = await locked();
      await markInstanceDeleted(database().kysely, instance.id, later(1));
      for (const id of [instance.id, randomUUID()]) {
        expect(await inheritLock(database().kysely, id, lock, randomUUID())).toMatchObject({
          code: 'instance_not_found',
        });
      }
    });
  });

  describe('unlock', () => {
    it('free, one generation on; repeated: nothing', async () => {
      const { instance, lock } = await locked();
      expect(await unlockInstance(database().kysely, instance.id, lock)).toBe('unlocked');
      const free = { updaterId: null, gen: lock.gen + 1 };
      expect((await stored(instance)).updaterLock).toEqual(free);
      expect(await unlockInstance(database().kysely, instance.id, lock)).toBe('given_back_before');
      expect((await stored(instance)).updaterLock).toEqual(free);
    });

    it('not what another has since', async () => {
      const { instance, lock } = await locked();
      await unlockInstance(database().kysely, instance.id, lock);
      await lockInstance(database().kysely, instance.id, them);
      expect(await unlockInstance(database().kysely, instance.id, lock)).toBe('given_back_before');
      expect((await stored(instance)).updaterLock.updaterId).toBe(them);
    });

    it('what was never held', async () => {
      const { instance, lock } = await locked(them);
      const never = { updaterId: us, gen: lock.gen };
      expect(await unlockInstance(database().kysely, instance.id, never)).toBe('never_held');
      expect((await stored(instance)).updaterLock).toEqual(lock);
    });

    it('what is held at another generation: refused, for it cannot be', async () => {
      const { instance, lock } = await locked();
      for (const gen of [lock.gen - 1, lock.gen + 1]) {
        const other = { ...lock, gen };
        expect(await unlockInstance(database().kysely, instance.id, other)).toMatchObject({
          code: 'updater_lock_lost',
          status: 500,
        });
      }
      expect((await stored(instance)).updaterLock).toEqual(lock);
    });

    it('a deleted one too; not one that is not there', async () => {
      const { instance, lock } = await locked();
      await markInstanceDeleted(database().kysely, instance.id, later(1));
      expect(await unlockInstance(database().kysely, instance.id, lock)).toBe('unlocked');
      expect((await stored(instance)).updaterLock.updaterId).toBeNull();
      expect(await unlockInstance(database().kysely, randomUUID(), lock)).toMatchObject({
        code: 'instance_not_found',
      });
    });
  });

  describe('commit', () => {
    const commit = async (
      { id }: Instance,
      lock: HeldLock,
      runtime: InstanceRuntimeState,
      intended: Parameters<typeof commitAndUnlock>[3]['intended'] = running,
    ) => commitAndUnlock(database().kysely, id, lock, { runtime, intended });

    it('writes and unlocks at once; repeated: done before, whoever has it now', async () => {
      const { instance, lock } = await locked();
      const runtime = next(instance);
      const intended = { from: 'running', to: 'guest_shutdown' } as const;
      expect(await commit(instance, lock, runtime, intended)).toBe(true);
      const after: Instance = {
        ...instance,
        runtime,
        intendedState: 'guest_shutdown',
        updaterLock: { updaterId: null, gen: lock.gen + 1 },
      };
      expect(await stored(instance)).toEqual(after);
      expect(await commit(instance, lock, runtime, intended)).toBe(false);
      expect(await stored(instance)).toEqual(after);

      await lockInstance(database().kysely, instance.id, them);
      await updateInstanceRuntime(database().kysely, instance.id, {
        ...runtime,
        gen: runtime.gen + 5,
      });
      const others = await stored(instance);
      expect(await commit(instance, lock, runtime, intended)).toBe(false);
      expect(await stored(instance)).toEqual(others);
    });

    it('what the user has asked for meanwhile stays', async () => {
      const { instance, lock } = await locked();
      await setIntendedState(database().kysely, instance.id, 'stopped');
      const intended = { from: 'running', to: 'guest_shutdown' } as const;
      expect(await commit(instance, lock, next(instance), intended)).toBe(true);
      expect((await stored(instance)).intendedState).toBe('stopped');
    });

    it('of an instance that was written meanwhile: refused, and the lock is kept', async () => {
      const { instance, lock } = await locked();
      const runtime = next(instance);
      await updateInstanceRuntime(database().kysely, instance.id, { ...runtime, state: 'no_vmm' });
      const before = await stored(instance);
      expect(await commit(instance, lock, runtime)).toMatchObject({
        code: 'instance_changed',
        status: 409,
        message: 'instance state has changed',
      });
      expect(await stored(instance)).toEqual(before);
      expect(before.updaterLock).toEqual(lock);
    });

    it('without the lock: refused', async () => {
      const { instance, lock } = await locked();
      await unlockInstance(database().kysely, instance.id, lock);
      const refused = { code: 'updater_lock_lost', status: 500 };
      expect(await commit(instance, lock, next(instance))).toMatchObject(refused);
      await lockInstance(database().kysely, instance.id, them);
      const before = await stored(instance);
      expect(await commit(instance, lock, next(instance))).toMatchObject(refused);
      expect(await stored(instance)).toEqual(before);
    });

    it('neither a deleted one nor one that is not there', async () => {
      const { instance, lock } = await locked();
      await markInstanceDeleted(database().kysely, instance.id, later(1));
      for (const one of [instance, sampleInstance()]) {
        expect(await commit(one, lock, next(instance))).toMatchObject({
          code: 'instance_not_found',
          status: 404,
        });
      }
    });

    it('not what the database would refuse', async () => {
      const { instance, lock } = await locked();
      const wrong = { ...next(instance), activeVmmId: randomUUID() };
      expect(await commit(instance, lock, wrong)).toMatchObject({ code: 'active_vmm_without_vmm' });
      expect((await stored(instance)).updaterLock).toEqual(lock);
    });
  });
});
