import { describe, expect, it } from 'vitest';
import { valueOf } from '../src/index.ts';
import { soon } from './upgrades/soon.ts';
import { detail, quiet, useUpdateWorld } from './upgrades/update-world.ts';

// What becomes of an instance as sleds report of its VMMs: A3.7 of the facts, with sled agents that really do so.

const world = useUpdateWorld([44, 48, 49], quiet);

describe('a VMM that ends', () => {
  it.each([44, 48, 49])(
    'by its guest, on version %i: stopped, and not started again',
    async (version) => {
      const there = world.sledOf(version);
      const { id } = await world
        .tenant()
        .runOn(there, 'web', { auto_restart_policy: 'best_effort' });
      await world.expectReserved({ [there.serial]: 1 });
      expect(await world.quota()).toBe(1);
      const vmm = await world.tenant().vmm(id);
      expect(await there.control.shutdownGuest(vmm.id)).toMatchObject({ ok: true });
      await world.tenant().until('web', 'stopped');
      expect(await world.kindsOf('web')).toEqual(['guest_shutdown', 'stopping to stopped']);
      expect((await world.tenant().seen(id)).intended_state).toBe('guest_shutdown');
      await world.expectReserved({});
      expect(await world.quota()).toBe(0);
      const path = { name: 'instance_reincarnation' as const };
      valueOf(await world.rack().operator.operator.backgroundTaskActivate({ path }));
      expect(await world.tenant().view('web')).toMatchObject({
        run_state: 'stopped',
        last_failure: null,
      });
      expect(await world.tenant().attempts('web')).toHaveLength(1);
      expect(await world.tenant().vmms(id)).toMatchObject([
        { id: vmm.id, state: 'destroyed', failure: null },
      ]);
    },
  );

  const vanished = 'virtual_machine_vanished';
  const failed = 'virtual_machine_failed';
  it.each([
    { version: 49, cause: 'zone_gone', reason: 'zone_gone', seen: vanished },
    {
      version: 49,
      cause: 'propolis_lost_instance',
      reason: 'propolis_lost_instance',
      seen: vanished,
    },
    { version: 49, cause: 'setup_failed', reason: 'setup_failed', seen: failed },
    { version: 48, cause: 'zone_gone', reason: 'from_sled_agent', seen: failed },
    { version: 44, cause: 'propolis_lost_instance', reason: 'from_sled_agent', seen: failed },
  ] as const)(
    '$cause on version $version: failed, $reason',
    async ({ version, cause, reason, seen }) => {
      const there = world.sledOf(version);
      const { id } = await world.tenant().runOn(there, 'web');
      const vmm = await world.tenant().vmm(id);
      await world.fail(there, vmm.id, { cause, detail });
      await world.tenant().until('web', 'failed');
      expect(await world.kindsOf('web')).toEqual(['run_failed', 'stopping to failed']);
      expect(await world.tenant().view('web')).toMatchObject({
        last_failure: { kind: 'run', reason: seen },
        auto_restart_status: { kind: 'given_up', why: 'policy_never' },
      });
      expect(await world.tenant().vmms(id)).toMatchObject([
        {
          id: vmm.id,
          state: 'failed',
          generation: vmm.generation + 1,
          failure: { reason, detail: version >= 49 ? detail : null },
        },
      ]);
      await world.expectReserved({});
      expect(await world.quota()).toBe(0);
    },
  );

  it('whatever is told twice, late or out of order: it is where it is', async () => {
    const there = world.sledOf(49);
    const faults = Array.from({ length: 12 }, (_, index) => {
      const kind = (['reorder', 'duplicate', 'delay'] as const)[index % 3] ?? 'delay';
      return { target: 'reports', kind, times: 1, delayMs: 200 } as const;
    });
    await there.control.putFaults(faults);
    const { id } = await world.tenant().runOn(there, 'web');
    let before = await world.tenant().vmm(id);
    for (let times = 0; times < 2; times += 1) {
      await world.tenant().reboot('web');
      await soon(async () => {
        const vmm = await world.tenant().vmm(id);
        expect(vmm.generation).toBeGreaterThanOrEqual(before.generation);
        expect(vmm).toMatchObject({ id: before.id, state: 'running' });
        expect(vmm.generation).toBe(before.generation + 2);
      });
      before = await world.tenant().vmm(id);
    }
    await world.tenant().stop('web');
    await world.tenant().until('web', 'stopped');
    const left = await there.control.state();
    expect(left.ok && left.value.faults.length < faults.length - 6).toBe(true);
  });
});

describe('an instance that is deleted before it starts', () => {
  it('is not started', async () => {
    await world.tenant().create('gone');
    await world.tenant().delete('gone');
    const path = { instance: 'gone' };
    const answer = await world
      .tenant()
      .user.external.instanceStart({ path, query: world.tenant().query });
    expect(answer).toMatchObject({ ok: false, status: 404 });
  });

  it('or at that moment: one of the two is done', async () => {
    for (let times = 0; times < 5; times += 1) {
      const name = `race-${String(times)}`;
      const { id } = await world.tenant().create(name);
      const call = { path: { instance: name }, query: world.tenant().query };
      const [start, deletion] = await Promise.all([
        world.tenant().user.external.instanceStart(call),
        world.tenant().user.external.instanceDelete(call),
      ]);
      const outcome = await soon(async () => {
        const { record_state, state, start_attempts } = await world.tenant().seen(id);
        const ends = start_attempts.map(({ outcome: end }) => end);
        expect(ends).not.toContain('open');
        expect(state).not.toBe('starting');
        return { start: start.status, deletion: deletion.status, record_state, state, ends };
      });
      expect(deletion.ok ? deletedInstead : startedInstead).toContainEqual(outcome);
    }
  });
});

const deleted = { deletion: 204, record_state: 'destroyed', state: 'destroyed' };
const deletedInstead = [
  { ...deleted, start: 404, ends: [] },
  { ...deleted, start: 409, ends: ['failed'] },
  { ...deleted, start: 202, ends: ['failed'] },
];
const running = { start: 202, record_state: 'vmm', state: 'running', ends: ['succeeded'] };
const startedInstead = [
  { ...running, deletion: 400 },
  { ...running, deletion: 409 },
];
