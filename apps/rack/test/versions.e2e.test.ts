import type { InstanceCreate } from '@skewline/nexus-client/external';
import type { SledSkew } from '@skewline/nexus-types/operator/v1';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gibibyte, paces, type Rack, type SledHandle, startRack, valueOf } from '../src/index.ts';
import { isShort } from './support/short.ts';
import { keptFolder } from './upgrades/folder.ts';
import { expectNothingLeft } from './upgrades/leftovers.ts';
import { soon } from './upgrades/soon.ts';
import { Tenant } from './upgrades/tenant.ts';

// Sled agents of every version, with the nexus of today. There are seven sleds, whose agents are of the next seven
// versions each time; one instance on each sled runs all the while.

const newest = 49;
const atOnce = 7;
const all = Array.from({ length: newest / atOnce }, (_, group) =>
  Array.from({ length: atOnce }, (__, index) => group * atOnce + index + 1),
);
/** In short, the oldest and the newest. */
const groups = isShort ? all.filter((group) => group.includes(1) || group.includes(newest)) : all;
const detail = 'the zone of the VMM is not there any more';
const loss = 'why a VMM failed: cause and detail';

let rack: Rack;
let tenant: Tenant;

beforeAll(async () => {
  rack = await startRack({
    folder: await keptFolder(),
    pace: paces.quick,
    sleds: groups[0] ?? [],
    externalAddresses: { first: '203.0.113.1', last: '203.0.113.254' },
  });
  tenant = await Tenant.of(rack, 'ada');
  for (const name of ['steady', 'fragile', 'veterans']) {
    const body = { name, description: '', policy: 'fail', failure_domain: 'sled' } as const;
    valueOf(await tenant.user.external.antiAffinityGroupCreate({ query: tenant.query, body }));
  }
  veterans = await runEverywhere('veterans');
});
afterAll(() => rack.destroy());

/** By the id of the sled. */
type Everywhere = ReadonlyMap<
  string,
  { readonly id: string; readonly name: string; readonly vmm: string }
>;
let veterans: Everywhere;

/** One instance on each sled. */
async function runEverywhere(
  group: string,
  more: Partial<InstanceCreate> = {},
): Promise<Everywhere> {
  const names = rack.sleds.map((_, index) => `${group}-${String(index)}`);
  const all = await Promise.all(
    names.map(async (name) => {
      const { id } = await tenant.create(name, { anti_affinity_groups: [group], ...more });
      await tenant.start(name);
      await tenant.until(name, 'running');
      const vmm = await tenant.vmm(id);
      return [vmm.sled_id, { id, name, vmm: vmm.id }] as const;
    }),
  );
  const everywhere = new Map(all);
  expect(everywhere.size).toBe(rack.sleds.length);
  return everywhere;
}

function sledOf(version: number): SledHandle {
  const there = rack.sleds.find((one) => one.version === version);
  if (there === undefined) throw new Error(`no sled agent is of version ${String(version)}`);
  return there;
}

function on(everywhere: Everywhere, sled: SledHandle): { id: string; name: string; vmm: string } {
  const there = everywhere.get(sled.id);
  if (there === undefined) throw new Error(`there is none on ${sled.serial}`);
  return there;
}

async function skewOf(sled: SledHandle): Promise<SledSkew> {
  const { sleds } = valueOf(await rack.operator.operator.skewReport());
  const there = sleds.find(({ sled_id }) => sled_id === sled.id);
  if (there === undefined) throw new Error(`the report has no ${sled.serial}`);
  return there;
}

async function restartAll(versions: readonly number[]): Promise<void> {
  await Promise.all(
    rack.sleds.map(async (sled, index) => {
      await sled.kill('SIGTERM');
      await sled.start(versions[index] ?? newest);
    }),
  );
}

/** An interface of each version of IP, and an address to be reached at: every version can say that. */
const reachable: Partial<InstanceCreate> = {
  external_ips: [{ type: 'ephemeral' }],
  network_interfaces: {
    type: 'create',
    params: (['v4', 'v6'] as const).map((type) => ({
      name: `net-${type}`,
      description: '',
      vpc_name: 'default',
      subnet_name: 'default',
      ip_config: { type, value: { ip: { type: 'auto' } } },
    })),
  },
};

/** What a user is told where the sled agent's version has no words for what the instance has. */
const refusal = {
  kind: 'failed',
  failure: {
    code: 'sled_refused',
    fault: 'system',
    transience: 'transient',
    message: 'The sled that was chosen is too old for how the instance is configured.',
  },
};

/** What not every version can say. */
const features: {
  readonly [Name in 'no interface' | 'a local disk']: {
    readonly since: number;
    readonly body: Partial<InstanceCreate>;
    readonly versions: readonly number[];
  };
} = {
  // It has no source NAT either, which was mandatory.
  'no interface': {
    since: 11,
    body: { network_interfaces: { type: 'none' } },
    versions: [1, 9, 10, 11],
  },
  'a local disk': {
    since: 17,
    body: {
      disks: [
        {
          type: 'create',
          name: 'scratch',
          description: '',
          size: gibibyte,
          disk_backend: { type: 'local' },
        },
      ],
    },
    versions: [8, 9, 16, 17, 49],
  },
};

describe.each(groups)('sled agents of the versions %i to …', (...versions) => {
  let steady: Everywhere;
  let fragile: Everywhere;
  beforeAll(async () => {
    if (versions[0] !== 1) await restartAll(versions);
    [steady, fragile] = await Promise.all([
      runEverywhere('steady', reachable),
      runEverywhere('fragile'),
    ]);
  });

  it.concurrent.each(versions)(
    'version %i: an instance runs, reboots and stops',
    async (version) => {
      const sled = sledOf(version);
      const { id, name, vmm } = on(steady, sled);
      const before = await tenant.vmm(id);
      await tenant.reboot(name);
      await soon(async () => {
        const after = await tenant.vmm(id);
        expect({ id: after.id, state: after.state }).toEqual({ id: vmm, state: 'running' });
        expect(after.generation).toBe(before.generation + 2);
      });
      await tenant.stop(name);
      await tenant.until(name, 'stopped');
      expect(await tenant.vmms(id)).toMatchObject([{ id: vmm, state: 'destroyed', failure: null }]);
      await tenant.delete(name);
    },
  );

  it.concurrent.each(versions)('version %i: another fails', async (version) => {
    const sled = sledOf(version);
    const { id, name, vmm } = on(fragile, sled);
    const failed = await sled.control.failVmm(vmm, { cause: 'zone_gone', detail });
    expect(failed).toMatchObject({ ok: true });
    await tenant.until(name, 'failed');
    const failure =
      version >= newest
        ? { reason: 'zone_gone', detail }
        : { reason: 'from_sled_agent', detail: null };
    expect(await tenant.vmms(id)).toMatchObject([{ id: vmm, state: 'failed', failure }]);
    expect((await tenant.view(name)).last_failure).toMatchObject({
      kind: 'run',
      reason: version >= newest ? 'virtual_machine_vanished' : 'virtual_machine_failed',
    });
    await tenant.delete(name);
  });

  const cases = Object.entries(features).flatMap(([what, feature]) =>
    feature.versions
      .filter((version) => versions.includes(version))
      .map((version) => ({
        what,
        version,
        ...feature,
        can: version >= feature.since,
        outcome: version >= feature.since ? 'runs' : 'refused',
      })),
  );
  it.each(cases)(
    'version $version: an instance with $what: $outcome',
    async ({ version, body, can }) => {
      const name = `odd-${String(version)}`;
      const sled = sledOf(version);
      const { id } = await tenant.create(name, body);
      const answer = await tenant.onlyOn(sled, () =>
        tenant.user.external.instanceStart({
          path: { instance: name },
          query: tenant.query,
          header: { prefer: 'wait=60' },
        }),
      );
      const [attempt] = await tenant.attempts(name);
      expect(attempt?.outcome).toMatchObject(can ? { kind: 'succeeded' } : refusal);
      expect(answer.status).toBe(can ? 202 : 503);
      await tenant.until(name, can ? 'running' : 'stopped');
      const [seen] = (await tenant.seen(id)).start_attempts;
      expect(seen?.detail ?? '').toMatch(
        can ? /^$/ : /^registerVmm: sled .* \(400 Unrepresentable\)$/,
      );
      await tenant.stop(name);
      await tenant.until(name, 'stopped');
      await tenant.delete(name);
      const disks = valueOf(await tenant.user.external.diskList({ query: tenant.query })).items;
      for (const { name: disk } of disks) {
        valueOf(await tenant.user.external.diskDelete({ path: { disk }, query: tenant.query }));
      }
    },
  );

  it('the report of skew has them all', async () => {
    for (const version of versions) {
      const isNew = version >= newest;
      const spoken = `${String(version)}.0.0`;
      expect(await skewOf(sledOf(version))).toMatchObject({
        announced: version === 1 ? '1.0.0' : `1.0.0..${spoken}`,
        spoken,
        verdict: isNew ? 'full' : 'lossy',
        losses: isNew ? [] : [loss],
        reports_in: isNew ? '2.0.0' : '1.0.0',
      });
    }
    const { summary } = valueOf(await rack.operator.operator.skewReport());
    expect(summary).toContain(loss);
  });

  it('what ran before runs on, in the same VMMs', async () => {
    for (const { id, vmm } of veterans.values()) {
      expect(await tenant.seen(id)).toMatchObject({
        state: 'running',
        active_vmm_id: vmm,
        warnings: [],
      });
    }
  });
});

describe('a nexus that is older than all sled agents', () => {
  const older = { external: '2026073100.0.0', internal: '1', sledAgent: '44' };
  beforeAll(async () => {
    await restartAll([]);
    await rack.nexus[0]?.kill('SIGTERM');
    await rack.nexus[0]?.start(older);
  });

  it('starts and stops instances, and hears no causes', async () => {
    const [sled] = rack.sleds;
    if (sled === undefined) throw new Error('there are no sleds');
    const { id } = await tenant.runOn(sled, 'web');
    await tenant.reboot('web');
    await tenant.until('web', 'running');
    const { id: vmm } = await tenant.vmm(id);
    expect(await sled.control.failVmm(vmm, { cause: 'zone_gone', detail })).toMatchObject({
      ok: true,
    });
    const view = await tenant.until('web', 'failed');
    expect(view).not.toHaveProperty('last_failure');
    expect(view).not.toHaveProperty('auto_restart_status');
    expect(await tenant.vmms(id)).toMatchObject([
      { id: vmm, failure: { reason: 'from_sled_agent', detail: null } },
    ]);
    expect(await skewOf(sled)).toMatchObject({
      announced: '1.0.0..49.0.0',
      spoken: '44.0.0',
      verdict: 'lossy',
      losses: [loss],
      reports_in: '1.0.0',
    });
    const state = await sled.control.state();
    expect(state.ok ? state.value.reports.losses : state.message).toMatchObject({
      [loss]: expect.any(Number),
    });
  });

  it('and is one of today again: causes are heard, and the history is there', async () => {
    await rack.nexus[0]?.kill('SIGTERM');
    await rack.nexus[0]?.start({ external: null, internal: null, sledAgent: null });
    // The first answer is still in the version that was spoken with the older one.
    await soon(async () => {
      expect(await tenant.view('web')).toMatchObject({
        last_failure: { kind: 'run', reason: 'virtual_machine_failed' },
      });
    });
    await tenant.delete('web');
    for (const sled of rack.sleds) {
      const { name, id, vmm } = on(veterans, sled);
      const asked = { cause: 'propolis_lost_instance', detail } as const;
      expect(await sled.control.failVmm(vmm, asked)).toMatchObject({ ok: true });
      await tenant.until(name, 'failed');
      expect(await tenant.vmms(id)).toMatchObject([
        { id: vmm, failure: { reason: 'propolis_lost_instance', detail } },
      ]);
      await tenant.delete(name);
    }
    await expectNothingLeft(tenant);
  });
});
