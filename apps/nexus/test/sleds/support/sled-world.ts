import { randomUUID } from 'node:crypto';
import {
  type Database,
  insertInstance,
  insertVmm,
  openDatabase,
  type Tables,
} from '@skewline/db-model';
import type { Instance, Sled, Vmm } from '@skewline/nexus-types/domain';
import type { VmmRegistration } from '@skewline/saga/instance';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { addSled } from '../../../../../packages/db-model/test/store/placement-rows.ts';
import {
  accepted,
  begin,
  sampleInstance,
  sampleVmm,
} from '../../../../../packages/db-model/test/store/samples.ts';
import {
  migratedInMemory,
  orThrow,
} from '../../../../../packages/db-model/test/support/databases.ts';
import { createSleds, type SledsOptions } from '../../../src/sleds/create.ts';
import type { Sleds } from '../../../src/sleds/sleds.ts';
import { type SledServer, type SledServerOptions, startSledServer } from './sled-server.ts';

/** A database, sled agents by HTTP, and a nexus' view of them. All of it ends with the test. */
export interface SledWorld {
  readonly database: () => Database<Tables>;
  readonly sleds: (config?: Partial<SledsOptions['config']>) => Sleds;
  /** A sled agent that listens; and the sled is in the database. */
  readonly start: (options: SledServerOptions) => Promise<{ server: SledServer; sledId: string }>;
  /** One more sled agent, of which the database knows nothing. */
  readonly server: (options: SledServerOptions) => Promise<SledServer>;
  readonly addSled: (over?: Partial<Sled>) => Promise<string>;
  readonly registration: (
    sledId: string,
    over?: Partial<Instance>,
  ) => Promise<VmmRegistration & { readonly vmm: Vmm }>;
}

export function useSledWorld(): SledWorld {
  let opened: Database<Tables> | undefined;
  const open: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    opened = orThrow(await openDatabase<Tables>(await migratedInMemory()));
  });
  afterEach(async () => {
    for (const close of open.splice(0).toReversed()) await close();
  });
  afterAll(async () => opened?.close());
  const database = (): Database<Tables> => {
    if (opened === undefined) throw new Error('the database is there inside tests only');
    return opened;
  };
  const server: SledWorld['server'] = async (options) => {
    const started = await startSledServer(options);
    open.push(started.close);
    return started;
  };
  const add: SledWorld['addSled'] = (over) => addSled(database().kysely, over);
  return {
    database,
    server,
    addSled: add,
    sleds: (config) => {
      const sleds = createSleds({
        config: {
          gatewayUrl: null,
          sledTimeoutMs: 2000,
          age: { external: null, internal: null, sledAgent: null },
          ...config,
        },
        database: database(),
        log: pino({ level: process.env['NEXUS_TEST_LOG'] ?? 'silent' }),
        now: () => new Date().toISOString(),
      });
      open.push(sleds.close);
      return sleds;
    },
    start: async (options) => {
      const started = await server(options);
      const sledId = await add({ address: { ip: '127.0.0.1', port: started.port } });
      return { server: started, sledId };
    },
    registration: async (sledId, over = {}) => {
      const id = randomUUID();
      const instance = sampleInstance({ id, name: `i-${id}`, ...over });
      const vmm = sampleVmm({ kind: 'creating' }, { instanceId: instance.id, sledId });
      const { kysely } = database();
      accepted(await insertInstance(kysely, instance));
      accepted(await database().transaction((transaction) => insertVmm(transaction, vmm)));
      await addNetwork(database(), instance);
      const runtime = { state: { kind: 'starting' }, gen: 4, timeUpdated: begin } as const;
      return { instance, vmm, runtime, localDisks: [], migrationId: null };
    },
  };
}

let addresses = 0;

/** What every version can say: a network card, and addresses with source NAT. */
async function addNetwork(
  { kysely }: Database<Tables>,
  { id: instance_id, projectId: project_id }: Instance,
): Promise<void> {
  addresses += 2;
  const times = { time_created: begin, time_modified: begin, time_deleted: null };
  const ip = (number: number): string => `203.0.113.${String(number)}`;
  await kysely
    .insertInto('network_interface')
    .values({
      ...times,
      id: randomUUID(),
      name: 'net0',
      description: '',
      instance_id,
      subnet_id: randomUUID(),
      slot: 0,
      ip: '172.30.0.5',
      mac: 'A8:40:25:F0:00:05',
      is_primary: true,
    })
    .execute();
  const shared = { ...times, project_id, pool_id: randomUUID(), instance_id };
  await kysely
    .insertInto('external_ip')
    .values([
      { ...shared, id: randomUUID(), kind: 'snat', ip: ip(addresses) },
      { ...shared, id: randomUUID(), kind: 'ephemeral', ip: ip(addresses + 1) },
    ])
    .execute();
  await kysely
    .insertInto('disk')
    .values({
      ...times,
      id: randomUUID(),
      name: `disk-${instance_id}`.slice(0, 40),
      description: '',
      project_id,
      disk_type: 'crucible',
      disk_state: 'attached',
      time_state_updated: begin,
      state_generation: 1,
      attach_instance_id: instance_id,
      slot: 0,
      size: 2 ** 30,
      block_size: 512,
      read_only: false,
      image_id: null,
      snapshot_id: null,
    })
    .execute();
}
