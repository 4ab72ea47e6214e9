import { vmmGetState, vmmPutState, vmmRegister } from '@skewline/sled-agent-client';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { otherVmmId, toMigrate, toStart, vmmId } from './support/body.ts';
import { startNexus, storyOf, type TestNexus } from './support/nexus.ts';
import { startTestSled, type TestSled, viewOf } from './support/sled.ts';
import { soon } from './support/soon.ts';

const [from, to] = [{ propolis_id: vmmId }, { propolis_id: otherVmmId }];

describe.each([
  [49, 49],
  [30, 49],
  [49, 1],
])('a migration from a sled of version %i to one of %i', (sourceVersion, targetVersion) => {
  let nexus: TestNexus;
  let source: TestSled;
  let target: TestSled;
  beforeEach(async () => {
    nexus = await startNexus('2');
    const nexusUrls = [nexus.url];
    source = await startTestSled({ version: sourceVersion, nexusUrls });
    const peers = [source.control.baseUrl];
    const delays = { migrationMs: 60_000, migrationLimitMs: 2000 };
    target = await startTestSled({ version: targetVersion, nexusUrls, peers, delays });
    await vmmRegister(source.connection, { path: from, body: toStart });
    await vmmPutState(source.connection, { path: from, body: { state: { type: 'running' } } });
    await soon(() => {
      expect(storyOf(nexus, vmmId)).toEqual(['running@2']);
    });
    await vmmRegister(target.connection, { path: to, body: toMigrate });
  });
  afterEach(async () => {
    await source.close();
    await target.close();
    await nexus.close();
  });

  const migrate = (address = toStart.propolis_addr) =>
    vmmPutState(target.connection, {
      path: to,
      body: { state: { type: 'migration_target', value: { src_propolis_addr: address } } },
    });
  const underWay = () =>
    soon(() => {
      expect(storyOf(nexus, vmmId)).toContain('migrating@3 out:in_progress@2');
      expect(storyOf(nexus, otherVmmId)).toContain('migrating@2 in:in_progress@2');
    });

  test('brings the guest over, and both sides say so', async () => {
    expect(await migrate()).toMatchObject({ ok: true });
    await underWay();
    await soon(() => {
      expect(storyOf(nexus, otherVmmId).at(-1)).toBe('running@3 in:completed@3');
      expect(storyOf(nexus, vmmId).at(-1)).toBe('destroyed@5 out:completed@3');
    });
    expect(await vmmGetState(target.connection, { path: to })).toMatchObject({ ok: true });
  });

  test('fails on both sides when the source fails meanwhile', async () => {
    await migrate();
    await underWay();
    await source.control.failVmm(vmmId, { cause: 'propolis_lost_instance', detail: null });
    await soon(() => {
      expect(storyOf(nexus, vmmId).at(-1)).toBe('failed@4 out:failed@3');
      expect(storyOf(nexus, otherVmmId).at(-1)).toBe('failed@3 in:failed@3');
    });
  });

  test('leaves the guest where it is when the target fails meanwhile', async () => {
    await migrate();
    await underWay();
    await target.control.failVmm(otherVmmId, { cause: 'zone_gone', detail: null });
    await soon(() => {
      expect(storyOf(nexus, otherVmmId).at(-1)).toBe('failed@3 in:failed@3');
      expect(storyOf(nexus, vmmId).at(-1)).toBe('running@4 out:failed@3');
    });
  });

  test('fails when nobody has the source, and says why', async () => {
    await migrate('[fd00::99]:12400');
    await soon(() => {
      const detail = 'migration in failed: no sled has a VMM at [fd00::99]:12400';
      const said = targetVersion === 49 ? { cause: 'setup_failed', detail } : { kind: 'failed' };
      expect(nexus.heard.at(-1)?.report.vmm_state.state).toMatchObject(said);
    });
  });

  test('goes on when both sled agents crash in the middle of it', async () => {
    await migrate();
    await underWay();
    expect(await source.control.restart()).toMatchObject({ ok: true });
    expect(await target.control.restart()).toMatchObject({ ok: true });
    await soon(() => {
      expect(storyOf(nexus, otherVmmId).at(-1)).toBe('running@3 in:completed@3');
      expect(storyOf(nexus, vmmId).at(-1)).toBe('destroyed@5 out:completed@3');
    });
  });

  test('ends when the source loses its power: the target fails', async () => {
    await migrate();
    await underWay();
    await source.control.power('off');
    await soon(() => {
      expect(storyOf(nexus, otherVmmId).at(-1)).toBe('failed@3 in:failed@3');
    });
    expect((await viewOf(source)).vmms).toEqual([]);
  });
});
