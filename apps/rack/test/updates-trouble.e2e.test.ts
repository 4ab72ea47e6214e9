import { describe, expect, it } from 'vitest';
import { soon } from './upgrades/soon.ts';
import { detail, slowly, useUpdateWorld } from './upgrades/update-world.ts';

// What becomes of an instance when something happens while it is moved: A3.7 of the facts.

const world = useUpdateWorld([44, 48, 49, 49], slowly);

describe('a migration that something happens to', () => {
  it('its target fails: the instance runs on where it was', async () => {
    const [from, to] = [world.sledOf(44), world.sledOf(49)];
    const { id, source, target } = await world.moving(from, to);
    await world.expectReserved({ [from.serial]: 1, [to.serial]: 1 });
    await world.fail(to, target, { cause: 'zone_gone', detail });
    await world.tenant().until('web', 'running');
    expect(await world.tenant().seen(id)).toMatchObject({
      active_vmm_id: source,
      migration: null,
      warnings: [],
    });
    // Whether users still see it migrate then depends on what the source has said by then.
    const kinds = await world.kindsOf('web');
    expect(kinds.slice(0, 2)).toEqual(['migration_started', 'migration_failed']);
    expect([[], ['migrating to running']]).toContainEqual(kinds.slice(2));
    expect((await world.tenant().view('web')).last_failure).toBeNull();
    await soon(async () => {
      expect(await world.tenant().vmms(id)).toMatchObject([
        { id: source, state: 'running' },
        { id: target, state: 'failed', failure: { reason: 'zone_gone', detail } },
      ]);
    });
    await world.expectReserved({ [from.serial]: 1 });
    expect(await world.quota()).toBe(1);
  });

  it('its source fails: the instance has failed, for the reason of the source', async () => {
    const [from, to] = [world.sledOf(49), world.sledOf(48)];
    const { id, source, target } = await world.moving(from, to);
    await world.fail(from, source, { cause: 'zone_gone', detail });
    await world.tenant().until('web', 'failed');
    await soon(async () => {
      expect(await world.tenant().vmms(id)).toMatchObject([
        { id: source, state: 'failed', failure: { reason: 'zone_gone', detail } },
        { id: target, state: 'failed' },
      ]);
    });
    expect((await world.tenant().view('web')).last_failure).toMatchObject({
      kind: 'run',
      reason: 'virtual_machine_vanished',
    });
    await world.expectReserved({});
    expect(await world.quota()).toBe(0);
  });

  it('both fail: the instance has failed', async () => {
    const [from, to] = [world.sledOf(49), world.sledOf(49, 1)];
    const { id, source, target } = await world.moving(from, to);
    await Promise.all([
      world.fail(from, source, { cause: 'propolis_lost_instance', detail }),
      world.fail(to, target, { cause: 'zone_gone', detail }),
    ]);
    await world.tenant().until('web', 'failed');
    await soon(async () => {
      expect(await world.tenant().vmms(id)).toMatchObject([
        { id: source, failure: { reason: 'propolis_lost_instance', detail } },
        { id: target, failure: { reason: 'zone_gone', detail } },
      ]);
    });
    const kinds = await world.kindsOf('web');
    expect(kinds.filter((kind) => kind === 'run_failed')).toHaveLength(1);
    expect(kinds).toContain('migration_failed');
  });

  it('the sled of its source goes off: the instance has failed, because of that', async () => {
    const [from, to] = [world.sledOf(44), world.sledOf(49)];
    const { id, source, target } = await world.moving(from, to);
    await from.powerOff();
    await world.watch();
    await world.tenant().until('web', 'failed');
    await soon(async () => {
      expect(await world.tenant().vmms(id)).toMatchObject([
        { id: source, failure: { reason: 'sled_off' } },
        { id: target, state: 'failed' },
      ]);
    });
    expect((await world.tenant().view('web')).last_failure).toMatchObject({
      reason: 'host_powered_off',
    });
    await world.expectReserved({});
    expect(await world.quota()).toBe(0);
  });

  it('the sled of its target goes off: the instance runs on where it was', async () => {
    const [from, to] = [world.sledOf(49), world.sledOf(44)];
    const { id, source, target } = await world.moving(from, to);
    await to.powerOff();
    await world.watch();
    await world.tenant().until('web', 'running');
    await soon(async () => {
      expect(await world.tenant().vmms(id)).toMatchObject([
        { id: source, state: 'running' },
        { id: target, failure: { reason: 'sled_off' } },
      ]);
    });
    expect(await world.tenant().seen(id)).toMatchObject({
      active_vmm_id: source,
      migration: null,
      warnings: [],
    });
    await world.expectReserved({ [from.serial]: 1 });
  });

  it.each(['source', 'target'] as const)(
    'the sled agent of its %s is killed, and comes back: it goes on',
    async (side) => {
      const [from, to] = [world.sledOf(49), world.sledOf(48)];
      const { id, target } = await world.moving(from, to);
      const killed = side === 'source' ? from : to;
      await killed.kill('SIGKILL');
      // A refused connection proves nothing.
      await world.watch();
      expect((await world.tenant().view('web')).run_state).toBe('migrating');
      await killed.start();
      await world.tenant().until('web', 'running');
      expect((await world.tenant().vmm(id)).id).toBe(target);
      await world.expectReserved({ [to.serial]: 1 });
    },
  );
});
