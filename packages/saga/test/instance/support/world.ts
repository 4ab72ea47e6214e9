import { randomUUID } from 'node:crypto';
import {
  chargeProvisioning,
  type Database,
  insertInstance,
  insertReservation,
  insertVmm,
  instanceRow,
  type Quota,
  setQuota,
  type Tables,
} from '@skewline/db-model';
import { type Instance, newVmm, type Sled, type Vmm } from '@skewline/nexus-types/domain';
import { seeded } from '@skewline/placement';
import { sql } from 'kysely';
import {
  addGroup,
  addLocalDisk,
  addPool,
  addSled,
} from '../../../../db-model/test/store/placement-rows.ts';
import { accepted, sampleInstance } from '../../../../db-model/test/store/samples.ts';
import type { SagaEngine } from '../../../src/engine/port.ts';
import type { BackgroundTask, InstanceServices } from '../../../src/instance/services.ts';
import { fakeNetwork } from './fake-network.ts';
import { type FakeRack, fakeRack } from './fake-rack.ts';
import { fakePower } from './fake-power.ts';
import { fakeSledAgent } from './fake-sled-agent.ts';
import { createFakeTables, fakeQueries } from './fake-tables.ts';

export const gibibyte: number = 2 ** 30;

export interface WorldOptions {
  /** Default 3, all alike. */
  readonly sleds?: number;
  readonly sled?: Partial<Sled>;
  /** Pools for local disks, on each sled; 90 GiB of room in each. Default 2. */
  readonly poolsPerSled?: number;
  /** Default: no limit. */
  readonly quota?: Quota;
  readonly services?: Partial<
    Pick<InstanceServices, 'now' | 'newId' | 'random' | 'waits' | 'onWait'>
  >;
}

/** A rack, the control plane's rows about it, and services that lead to it. */
export interface World {
  readonly database: Database<Tables>;
  readonly services: InstanceServices;
  readonly rack: FakeRack;
  readonly projectId: string;
  readonly sledIds: readonly string[];
  /** What background tasks were asked to look. */
  readonly activated: readonly BackgroundTask[];
  /** What `services.engine` gives from now on. */
  readonly useEngine: (engine: SagaEngine) => void;
  /** A stopped instance: 4 CPUs, 8 GiB. */
  readonly addInstance: (over?: Partial<Instance>) => Promise<Instance>;
  /** One that runs on a sled of the world, with all that belongs to it. */
  readonly addRunning: (
    options?: RunningOptions,
  ) => Promise<{ readonly instance: Instance; readonly vmm: Vmm }>;
  /** Attached to the instance, and nowhere yet. */
  readonly addLocalDisk: (instanceId: string, slot: number, size?: number) => Promise<string>;
  readonly addGroup: (
    kind: 'affinity' | 'anti_affinity',
    members: readonly string[],
    policy?: 'fail' | 'allow',
  ) => Promise<string>;
}

export interface RunningOptions {
  readonly over?: Partial<Instance>;
  readonly sledId?: string;
}

/** An empty rack in a migrated database: what other tests left there is removed, but no saga. */
export async function makeWorld(
  database: Database<Tables>,
  options: WorldOptions = {},
): Promise<World> {
  const { sleds = 3, poolsPerSled = 2, quota = { cpus: null, ram: null } } = options;
  await createFakeTables(database);
  await clear(database);
  for (let count = 0; count < sleds; count += 1) {
    const sledId = await addSled(database.kysely, options.sled);
    for (let pool = 0; pool < poolsPerSled; pool += 1) await addPool(database.kysely, sledId);
  }
  await setQuota(database.kysely, randomUUID(), quota);
  return openWorld(database, options);
}

/** The world that another process made in this database. */
export async function openWorld(
  database: Database<Tables>,
  { services: over = {} }: WorldOptions = {},
): Promise<World> {
  const project = await database.kysely
    .selectFrom('virtual_provisioning_collection')
    .select('id')
    .executeTakeFirstOrThrow();
  const sleds = await database.kysely.selectFrom('sled').select('id').orderBy('id').execute();
  const projectId = project.id;
  const sledIds = sleds.map(({ id }) => id);
  const activated: BackgroundTask[] = [];
  let engine: SagaEngine | null = null;
  const network = fakeNetwork(database);
  const services: InstanceServices = {
    database,
    sledAgent: (sledId) => fakeSledAgent(database, sledId),
    sledPower: (sledId) => fakePower(fakeQueries(database.kysely), sledId),
    network,
    now: () => new Date().toISOString(),
    newId: randomUUID,
    random: seeded(1),
    engine() {
      if (engine === null) throw new Error('this world has no engine: `useEngine`');
      return engine;
    },
    activate(task) {
      activated.push(task);
    },
    waits: { firstDelayMs: 5, maxDelayMs: 50 },
    ...over,
  };
  const instanceOf = (instanceOver: Partial<Instance>): Instance => {
    const id = randomUUID();
    const name = `i-${id}`;
    return sampleInstance({ id, projectId, name, intendedState: 'stopped', ...instanceOver });
  };
  return {
    database,
    services,
    rack: fakeRack(database),
    projectId,
    sledIds,
    activated,
    useEngine(next) {
      engine = next;
    },
    async addInstance(instanceOver = {}) {
      const instance = instanceOf(instanceOver);
      accepted(await insertInstance(database.kysely, instance));
      return instance;
    },
    async addRunning({ over: instanceOver = {}, sledId = sledIds[0] ?? '' } = {}) {
      const plain = instanceOf({ intendedState: 'running', ...instanceOver });
      const now = services.now();
      const plan = {
        id: randomUUID(),
        instanceId: plain.id,
        sledId,
        propolisIp: 'fd00:1122:3344:101::1:2',
        cpuPlatform: 'amd_milan',
      } as const;
      const made = newVmm(plan, now);
      const vmm: Vmm = {
        ...made,
        runtime: { state: { kind: 'running' }, gen: 3, timeUpdated: now },
      };
      const runtime = { ...plain.runtime, state: 'vmm', gen: 2, activeVmmId: vmm.id } as const;
      const instance: Instance = { ...plain, runtime };
      await database.transaction(async (transaction) => {
        await transaction.insertInto('instance').values(instanceRow(instance)).execute();
        accepted(await insertVmm(transaction, vmm));
        accepted(
          await insertReservation(transaction, {
            id: vmm.id,
            sledId,
            instanceId: instance.id,
            resources: {
              hardwareThreads: instance.ncpus,
              rssRam: 0,
              reservoirRam: instance.memory,
            },
            state: 'active',
          }),
        );
        accepted(
          await chargeProvisioning(transaction, {
            instanceId: instance.id,
            projectId: instance.projectId,
            cpus: instance.ncpus,
            ram: instance.memory,
          }),
        );
      });
      const sled = services.sledAgent(sledId);
      await sled.registerVmm({
        instance,
        vmm,
        runtime: vmm.runtime,
        localDisks: [],
        migrationId: null,
      });
      await network.ensureNat(instance.id, sledId);
      await network.setMulticast(instance.id, sledId);
      await fakeQueries(database.kysely).deleteFrom('fake_call').execute();
      return { instance, vmm };
    },
    addLocalDisk: (instanceId, slot, size) => addLocalDisk(database.kysely, instanceId, slot, size),
    addGroup: (kind, members, policy = 'fail') =>
      addGroup(database, kind, members, { policy, projectId, name: randomUUID() }),
  };
}

/** Sagas stay, for an engine may be running them. */
async function clear(database: Database<Tables>): Promise<void> {
  const { rows } = await sql<{ readonly name: string }>`
    SELECT table_name AS name FROM information_schema.tables
    WHERE table_schema = 'public' AND table_type = 'BASE TABLE'
      AND table_name NOT LIKE 'saga%' AND table_name NOT LIKE '%migration_step%'
      AND table_name NOT LIKE 'schema%'`.execute(database.kysely);
  for (const { name } of rows) {
    await sql`DELETE FROM ${sql.table(name)}`.execute(database.kysely);
  }
}
