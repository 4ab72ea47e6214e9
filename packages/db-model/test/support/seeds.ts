import { sql } from 'kysely';
import type { Database } from '../../src/database/index.ts';

/** A row to put into a database of some version, as an older program would have. */
export interface Seed {
  readonly table: string;
  /** The first version that has the table. */
  readonly since: number;
  /** What each version wrote: the columns of the newest one at or below it count. */
  readonly columns: Readonly<Record<number, Readonly<Record<string, unknown>>>>;
}

/** A uuid that says what it is of. */
export function seedId(kind: number, number: number): string {
  return `00000000-0000-4000-8000-${String(kind).padStart(4, '0')}${String(number).padStart(8, '0')}`;
}

export const time = '2026-11-21T06:51:55.123456Z';
const project = seedId(1, 1);
const sled = seedId(2, 1);
const named = (kind: number, number: number) => ({
  id: seedId(kind, number),
  name: `name-${String(number)}`,
  description: '',
  time_created: time,
  time_modified: time,
  project_id: project,
});

export const instanceIds: readonly string[] = [1, 2, 3].map((number) => seedId(3, number));
/** 1 runs on an active VMM; 2 migrates from 2 to 3; 4 has failed; 5 was being made, and no instance names it. */
export const vmmIds: readonly string[] = [1, 2, 3, 4, 5].map((number) => seedId(4, number));
const [running = '', migrating = '', failed = ''] = instanceIds;
const [vmm1 = '', vmm2 = '', vmm3 = '', vmm4 = '', vmm5 = ''] = vmmIds;

function instance(number: number, change: Readonly<Record<string, unknown>>): Seed {
  const columns = {
    ...named(3, number),
    user_data: new Uint8Array([1, 2]),
    ncpus: 2,
    memory: 4_294_967_296,
    hostname: 'host',
    time_state_updated: time,
    state_generation: 3,
    auto_restart_cooldown: 300,
    ...change,
  };
  return { table: 'instance', since: 1, columns: { 1: columns } };
}

function vmm(id: string, instanceId: string, state: string): Seed {
  const first = {
    id,
    time_created: time,
    instance_id: instanceId,
    time_state_updated: time,
    state_generation: 2,
    sled_id: sled,
    propolis_ip: 'fd00::1',
    state,
    cpu_platform: 'amd_milan',
  };
  const failedAt5 = state === 'failed' ? { failure_reason: 'no_such_instance' } : {};
  const failedAt8 =
    state === 'failed' ? { failure_reason: 'zone_gone', failure_detail: 'no zone' } : {};
  return {
    table: 'vmm',
    since: 1,
    columns: { 1: first, 5: { ...first, ...failedAt5 }, 8: { ...first, ...failedAt8 } },
  };
}

function reservation(id: string, instanceId: string | null, state: string): Seed {
  const first = {
    id,
    sled_id: sled,
    hardware_threads: 2,
    rss_ram: 0,
    reservoir_ram: 4_294_967_296,
    instance_id: instanceId,
  };
  return { table: 'sled_resource_vmm', since: 1, columns: { 1: first, 4: { ...first, state } } };
}

export const seeds: readonly Seed[] = [
  instance(1, { state: 'vmm', intended_state: 'running', active_propolis_id: vmm1 }),
  instance(2, {
    state: 'vmm',
    intended_state: 'running',
    active_propolis_id: vmm2,
    target_propolis_id: vmm3,
    migration_id: seedId(5, 1),
  }),
  instance(3, { state: 'failed', intended_state: 'running', auto_restart_policy: 'never' }),
  vmm(vmm1, running, 'running'),
  vmm(vmm2, migrating, 'migrating'),
  vmm(vmm3, migrating, 'migrating'),
  vmm(vmm4, failed, 'failed'),
  vmm(vmm5, failed, 'creating'),
  reservation(vmm1, running, 'active'),
  reservation(vmm2, migrating, 'active'),
  reservation(vmm3, migrating, 'target'),
  reservation(vmm4, failed, 'tombstoned'),
  reservation(vmm5, null, 'active'),
  {
    table: 'migration',
    since: 1,
    columns: {
      1: {
        id: seedId(5, 1),
        instance_id: migrating,
        time_created: time,
        source_state: 'in_progress',
        source_propolis_id: vmm2,
        target_state: 'pending',
        target_propolis_id: vmm3,
      },
    },
  },
  {
    table: 'sled',
    since: 1,
    columns: {
      1: {
        id: sled,
        time_created: time,
        time_modified: time,
        rack_id: seedId(6, 1),
        serial_number: 'S1',
        part_number: 'P1',
        revision: 1,
        ip: 'fd00::2',
        port: 12_345,
        last_used_address: 'fd00::ffff',
        usable_hardware_threads: 128,
        usable_physical_ram: 1_099_511_627_776,
        reservoir_size: 549_755_813_888,
        cpu_family: 'amd_milan',
        sled_policy: 'in_service',
        sled_state: 'active',
      },
    },
  },
  {
    table: 'anti_affinity_group',
    since: 2,
    columns: { 2: { ...named(7, 1), policy: 'allow', failure_domain: 'sled' } },
  },
  {
    table: 'anti_affinity_group_instance_membership',
    since: 2,
    columns: { 2: { group_id: seedId(7, 1), instance_id: running } },
  },
  {
    table: 'disk',
    since: 3,
    columns: {
      3: {
        ...named(8, 1),
        disk_type: 'local_storage',
        disk_state: 'attached',
        time_state_updated: time,
        state_generation: 1,
        attach_instance_id: running,
        slot: 0,
        size: 1_073_741_824,
        block_size: 4096,
      },
    },
  },
  {
    table: 'start_attempt',
    since: 6,
    columns: {
      6: {
        id: seedId(9, 1),
        instance_id: failed,
        origin: 'auto_restart',
        time_started: time,
        time_finished: time,
        outcome: 'failed',
        code: 'no_capacity',
        fault: 'capacity',
        transience: 'transient',
        message: 'There is no room.',
        counts: '[]',
      },
    },
  },
  {
    table: 'instance_event',
    since: 7,
    columns: {
      7: { instance_id: running, sequence: 1, time, kind: 'created', data: '{}' },
    },
  },
  {
    table: 'saga',
    since: 9,
    columns: {
      9: {
        id: seedId(14, 1),
        engine: 'journal',
        name: 'instance_start',
        subject: failed,
        dag: '{"format":1,"name":"instance_start","nodes":[]}',
        params: '{}',
        state: 'running',
        owner: 'host:1',
        owner_token: 1,
        time_created: time,
        time_updated: time,
      },
    },
  },
  {
    table: 'saga_event',
    since: 9,
    columns: {
      9: {
        saga_id: seedId(14, 1),
        node: 'alloc_server',
        slot: 'started',
        event: '{"type":"started","node":"alloc_server"}',
        owner_token: 1,
        time,
      },
    },
  },
  {
    table: 'saga_executor',
    since: 9,
    columns: {
      9: {
        id: 'host:1',
        engine: 'journal',
        host: 'host',
        process_id: 1,
        time_started: time,
        lease_until: time,
      },
    },
  },
  {
    table: 'virtual_provisioning_collection',
    since: 10,
    columns: { 10: { id: project, cpus_provisioned: 2, ram_provisioned: 4_294_967_296 } },
  },
  {
    table: 'virtual_provisioning_resource',
    since: 10,
    columns: { 10: { id: running, project_id: project, cpus: 2, ram: 4_294_967_296 } },
  },
  {
    table: 'ip_pool_range',
    since: 11,
    columns: {
      11: {
        id: seedId(10, 1),
        pool_id: seedId(11, 1),
        time_created: time,
        time_modified: time,
        first_address: '203.0.113.1',
        last_address: '203.0.113.9',
      },
    },
  },
  {
    table: 'external_ip',
    since: 11,
    columns: {
      11: {
        id: seedId(12, 1),
        time_created: time,
        time_modified: time,
        project_id: project,
        pool_id: seedId(11, 1),
        instance_id: running,
        kind: 'ephemeral',
        ip: '203.0.113.1',
      },
    },
  },
  {
    table: 'network_interface',
    since: 12,
    columns: {
      12: {
        id: seedId(13, 1),
        name: 'net0',
        description: '',
        time_created: time,
        time_modified: time,
        instance_id: running,
        subnet_id: seedId(14, 1),
        slot: 0,
        ip: '172.30.0.5',
        mac: 'A8:40:25:F0:00:01',
        is_primary: true,
      },
    },
  },
  {
    table: 'api_user',
    since: 14,
    columns: {
      14: {
        id: seedId(16, 1),
        name: 'ada',
        role: 'operator',
        time_created: time,
        time_modified: time,
      },
    },
  },
  {
    table: 'api_token',
    since: 14,
    columns: {
      14: {
        id: seedId(17, 1),
        user_id: seedId(16, 1),
        hash: new Uint8Array(32),
        time_created: time,
      },
    },
  },
  {
    table: 'project',
    since: 13,
    columns: {
      13: {
        id: project,
        name: 'name-1',
        description: '',
        time_created: time,
        time_modified: time,
        owner_user_id: seedId(15, 1),
        default_ipv4_subnet_id: seedId(14, 1),
        default_ipv6_subnet_id: seedId(14, 2),
      },
    },
  },
  {
    table: 'project_member',
    since: 13,
    columns: { 13: { project_id: project, user_id: seedId(15, 1), time_created: time } },
  },
];

/** What a program of version `version` would have written; null if it had no such table. */
export function seedRow(seed: Seed, version: number): Readonly<Record<string, unknown>> | null {
  if (version < seed.since) return null;
  const newest = Object.keys(seed.columns)
    .map(Number)
    .filter((since) => since <= version);
  return seed.columns[Math.max(...newest)] ?? null;
}

export async function plant(database: Database<unknown>, version: number): Promise<void> {
  for (const seed of seeds) {
    const row = seedRow(seed, version);
    if (row === null) continue;
    const names = Object.keys(row).map((name) => sql.ref(name));
    const values = Object.values(row).map((value) => sql`${value}`);
    await sql`INSERT INTO ${sql.table(seed.table)} (${sql.join(names)})
      VALUES (${sql.join(values)})`.execute(database.kysely);
  }
}
