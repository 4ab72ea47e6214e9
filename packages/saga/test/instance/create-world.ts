import { randomUUID } from 'node:crypto';
import {
  allocateExternalIp,
  type Database,
  fetchInstance,
  insertDisk,
  insertIpPoolRange,
  listExternalIps,
  listInstanceEvents,
  listLocalDisks,
  listNetworkInterfaces,
  type Tables,
} from '@skewline/db-model';
import { sql } from 'kysely';
import { addGroup } from '../../../db-model/test/store/placement-rows.ts';
import { accepted, begin } from '../../../db-model/test/store/samples.ts';
import type { InstanceCreateParams } from '../../src/instance/create.ts';
import { gibibyte, makeWorld, type World } from './support/world.ts';

/** A world with what instances are made of: pools of addresses, a subnet, groups, disks. */
export interface CreateWorld {
  readonly world: World;
  /** Has this many addresses. */
  readonly poolId: string;
  readonly subnet: { readonly id: string; readonly block: string };
  readonly groupIds: readonly [string, string];
  /** Ids chosen anew each time; two groups, two interfaces, three addresses, two disks. */
  readonly params: (over?: Partial<InstanceCreateParams>) => Promise<InstanceCreateParams>;
  /** Of nothing but the record. */
  readonly bare: (name?: string) => InstanceCreateParams;
  readonly addFloating: () => Promise<string>;
  readonly addDisk: () => Promise<string>;
}

export async function makeCreateWorld(
  database: Database<Tables>,
  { addresses = 200 }: { readonly addresses?: number } = {},
): Promise<CreateWorld> {
  const world = await makeWorld(database, { sleds: 1 });
  const { projectId } = world;
  // Who has nothing to do with it, and is not to be touched.
  await world.addInstance({ name: 'neighbour' });
  const poolId = randomUUID();
  await insertIpPoolRange(
    database.kysely,
    {
      id: randomUUID(),
      poolId,
      first: '198.51.100.1',
      last: `198.51.100.${String(addresses)}`,
    },
    begin,
  );
  const subnet = { id: randomUUID(), block: '172.30.0.0/22' };
  const group = (name: string) => addGroup(database, 'anti_affinity', [], { projectId, name });
  const groupIds = [await group('apart'), await group('asunder')] as const;

  const addFloating = async () => {
    const id = randomUUID();
    const wanted = { id, projectId, poolId, instanceId: null, kind: 'floating' } as const;
    accepted(
      await database.transaction((transaction) => allocateExternalIp(transaction, wanted, begin)),
    );
    return id;
  };
  const addDisk = async () => {
    const disk = { ...newDisk(), description: 'there before', projectId };
    accepted(await database.transaction((transaction) => insertDisk(transaction, disk, begin)));
    return disk.id;
  };
  const bare = (name = `i-${randomUUID()}`): InstanceCreateParams => ({
    instance: {
      id: randomUUID(),
      projectId,
      name,
      description: 'made by a saga',
      hostname: 'web',
      userData: Buffer.from('#cloud-config').toString('base64'),
      ncpus: 2,
      memory: 4 * gibibyte,
      cpuPlatform: null,
      enableJumboFrames: false,
      autoRestart: { policy: null, cooldownSeconds: null },
    },
    antiAffinityGroupIds: [],
    networkInterfaces: [],
    snat: null,
    externalAddresses: [],
    disks: [],
    bootDiskId: null,
  });
  return {
    world,
    poolId,
    subnet,
    groupIds,
    bare,
    addFloating,
    addDisk,
    async params(over = {}) {
      const nic = (name: string) => ({ id: randomUUID(), name, description: '', subnet, ip: null });
      const disk = newDisk();
      return {
        ...bare(),
        antiAffinityGroupIds: groupIds,
        networkInterfaces: [nic('net0'), nic('net1')],
        snat: { id: randomUUID(), poolId },
        externalAddresses: [
          { kind: 'ephemeral', id: randomUUID(), poolId },
          { kind: 'floating', id: await addFloating() },
        ],
        disks: [
          { kind: 'create', ...disk },
          { kind: 'attach', id: await addDisk() },
        ],
        bootDiskId: disk.id,
        ...over,
      };
    },
  };
}

/** The description of disks that sagas make. */
export const newDiskText = 'new';

function newDisk() {
  return {
    id: randomUUID(),
    name: `d-${randomUUID()}`,
    description: newDiskText,
    diskType: 'local_storage',
    size: 2 * gibibyte,
    blockSize: 4096,
  } as const;
}

/** What an instance has, without ids and times. */
export async function whatThereIs(
  database: Database<Tables>,
  instanceId: string,
): Promise<Record<string, unknown>> {
  const { kysely } = database;
  const { value: instance } = accepted(await fetchInstance(kysely, instanceId));
  const addresses = await listExternalIps(kysely, instanceId);
  const interfaces = await listNetworkInterfaces(kysely, instanceId);
  const disks = await listLocalDisks(kysely, instanceId);
  const groups = await kysely
    .selectFrom('anti_affinity_group_instance_membership')
    .select('group_id')
    .where('instance_id', '=', instanceId)
    .execute();
  const { events } = await listInstanceEvents(kysely, instanceId, { limit: 100 });
  const { runtime, intendedState, timeDeleted } = instance;
  return {
    state: runtime.state,
    gen: runtime.gen,
    intendedState,
    isDeleted: timeDeleted !== null,
    addresses: addresses.map(({ kind }) => kind).toSorted(),
    interfaces: interfaces.map(({ name, slot, is_primary }) => [name, slot, is_primary]),
    disks: disks.map(({ id, slot }) => [slot, id === instance.bootDiskId]),
    groups: groups.length,
    events: events.map(({ what }) => what.kind),
  };
}

/** What belongs to an instance that is not there, or was made for one: each as a text. */
export async function createLeftovers(database: Database<Tables>): Promise<readonly string[]> {
  const dead = sql`NOT IN (SELECT id FROM instance WHERE time_deleted IS NULL)`;
  const { rows } = await sql<{ readonly what: string }>`
    SELECT 'address ' || id AS what FROM external_ip
      WHERE time_deleted IS NULL AND instance_id IS NOT NULL AND instance_id ${dead}
    UNION ALL SELECT 'interface ' || id FROM network_interface
      WHERE time_deleted IS NULL AND instance_id ${dead}
    UNION ALL SELECT 'attached disk ' || id FROM disk
      WHERE time_deleted IS NULL AND attach_instance_id IS NOT NULL AND attach_instance_id ${dead}
    UNION ALL SELECT 'membership of ' || instance_id FROM anti_affinity_group_instance_membership
      WHERE instance_id ${dead}
    UNION ALL SELECT 'membership of ' || instance_id FROM affinity_group_instance_membership
      WHERE instance_id ${dead}
    UNION ALL SELECT state::text || ' instance ' || id FROM instance
      WHERE time_deleted IS NULL AND state IN ('creating', 'destroyed')
    UNION ALL SELECT 'state ' || state::text || ' of deleted instance ' || id FROM instance
      WHERE time_deleted IS NOT NULL AND (state <> 'destroyed' OR intended_state <> 'destroyed')
    ORDER BY 1`.execute(database.kysely);
  return rows.map(({ what }) => what);
}

/** Disks that are there and attached to nothing; those with this description, or all. */
export async function looseDisks(
  database: Database<Tables>,
  description?: string,
): Promise<readonly string[]> {
  const rows = await database.kysely
    .selectFrom('disk')
    .select('id')
    .where('time_deleted', 'is', null)
    .where('attach_instance_id', 'is', null)
    .$if(description !== undefined, (query) => query.where('description', '=', description ?? ''))
    .orderBy('id')
    .execute();
  return rows.map(({ id }) => id);
}
