import { type VmmState, vmmStateKinds } from '@skewline/nexus-types/domain';
import { beforeEach, expect, it } from 'vitest';
import type { Tables } from '../../../src/rows/index.ts';
import {
  insertVmm,
  markVmmDeleted,
  upsertSled,
  type VmmToWatch,
  vmmsToWatch,
} from '../../../src/store/index.ts';
import { forEachDatabase, useMigrated } from '../../support/databases.ts';
import { accepted, later, sampleSled, sampleVmm } from '../samples.ts';

forEachDatabase((engine) => {
  const database = useMigrated<Tables>(engine);
  beforeEach(async () => {
    await database().kysely.deleteFrom('vmm').execute();
    await database().kysely.deleteFrom('sled').execute();
  });
  const addVmm = async (kind: VmmState['kind'], sledId?: string) => {
    const state: VmmState =
      kind === 'failed' ? { kind, reason: 'sled_off', detail: null } : { kind };
    const vmm = sampleVmm(state, sledId === undefined ? {} : { sledId });
    accepted(await insertVmm(database().kysely, vmm));
    return vmm;
  };
  const listed = async (limit = 1000): Promise<readonly VmmToWatch[]> => {
    const all: VmmToWatch[] = [];
    for (;;) {
      const page = await vmmsToWatch(database().kysely, { after: all.at(-1) ?? null, limit });
      all.push(...page);
      if (page.length < limit) return all;
    }
  };

  it('are those that a sled agent should know, and that live', async () => {
    const states = new Map<string, string>();
    for (const kind of vmmStateKinds) states.set((await addVmm(kind)).id, kind);
    const deleted = await addVmm('running');
    await markVmmDeleted(database().kysely, deleted.id, later(1));
    const found = (await listed()).map(({ id }) => states.get(id) ?? 'a deleted one');
    expect(found.toSorted()).toEqual([
      'migrating',
      'rebooting',
      'running',
      'starting',
      'stopped',
      'stopping',
    ]);
  });

  it('come sled by sled, page by page', async () => {
    const sleds = [sampleSled(), sampleSled(), sampleSled()];
    const added: string[] = [];
    for (let count = 0; count < 9; count += 1) {
      added.push((await addVmm('running', sleds[count % 3]?.id)).id);
    }
    const all = await listed();
    const keys = all.map(({ sledId, id }) => `${sledId} ${id}`);
    expect(keys).toEqual(keys.toSorted());
    expect(all.map(({ id }) => id).toSorted()).toEqual(added.toSorted());
    for (const limit of [1, 2, 3, 9, 10]) expect(await listed(limit)).toEqual(all);
  });

  it('have the policy of their sled; what was on one that is gone is lost', async () => {
    const sleds = [
      sampleSled(),
      sampleSled({ policy: 'no_provision' }),
      sampleSled({ policy: 'expunged' }),
      sampleSled({ timeDeleted: later(1) }),
    ];
    await database().transaction(async (transaction) => {
      for (const sled of sleds) accepted(await upsertSled(transaction, sled));
    });
    const policies = new Map<string, string>();
    for (const sledId of [...sleds.map(({ id }) => id), undefined]) {
      const { id } = await addVmm('running', sledId);
      policies.set(id, '');
    }
    for (const { id, sledPolicy } of await listed()) policies.set(id, sledPolicy);
    expect([...policies.values()]).toEqual([
      'in_service',
      'no_provision',
      'expunged',
      'expunged',
      'expunged',
    ]);
  });
});
