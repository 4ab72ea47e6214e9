import { randomUUID } from 'node:crypto';
import { Refusal } from '@skewline/runtime';
import { expect, it } from 'vitest';
import type { Tables } from '../../src/rows/index.ts';
import {
  fetchInstance,
  fetchMigration,
  insertInstance,
  insertMigration,
  listInstances,
  listMigrations,
  markInstanceDeleted,
  markMigrationDeleted,
  setIntendedState,
  updateInstanceRuntime,
} from '../../src/store/index.ts';
import { forEachDatabase, useMigrated } from '../support/databases.ts';
import { accepted, begin, later, sampleInstance, sampleMigration } from './samples.ts';

forEachDatabase((engine) => {
  const database = useMigrated<Tables>(engine);
  const stored = async (id: string) => accepted(await fetchInstance(database().kysely, id)).value;

  it('an instance comes back as it went in', async () => {
    const plain = sampleInstance();
    const full = sampleInstance({
      userData: Buffer.from([0, 255, 92, 120]).toString('base64'),
      bootDiskId: randomUUID(),
      cpuPlatform: 'amd_turin_v2',
      enableJumboFrames: true,
      autoRestart: { policy: 'never', cooldownSeconds: 90_061 },
      intendedState: 'guest_shutdown',
      runtime: {
        state: 'vmm',
        gen: 2 ** 53 - 1,
        timeUpdated: '2026-11-21T06:00:00.000001Z',
        activeVmmId: randomUUID(),
        targetVmmId: randomUUID(),
        migrationId: randomUUID(),
        timeLastAutoRestarted: begin,
      },
      updaterLock: { updaterId: randomUUID(), gen: 12 },
    });
    for (const instance of [plain, full]) {
      expect(await insertInstance(database().kysely, instance)).toBeNull();
      expect(await fetchInstance(database().kysely, instance.id)).toEqual({
        value: instance,
        problems: [],
      });
    }
  });

  it('a second insert changes nothing', async () => {
    const instance = sampleInstance();
    await insertInstance(database().kysely, instance);
    const again = { ...instance, description: 'another' };
    expect(await insertInstance(database().kysely, again)).toBeNull();
    expect(await stored(instance.id)).toEqual(instance);
  });

  it('a name that is taken is refused, until the instance that has it is deleted', async () => {
    const first = sampleInstance();
    const second = sampleInstance({ projectId: first.projectId });
    await insertInstance(database().kysely, first);
    expect(await insertInstance(database().kysely, second)).toMatchObject({
      code: 'name_taken',
      status: 400,
    });
    expect(await insertInstance(database().kysely, { ...second, name: 'other' })).toBeNull();
    expect(await markInstanceDeleted(database().kysely, first.id, later(1))).toBe(true);
    expect(await markInstanceDeleted(database().kysely, first.id, later(2))).toBe(false);
    const third = sampleInstance({ projectId: first.projectId });
    expect(await insertInstance(database().kysely, third)).toBeNull();
  });

  it('lists a project by name, page by page, without what is deleted', async () => {
    const projectId = randomUUID();
    for (const name of ['d', 'b', 'a', 'e', 'c']) {
      await insertInstance(database().kysely, sampleInstance({ projectId, name: `${name}1` }));
    }
    const [gone] = await listInstances(database().kysely, projectId, { limit: 1 });
    await markInstanceDeleted(database().kysely, gone?.value.id ?? '', later(1));
    const names = async (after: string | null) =>
      (await listInstances(database().kysely, projectId, { after, limit: 3 })).map(
        ({ value }) => value.name,
      );
    expect(await names(null)).toEqual(['b1', 'c1', 'd1']);
    expect(await names('d1')).toEqual(['e1']);
    expect(await names('e1')).toEqual([]);
  });

  it('a runtime state is written if it is newer, and only then', async () => {
    const instance = sampleInstance();
    await insertInstance(database().kysely, instance);
    const runtime = {
      ...instance.runtime,
      state: 'vmm' as const,
      activeVmmId: randomUUID(),
      gen: 2,
      timeUpdated: later(2),
      timeLastAutoRestarted: later(1),
    };
    const update = async (gen: number) =>
      updateInstanceRuntime(database().kysely, instance.id, { ...runtime, gen });
    expect(await update(1)).toBe(false);
    expect(await stored(instance.id)).toEqual(instance);
    expect(await update(2)).toBe(true);
    expect(await stored(instance.id)).toEqual({ ...instance, runtime });
    expect(await update(2)).toBe(false);
    expect(await update(5)).toBe(true);
    expect(await update(4)).toBe(false);
  });

  it('a runtime state that names a VMM without having one, or the other way round, is refused', async () => {
    const instance = sampleInstance();
    await insertInstance(database().kysely, instance);
    const wrong = { ...instance.runtime, gen: 9, state: 'vmm' as const };
    expect(await updateInstanceRuntime(database().kysely, instance.id, wrong)).toMatchObject({
      code: 'vmm_without_active_vmm',
    });
    expect(
      await insertInstance(database().kysely, sampleInstance({ runtime: wrong })),
    ).toMatchObject({ code: 'vmm_without_active_vmm' });
    expect(await stored(instance.id)).toEqual(instance);
  });

  it('what is not there is not found', async () => {
    const { runtime } = sampleInstance();
    for (const refusal of [
      await fetchInstance(database().kysely, randomUUID()),
      await updateInstanceRuntime(database().kysely, randomUUID(), runtime),
      await setIntendedState(database().kysely, randomUUID(), 'stopped'),
    ]) {
      expect(refusal).toBeInstanceOf(Refusal);
      expect(refusal).toMatchObject({ code: 'instance_not_found', status: 404 });
    }
  });

  it('says what an instance is meant to be', async () => {
    const instance = sampleInstance();
    await insertInstance(database().kysely, instance);
    expect(await setIntendedState(database().kysely, instance.id, 'stopped')).toBeNull();
    expect(await stored(instance.id)).toEqual({ ...instance, intendedState: 'stopped' });
  });

  it('migrations of an instance: oldest first, without what is deleted', async () => {
    const instanceId = randomUUID();
    const [first, second, third] = [3, 1, 2].map((age) => ({
      ...sampleMigration(randomUUID(), randomUUID()),
      instanceId,
      timeCreated: later(age),
    }));
    if (first === undefined || second === undefined || third === undefined)
      throw new Error('three');
    for (const one of [first, second, third]) await insertMigration(database().kysely, one);
    await insertMigration(database().kysely, { ...first, timeCreated: later(99) });
    expect(await fetchMigration(database().kysely, first.id)).toEqual(first);
    expect(await listMigrations(database().kysely, instanceId)).toEqual([second, third, first]);
    expect(await markMigrationDeleted(database().kysely, third.id, later(9))).toBe(true);
    expect(await markMigrationDeleted(database().kysely, third.id, later(9))).toBe(false);
    expect(await listMigrations(database().kysely, instanceId)).toEqual([second, first]);
    expect(await fetchMigration(database().kysely, randomUUID())).toMatchObject({
      code: 'migration_not_found',
    });
  });
});
