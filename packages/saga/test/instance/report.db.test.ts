import {
  fetchInstance,
  fetchVmm,
  insertMigration,
  markMigrationDeleted,
  type Tables,
} from '@skewline/db-model';
import type { MigrationRuntimeState, SledVmmState } from '@skewline/nexus-types/domain';
import { afterEach, expect, it } from 'vitest';
import { forEachDatabaseBeneath, useMigrated } from '../../../db-model/test/support/databases.ts';
import { accepted, sampleMigration } from '../../../db-model/test/store/samples.ts';
import { handleReport } from '../../src/instance/report.ts';
import { makeSagaWorld, type SagaWorld } from './support/saga-world.ts';
import { listed } from '../support/listed.ts';

forEachDatabaseBeneath((databaseEngine) => {
  const database = useMigrated<Tables>(databaseEngine);
  const open: SagaWorld[] = [];
  afterEach(async () => {
    for (const world of open.splice(0)) await world.engine.close();
  });
  const makeReporting = async (): Promise<SagaWorld> => {
    const world = await makeSagaWorld(database(), () => []);
    open.push(world);
    return world;
  };
  const instanceOf = async (instanceId: string) =>
    accepted(await fetchInstance(database().kysely, instanceId)).value;
  const vmmOf = async (vmmId: string) => accepted(await fetchVmm(database().kysely, vmmId)).value;
  const updatesOf = async (world: SagaWorld, subject: string) => {
    await world.quiet();
    const { sagas } = await listed(world.engine, { subject });
    return sagas.map(({ name }) => name).toSorted();
  };

  it('a report is stored; one that changes nothing for the instance starts nothing', async () => {
    const world = await makeReporting();
    const { instance, vmm } = await world.addRunning();
    const report = await world.rack.change(vmm.id, { state: { kind: 'rebooting' } });
    expect(await handleReport(world.services, vmm.id, report)).toEqual({
      instanceId: instance.id,
      vmmUpdated: true,
      migrationInUpdated: false,
      migrationOutUpdated: false,
    });
    const { state, gen } = report.vmmState;
    expect((await vmmOf(vmm.id)).runtime).toMatchObject({ state, gen });
    expect(await updatesOf(world, instance.id)).toEqual([]);
  });

  it('an old report changes nothing, and is no error', async () => {
    const world = await makeReporting();
    const { instance, vmm } = await world.addRunning();
    const old: SledVmmState = {
      vmmState: {
        state: { kind: 'destroyed' },
        gen: vmm.runtime.gen,
        timeUpdated: vmm.timeCreated,
      },
      migrationIn: null,
      migrationOut: null,
    };
    expect(await handleReport(world.services, vmm.id, old)).toMatchObject({ vmmUpdated: false });
    const { state, gen } = vmm.runtime;
    expect((await vmmOf(vmm.id)).runtime).toMatchObject({ state, gen });
    expect(await updatesOf(world, instance.id)).toEqual([]);
  });

  it.each([
    { state: { kind: 'destroyed' }, after: 'no_vmm', intended: 'guest_shutdown' },
    {
      state: { kind: 'failed', reason: 'zone_gone', detail: 'no zone' },
      after: 'failed',
      intended: 'running',
    },
  ] as const)('a VMM that is $state.kind is seen to, once', async ({ state, after, intended }) => {
    const world = await makeReporting();
    const { instance, vmm } = await world.addRunning();
    const report = await world.rack.change(vmm.id, { state });
    accepted(await handleReport(world.services, vmm.id, report));
    accepted(await handleReport(world.services, vmm.id, report));
    expect(await updatesOf(world, instance.id)).toEqual([
      'instance_update',
      'start_instance_update',
    ]);
    expect(await instanceOf(instance.id)).toMatchObject({
      intendedState: intended,
      runtime: { state: after, activeVmmId: null },
    });
    expect((await world.leftBehind()).filter((line) => !line.includes('still to run'))).toEqual([]);
  });

  it('the background task is told where no saga can be started', async () => {
    const world = await makeReporting();
    const { instance, vmm } = await world.addRunning();
    await world.engine.quiesce();
    const report = await world.rack.change(vmm.id, { state: { kind: 'destroyed' } });
    expect(await handleReport(world.services, vmm.id, report)).toMatchObject({ vmmUpdated: true });
    await world.quiet();
    expect(world.activated).toEqual(['instance_updater']);
    expect((await instanceOf(instance.id)).runtime.activeVmmId).toBe(vmm.id);
  });

  it.each([
    { which: 'an unknown VMM', status: 404, code: 'vmm_not_found' },
    { which: 'an unknown migration', status: 404, code: 'migration_not_found' },
    { which: 'a deleted migration', status: 410, code: 'migration_deleted' },
    { which: 'the wrong side', status: 400, code: 'not_migration_target' },
    { which: 'itself', status: 409, code: 'migration_to_itself' },
  ])('refused is a report of $which: $status', async ({ which, status, code }) => {
    const world = await makeReporting();
    const { vmm } = await world.addRunning();
    const { newId, now } = world.services;
    const migration = sampleMigration(vmm.id, newId());
    await insertMigration(database().kysely, migration);
    if (which === 'a deleted migration') {
      await markMigrationDeleted(database().kysely, migration.id, now());
    }
    const side: MigrationRuntimeState = {
      migrationId: which === 'an unknown migration' ? newId() : migration.id,
      state: 'completed',
      gen: 9,
      timeUpdated: now(),
    };
    const isOut = which !== 'the wrong side';
    const report: SledVmmState = {
      vmmState: { state: { kind: 'destroyed' }, gen: 9, timeUpdated: now() },
      migrationIn: !isOut || which === 'itself' ? side : null,
      migrationOut: isOut ? side : null,
    };
    const vmmId = which === 'an unknown VMM' ? newId() : vmm.id;
    expect(await handleReport(world.services, vmmId, report)).toMatchObject({ status, code });
    const { state, gen } = vmm.runtime;
    expect((await vmmOf(vmm.id)).runtime).toMatchObject({ state, gen });
    expect(world.activated).toEqual([]);
  });
});
