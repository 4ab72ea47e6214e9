import { describe, expect, it } from 'vitest';
import { soon } from './upgrades/soon.ts';
import { detail, quiet, reportsLost, useUpdateWorld } from './upgrades/update-world.ts';

// What becomes of an instance that is moved, in whichever order the two sleds say so: A3.7 of the facts.

const world = useUpdateWorld([44, 48, 49], quiet);

describe('a migration that comes to its end', () => {
  it.each([
    [44, 49],
    [49, 48],
    [48, 44],
  ])(
    'from version %i to version %i: the same instance, on the other sled',
    async (older, newer) => {
      const [from, to] = [world.sledOf(older), world.sledOf(newer)];
      const { id } = await world.tenant().runOn(from, 'web');
      const first = await world.tenant().vmm(id);
      await world.tenant().migrate(id, to);
      await soon(async () => {
        expect(await world.tenant().seen(id)).toMatchObject({ state: 'running', sled_id: to.id });
      });
      await soon(async () => {
        expect(await world.migrationOf(id)).toMatchObject({
          source: { vmm_id: first.id, state: 'completed' },
          target: { state: 'completed' },
        });
      });
      const second = await world.tenant().vmm(id);
      expect(await world.kindsOf('web')).toEqual([
        'migration_started',
        'migration_completed',
        'migrating to running',
      ]);
      await world.expectReserved({ [to.serial]: 1 });
      expect(await world.quota()).toBe(1);
      await soon(async () => {
        expect(await world.tenant().vmms(id)).toMatchObject([
          { id: first.id, state: 'destroyed', failure: null, time_deleted: expect.any(String) },
          { id: second.id, state: 'running', time_deleted: null },
        ]);
      });
      await world.fail(to, second.id, { cause: 'zone_gone', detail });
      await world.tenant().until('web', 'failed');
      expect((await world.tenant().vmms(id)).at(-1)?.failure).toMatchObject(
        newer >= 49 ? { reason: 'zone_gone', detail } : { reason: 'from_sled_agent', detail: null },
      );
    },
  );

  it('the source says so first: the instance waits for the target', async () => {
    const [from, to] = [world.sledOf(49), world.sledOf(48)];
    const { id } = await world.handedOver(from, to);
    await world.expectReserved({ [to.serial]: 1 });
    expect(await world.quota()).toBe(1);
    await to.control.deleteFaults();
    await world.tenant().until('web', 'running');
    expect(await world.tenant().seen(id)).toMatchObject({
      sled_id: to.id,
      migration: null,
      warnings: [],
    });
    await world.expectReserved({ [to.serial]: 1 });
    expect(await world.quota()).toBe(1);
  });

  it('the target says so first: the source is cleared away when it speaks', async () => {
    const [from, to] = [world.sledOf(44), world.sledOf(49)];
    const { id } = await world.tenant().runOn(from, 'web');
    await from.control.putFaults([reportsLost]);
    await world.tenant().migrate(id, to);
    await soon(async () => {
      expect(await world.tenant().seen(id)).toMatchObject({ state: 'running', sled_id: to.id });
    });
    // Its sled has not said that it is free.
    await world.expectReserved({ [from.serial]: 1, [to.serial]: 1 });
    expect(await world.quota()).toBe(1);
    await from.control.deleteFaults();
    await world.expectReserved({ [to.serial]: 1 });
    expect(await world.kindsOf('web')).toEqual([
      'migration_started',
      'migration_completed',
      'migrating to running',
    ]);
  });

  it('and then its guest shuts down: stopped', async () => {
    const [from, to] = [world.sledOf(48), world.sledOf(49)];
    const { id, target } = await world.handedOver(from, to);
    expect(await to.control.shutdownGuest(target)).toMatchObject({ ok: true });
    await to.control.deleteFaults();
    await world.tenant().until('web', 'stopped');
    expect((await world.tenant().seen(id)).intended_state).toBe('guest_shutdown');
    expect(await world.kindsOf('web')).toEqual([
      'migration_started',
      'migration_completed',
      'guest_shutdown',
      'migrating to stopped',
    ]);
    await world.expectReserved({});
    expect(await world.quota()).toBe(0);
  });

  it('and then its VMM fails: failed, for that reason', async () => {
    const [from, to] = [world.sledOf(48), world.sledOf(49)];
    const { id, target } = await world.handedOver(from, to);
    await world.fail(to, target, { cause: 'propolis_lost_instance', detail });
    await to.control.deleteFaults();
    await world.tenant().until('web', 'failed');
    expect((await world.tenant().vmms(id)).at(-1)).toMatchObject({
      id: target,
      failure: { reason: 'propolis_lost_instance', detail },
    });
    expect(await world.kindsOf('web')).toEqual([
      'migration_started',
      'migration_completed',
      'run_failed',
      'migrating to failed',
    ]);
  });
});
