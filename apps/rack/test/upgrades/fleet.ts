import { expect } from 'vitest';
import type { SledHandle } from '../../src/index.ts';
import { soon } from './soon.ts';
import type { Tenant } from './tenant.ts';

const detail = 'the zone of the VMM is not there any more';

/** Instances that run, each with its VMM: by name. */
export type Fleet = ReadonlyMap<string, { readonly id: string; readonly vmm: string }>;

/** Runs instances of these names, wherever there is room. */
export async function runFleet(tenant: Tenant, names: readonly string[]): Promise<Fleet> {
  const all = await Promise.all(
    names.map(async (name) => {
      const { id } = await tenant.create(name);
      await tenant.start(name);
      await tenant.until(name, 'running');
      return [name, { id, vmm: (await tenant.vmm(id)).id }] as const;
    }),
  );
  return new Map(all);
}

/** Nothing has happened to them: they run in the VMMs that they began with. */
export async function expectUntouched(tenant: Tenant, fleet: Fleet): Promise<void> {
  await soon(async () => {
    for (const { id, vmm } of fleet.values()) {
      expect(await tenant.seen(id)).toMatchObject({
        state: 'running',
        active_vmm_id: vmm,
        active_vmm: { state: 'running', failure: null },
        warnings: [],
      });
    }
  });
}

/**
 * Makes an instance, starts, reboots, stops and deletes it, while whatever happens to sleds. A start may fail then, and says
 * why; a request that a sled does not answer is made once more.
 */
export async function live(tenant: Tenant, name: string): Promise<void> {
  const { id } = await tenant.create(name);
  await tenant.start(name);
  const attempt = await soon(async () => {
    // Operators see it, however old the nexus is.
    const [newest] = (await tenant.seen(id)).start_attempts;
    expect(newest?.outcome).toMatch(/succeeded|failed/);
    return newest;
  });
  const hasRun = attempt?.outcome === 'succeeded';
  if (hasRun) {
    await tenant.until(name, 'running');
    await soon(() => tenant.reboot(name));
    await tenant.until(name, 'running');
    await soon(() => tenant.stop(name));
  }
  await tenant.until(name, 'stopped');
  await soon(() => tenant.delete(name));
  expect(attempt?.code).toBe(hasRun ? null : 'sled_refused');
}

/** Runs an instance on this sled and has its VMM fail. */
export async function crash(tenant: Tenant, sled: SledHandle, name: string): Promise<void> {
  const { id } = await tenant.runOn(sled, name);
  await fail(sled, (await tenant.vmm(id)).id);
}

/** The VMM fails, with a cause that not every version can say. */
export async function fail({ control }: SledHandle, vmmId: string): Promise<void> {
  const asked = { cause: 'zone_gone', detail } as const;
  expect(await control.failVmm(vmmId, asked)).toMatchObject({ ok: true });
}

/** It has failed, and this is why. */
export async function expectFailed(
  tenant: Tenant,
  name: string,
  reason: 'zone_gone' | 'from_sled_agent',
): Promise<void> {
  const { id, last_failure: told } = await tenant.until(name, 'failed');
  expect((await tenant.vmms(id)).at(-1)?.failure).toMatchObject({
    reason,
    detail: reason === 'zone_gone' ? detail : null,
  });
  const isKept = reason === 'zone_gone';
  const wanted = isKept ? 'virtual_machine_vanished' : 'virtual_machine_failed';
  // A nexus that acts older has no word for it.
  if (told !== undefined) expect(told).toMatchObject({ kind: 'run', reason: wanted });
}

export async function expectSpoken({ operator, rack }: Tenant, version: string): Promise<void> {
  await soon(async () => {
    const answer = await operator.operator.skewReport();
    const spoken = answer.ok ? answer.value.sleds.map((sled) => sled.spoken) : answer.message;
    expect(spoken).toEqual(rack.sleds.map(() => version));
  });
}
