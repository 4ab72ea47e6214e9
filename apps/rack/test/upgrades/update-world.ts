import type { Migration } from '@skewline/nexus-types/operator/v1';
import type { Failure, Fault, Work } from '@skewline/sled-agent/control';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import {
  type Pace,
  paces,
  type Rack,
  type SledHandle,
  startRack,
  valueOf,
} from '../../src/index.ts';
import { keptFolder } from './folder.ts';
import { expectNothingLeft, expectReserved } from './leftovers.ts';
import { soon } from './soon.ts';
import { Tenant } from './tenant.ts';

const never = { periodSeconds: 3600, disabled: true };

/** Nobody looks at sleds, or starts anything, by themselves: what is not reported is not known. */
export const quiet: Pace = {
  ...paces.quick,
  tasks: { ...paces.quick.tasks, instance_watcher: never, instance_reincarnation: never },
};

/** And a guest takes so long to move that something can happen meanwhile; a sled agent has time to come back. */
export const slowly: Pace = {
  ...quiet,
  sledAgents: {
    ...quiet.sledAgents,
    delays: { ...quiet.sledAgents.delays, migrationMs: 4000, migrationLimitMs: 4000 },
  },
};

export const detail = 'the zone of the VMM is not there any more';
export const reportsLost: Fault = { target: 'reports', kind: 'drop' };

/** Events that every instance of these tests begins with. */
const beginning = ['created', 'start_accepted', 'start_succeeded'];

/** An instance on its way from one sled to another. */
export interface Moving {
  readonly id: string;
  /** The VMMs. */
  readonly source: string;
  readonly target: string;
}

/** A rack with one tenant, whose instances the test calls as it likes; after each test nothing may be left of them. */
export interface UpdateWorld {
  readonly rack: () => Rack;
  readonly tenant: () => Tenant;
  /** A sled whose agent is of this version: the first one, or the next. */
  readonly sledOf: (version: number, index?: number) => SledHandle;
  /** CPUs that the tenant is charged for. */
  readonly quota: () => Promise<number>;
  readonly expectReserved: (cpus: Readonly<Record<string, number>>) => Promise<void>;
  /** What its history tells, after it was made and started. */
  readonly kindsOf: (name: string) => Promise<readonly string[]>;
  /** The last one of an instance, as it is or was. */
  readonly migrationOf: (id: string) => Promise<Migration>;
  /** Runs `web` on the one sled and moves it to the other: its guest is being copied. */
  readonly moving: (from: SledHandle, to: SledHandle) => Promise<Moving>;
  /** The same, and the source has handed its guest over, and has said so; of the target nobody has heard. */
  readonly handedOver: (from: SledHandle, to: SledHandle) => Promise<Moving>;
  readonly fail: (there: SledHandle, vmmId: string, failure: Failure) => Promise<void>;
  /** Asks all sleds once. */
  readonly watch: () => Promise<void>;
}

export function useUpdateWorld(versions: readonly number[], pace: Pace): UpdateWorld {
  let rack: Rack;
  let tenant: Tenant;
  beforeAll(async () => {
    rack = await startRack({ folder: await keptFolder(), pace, sleds: versions });
    tenant = await Tenant.of(rack, 'ada');
  });
  afterAll(() => rack.destroy());
  afterEach(async () => {
    for (const sled of rack.sleds) {
      if (sled.process === 'stopped') await sled.powerOn();
      await sled.control.deleteFaults();
    }
    const { items } = valueOf(await tenant.user.external.instanceList({ query: tenant.query }));
    await Promise.all(items.map(({ name }) => clear(tenant, name)));
    await expectNothingLeft(tenant);
  });

  const migrationOf: UpdateWorld['migrationOf'] = async (id) => {
    const query = { instance_id: id };
    const { items } = valueOf(await rack.operator.operator.migrationList({ query }));
    const last = items.toSorted((a, b) => (a.time_created < b.time_created ? -1 : 1)).at(-1);
    if (last === undefined) throw new Error(`${id} has not been migrated`);
    return last;
  };

  return {
    rack: () => rack,
    tenant: () => tenant,
    sledOf(version, index = 0) {
      const there = rack.sleds.filter((one) => one.version === version)[index];
      if (there === undefined) throw new Error(`no sled agent is of version ${String(version)}`);
      return there;
    },
    async quota() {
      const path = { project_id: tenant.project.id };
      return valueOf(await rack.operator.operator.projectQuotaView({ path })).cpus_used;
    },
    expectReserved: (cpus) => expectReserved(tenant, cpus),
    async kindsOf(name) {
      const kinds = (await tenant.events(name)).map((what) =>
        what.kind === 'state_changed' ? `${what.from} to ${what.to}` : what.kind,
      );
      expect(kinds.slice(0, beginning.length)).toEqual(beginning);
      return kinds.slice(beginning.length);
    },
    migrationOf,
    async moving(from, to) {
      const { id } = await tenant.runOn(from, 'web');
      await tenant.migrate(id, to);
      await tenant.until('web', 'migrating');
      const { source, target } = await soon(async () => {
        const migration = await migrationOf(id);
        expect(await workOf(from, migration.source.vmm_id)).toMatchObject({ kind: 'migrate_out' });
        expect(await workOf(to, migration.target.vmm_id)).toMatchObject({ phase: 'copy' });
        return migration;
      });
      return { id, source: source.vmm_id, target: target.vmm_id };
    },
    async handedOver(from, to) {
      const { id } = await tenant.runOn(from, 'web');
      await to.control.putFaults([reportsLost]);
      await tenant.migrate(id, to);
      const { source, target } = await soon(async () => {
        const migration = await migrationOf(id);
        expect(migration.source.state).toBe('completed');
        expect(await workOf(to, migration.target.vmm_id)).toBeNull();
        return migration;
      });
      expect(target.state).not.toBe('completed');
      await soon(async () => {
        const { state, active_vmm_id } = await tenant.seen(id);
        const wanted = { state: 'migrating', active_vmm_id: target.vmm_id };
        expect({ state, active_vmm_id }).toEqual(wanted);
      });
      return { id, source: source.vmm_id, target: target.vmm_id };
    },
    async fail(there, vmmId, failure) {
      expect(await there.control.failVmm(vmmId, failure)).toMatchObject({ ok: true });
    },
    async watch() {
      const path = { name: 'instance_watcher' as const };
      const { last_run } = valueOf(await rack.operator.operator.backgroundTaskActivate({ path }));
      expect(last_run?.error ?? null).toBeNull();
    },
  };
}

async function clear(tenant: Tenant, name: string): Promise<void> {
  const { run_state } = await tenant.view(name);
  if (run_state !== 'stopped' && run_state !== 'failed') {
    await tenant.stop(name);
    await tenant.until(name, 'stopped');
  }
  await tenant.delete(name);
}

async function workOf({ control }: SledHandle, vmmId: string): Promise<Work | null> {
  const state = await control.state();
  if (!state.ok) throw new Error(state.message);
  return state.value.vmms.find(({ id }) => id === vmmId)?.work ?? null;
}
