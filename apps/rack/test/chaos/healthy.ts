import type { Tables } from '@skewline/db-model';
import type { SledView, VmmView } from '@skewline/sled-agent/control';
import type { Records, SeenSled, Snapshot } from '../../chaos/snapshot/snapshot.ts';

export const now: number = Date.parse('2026-11-21T12:00:00Z');
const time = '2026-11-21T11:00:00Z';

export const ids = {
  project: 'project',
  sled: 'sled-a',
  otherSled: 'sled-b',
  /** Runs. */
  web: 'web',
  /** Is stopped. */
  idle: 'idle',
  /** Is deleted. */
  gone: 'gone',
  vmm: 'vmm-of-web',
  attempt: 'attempt-of-web',
  disk: 'disk-of-web',
  allocation: 'allocation',
  dataset: 'dataset',
  pool: 'pool',
} as const;

type InstanceRow = Records['instances'][number];

export function instance(change: Partial<InstanceRow> & { readonly id: string }): InstanceRow {
  return {
    name: change.id,
    description: '',
    time_created: time,
    time_modified: time,
    time_deleted: null,
    project_id: ids.project,
    ncpus: 2,
    memory: 1024,
    hostname: change.id,
    boot_disk_id: null,
    cpu_platform: null,
    enable_jumbo_frames: false,
    state: 'no_vmm',
    time_state_updated: time,
    state_generation: 1,
    active_propolis_id: null,
    target_propolis_id: null,
    migration_id: null,
    intended_state: 'stopped',
    auto_restart_policy: null,
    auto_restart_cooldown: null,
    time_last_auto_restarted: null,
    updater_id: null,
    updater_gen: 0,
    ...change,
  };
}

export function vmm(change: Partial<Tables['vmm']> & { readonly id: string }): Tables['vmm'] {
  return {
    time_created: time,
    time_deleted: null,
    instance_id: ids.web,
    time_state_updated: time,
    state_generation: 3,
    sled_id: ids.sled,
    propolis_ip: '127.0.0.1',
    propolis_port: 12400,
    state: 'running',
    cpu_platform: 'sled_default',
    failure_reason: null,
    failure_detail: null,
    ...change,
  };
}

export function reservation(
  change: Partial<Tables['sled_resource_vmm']> & { readonly id: string },
): Tables['sled_resource_vmm'] {
  return {
    sled_id: ids.sled,
    hardware_threads: 2,
    rss_ram: 0,
    reservoir_ram: 1024,
    instance_id: ids.web,
    state: 'active',
    ...change,
  };
}

export function event(
  sequence: number,
  kind: string,
  data: Tables['instance_event']['data'] = {},
  instanceId: string = ids.web,
): Tables['instance_event'] {
  return { instance_id: instanceId, sequence, time, kind, data, detail: null };
}

export function vmmOnSled(change: {
  readonly id: string;
  readonly instanceId?: string;
  readonly kind?: 'running' | 'stopping' | 'destroyed';
  readonly unsent?: number;
  readonly gen?: number;
}): VmmView {
  const { id, instanceId = ids.web, kind = 'running', unsent = 0, gen = 3 } = change;
  return {
    id,
    instanceId,
    state: {
      vmm_state: { state: { kind }, gen, time_updated: time },
      migration_in: null,
      migration_out: null,
    },
    work: null,
    unsent,
    attachments: { externalIps: [], multicastGroups: [], subnets: [] },
    // The cast: attachments are of no concern here.
  } as unknown as VmmView;
}

export function sled(id: string, vmms: readonly VmmView[]): SeenSled {
  const view: SledView = {
    id,
    serial: id,
    version: 49,
    pid: 1,
    power: 'on',
    url: 'http://127.0.0.1:1',
    vmms,
    faults: [],
    nextStartFails: null,
    // The cast: nobody reads it here.
    reports: {} as SledView['reports'],
  };
  return { id, name: id, isOff: false, view };
}

export function sledRow(id: string): Tables['sled'] {
  return {
    id,
    time_created: time,
    time_modified: time,
    time_deleted: null,
    rack_id: 'rack',
    serial_number: id,
    part_number: 'part',
    revision: 1,
    ip: '127.0.0.1',
    port: 1,
    last_used_address: '127.0.0.1',
    usable_hardware_threads: 4,
    usable_physical_ram: 8192,
    reservoir_size: 4096,
    cpu_family: 'amd_milan',
    sled_policy: 'in_service',
    sled_state: 'active',
    evacuating: false,
    sled_agent_gen: 1,
  };
}

export function attempt(
  change: Partial<Records['attempts'][number]> & { readonly id: string },
): Records['attempts'][number] {
  return {
    instance_id: ids.web,
    origin: 'user',
    request_id: null,
    time_started: time,
    time_finished: time,
    outcome: 'succeeded',
    code: null,
    fault: null,
    transience: null,
    message: null,
    hint: null,
    counts: null,
    detail: null,
    vmm_id: null,
    ...change,
  };
}

export function saga(
  change: Partial<Records['sagas'][number]> & Pick<Records['sagas'][number], 'id' | 'state'>,
): Records['sagas'][number] {
  return {
    name: 'instance_start',
    subject: ids.web,
    owner: null,
    parked_reason: null,
    cancel_reason: null,
    time_created: time,
    ...change,
  };
}

/** An instance that runs with a local disk, one that is stopped, one that is deleted; all as it must be. */
export const healthy: Snapshot = {
  now,
  records: {
    instances: [
      instance({
        id: ids.web,
        state: 'vmm',
        active_propolis_id: ids.vmm,
        intended_state: 'running',
      }),
      instance({ id: ids.idle }),
      instance({
        id: ids.gone,
        state: 'destroyed',
        time_deleted: time,
        intended_state: 'destroyed',
      }),
    ],
    vmms: [
      vmm({ id: ids.vmm }),
      vmm({
        id: 'failed-before',
        state: 'failed',
        failure_reason: 'sled_off',
        time_deleted: time,
      }),
    ],
    migrations: [],
    reservations: [reservation({ id: ids.vmm })],
    sleds: [sledRow(ids.sled), sledRow(ids.otherSled)],
    attempts: [attempt({ id: ids.attempt })],
    events: [
      event(1, 'created'),
      event(2, 'vmm_failed', { reason: 'sled_off' }),
      event(3, 'start_accepted', { attempt_id: ids.attempt }),
      event(4, 'start_succeeded', { attempt_id: ids.attempt }),
    ],
    sagas: [saga({ id: 'saga', state: 'done' })],
    interfaces: [
      { id: 'interface', instance_id: ids.web, time_deleted: null },
      { id: 'interface-before', instance_id: ids.gone, time_deleted: time },
    ],
    addresses: [
      { id: 'address', instance_id: ids.web, kind: 'snat', ip: '192.0.2.1', time_deleted: null },
    ],
    disks: [
      {
        id: ids.disk,
        name: 'data',
        description: '',
        time_created: time,
        time_modified: time,
        time_deleted: null,
        project_id: ids.project,
        disk_type: 'local_storage',
        disk_state: 'attached',
        time_state_updated: time,
        state_generation: 1,
        attach_instance_id: ids.web,
        slot: 0,
        size: 100,
        block_size: 4096,
        read_only: false,
        image_id: null,
        snapshot_id: null,
      },
    ],
    localDisks: [
      {
        disk_id: ids.disk,
        required_dataset_overhead: 10,
        local_storage_dataset_allocation_id: null,
        local_storage_unencrypted_dataset_allocation_id: ids.allocation,
      },
    ],
    allocations: [
      {
        id: ids.allocation,
        time_created: time,
        time_deleted: null,
        local_storage_unencrypted_dataset_id: ids.dataset,
        pool_id: ids.pool,
        sled_id: ids.sled,
        dataset_size: 110,
      },
    ],
    datasets: [
      {
        id: ids.dataset,
        time_created: time,
        time_tombstoned: null,
        blueprint_id_when_created: 'blueprint',
        blueprint_id_when_tombstoned: null,
        pool_id: ids.pool,
        size_used: 110,
        no_provision: false,
      },
    ],
    pools: [
      {
        id: ids.pool,
        time_created: time,
        time_modified: time,
        time_deleted: null,
        sled_id: ids.sled,
        physical_disk_id: 'physical',
        control_plane_storage_buffer: 10,
        total_size: 1000,
      },
    ],
    memberships: [{ group_id: 'group', instance_id: ids.web }],
    charges: [{ id: ids.web, project_id: ids.project, cpus: 2, ram: 1024 }],
    provisioned: [
      {
        id: ids.project,
        cpus_provisioned: 2,
        ram_provisioned: 1024,
        cpus_limit: null,
        ram_limit: null,
      },
    ],
  },
  sleds: [sled(ids.sled, [vmmOnSled({ id: ids.vmm })]), sled(ids.otherSled, [])],
  restarts: new Map(),
  accepted: new Map([[ids.attempt, 'ada: start']]),
  created: new Map([[ids.web, 'ada: create']]),
  failed: [{ id: 'failed-before', sledId: ids.sled, cause: 'zone_gone', version: 49 }],
};

/** The same with other records. */
export function withRecords(change: Partial<Records>): Snapshot {
  return { ...healthy, records: { ...healthy.records, ...change } };
}

/** `rows`, with one of them changed. */
export function changed<Row extends object>(
  rows: readonly Row[],
  index: number,
  change: Partial<Row>,
): readonly Row[] {
  return rows.map((row, at) => (at === index ? { ...row, ...change } : row));
}
