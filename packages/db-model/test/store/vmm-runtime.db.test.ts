import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type {
  Migration,
  MigrationRuntimeState,
  SledMigrations,
  Vmm,
  VmmState,
} from '@skewline/nexus-types/domain';
import { Refusal } from '@skewline/runtime';
import { describe, expect, it } from 'vitest';
import type { Tables } from '../../src/rows/index.ts';
import {
  fetchMigration,
  fetchVmm,
  insertMigration,
  insertVmm,
  markMigrationDeleted,
  storeRefusals,
  vmmAndMigrationUpdateRuntime,
} from '../../src/store/index.ts';
import { forEachDatabase, useMigrated } from '../support/databases.ts';
import { accepted, begin, later, sampleMigration, sampleVmm } from './samples.ts';

forEachDatabase((engine) => {
  const database = useMigrated<Tables>(engine);
  const storedVmm = async (id: string) => accepted(await fetchVmm(database().kysely, id)).value;
  const storedMigration = async (id: string) =>
    accepted(await fetchMigration(database().kysely, id));

  const put = async (
    vmmId: string,
    state: VmmState,
    gen: number,
    over: Partial<SledMigrations> = {},
  ) =>
    database().transaction((transaction) =>
      vmmAndMigrationUpdateRuntime(
        transaction,
        vmmId,
        { state, gen, timeUpdated: later(gen) },
        over,
      ),
    );

  async function given(vmm: Vmm): Promise<Vmm> {
    expect(await insertVmm(database().kysely, vmm)).toBeNull();
    return vmm;
  }

  /** Two VMMs, and the migration from the first to the second. */
  async function migrating(): Promise<{ source: Vmm; target: Vmm; migration: Migration }> {
    const [source, target] = [await given(sampleVmm()), await given(sampleVmm())];
    const migration = sampleMigration(source.id, target.id);
    await insertMigration(database().kysely, migration);
    return { source, target, migration };
  }

  const side = (
    { id }: Pick<Migration, 'id'>,
    gen: number,
    state: MigrationRuntimeState['state'] = 'completed',
  ): MigrationRuntimeState => ({ migrationId: id, state, gen, timeUpdated: later(100 + gen) });

  it.each([
    { gen: 2, updated: false, why: 'older' },
    { gen: 3, updated: false, why: 'the same' },
    { gen: 4, updated: true, why: 'the next' },
    { gen: 9, updated: true, why: 'a later one: gaps are allowed' },
  ])('$why generation: $updated', async ({ gen, updated }) => {
    const vmm = await given(sampleVmm());
    const result = await put(vmm.id, { kind: 'stopping' }, gen);
    expect(result).toEqual({
      found: vmm,
      problems: [],
      vmmUpdated: updated,
      migrationInUpdated: false,
      migrationOutUpdated: false,
    });
    const after = { state: { kind: 'stopping' }, gen, timeUpdated: later(gen) };
    expect(await storedVmm(vmm.id)).toEqual(updated ? { ...vmm, runtime: after } : vmm);
  });

  it('a deleted VMM is found and not changed; one that is not there is refused', async () => {
    const vmm = await given(sampleVmm(undefined, { timeDeleted: begin }));
    expect(await put(vmm.id, { kind: 'stopped' }, 9)).toMatchObject({
      found: vmm,
      vmmUpdated: false,
    });
    expect(await storedVmm(vmm.id)).toEqual(vmm);
    const refusal = await put(randomUUID(), { kind: 'stopped' }, 9);
    expect(refusal).toBeInstanceOf(Refusal);
    expect(refusal).toMatchObject({ code: 'vmm_not_found', ...storeRefusals.vmm_not_found });
  });

  describe('the reason', () => {
    const failure = { kind: 'failed', reason: 'zone_gone', detail: 'the first' } as const;

    it('comes with failed, and stays when the VMM moves on', async () => {
      const vmm = await given(sampleVmm());
      await put(vmm.id, failure, 4);
      expect((await storedVmm(vmm.id)).runtime.state).toEqual(failure);
      await put(vmm.id, { kind: 'destroyed' }, 5);
      expect(await storedVmm(vmm.id)).toMatchObject({
        runtime: { state: { kind: 'destroyed' }, gen: 5 },
        lastFailure: { reason: 'zone_gone', detail: 'the first' },
      });
    });

    it('the first one stays; a newer report of another counts on, so that nothing older comes in', async () => {
      const vmm = await given(sampleVmm(failure));
      const other = { kind: 'failed', reason: 'setup_failed', detail: null } as const;
      expect(await put(vmm.id, other, 9)).toMatchObject({ vmmUpdated: true });
      const runtime = { state: failure, gen: 9, timeUpdated: later(9) };
      expect(await storedVmm(vmm.id)).toEqual({ ...vmm, runtime });
      expect(await put(vmm.id, { kind: 'running' }, 6)).toMatchObject({ vmmUpdated: false });
    });

    it('of a failure after another is its own', async () => {
      const vmm = await given(sampleVmm(failure));
      await put(vmm.id, { kind: 'running' }, 4);
      const other = { kind: 'failed', reason: 'setup_failed', detail: null } as const;
      await put(vmm.id, other, 5);
      expect(await storedVmm(vmm.id)).toMatchObject({
        runtime: { state: other },
        lastFailure: null,
      });
    });
  });

  describe('migrations', () => {
    it('each side has its own generation', async () => {
      const { source, target, migration } = await migrating();
      expect(
        await put(source.id, { kind: 'stopping' }, 4, { migrationOut: side(migration, 7) }),
      ).toMatchObject({ vmmUpdated: true, migrationOutUpdated: true, migrationInUpdated: false });
      expect(
        await put(target.id, { kind: 'running' }, 4, { migrationIn: side(migration, 3) }),
      ).toMatchObject({ vmmUpdated: true, migrationOutUpdated: false, migrationInUpdated: true });
      expect(await storedMigration(migration.id)).toEqual({
        ...migration,
        source: { vmmId: source.id, state: 'completed', gen: 7, timeUpdated: later(107) },
        target: { vmmId: target.id, state: 'completed', gen: 3, timeUpdated: later(103) },
      });
    });

    it('in and out in one report, of two migrations', async () => {
      const { target: vmm, migration: into } = await migrating();
      const out = sampleMigration(vmm.id, randomUUID());
      await insertMigration(database().kysely, out);
      const over = { migrationIn: side(into, 3), migrationOut: side(out, 1) };
      expect(await put(vmm.id, { kind: 'migrating' }, 4, over)).toMatchObject({
        vmmUpdated: true,
        migrationInUpdated: true,
        migrationOutUpdated: false,
      });
      expect((await storedMigration(into.id)).target.state).toBe('completed');
      expect(await storedMigration(out.id)).toEqual(out);
    });

    it('is written although what is said of the VMM is old', async () => {
      const { source, migration } = await migrating();
      expect(
        await put(source.id, { kind: 'starting' }, 2, { migrationOut: side(migration, 3) }),
      ).toMatchObject({ vmmUpdated: false, migrationOutUpdated: true });
      expect(await storedVmm(source.id)).toEqual(source);
    });
  });

  describe('refusals, which leave everything as it was', () => {
    /** What was answered, and whether both rows are as they were. */
    async function answer(vmm: Vmm, over: Partial<SledMigrations>, { id }: Migration) {
      const before = await storedMigration(id);
      const refusal = await put(vmm.id, { kind: 'destroyed' }, 9, over);
      if (!(refusal instanceof Refusal)) throw new Error('it was accepted');
      const { code, status, message } = refusal;
      const after = { vmm: await storedVmm(vmm.id), migration: await storedMigration(id) };
      return {
        code,
        status,
        message,
        unchanged: isDeepStrictEqual(after, { vmm, migration: before }),
      };
    }
    const refused = (code: keyof typeof storeRefusals) => ({
      code,
      ...storeRefusals[code],
      unchanged: true,
    });

    it('409: the same migration in and out', async () => {
      const { source, migration } = await migrating();
      const over = { migrationIn: side(migration, 9), migrationOut: side(migration, 9) };
      expect(await answer(source, over, migration)).toEqual(refused('migration_to_itself'));
    });

    it('404: a migration that is not there', async () => {
      const { source, migration } = await migrating();
      const other = { id: randomUUID() };
      expect(await answer(source, { migrationOut: side(other, 9) }, migration)).toEqual(
        refused('migration_not_found'),
      );
    });

    it('410: a deleted migration, also where the VMM would be the wrong one', async () => {
      const { source, target, migration } = await migrating();
      await markMigrationDeleted(database().kysely, migration.id, later(1));
      const out = { migrationOut: side(migration, 9) };
      expect(await answer(source, out, migration)).toEqual(refused('migration_deleted'));
      expect(await answer(target, out, migration)).toEqual(refused('migration_deleted'));
      expect(await answer(target, { migrationIn: side(migration, 9) }, migration)).toEqual(
        refused('migration_deleted'),
      );
    });

    it('400: not the source, not the target', async () => {
      const { source, target, migration } = await migrating();
      expect(await answer(target, { migrationOut: side(migration, 9) }, migration)).toEqual(
        refused('not_migration_source'),
      );
      expect(await answer(source, { migrationIn: side(migration, 9) }, migration)).toEqual(
        refused('not_migration_target'),
      );
    });

    it('400: one good migration does not save one that is wrong', async () => {
      const { source, target, migration } = await migrating();
      const other = sampleMigration(source.id, randomUUID());
      await insertMigration(database().kysely, other);
      const over = { migrationIn: side(migration, 9), migrationOut: side(other, 9) };
      expect(await answer(target, over, migration)).toEqual(refused('not_migration_source'));
    });
  });
});
