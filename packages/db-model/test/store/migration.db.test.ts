import { randomUUID } from 'node:crypto';
import type { Instance, Migration, Vmm, VmmState } from '@skewline/nexus-types/domain';
import { describe, expect, it } from 'vitest';
import type { Tables } from '../../src/rows/index.ts';
import {
  appendInstanceEvent,
  fetchInstance,
  fetchMigration,
  insertInstance,
  insertMigration,
  insertVmm,
  markInstanceDeleted,
  markMigrationDeleted,
  markMigrationFailed,
  markVmmDeleted,
  markVmmSagaUnwound,
  setMigrationIds,
  vmmAndMigrationUpdateRuntime,
} from '../../src/store/index.ts';
import { forEachDatabase, useMigrated } from '../support/databases.ts';
import { accepted, begin, later, sampleInstance, sampleMigration, sampleVmm } from './samples.ts';

forEachDatabase((engine) => {
  const database = useMigrated<Tables>(engine);

  interface Moving {
    readonly instance: Instance;
    readonly source: Vmm;
    readonly target: Vmm;
    readonly migration: Migration;
  }

  const anotherMigration = async (
    instance: Instance,
    source: Vmm,
    state: Migration['target']['state'] = 'pending',
  ): Promise<Pick<Moving, 'target' | 'migration'>> => {
    const target = sampleVmm({ kind: 'creating' }, { instanceId: instance.id });
    const side = { state, gen: 1, timeUpdated: null };
    const migration = {
      ...sampleMigration(source.id, target.id),
      instanceId: instance.id,
      source: { vmmId: source.id, ...side },
      target: { vmmId: target.id, ...side },
    };
    accepted(await insertVmm(database().kysely, target));
    await insertMigration(database().kysely, migration);
    return { target, migration };
  };

  /** An instance that runs, and a migration of it that was recorded. */
  const moving = async (state: VmmState = { kind: 'running' }): Promise<Moving> => {
    const source = sampleVmm(state);
    const instance = sampleInstance({
      id: source.instanceId,
      runtime: { ...sampleInstance().runtime, state: 'vmm', activeVmmId: source.id, gen: 4 },
    });
    accepted(await insertVmm(database().kysely, source));
    accepted(await insertInstance(database().kysely, instance));
    return { instance, source, ...(await anotherMigration(instance, source)) };
  };

  const link = async ({ instance, source, target, migration }: Moving) =>
    database().transaction((transaction) =>
      setMigrationIds(
        transaction,
        {
          instanceId: instance.id,
          migrationId: migration.id,
          sourceVmmId: source.id,
          targetVmmId: target.id,
        },
        later(1),
      ),
    );
  const runtimeOf = async ({ instance }: Moving) =>
    accepted(await fetchInstance(database().kysely, instance.id)).value.runtime;

  describe('an instance is linked to a migration', () => {
    it.each(['running', 'rebooting'] as const)('while it is %s, once', async (kind) => {
      const all = await moving({ kind });
      const want = {
        ...all.instance.runtime,
        gen: 5,
        timeUpdated: later(1),
        migrationId: all.migration.id,
        targetVmmId: all.target.id,
      };
      expect(accepted(await link(all))).toMatchObject({
        written: true,
        instance: { runtime: want },
      });
      expect(accepted(await link(all))).toMatchObject({
        written: false,
        instance: { runtime: want },
      });
      expect(await runtimeOf(all)).toEqual(want);
    });

    it.each([
      { kind: 'creating' },
      { kind: 'starting' },
      { kind: 'stopping' },
      { kind: 'stopped' },
      { kind: 'migrating' },
      { kind: 'destroyed' },
      { kind: 'failed', reason: 'sled_off', detail: null },
      { kind: 'saga_unwound' },
    ] satisfies VmmState[])('not while its VMM is $kind', async (state) => {
      const all = await moving(state);
      expect(await link(all)).toMatchObject({ code: 'not_migratable', status: 409 });
      expect(await runtimeOf(all)).toEqual(all.instance.runtime);
    });

    it('not when another VMM is active by now, or the source was deleted', async () => {
      const all = await moving();
      const other = sampleVmm(undefined, { instanceId: all.instance.id });
      accepted(await insertVmm(database().kysely, other));
      expect(await link({ ...all, source: other })).toMatchObject({ code: 'not_migratable' });
      await markVmmDeleted(database().kysely, all.source.id, later(1));
      expect(await link(all)).toMatchObject({ code: 'not_migratable' });
    });

    it('not to a migration that is over, deleted or unknown', async () => {
      const over = await moving();
      await markMigrationFailed(database().kysely, over.migration.id, later(1));
      expect(await link(over)).toMatchObject({ code: 'not_migratable' });
      const deleted = await moving();
      await markMigrationDeleted(database().kysely, deleted.migration.id, later(1));
      expect(await link(deleted)).toMatchObject({ code: 'not_migratable' });
      const unknown = { ...deleted.migration, id: randomUUID() };
      expect(await link({ ...deleted, migration: unknown })).toMatchObject({
        code: 'not_migratable',
      });
    });

    it('not an instance that is deleted, or is not there', async () => {
      const all = await moving();
      await markInstanceDeleted(database().kysely, all.instance.id, later(1));
      expect(await link(all)).toMatchObject({ code: 'instance_not_found', status: 404 });
      const unknown = { ...all.instance, id: randomUUID() };
      expect(await link({ ...all, instance: unknown })).toMatchObject({
        code: 'instance_not_found',
      });
    });

    it('by one of two that ask at once', async () => {
      const first = await moving();
      const second = { ...first, ...(await anotherMigration(first.instance, first.source)) };
      const outcomes = await Promise.all([link(first), link(second)]);
      const codes = outcomes.map((outcome) => ('code' in outcome ? outcome.code : 'written'));
      expect(codes.toSorted()).toEqual(['migration_in_progress', 'written']);
      expect((await runtimeOf(first)).gen).toBe(5);
    });

    it.each([
      { previous: 'failed', unwound: true, refused: false },
      { previous: 'failed', unwound: false, refused: true },
      { previous: 'pending', unwound: true, refused: true },
      { previous: 'completed', unwound: true, refused: true },
    ] as const)(
      'beside one that is $previous, undone: $unwound, refused: $refused',
      async ({ previous, unwound, refused }) => {
        const first = await moving();
        accepted(await link(first));
        const report = {
          migrationId: first.migration.id,
          state: previous,
          gen: 9,
          timeUpdated: later(2),
        };
        await database().transaction((transaction) =>
          vmmAndMigrationUpdateRuntime(transaction, first.target.id, first.target.runtime, {
            migrationIn: report,
          }),
        );
        if (unwound) await markVmmSagaUnwound(database().kysely, first.target.id, later(2));
        const second = { ...first, ...(await anotherMigration(first.instance, first.source)) };
        expect(await link(second)).toMatchObject(
          refused ? { code: 'migration_in_progress', status: 409 } : { written: true },
        );
        const linked = refused ? first : second;
        expect((await runtimeOf(first)).migrationId).toBe(linked.migration.id);
      },
    );

    it('together with what the same transaction says of it', async () => {
      const all = await moving();
      const event = await database().transaction(async (transaction) => {
        accepted(
          await setMigrationIds(
            transaction,
            {
              instanceId: all.instance.id,
              migrationId: all.migration.id,
              sourceVmmId: all.source.id,
              targetVmmId: all.target.id,
            },
            begin,
          ),
        );
        return appendInstanceEvent(transaction, {
          instanceId: all.instance.id,
          time: begin,
          what: { kind: 'migration_started', migrationId: all.migration.id },
          detail: null,
        });
      });
      expect(accepted(event).sequence).toBe(1);
    });
  });

  describe('a migration whose target is gone', () => {
    it.each(['pending', 'in_progress'] as const)('fails while it is %s, once', async (state) => {
      const all = await moving();
      const { migration } = await anotherMigration(all.instance, all.source, state);
      const { kysely } = database();
      expect(await markMigrationFailed(kysely, migration.id, later(3))).toBe(true);
      expect(await markMigrationFailed(kysely, migration.id, later(4))).toBe(false);
      expect(accepted(await fetchMigration(kysely, migration.id))).toEqual({
        ...migration,
        target: { ...migration.target, state: 'failed', gen: 2, timeUpdated: later(3) },
      });
    });

    it('stays completed', async () => {
      const all = await moving();
      const { migration } = await anotherMigration(all.instance, all.source, 'completed');
      expect(await markMigrationFailed(database().kysely, migration.id, later(3))).toBe(false);
      expect(accepted(await fetchMigration(database().kysely, migration.id))).toEqual(migration);
    });

    it('is let be when it is deleted, or not there', async () => {
      const { migration } = await moving();
      await markMigrationDeleted(database().kysely, migration.id, later(1));
      expect(await markMigrationFailed(database().kysely, migration.id, later(3))).toBe(false);
      expect(await markMigrationFailed(database().kysely, randomUUID(), later(3))).toBe(false);
    });
  });
});
