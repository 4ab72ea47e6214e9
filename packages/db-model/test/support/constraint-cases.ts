import { seedId, seedRow, seeds, time } from './seeds.ts';

/** Of each table what the newest program writes. */
export const newestVersion = Infinity;
const id = seedId(99, 1);
const project = seedId(1, 1);
const instance = seedId(3, 1);

/** Rows of the tables that no seed is in. */
const others: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  affinity_group: {
    id,
    name: 'new',
    description: '',
    time_created: time,
    time_modified: time,
    project_id: project,
    policy: 'fail',
    failure_domain: 'sled',
  },
  physical_disk: {
    id,
    time_created: time,
    time_modified: time,
    vendor: 'V',
    serial: 'S',
    model: 'M',
    variant: 'u2',
    disk_policy: 'in_service',
    disk_state: 'active',
    sled_id: seedId(2, 1),
  },
  rendezvous_local_storage_dataset: {
    id,
    time_created: time,
    blueprint_id_when_created: id,
    pool_id: id,
    size_used: 0,
    no_provision: false,
  },
  rendezvous_local_storage_unencrypted_dataset: {
    id,
    time_created: time,
    blueprint_id_when_created: id,
    pool_id: id,
    size_used: 0,
    no_provision: false,
  },
  disk_type_local_storage: { disk_id: id, required_dataset_overhead: 0 },
};

/** A row that the table takes beside what is planted. */
export function goodRow(table: string): Record<string, unknown> {
  const seed = seeds.find((candidate) => candidate.table === table);
  const row = others[table] ?? (seed === undefined ? null : seedRow(seed, newestVersion));
  if (row === null) throw new Error(`there is no row for ${table}`);
  const fresh: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
    instance_event: { sequence: 2 },
    saga_event: { slot: 'ended' },
    sled: { id, serial_number: 'S2' },
    disk: { id, name: 'new', slot: 1 },
    instance: { id, name: 'new' },
    anti_affinity_group: { id, name: 'new' },
    sled_resource_vmm: { id, state: 'tombstoned' },
    api_user: { id, name: 'grace' },
    api_token: { id, hash: new Uint8Array(32).fill(1) },
    project: { id, name: 'new' },
    project_member: { user_id: id },
    external_ip: { id, ip: '203.0.113.2' },
    network_interface: {
      id,
      name: 'new',
      slot: 1,
      ip: '172.30.0.6',
      mac: 'A8:40:25:F0:00:02',
      is_primary: false,
    },
  };
  return { ...row, ...('id' in row ? { id } : {}), ...fresh[table] };
}

/** A change to a good row that a constraint refuses. */
export type ConstraintCase = readonly [
  constraint: string,
  table: string,
  change: Readonly<Record<string, unknown>>,
  /** The nearest that is taken. */
  twin: Readonly<Record<string, unknown>>,
];

const named = (table: string): ConstraintCase[] => [
  [`${table}_name_check`, table, { name: 'a'.repeat(64) }, { name: 'a'.repeat(63) }],
  [`${table}_name_check`, table, { name: '' }, { name: 'a' }],
  [
    `${table}_description_check`,
    table,
    { description: 'a'.repeat(513) },
    { description: 'a'.repeat(512) },
  ],
];
const tombstoned = (table: string): ConstraintCase[] => [
  [
    'tombstoned_consistency',
    table,
    { time_tombstoned: time },
    { time_tombstoned: time, blueprint_id_when_tombstoned: id },
  ],
  ['tombstoned_consistency', table, { blueprint_id_when_tombstoned: id }, {}],
];
const failure = { code: 'internal', fault: 'system', transience: 'permanent', message: 'Sorry.' };
/** A start attempt that is under way. */
export const openAttempt = {
  time_finished: null,
  outcome: null,
  code: null,
  fault: null,
  transience: null,
  message: null,
  counts: null,
};
const succeeded = { ...openAttempt, time_finished: time, outcome: 'succeeded' };

const done = { state: 'done', owner: null, outcome: '{"kind":"done"}', time_rested: time };
const parked = {
  state: 'parked',
  owner: null,
  parked_code: 'unreadable',
  parked_reason: 'It is no DAG.',
  time_rested: time,
};

export const constraintCases: readonly ConstraintCase[] = [
  ...[
    'instance',
    'disk',
    'affinity_group',
    'anti_affinity_group',
    'network_interface',
    'project',
  ].flatMap(named),
  ['instance_hostname_check', 'instance', { hostname: '' }, { hostname: 'h' }],
  [
    'vmm_iff_active_propolis',
    'instance',
    { state: 'vmm', active_propolis_id: null },
    { state: 'vmm', active_propolis_id: id },
  ],
  [
    'vmm_iff_active_propolis',
    'instance',
    { state: 'no_vmm', active_propolis_id: id },
    { state: 'no_vmm', active_propolis_id: null },
  ],
  [
    'lookup_instance_by_project',
    'instance',
    { name: 'name-1' },
    { name: 'name-1', time_deleted: time },
  ],
  ['vmm_propolis_port_check', 'vmm', { propolis_port: 65_536 }, { propolis_port: 65_535 }],
  ['vmm_propolis_port_check', 'vmm', { propolis_port: -1 }, { propolis_port: 0 }],
  [
    'failure_reason_if_failed',
    'vmm',
    { state: 'failed', failure_reason: null },
    { state: 'failed', failure_reason: 'sled_off' },
  ],
  // One direction only: what failed and was unwound keeps its reason.
  [
    'failure_reason_if_failed',
    'vmm',
    { state: 'failed' },
    { state: 'saga_unwound', failure_reason: 'sled_off', failure_detail: 'off' },
  ],
  [
    'failure_detail_only_with_reason',
    'vmm',
    { failure_detail: 'off' },
    { failure_detail: 'off', failure_reason: 'sled_off' },
  ],
  [
    'sled_usable_hardware_threads_check',
    'sled',
    { usable_hardware_threads: 4_294_967_296 },
    { usable_hardware_threads: 4_294_967_295 },
  ],
  ['sled_port_check', 'sled', { port: 65_536 }, { port: 65_535 }],
  [
    'reservoir_lt_usable_physical_ram',
    'sled',
    { reservoir_size: 10, usable_physical_ram: 10 },
    { reservoir_size: 9, usable_physical_ram: 10 },
  ],
  [
    'commissioned_sled_uniqueness',
    'sled',
    { serial_number: 'S1' },
    { serial_number: 'S1', sled_policy: 'expunged', sled_state: 'decommissioned' },
  ],
  [
    'single_vmm_reservation_per_state',
    'sled_resource_vmm',
    { instance_id: instance, state: 'active' },
    { instance_id: instance, state: 'target' },
  ],
  [
    'single_vmm_reservation_per_state',
    'sled_resource_vmm',
    { instance_id: seedId(3, 2), state: 'target' },
    { instance_id: seedId(3, 2), state: 'tombstoned' },
  ],
  [
    'lookup_affinity_group_by_project',
    'affinity_group',
    { name: 'taken' },
    { name: 'taken', project_id: id },
  ],
  [
    'lookup_anti_affinity_group_by_project',
    'anti_affinity_group',
    { name: 'name-1' },
    { name: 'name-1', time_deleted: time },
  ],
  [
    'commissioned_physical_disk_uniqueness',
    'physical_disk',
    { serial: 'taken' },
    { serial: 'taken', disk_state: 'decommissioned' },
  ],
  ...tombstoned('rendezvous_local_storage_dataset'),
  ...tombstoned('rendezvous_local_storage_unencrypted_dataset'),
  ['disk_slot_check', 'disk', { slot: 12 }, { slot: 11 }],
  ['disk_size_check', 'disk', { size: 0 }, { size: 1 }],
  ['disk_block_size_check', 'disk', { block_size: 1024 }, { block_size: 512 }],
  [
    'slot_only_if_attached',
    'disk',
    { attach_instance_id: null, slot: 1 },
    { attach_instance_id: null, slot: null },
  ],
  ['lookup_disk_by_project', 'disk', { name: 'name-1' }, { name: 'name-1', project_id: id }],
  ['lookup_disk_by_instance_and_slot', 'disk', { slot: 0 }, { slot: 0, time_deleted: time }],
  [
    'one_kind_of_allocation',
    'disk_type_local_storage',
    {
      local_storage_dataset_allocation_id: id,
      local_storage_unencrypted_dataset_allocation_id: id,
    },
    { local_storage_unencrypted_dataset_allocation_id: id },
  ],
  ['finished_iff_outcome', 'start_attempt', { ...succeeded, time_finished: null }, succeeded],
  ['finished_iff_outcome', 'start_attempt', { ...openAttempt, time_finished: time }, openAttempt],
  ['failed_iff_explained', 'start_attempt', { ...succeeded, ...failure }, failure],
  ['failed_iff_explained', 'start_attempt', { ...failure, code: null, counts: null }, failure],
  ['failed_iff_explained', 'start_attempt', { ...failure, fault: null }, failure],
  ['failed_iff_explained', 'start_attempt', { ...failure, transience: null }, failure],
  ['failed_iff_explained', 'start_attempt', { ...failure, message: null }, failure],
  [
    'explanation_only_if_failed',
    'start_attempt',
    { ...succeeded, hint: 'Wait.' },
    { ...failure, hint: 'Wait.' },
  ],
  ['explanation_only_if_failed', 'start_attempt', { ...openAttempt, detail: 'x' }, openAttempt],
  ['explanation_only_if_failed', 'start_attempt', { ...openAttempt, counts: '[]' }, openAttempt],
  [
    'single_open_start_attempt',
    'start_attempt',
    { ...openAttempt, instance_id: seedId(3, 9) },
    { ...succeeded, instance_id: seedId(3, 9) },
  ],
  ['instance_event_sequence_check', 'instance_event', { sequence: 0 }, { sequence: 2 }],
  ...['cpus_provisioned', 'ram_provisioned', 'cpus_limit', 'ram_limit'].map(
    (column): ConstraintCase => [
      `virtual_provisioning_collection_${column}_check`,
      'virtual_provisioning_collection',
      { [column]: -1 },
      { [column]: 0 },
    ],
  ),
  ...['cpus', 'ram'].map((column): ConstraintCase => [
    `virtual_provisioning_resource_${column}_check`,
    'virtual_provisioning_resource',
    { [column]: -1 },
    { [column]: 0 },
  ]),
  [
    'range_has_addresses',
    'ip_pool_range',
    { last_address: '203.0.113.0' },
    { last_address: '203.0.113.1' },
  ],
  ['range_has_addresses', 'ip_pool_range', { last_address: 'fd00::1' }, {}],
  [
    'only_floating_without_instance',
    'external_ip',
    { instance_id: null },
    { instance_id: null, kind: 'floating' },
  ],
  [
    'single_live_external_ip',
    'external_ip',
    { ip: '203.0.113.1' },
    { ip: '203.0.113.1', time_deleted: time },
  ],
  ['network_interface_slot_check', 'network_interface', { slot: 8 }, { slot: 7 }],
  ['network_interface_mac_check', 'network_interface', { mac: 'A8' }, {}],
  ...[
    ['lookup_network_interface_by_instance_and_slot', { slot: 0 }] as const,
    ['lookup_network_interface_by_instance_and_name', { name: 'net0' }] as const,
    ['lookup_network_interface_by_subnet_and_ip', { ip: '172.30.0.5' }] as const,
    ['lookup_network_interface_by_subnet_and_mac', { mac: 'A8:40:25:F0:00:01' }] as const,
    ['single_primary_network_interface', { is_primary: true }] as const,
  ].map(([name, change]): ConstraintCase => [
    name,
    'network_interface',
    change,
    { ...change, time_deleted: time },
  ]),
  ['api_user_name_check', 'api_user', { name: '' }, { name: 'a' }],
  ['api_user_name_check', 'api_user', { name: 'a'.repeat(64) }, { name: 'a'.repeat(63) }],
  ['lookup_api_user_by_name', 'api_user', { name: 'ada' }, { name: 'ada', time_deleted: time }],
  ['api_token_hash_check', 'api_token', { hash: new Uint8Array(31) }, {}],
  ['lookup_api_token_by_hash', 'api_token', { hash: new Uint8Array(32) }, {}],
  ['saga_name_check', 'saga', { name: '' }, { name: 'a' }],
  ['saga_owner_token_check', 'saga', { owner_token: -1 }, { owner_token: 0 }],
  ['outcome_iff_at_rest', 'saga', { ...done, outcome: null }, done],
  ['outcome_iff_at_rest', 'saga', { outcome: '{}' }, {}],
  ['parked_iff_reason', 'saga', { ...parked, parked_code: null }, parked],
  ['parked_iff_reason', 'saga', { parked_code: 'unreadable', parked_reason: 'x' }, {}],
  ['rested_iff_not_under_way', 'saga', { ...done, time_rested: null }, done],
  ['rested_iff_not_under_way', 'saga', { time_rested: time }, {}],
  ['owned_only_under_way', 'saga', { ...done, owner: 'host:1' }, { owner: 'host:1' }],
  [
    'lookup_project_by_owner',
    'project',
    { name: 'name-1' },
    { name: 'name-1', time_deleted: time },
  ],
  ['instance_event_pkey', 'instance_event', { sequence: 1 }, { sequence: 2 }],
];
