import type { Tables } from '@skewline/db-model';
import { describe, expect, it } from 'vitest';
import { forEachDatabaseBeneath, useMigrated } from '../../../db-model/test/support/databases.ts';
import { noSuchInstance } from './support/fake-tables.ts';
import { finalState } from './support/final-state.ts';
import { leftovers } from './support/leftovers.ts';
import { outside, withoutRoom } from './support/start-cases.ts';
import { startOnce } from './support/start-once.ts';
import { makeWorld, type World } from './support/world.ts';

forEachDatabaseBeneath((engine) => {
  const database = useMigrated<Tables>(engine);

  describe('a start that fails', () => {
    it.each([...withoutRoom, ...outside])('says why when $name', async (one) => {
      const world = await makeWorld(database(), one.world);
      const instance = await one.given(world);
      const ended = await startOnce(world, instance);
      expect(ended.rest.kind).toBe('unwound');
      const { outcome } = ended.attempt;
      if (outcome.kind !== 'failed') throw new Error(`it has ${outcome.kind}`);
      const { message = /./, detail = /^/, ...want } = one.want;
      expect(outcome.failure).toMatchObject(want);
      expect(outcome.failure.message).toMatch(message);
      expect(outcome.failure.detail ?? '').toMatch(detail);
      for (const id of [instance.id, ...world.sledIds]) {
        expect(`${outcome.failure.message} ${outcome.failure.hint ?? ''}`).not.toContain(id);
      }
      expect(ended.events).toEqual(['start_accepted', 'start_failed']);
      expect(ended.instance).toMatchObject({
        state: 'no_vmm',
        active_propolis_id: null,
        intended_state: 'stopped',
        time_last_auto_restarted: null,
      });
      expect(await leftovers(database())).toEqual([]);
    });

    it('because nobody wants it any more', async () => {
      const world = await makeWorld(database());
      const instance = await world.addInstance();
      const cancel = new AbortController();
      const ended = await startOnce(world, instance, {
        signal: cancel.signal,
        onEvent: (event) => {
          if (event.type === 'succeeded' && event.node === 'dpd_ensure') cancel.abort('never mind');
        },
      });
      expect(ended.attempt.outcome).toMatchObject({
        failure: { code: 'cancelled', fault: 'user', detail: 'never mind' },
      });
      expect(ended.instance).toMatchObject({ state: 'no_vmm', intended_state: 'stopped' });
      expect(await leftovers(database())).toEqual([]);
    });

    it('does not wait for a disk when it is cancelled', async () => {
      const world = await makeWorld(database());
      const instance = await world.addInstance();
      await world.addLocalDisk(instance.id, 0);
      await world.rack.failNext('ensureLocalStorage', { kind: 'unreachable' }, { times: 10_000 });
      const ended = await startOnce(world, instance, { signal: AbortSignal.timeout(300) });
      expect(ended.attempt.outcome).toMatchObject({ failure: { code: 'cancelled' } });
      expect(await leftovers(database())).toEqual([]);
    });

    const lostDisks: readonly (readonly [string, (world: World) => Promise<unknown>])[] = [
      [
        'sled is expunged',
        ({ database: { kysely } }) =>
          kysely.updateTable('sled').set({ sled_policy: 'expunged' }).execute(),
      ],
      [
        'physical disk is expunged',
        ({ database: { kysely } }) =>
          kysely.updateTable('physical_disk').set({ disk_policy: 'expunged' }).execute(),
      ],
    ];
    it.each(lostDisks)('for good when the %s that its local disk is on', async (_, lose) => {
      const world = await makeWorld(database());
      const instance = await world.addInstance();
      await world.addLocalDisk(instance.id, 0);
      await world.rack.failNext('ensureLocalStorage', { kind: 'unreachable' }, { times: 10_000 });
      const started = startOnce(world, instance);
      await expect.poll(async () => (await world.rack.calls()).length).toBeGreaterThan(2);
      await lose(world);
      const { attempt } = await started;
      expect(attempt.outcome).toMatchObject({
        failure: { code: 'sled_refused', transience: 'permanent' },
      });
      expect(await leftovers(database())).toEqual([]);
    });

    const meanwhile: readonly (readonly [
      string,
      string,
      (world: World, instanceId: string) => Promise<unknown>,
    ])[] = [
      [
        'it is told to stop',
        'stopped',
        ({ database: { kysely } }, id) =>
          kysely
            .updateTable('instance')
            .set({ intended_state: 'stopped' })
            .where('id', '=', id)
            .execute(),
      ],
      [
        'it is deleted',
        'destroyed',
        ({ database: { kysely } }, id) =>
          kysely
            .updateTable('instance')
            .set({
              time_deleted: '2026-11-21T07:00:00Z',
              state: 'destroyed',
              intended_state: 'destroyed',
            })
            .where('id', '=', id)
            .execute(),
      ],
    ];
    it('because it is told to stop when it is about to run', async () => {
      const world = await makeWorld(database());
      const instance = await world.addInstance();
      const ended = await startOnce(world, instance, {
        onEvent: async (event) => {
          if (event.type !== 'succeeded' || event.node !== 'add_virtual_resources') return;
          await database()
            .kysely.updateTable('instance')
            .set({ intended_state: 'stopped' })
            .where('id', '=', instance.id)
            .execute();
        },
      });
      expect(ended.attempt.outcome).toMatchObject({ failure: { code: 'instance_changed' } });
      expect(ended.instance).toMatchObject({ state: 'no_vmm', intended_state: 'stopped' });
      expect(await leftovers(database())).toEqual([]);
    });

    it.each(meanwhile)('because %s meanwhile, and leaves that alone', async (_, intended, act) => {
      const world = await makeWorld(database());
      const instance = await world.addInstance();
      const ended = await startOnce(world, instance, {
        onEvent: async (event) => {
          if (event.type !== 'succeeded' || event.node !== 'alloc_propolis_ip') return;
          await act(world, instance.id);
        },
      });
      expect(ended.attempt.outcome).toMatchObject({ failure: { code: 'instance_changed' } });
      expect(ended.instance.intended_state).toBe(intended);
      expect(await leftovers(database())).toEqual([]);
    });

    it('because its VMM failed, and was unlinked by an update before it was undone', async () => {
      const world = await makeWorld(database());
      const instance = await world.addInstance();
      await world.rack.failNext('putVmmState', noSuchInstance);
      const ended = await startOnce(world, instance, {
        onEvent: async (event) => {
          if (event.type !== 'failed') return;
          // As the update saga does; the VMM has been marked failed by then.
          await database()
            .kysely.updateTable('instance')
            .set(({ eb }) => ({
              state: 'failed',
              active_propolis_id: null,
              state_generation: eb('state_generation', '+', 1),
            }))
            .where('id', '=', instance.id)
            .execute();
        },
      });
      expect(ended.instance).toMatchObject({ state: 'no_vmm', intended_state: 'stopped' });
      expect(await finalState(database(), instance.id)).toMatchObject({
        vmms: [{ state: 'saga_unwound', failure: 'no_such_instance' }],
      });
      expect(await leftovers(database())).toEqual([]);
    });

    it('comes to rest though its sled loses power in the middle, and stays off', async () => {
      const world = await makeWorld(database());
      const instance = await world.addInstance();
      const ended = await startOnce(world, instance, {
        onEvent: async (event) => {
          if (event.type !== 'succeeded' || event.node !== 'ensure_registered') return;
          for (const sledId of world.sledIds) await world.rack.setPower(sledId, 'A2');
        },
      });
      expect(ended.attempt.outcome).toMatchObject({
        failure: { code: 'sled_refused', detail: expect.stringMatching(/putVmmState: .* is off/) },
      });
      expect(ended.instance).toMatchObject({ state: 'no_vmm', intended_state: 'stopped' });
      expect(await finalState(database(), instance.id)).toMatchObject({
        vmms: [{ state: 'saga_unwound', failure: 'sled_off', reservation: null }],
      });
      const asked = (await world.rack.calls()).map(({ operation }) => operation);
      expect(asked.filter((operation) => operation === 'putVmmState')).toHaveLength(1);
      expect(asked.filter((operation) => operation === 'unregisterVmm')).toHaveLength(1);
      expect(await leftovers(database())).toEqual([]);
    });

    it('keeps the room on a silent sled until it is sure that nothing lives there', async () => {
      const world = await makeWorld(database());
      const instance = await world.addInstance();
      await world.rack.failNext('putVmmState', noSuchInstance);
      await world.rack.failNext('unregisterVmm', { kind: 'unreachable' }, { times: 5 });
      const seen: (readonly [string, number, string])[] = [];
      const ended = await startOnce(world, instance, {
        onEvent: async (event) => {
          if (event.type !== 'undo_started' && event.type !== 'undo_finished') return;
          const { kysely } = database();
          const kept = await kysely.selectFrom('sled_resource_vmm').select('id').execute();
          const { state } = await kysely
            .selectFrom('instance')
            .select('state')
            .where('id', '=', instance.id)
            .executeTakeFirstOrThrow();
          seen.push([`${event.type} ${event.node}`, kept.length, state]);
        },
      });
      const undone = (await world.rack.calls()).filter(
        ({ operation }) => operation === 'unregisterVmm',
      );
      expect(undone).toHaveLength(6);
      expect(seen).toContainEqual(['undo_finished enter_sled', 1, 'vmm']);
      expect(seen).toContainEqual(['undo_finished mark_as_starting', 1, 'no_vmm']);
      expect(seen).toContainEqual(['undo_finished alloc_server', 0, 'no_vmm']);
      expect(ended.rest.kind).toBe('unwound');
    });

    it('writes its end once, however often its undo is done', async () => {
      const world = await makeWorld(database());
      const instance = await world.addInstance();
      const ended = await startOnce(world, instance, {
        inject: {
          errors: ['ensure_running'],
          repeat: { record_attempt: { undo: 3 }, mark_as_starting: { undo: 3 } },
        },
      });
      expect(ended.events).toEqual(['start_accepted', 'start_failed']);
    });
  });
});
