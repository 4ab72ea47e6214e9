import { vmmGetState, vmmPutState, vmmRegister } from '@skewline/sled-agent-client';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { otherVmmId, toMigrate, toStart, vmmId } from './support/body.ts';
import { startNexus, storyOf, type TestNexus } from './support/nexus.ts';
import { startTestSled, type TestSled } from './support/sled.ts';
import { soon } from './support/soon.ts';

const [from, to] = [{ propolis_id: vmmId }, { propolis_id: otherVmmId }];

let nexus: TestNexus;
let source: TestSled;
let target: TestSled;

/** A VMM that runs on one sled, and the same instance on another, where it is to go. */
async function begin(sourceVersion: number, targetVersion: number): Promise<void> {
  nexus = await startNexus('2');
  const nexusUrls = [nexus.url];
  source = await startTestSled({ version: sourceVersion, nexusUrls });
  const peers = [source.control.baseUrl];
  const delays = { migrationMs: 60_000, migrationLimitMs: 2000 };
  target = await startTestSled({ version: targetVersion, nexusUrls, peers, delays });
  await vmmRegister(source.connection, { path: from, body: toStart });
  await vmmPutState(source.connection, { path: from, body: { state: { type: 'running' } } });
  await soon(() => {
    if (storyOf(nexus, vmmId)[0] !== 'running@2') throw new Error('it does not run yet');
  });
  await vmmRegister(target.connection, { path: to, body: toMigrate });
}
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
const endsWith = (ofSource: string, ofTarget: string): Promise<void> =>
  soon(() => {
    const ends = [storyOf(nexus, vmmId).at(-1), storyOf(nexus, otherVmmId).at(-1)];
    expect(ends).toEqual([ofSource, ofTarget]);
  });
const underWay = (): Promise<void> =>
  endsWith('migrating@3 out:in_progress@2', 'migrating@2 in:in_progress@2');

test.each([
  [49, 49],
  [30, 49],
  [49, 1],
])('a migration from version %i to version %i brings the guest over', async (one, other) => {
  await begin(one, other);
  expect(await migrate()).toMatchObject({ ok: true });
  await underWay();
  await endsWith('destroyed@5 out:completed@3', 'running@3 in:completed@3');
  expect(await vmmGetState(target.connection, { path: to })).toMatchObject({ ok: true });
});

describe('a migration', () => {
  beforeEach(() => begin(49, 49));

  test('fails on both sides when the source fails meanwhile', async () => {
    await migrate();
    await underWay();
    expect(
      await source.control.failVmm(vmmId, { cause: 'propolis_lost_instance', detail: null }),
    ).toMatchObject({ ok: true });
    await endsWith('failed@4 out:failed@3', 'failed@3 in:failed@3');
  });

  test('leaves the guest where it is when the target fails meanwhile', async () => {
    await migrate();
    await underWay();
    expect(
      await target.control.failVmm(otherVmmId, { cause: 'zone_gone', detail: null }),
    ).toMatchObject({ ok: true });
    await endsWith('running@4 out:failed@3', 'failed@3 in:failed@3');
  });

  test('fails when nobody has the source, and says why', async () => {
    await migrate('[fd00::99]:12400');
    await soon(() => {
      const detail = 'migration in failed: no sled has a VMM at [fd00::99]:12400';
      const state = { kind: 'failed', cause: 'setup_failed', detail };
      expect(nexus.heard.at(-1)?.report.vmm_state.state).toEqual(state);
    });
  });

  test('goes on when both sled agents crash in the middle of it', async () => {
    await migrate();
    await underWay();
    expect(await source.control.restart()).toMatchObject({ ok: true });
    expect(await target.control.restart()).toMatchObject({ ok: true });
    await endsWith('destroyed@5 out:completed@3', 'running@3 in:completed@3');
  });

  test('fails when the source loses its power, which nobody reports', async () => {
    await migrate();
    await underWay();
    expect(await source.control.power('off')).toMatchObject({ ok: true });
    await endsWith('migrating@3 out:in_progress@2', 'failed@3 in:failed@3');
  });
});
