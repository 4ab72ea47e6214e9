import { randomUUID } from 'node:crypto';
import type { Instance, MigrationState, VmmState } from '@skewline/nexus-types/domain';
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { instanceRow } from '../../src/row/index.ts';
import type { Tables } from '../../src/rows/index.ts';
import {
  insertMigration,
  insertVmm,
  instancesNeedingUpdate,
  type UpdateReason,
} from '../../src/store/index.ts';
import { forEachDatabase, useMigrated } from '../support/databases.ts';
import { baseRows } from './base-rows.ts';
import { accepted, begin, sampleInstance, sampleMigration, sampleVmm } from './samples.ts';

const failed: VmmState = { kind: 'failed', reason: 'sled_off', detail: null };
const destroyed: VmmState = { kind: 'destroyed' };
const running: VmmState = { kind: 'running' };

interface Told {
  readonly active: VmmState;
  readonly target?: VmmState;
  readonly sides?: readonly [source: MigrationState, target: MigrationState];
  readonly over?: Partial<Instance>;
}

forEachDatabase((engine) => {
  const database = useMigrated<Tables>(engine);

  async function given({ active, target, sides, over }: Told): Promise<string> {
    const id = randomUUID();
    const of = { instanceId: id };
    const [source, other] = [sampleVmm(active, of), sampleVmm(target, of)];
    const migration = sampleMigration(source.id, other.id);
    accepted(await insertVmm(database().kysely, source));
    if (target !== undefined) accepted(await insertVmm(database().kysely, other));
    if (sides !== undefined) {
      await insertMigration(database().kysely, {
        ...migration,
        source: { ...migration.source, state: sides[0] },
        target: { ...migration.target, state: sides[1] },
      });
    }
    const instance = sampleInstance({ id, name: `i-${id}`, ...over });
    const runtime = {
      ...instance.runtime,
      state: 'vmm' as const,
      activeVmmId: source.id,
      targetVmmId: target === undefined ? null : other.id,
      migrationId: sides === undefined ? null : migration.id,
    };
    await database()
      .kysely.insertInto('instance')
      .values(instanceRow({ ...instance, runtime }))
      .execute();
    return id;
  }

  async function listed(limit: number): Promise<ReadonlyMap<string, UpdateReason>> {
    const seen = new Map<string, UpdateReason>();
    for (let after: string | null = null; ;) {
      const page = await instancesNeedingUpdate(database().kysely, { after, limit });
      for (const { instanceId, reason } of page) seen.set(instanceId, reason);
      if (page.length < limit) return seen;
      after = page.at(-1)?.instanceId ?? null;
    }
  }

  it.each<readonly [what: string, told: Told, expected: UpdateReason | undefined]>([
    ['runs', { active: running }, undefined],
    ['has a VMM whose saga was undone', { active: { kind: 'saga_unwound' } }, undefined],
    ['has lost its VMM', { active: destroyed }, 'active_vmm_destroyed'],
    ['has a VMM that failed', { active: failed }, 'active_vmm_failed'],
    ['moves', { active: running, target: running, sides: ['in_progress', 'pending'] }, undefined],
    [
      'has handed over',
      { active: running, target: running, sides: ['completed', 'in_progress'] },
      'migration_over',
    ],
    [
      'has moved',
      { active: running, target: running, sides: ['in_progress', 'completed'] },
      'migration_over',
    ],
    [
      'has not moved',
      { active: running, target: failed, sides: ['in_progress', 'failed'] },
      'migration_over',
    ],
    [
      'has lost its target, and no side has reported',
      { active: running, target: failed, sides: ['in_progress', 'in_progress'] },
      'target_vmm_over',
    ],
    [
      'has lost its source, and no side has reported: looked at again and again',
      { active: failed, target: running, sides: ['in_progress', 'in_progress'] },
      'active_vmm_failed',
    ],
    [
      'is being updated',
      { active: failed, over: { updaterLock: { updaterId: randomUUID(), gen: 3 } } },
      undefined,
    ],
    ['is deleted', { active: failed, over: { timeDeleted: begin } }, undefined],
  ])('an instance that %s', async (_what, told, expected) => {
    const id = await given(told);
    expect((await listed(100)).get(id)).toBe(expected);
  });

  it('one that a saga has left locked, and not one that a saga works on', async () => {
    const updaterId = randomUUID();
    const over = { updaterLock: { updaterId, gen: 3 } };
    const id = await given({ active: failed, over });
    const saga = { ...baseRows.saga(), id: updaterId };
    await database().kysely.insertInto('saga').values(saga).execute();
    expect((await listed(100)).has(id)).toBe(false);
    await database()
      .kysely.updateTable('saga')
      .set({ state: 'abandoned', owner: null, outcome: sql`'{}'::jsonb`, time_rested: begin })
      .where('id', '=', updaterId)
      .execute();
    expect((await listed(100)).get(id)).toBe('active_vmm_failed');
  });

  it('page by page they are the same', async () => {
    const ids = await Promise.all(Array.from({ length: 5 }, () => given({ active: destroyed })));
    const all = await listed(1000);
    expect([...all.keys()]).toEqual(expect.arrayContaining(ids));
    expect([...(await listed(2))]).toEqual([...all]);
    expect([...all.keys()]).toEqual([...all.keys()].toSorted());
  });
});
