import { randomUUID } from 'node:crypto';
import type { Instance } from '@skewline/nexus-types/domain';
import { beforeEach, expect, it } from 'vitest';
import { instanceRow } from '../../../src/row/index.ts';
import type { Tables } from '../../../src/rows/index.ts';
import { insertVmm, instancesToRestart, markVmmDeleted } from '../../../src/store/index.ts';
import { forEachDatabase, useMigrated } from '../../support/databases.ts';
import { accepted, later, sampleInstance, sampleVmm } from '../samples.ts';

forEachDatabase((engine) => {
  const database = useMigrated<Tables>(engine);
  beforeEach(async () => {
    await database().kysely.deleteFrom('vmm').execute();
    await database().kysely.deleteFrom('instance').execute();
  });
  const add = async (
    runtime: Partial<Instance['runtime']>,
    over: Partial<Instance> = {},
  ): Promise<string> => {
    const id = randomUUID();
    const plain = sampleInstance({ id, name: `i-${id}`, ...over });
    const row = instanceRow({ ...plain, runtime: { ...plain.runtime, ...runtime } });
    await database().kysely.insertInto('instance').values(row).execute();
    return id;
  };
  const addOnVmm = async (
    kind: 'saga_unwound' | 'running' | 'destroyed',
    over: Partial<Instance> = {},
  ) => {
    const id = randomUUID();
    const vmm = sampleVmm({ kind }, { instanceId: id });
    accepted(await insertVmm(database().kysely, vmm));
    await add({ state: 'vmm', activeVmmId: vmm.id }, { id, name: `i-${id}`, ...over });
    return { id, vmmId: vmm.id };
  };
  const found = async () => ({
    failed: await instancesToRestart(database().kysely, 'failed', { limit: 100 }),
    saga_unwound: await instancesToRestart(database().kysely, 'saga_unwound', { limit: 100 }),
  });

  it('have failed, or are linked to what a start has left, and are meant to run', async () => {
    const failed = await add({ state: 'failed' });
    const unwound = await addOnVmm('saga_unwound');
    await add({ state: 'failed' }, { intendedState: 'stopped' });
    await add({ state: 'failed' }, { intendedState: 'guest_shutdown' });
    await add({ state: 'failed' }, { timeDeleted: later(1) });
    await add({ state: 'no_vmm' });
    await add({ state: 'creating' });
    await addOnVmm('running');
    await addOnVmm('destroyed');
    await addOnVmm('saga_unwound', { intendedState: 'stopped' });
    await addOnVmm('saga_unwound', { timeDeleted: later(1) });
    expect(await found()).toEqual({ failed: [failed], saga_unwound: [unwound.id] });
  });

  it('are not linked to a VMM that was deleted, or is another one', async () => {
    const unwound = await addOnVmm('saga_unwound');
    accepted(
      await insertVmm(
        database().kysely,
        sampleVmm({ kind: 'saga_unwound' }, { instanceId: unwound.id }),
      ),
    );
    expect((await found()).saga_unwound).toEqual([unwound.id]);
    await markVmmDeleted(database().kysely, unwound.vmmId, later(1));
    expect((await found()).saga_unwound).toEqual([]);
  });

  it.each(['failed', 'saga_unwound'] as const)('come page by page: %s', async (reason) => {
    const added: string[] = [];
    for (let count = 0; count < 5; count += 1) {
      added.push(
        reason === 'failed' ? await add({ state: 'failed' }) : (await addOnVmm(reason)).id,
      );
    }
    const seen: string[] = [];
    for (;;) {
      const page = { after: seen.at(-1) ?? null, limit: 2 };
      const ids = await instancesToRestart(database().kysely, reason, page);
      seen.push(...ids);
      if (ids.length < 2) break;
    }
    expect(seen).toEqual(added.toSorted());
  });
});
