import { expect, onTestFinished, test } from 'vitest';
import { setup } from '../../../packages/db-model/test/support/postgres-cluster.ts';
import {
  type NexusAge,
  type NexusHandle,
  paces,
  type SledHandle,
  startRack,
  today,
  valueOf,
} from '../src/index.ts';
import { isShort } from './support/short.ts';
import { temporaryFolder } from './support/folders.ts';
import {
  crash,
  fail,
  expectFailed,
  expectSpoken,
  expectUntouched,
  live,
  runFleet,
} from './upgrades/fleet.ts';
import { expectNothingLeft } from './upgrades/leftovers.ts';
import { Observer } from './upgrades/observer.ts';
import { upgradeOrder } from './upgrades/order.ts';
import { Tenant } from './upgrades/tenant.ts';

/** Processes begin two dozen times in each, which takes its time where others use the machine as well. */
const timeout = 480_000;

// A rolling upgrade of all sled agents and nexus while instances run, in the order that `skewline graph` says.

const older: NexusAge = { external: '2026073100.0.0', internal: '1', sledAgent: '48' };
let postgresUrl = '';
const before = [44, 44, 48, 48];
const names = Array.from({ length: 8 }, (_, index) => `runner-${String(index)}`);

function at<Item>(items: readonly Item[], index: number): Item {
  const item = items[index];
  if (item === undefined) throw new Error(`there is no item ${String(index)}`);
  return item;
}

async function restartSled(
  sled: SledHandle,
  version: number,
  signal: NodeJS.Signals,
): Promise<void> {
  await sled.kill(signal);
  await sled.start(version);
}

/** Upgrades all sled agents, one after the other, and takes one back and forth; instances come and go meanwhile. */
async function upgradeSleds(tenant: Tenant): Promise<void> {
  const { sleds } = tenant.rack;
  for (const [index, sled] of sleds.entries()) {
    // A crash does as well as an orderly end.
    const signal = index % 2 === 0 ? 'SIGTERM' : 'SIGKILL';
    await Promise.all([
      restartSled(sled, 49, signal),
      live(tenant, `lives-${String(index)}`),
      live(tenant, `lives-too-${String(index)}`),
    ]);
    // The sled agent says why, and nexus has no words for it yet.
    await crash(tenant, sled, `crashed-${String(index)}`);
    await expectFailed(tenant, `crashed-${String(index)}`, 'from_sled_agent');
    await tenant.delete(`crashed-${String(index)}`);
  }
  const sled = at(sleds, 1);
  await Promise.all([restartSled(sled, 44, 'SIGTERM'), live(tenant, 'lives-back')]);
  await crash(tenant, sled, 'crashed-back');
  await expectFailed(tenant, 'crashed-back', 'from_sled_agent');
  await tenant.delete('crashed-back');
  await restartSled(sled, 49, 'SIGTERM');
}

test('the order: sled agents before nexus', () => {
  const order = upgradeOrder();
  const place = (unit: string): number => order.findIndex((group) => group.includes(unit));
  expect(place('sled-agent')).toBeGreaterThanOrEqual(0);
  expect(place('nexus')).toBeGreaterThan(place('sled-agent'));
});

test(
  'one nexus: what it could not be told while it was away, it is told afterwards',
  { timeout },
  async () => {
    const folder = await temporaryFolder();
    const rack = await startRack({ folder, pace: paces.quick, sleds: before, nexus: [older] });
    onTestFinished(() => rack.destroy());
    const tenant = await Tenant.of(rack, 'ada');
    const fleet = await runFleet(tenant, names);
    const observer = new Observer(tenant, names);
    await upgradeSleds(tenant);
    await expectUntouched(tenant, fleet);

    const [nexus, sled] = [at(rack.nexus, 0), at(rack.sleds, 0)];
    const late = await tenant.runOn(sled, 'late');
    const shut = await tenant.runOn(at(rack.sleds, 2), 'shut');
    const vmms = { late: await tenant.vmm(late.id), shut: await tenant.vmm(shut.id) };
    await observer.restarting(nexus, async () => {
      await nexus.kill('SIGTERM');
      await fail(sled, vmms.late.id);
      const there = at(rack.sleds, 2).control;
      expect(await there.shutdownGuest(vmms.shut.id)).toMatchObject({ ok: true });
      await nexus.start(today);
    });
    await expectFailed(tenant, 'late', 'zone_gone');
    await tenant.until('shut', 'stopped');
    expect((await tenant.seen(shut.id)).intended_state).toBe('guest_shutdown');
    await finish(tenant, observer);
    await expectUntouched(tenant, fleet);
    await clear(tenant, [...names, 'late', 'shut']);
  },
);

// In short, one nexus has to do.
test.skipIf(isShort)('two nexus: there is always one that answers', { timeout }, async () => {
  const stop = await setup({ provide: (_name, url) => (postgresUrl = String(url)) });
  onTestFinished(() => stop());
  const folder = await temporaryFolder();
  const rack = await startRack({
    folder,
    pace: paces.quick,
    sleds: before,
    nexus: [older, older],
    database: { url: postgresUrl },
  });
  onTestFinished(() => rack.destroy());
  const tenant = await Tenant.of(rack, 'ada');
  const fleet = await runFleet(tenant, names);
  const observer = new Observer(tenant, names);
  await upgradeSleds(tenant);
  await expectUntouched(tenant, fleet);

  const [first, second] = [at(rack.nexus, 0), at(rack.nexus, 1)];
  const there = tenant.at(second);
  const restart = (nexus: NexusHandle, age: NexusAge, signal: NodeJS.Signals): Promise<void> =>
    observer.restarting(nexus, async () => {
      await nexus.kill(signal);
      await nexus.start(age);
    });
  // What the first was doing when it was killed, the second does.
  await tenant.create('orphan');
  await tenant.start('orphan');
  await Promise.all([
    restart(first, today, 'SIGKILL'),
    live(there, 'lives-meanwhile'),
    crash(there, at(rack.sleds, 0), 'crashed-meanwhile'),
  ]);
  await there.until('orphan', 'running');
  await expectFailed(there, 'crashed-meanwhile', 'from_sled_agent');
  // Back, and once more.
  await Promise.all([restart(first, older, 'SIGTERM'), live(there, 'lives-back-again')]);
  await Promise.all([restart(first, today, 'SIGTERM'), live(there, 'lives-once-more')]);
  // The only one that is there has words for causes.
  await Promise.all([
    restart(second, today, 'SIGTERM'),
    live(tenant, 'lives-at-last'),
    crash(tenant, at(rack.sleds, 3), 'crashed-at-last'),
  ]);
  await expectFailed(tenant, 'crashed-at-last', 'zone_gone');
  const { silences } = await finish(tenant, observer);
  expect(silences).toEqual([]);
  await expectUntouched(tenant, fleet);
  await clear(tenant, [...names, 'orphan', 'crashed-meanwhile', 'crashed-at-last']);
});

/** One instance on each sled fails, and every cause is heard. */
async function crashEverywhere(tenant: Tenant, group: string): Promise<void> {
  const body = { name: group, description: '', policy: 'fail', failure_domain: 'sled' } as const;
  valueOf(await tenant.user.external.antiAffinityGroupCreate({ query: tenant.query, body }));
  const sleds = await Promise.all(
    tenant.rack.sleds.map(async (_, index) => {
      const name = `${group}-${String(index)}`;
      const { id } = await tenant.create(name, { anti_affinity_groups: [group] });
      await tenant.start(name);
      await tenant.until(name, 'running');
      const sled = await tenant.sledOf(id);
      await fail(sled, (await tenant.vmm(id)).id);
      await expectFailed(tenant, name, 'zone_gone');
      return sled.serial;
    }),
  );
  expect(new Set(sleds).size).toBe(tenant.rack.sleds.length);
  for (const index of sleds.keys()) await tenant.delete(`${group}-${String(index)}`);
}

/** All are of today: every cause is heard, and who has watched has seen nothing go wrong. */
async function finish(tenant: Tenant, observer: Observer) {
  await crashEverywhere(tenant, 'heard');
  await expectSpoken(tenant, '49.0.0');
  const observed = await observer.end();
  expect(observed.unexpected).toEqual([]);
  expect(observed.lost).toEqual([]);
  expect(observed.answers).toBeGreaterThan(20);
  return observed;
}

async function clear(tenant: Tenant, all: readonly string[]): Promise<void> {
  await Promise.all(
    all.map(async (name) => {
      if ((await tenant.view(name)).run_state === 'running') await tenant.stop(name);
      if ((await tenant.view(name)).run_state !== 'failed') await tenant.until(name, 'stopped');
      await tenant.delete(name);
    }),
  );
  await expectNothingLeft(tenant);
}
