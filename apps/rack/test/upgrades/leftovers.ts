import { expect } from 'vitest';
import { valueOf } from '../../src/index.ts';
import { soon } from './soon.ts';
import type { Tenant } from './tenant.ts';

const nothing = { hardware_threads: 0, rss_ram: 0, reservoir_ram: 0 };

/** Nothing is left of instances that are gone: no VMM anywhere, no room and no quota taken, no saga that is not over. */
export async function expectNothingLeft(tenant: Tenant): Promise<void> {
  const { rack, project } = tenant;
  const { operator } = tenant.operator;
  await soon(async () => {
    const { items: sleds } = valueOf(await operator.sledList());
    expect(sleds.map(({ serial, reserved, vmms }) => ({ serial, reserved, vmms }))).toEqual(
      sleds.map(({ serial }) => ({ serial, reserved: nothing, vmms: 0 })),
    );
    expect(valueOf(await operator.vmmList({ query: {} })).items).toEqual([]);
    const path = { project_id: project.id };
    expect(valueOf(await operator.projectQuotaView({ path }))).toMatchObject({
      cpus_used: 0,
      memory_used: 0,
    });
    for (const sled of rack.sleds.filter((one) => one.process === 'running')) {
      const state = await sled.control.state();
      expect({ of: sled.serial, vmms: state.ok ? state.value.vmms : state.message }).toEqual({
        of: sled.serial,
        vmms: [],
      });
    }
    const stuck = valueOf(await operator.sagaList({ query: { state: 'stuck' } })).items;
    expect(stuck).toEqual([]);
  });
}

/** What instances take of each sled that runs some, in CPUs; the rest of the rack has nothing. */
export async function expectReserved(
  { operator }: Tenant,
  cpus: Readonly<Record<string, number>>,
): Promise<void> {
  await soon(async () => {
    const { items } = valueOf(await operator.operator.sledList());
    const found = items
      .filter(({ reserved }) => reserved.hardware_threads > 0)
      .map(({ serial, reserved }) => [serial, reserved.hardware_threads]);
    expect(Object.fromEntries(found)).toEqual(cpus);
  });
}
