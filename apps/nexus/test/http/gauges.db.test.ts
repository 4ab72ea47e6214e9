import { randomUUID } from 'node:crypto';
import { insertInstance, type Tables, vmmRow } from '@skewline/db-model';
import type { Instance, VmmState } from '@skewline/nexus-types/domain';
import { expect, it } from 'vitest';
import {
  forEachDatabaseBeneath,
  useMigrated,
} from '../../../../packages/db-model/test/support/databases.ts';
import {
  accepted,
  begin,
  sampleInstance,
  sampleVmm,
} from '../../../../packages/db-model/test/store/samples.ts';
import { setGauges } from '../../src/http/gauges.ts';
import { createMetrics } from '../../src/metrics.ts';

forEachDatabaseBeneath((engine) => {
  const database = useMigrated<Tables>(engine);

  async function addInstance(over: Partial<Instance['runtime']> = {}): Promise<void> {
    const plain = sampleInstance({ name: `i-${randomUUID()}` });
    const instance = { ...plain, runtime: { ...plain.runtime, ...over } };
    accepted(await insertInstance(database().kysely, instance));
  }
  async function addWithVmm(state: VmmState, over: Partial<Instance['runtime']> = {}) {
    const vmm = sampleVmm(state);
    await database()
      .kysely.insertInto('vmm')
      .values(accepted(vmmRow(vmm)))
      .execute();
    await addInstance({ state: 'vmm', activeVmmId: vmm.id, ...over });
  }

  it('counts what there is, and forgets what is gone', async () => {
    const { kysely } = database();
    await addInstance();
    await addInstance({ state: 'failed' });
    await addWithVmm({ kind: 'running' });
    await addWithVmm({ kind: 'running' });
    await addWithVmm({ kind: 'stopped' });
    await addWithVmm({ kind: 'failed', reason: 'zone_gone', detail: null });
    await addWithVmm(
      { kind: 'migrating' },
      { migrationId: randomUUID(), targetVmmId: randomUUID() },
    );
    const metrics = createMetrics();
    await setGauges(metrics, database());
    const text = await metrics.registry.metrics();
    const lines = text
      .split('\n')
      .filter((line) => /^skewline_(?:vmms|failed|instances)/.test(line));
    expect(lines.toSorted()).toEqual([
      'skewline_failed_vmms{reason="zone_gone"} 1',
      'skewline_instances{state="failed"} 1',
      'skewline_instances{state="migrating"} 1',
      'skewline_instances{state="running"} 2',
      'skewline_instances{state="stopped"} 1',
      // A VMM that is over, until its instance has let go of it.
      'skewline_instances{state="stopping"} 2',
      'skewline_vmms{state="failed"} 1',
      'skewline_vmms{state="migrating"} 1',
      'skewline_vmms{state="running"} 2',
      'skewline_vmms{state="stopped"} 1',
    ]);

    await kysely.updateTable('vmm').set({ time_deleted: begin }).execute();
    await kysely.updateTable('instance').set({ time_deleted: begin }).execute();
    await setGauges(metrics, database());
    expect(await metrics.registry.metrics()).not.toMatch(
      /^skewline_(?:vmms|failed_vmms|instances)\{/m,
    );
  });
});
