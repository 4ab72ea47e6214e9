import { randomBytes, randomUUID } from 'node:crypto';
import {
  affinityGroupRow,
  antiAffinityGroupRow,
  instanceRow,
  migrationRow,
  reservationRow,
  sledRow,
  startAttemptRow,
  vmmRow,
} from '../../src/row/index.ts';
import type { Tables } from '../../src/rows/index.ts';
import {
  accepted,
  begin,
  sampleAttempt,
  sampleGroup,
  sampleInstance,
  sampleMigration,
  sampleReservation,
  sampleSled,
  sampleVmm,
} from './samples.ts';

const times = { time_created: begin, time_modified: begin, time_deleted: null };

function dataset(): Tables['rendezvous_local_storage_dataset'] {
  return {
    id: randomUUID(),
    time_created: begin,
    time_tombstoned: null,
    blueprint_id_when_created: randomUUID(),
    blueprint_id_when_tombstoned: null,
    pool_id: randomUUID(),
    size_used: 0,
    no_provision: false,
  };
}

/** Of two rows made one after the other, each has another one. */
function nextSlot(): number {
  slot = (slot + 1) % 8;
  return slot;
}
let slot = 0;

/** Of which no two rows have the same. */
function anyAddress(): string {
  const digits = randomUUID().replaceAll('-', '');
  return `2001:db8:${digits.slice(0, 24).match(/.{4}/g)?.join(':') ?? ''}`;
}

function membership(): Tables['affinity_group_instance_membership'] {
  return { group_id: randomUUID(), instance_id: randomUUID() };
}

/** For each table a row that it takes, new each time. */
export const baseRows: { readonly [Table in keyof Tables]: () => Tables[Table] } = {
  affinity_group: () => affinityGroupRow(sampleGroup()),
  affinity_group_instance_membership: membership,
  anti_affinity_group: () => antiAffinityGroupRow(sampleGroup()),
  anti_affinity_group_instance_membership: membership,
  api_token: () => ({
    id: randomUUID(),
    user_id: randomUUID(),
    hash: new Uint8Array(randomBytes(32)),
    time_created: begin,
    time_expires: null,
    time_deleted: null,
  }),
  api_user: () => ({ id: randomUUID(), name: `user-${randomUUID()}`, role: 'user', ...times }),
  crucible_dataset: () => ({
    id: randomUUID(),
    ...times,
    pool_id: randomUUID(),
    size_used: 0,
    no_provision: false,
  }),
  disk: () => ({
    id: randomUUID(),
    name: 'data',
    description: 'a disk',
    ...times,
    project_id: randomUUID(),
    disk_type: 'local_storage',
    disk_state: 'attached',
    time_state_updated: begin,
    state_generation: 1,
    attach_instance_id: randomUUID(),
    slot: 0,
    size: 2 ** 30,
    block_size: 4096,
    read_only: false,
    image_id: null,
    snapshot_id: null,
  }),
  disk_type_local_storage: () => ({
    disk_id: randomUUID(),
    required_dataset_overhead: 0,
    local_storage_dataset_allocation_id: null,
    local_storage_unencrypted_dataset_allocation_id: null,
  }),
  external_ip: () => ({
    id: randomUUID(),
    ...times,
    project_id: randomUUID(),
    pool_id: randomUUID(),
    instance_id: randomUUID(),
    kind: 'floating',
    ip: anyAddress(),
  }),
  instance: () => instanceRow(sampleInstance()),
  instance_event: () => ({
    instance_id: randomUUID(),
    sequence: 1,
    time: begin,
    kind: 'created',
    data: {},
    detail: null,
  }),
  ip_pool_range: () => ({
    id: randomUUID(),
    ...times,
    pool_id: randomUUID(),
    first_address: '198.51.100.1',
    last_address: '198.51.100.9',
  }),
  local_storage_dataset_allocation: () => ({
    id: randomUUID(),
    time_created: begin,
    time_deleted: null,
    local_storage_dataset_id: randomUUID(),
    pool_id: randomUUID(),
    sled_id: randomUUID(),
    dataset_size: 0,
  }),
  local_storage_unencrypted_dataset_allocation: () => ({
    id: randomUUID(),
    time_created: begin,
    time_deleted: null,
    local_storage_unencrypted_dataset_id: randomUUID(),
    pool_id: randomUUID(),
    sled_id: randomUUID(),
    dataset_size: 0,
  }),
  migration: () => migrationRow(sampleMigration(randomUUID(), randomUUID())),
  network_interface: () => ({
    id: randomUUID(),
    name: `net-${randomUUID()}`,
    description: 'an interface',
    ...times,
    instance_id: randomUUID(),
    subnet_id: randomUUID(),
    slot: nextSlot(),
    ip: anyAddress(),
    mac: `A8:40:25:F0:00:0${String(nextSlot())}`,
    is_primary: false,
  }),
  physical_disk: () => ({
    id: randomUUID(),
    ...times,
    vendor: 'acme',
    serial: randomUUID(),
    model: 'roadrunner',
    variant: 'u2',
    disk_policy: 'in_service',
    disk_state: 'active',
    sled_id: randomUUID(),
  }),
  project: () => ({
    id: randomUUID(),
    name: 'shop',
    description: 'a project',
    ...times,
    owner_user_id: randomUUID(),
    default_ipv4_subnet_id: randomUUID(),
    default_ipv6_subnet_id: randomUUID(),
  }),
  project_member: () => ({
    project_id: randomUUID(),
    user_id: randomUUID(),
    time_created: begin,
  }),
  rendezvous_local_storage_dataset: dataset,
  rendezvous_local_storage_unencrypted_dataset: dataset,
  saga: () => ({
    id: randomUUID(),
    engine: 'journal',
    name: 'instance_start',
    subject: randomUUID(),
    dag: { format: 1, name: 'instance_start', nodes: [] },
    params: {},
    state: 'running',
    owner: 'host:1',
    owner_token: 1,
    cancel_reason: null,
    outcome: null,
    parked_code: null,
    parked_reason: null,
    time_created: begin,
    time_updated: begin,
    time_rested: null,
  }),
  saga_event: () => ({
    saga_id: randomUUID(),
    node: 'alloc_server',
    slot: 'started',
    event: { type: 'started', node: 'alloc_server' },
    owner_token: 1,
    time: begin,
  }),
  saga_executor: () => ({
    id: randomUUID(),
    engine: 'journal',
    host: 'host',
    process_id: 1,
    time_started: begin,
    lease_until: begin,
  }),
  sled: () => sledRow(sampleSled()),
  sled_resource_vmm: () => reservationRow(sampleReservation()),
  start_attempt: () => ({ ...startAttemptRow(sampleAttempt()), rejected_sleds: null }),
  virtual_provisioning_collection: () => ({
    id: randomUUID(),
    cpus_provisioned: 0,
    ram_provisioned: 0,
    cpus_limit: null,
    ram_limit: null,
  }),
  virtual_provisioning_resource: () => ({
    id: randomUUID(),
    project_id: randomUUID(),
    cpus: 1,
    ram: 2 ** 30,
  }),
  vmm: () => accepted(vmmRow(sampleVmm())),
  zpool: () => ({
    id: randomUUID(),
    ...times,
    sled_id: randomUUID(),
    physical_disk_id: randomUUID(),
    control_plane_storage_buffer: 0,
    total_size: null,
  }),
};
