import { setQuota, type Tables } from '@skewline/db-model';
import type { InstanceCpuPlatform, SledCpuFamily } from '@skewline/nexus-types/domain';
import { describe, expect, it } from 'vitest';
import { forEachDatabaseBeneath, useMigrated } from '../../../db-model/test/support/databases.ts';
import { type FakeAnswer, noSuchInstance } from './support/fake-tables.ts';
import { finalState } from './support/final-state.ts';
import { leftovers } from './support/leftovers.ts';
import { startOnce } from './support/start-once.ts';
import { gibibyte, makeWorld } from './support/world.ts';

const overloaded: FakeAnswer = { kind: 'error_status', status: 503, errorCode: null };

forEachDatabaseBeneath((engine) => {
  const database = useMigrated<Tables>(engine);

  describe('a start that succeeds', () => {
    it('has its guest run, with all that belongs to it', async () => {
      const world = await makeWorld(database());
      const instance = await world.addInstance();
      for (const slot of [0, 1]) await world.addLocalDisk(instance.id, slot);
      const { rest, attempt, events } = await startOnce(world, instance);
      expect(rest).toEqual({ kind: 'done', output: null });
      expect(attempt).toMatchObject({ outcome: { kind: 'succeeded' } });
      expect(events).toEqual(['start_accepted', 'start_succeeded']);
      expect(await finalState(database(), instance.id)).toMatchObject({
        instance: { state: 'vmm', intended: 'running', active: 'VMM 1', wasRestarted: false },
        vmms: [{ state: 'running', reservation: 'active', onSled: 'running' }],
        disks: [
          { slot: 0, isAllocated: true, isMade: true },
          { slot: 1, isAllocated: true, isMade: true },
        ],
        attempts: [{ vmm: 'VMM 1' }],
        nat: 'the active VMM',
        multicast: 'the active VMM',
        charge: { cpus: 4, ram: 8 * gibibyte },
      });
      expect(await leftovers(database())).toEqual([]);
      expect(world.activated).toEqual(['v2p_manager']);
      const calls = await world.rack.calls();
      expect(calls.filter(({ changed }) => !changed)).toEqual([]);
      expect(calls.map(({ operation }) => operation).toSorted()).toEqual([
        'ensureLocalStorage',
        'ensureLocalStorage',
        'ensureNat',
        'putVmmState',
        'registerVmm',
        'setMulticast',
      ]);
    });

    it('waits for its local disks however long that takes', async () => {
      const world = await makeWorld(database());
      const instance = await world.addInstance();
      await world.addLocalDisk(instance.id, 0);
      await world.rack.failNext('ensureLocalStorage', { kind: 'unreachable' }, { times: 10 });
      expect((await startOnce(world, instance)).rest.kind).toBe('done');
    });

    it('tries again what fails for a moment', async () => {
      const world = await makeWorld(database());
      const operations = ['registerVmm', 'putVmmState', 'ensureNat', 'setMulticast'] as const;
      for (const operation of operations) await world.rack.failNext(operation, { kind: 'lost' });
      const instance = await world.addInstance();
      expect((await startOnce(world, instance)).rest.kind).toBe('done');
      expect(await leftovers(database())).toEqual([]);
    });

    const platforms: readonly (readonly [InstanceCpuPlatform | null, SledCpuFamily, string])[] = [
      [null, 'amd_turin', 'amd_milan'],
      [null, 'unknown', 'sled_default'],
      ['amd_milan', 'amd_turin_dense', 'amd_milan'],
      ['amd_turin_v2', 'amd_turin', 'amd_turin_v2'],
    ];
    it.each(platforms)('shows a %s instance on a %s sled as %s', async (wanted, has, shown) => {
      const world = await makeWorld(database(), { sleds: 1, sled: { cpuFamily: has } });
      const instance = await world.addInstance({ cpuPlatform: wanted });
      await startOnce(world, instance);
      expect(await finalState(database(), instance.id)).toMatchObject({
        vmms: [{ platform: shown, state: 'running' }],
      });
    });

    it('comes after others that failed, and changes nothing that is written of them', async () => {
      const world = await makeWorld(database());
      const instance = await world.addInstance();
      await world.rack.failNext('putVmmState', noSuchInstance);
      const failed = await startOnce(world, instance);
      const succeeded = await startOnce(world, instance);
      expect(succeeded.events).toEqual([
        'start_accepted',
        'start_failed',
        'start_accepted',
        'start_succeeded',
      ]);
      expect(await finalState(database(), instance.id)).toMatchObject({
        attempts: [{ code: 'vmm_vanished' }, { outcome: 'succeeded', code: null }],
      });
      expect(failed.attempt.outcome.kind).toBe('failed');
      expect(await leftovers(database())).toEqual([]);
    });
  });

  describe('an instance that had failed', () => {
    const failedBefore = {
      state: 'failed',
      gen: 4,
      timeUpdated: '2026-11-21T06:00:00.000000Z',
      activeVmmId: null,
      targetVmmId: null,
      migrationId: null,
      timeLastAutoRestarted: null,
    } as const;
    const over = { intendedState: 'running', runtime: failedBefore } as const;

    it('is restarted', async () => {
      const world = await makeWorld(database());
      const instance = await world.addInstance(over);
      const ended = await startOnce(world, instance, { origin: 'auto_restart' });
      expect(ended.rest.kind).toBe('done');
      expect(ended.instance.time_last_auto_restarted).not.toBeNull();
    });

    it('stays failed, and is tried again when the reason may pass', async () => {
      const world = await makeWorld(database());
      const instance = await world.addInstance(over);
      await world.rack.failNext('putVmmState', overloaded, { times: 1000 });
      const ended = await startOnce(world, instance, { origin: 'auto_restart' });
      expect(ended.instance).toMatchObject({
        state: 'failed',
        intended_state: 'running',
        active_propolis_id: null,
        time_last_auto_restarted: null,
      });
      expect(ended.events).toEqual(['start_accepted', 'start_failed', 'restart_planned']);
      expect(world.activated.at(-1)).toBe('instance_reincarnation');
      expect(await leftovers(database())).toEqual([]);
    });

    it('says once when it is tried again, however often its undo is done', async () => {
      const world = await makeWorld(database());
      const instance = await world.addInstance(over);
      const ended = await startOnce(world, instance, {
        origin: 'auto_restart',
        inject: { errors: ['dpd_ensure'], repeat: { record_attempt: { undo: 3 } } },
      });
      expect(ended.events).toEqual(['start_accepted', 'start_failed', 'restart_planned']);
    });

    it('stays failed, and is given up when it may not', async () => {
      const world = await makeWorld(database(), { quota: { cpus: 1, ram: null } });
      const instance = await world.addInstance(over);
      const ended = await startOnce(world, instance, { origin: 'auto_restart' });
      expect(ended.instance).toMatchObject({ state: 'failed', intended_state: 'stopped' });
      expect(ended.events).toEqual(['start_accepted', 'start_failed', 'restart_given_up']);
    });

    it.each(['alloc_server', 'mark_as_starting', 'ensure_running'])(
      'stays failed when %s breaks',
      async (node) => {
        const world = await makeWorld(database());
        const instance = await world.addInstance(over);
        const ended = await startOnce(world, instance, {
          origin: 'auto_restart',
          inject: { errors: [node] },
        });
        expect(ended.instance.state).toBe('failed');
        expect(ended.attempt.outcome).toMatchObject({ failure: { code: 'internal' } });
      },
    );
  });

  it('leaves a quota that was raised meanwhile alone', async () => {
    const world = await makeWorld(database(), { quota: { cpus: 3, ram: null } });
    const instance = await world.addInstance();
    await startOnce(world, instance);
    await setQuota(database().kysely, world.projectId, { cpus: 4, ram: null });
    expect((await startOnce(world, instance)).rest.kind).toBe('done');
    const second = await world.addInstance();
    expect((await startOnce(world, second)).attempt.outcome).toMatchObject({
      failure: { code: 'quota_exceeded' },
    });
    expect(await leftovers(database())).toEqual([]);
  });
});
