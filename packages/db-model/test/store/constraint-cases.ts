import { randomUUID } from 'node:crypto';
import type { Tables } from '../../src/rows/index.ts';
import { begin } from './samples.ts';

/** What a CHECK refuses, and what is nearest to it and passes. */
export interface CheckCase {
  readonly name: string;
  readonly table: keyof Tables;
  readonly refused: readonly object[];
  readonly accepted: readonly object[];
}

function check<Table extends keyof Tables>(
  table: Table,
  name: string,
  refused: readonly Partial<Tables[Table]>[],
  accepted: readonly Partial<Tables[Table]>[],
): CheckCase {
  return { name, table, refused, accepted };
}

const text = (length: number): string => 'é'.repeat(length);

const named = (
  [
    'affinity_group',
    'anti_affinity_group',
    'disk',
    'instance',
    'network_interface',
    'project',
  ] as const
).flatMap((table) => [
  check(
    table,
    `${table}_name_check`,
    [{ name: '' }, { name: text(64) }],
    [{ name: 'a' }, { name: text(63) }],
  ),
  check(
    table,
    `${table}_description_check`,
    [{ description: text(513) }],
    [{ description: '' }, { description: text(512) }],
  ),
]);

const tombstoned = (
  ['rendezvous_local_storage_dataset', 'rendezvous_local_storage_unencrypted_dataset'] as const
).map((table) =>
  check(
    table,
    'tombstoned_consistency',
    [{ time_tombstoned: begin }, { blueprint_id_when_tombstoned: randomUUID() }],
    [{}, { time_tombstoned: begin, blueprint_id_when_tombstoned: randomUUID() }],
  ),
);

const provisioned = [
  ...(['cpus_provisioned', 'ram_provisioned', 'cpus_limit', 'ram_limit'] as const).map((column) =>
    check(
      'virtual_provisioning_collection',
      `virtual_provisioning_collection_${column}_check`,
      [{ [column]: -1 }],
      [{ [column]: 0 }, { [column]: 2 ** 53 - 1 }],
    ),
  ),
  ...(['cpus', 'ram'] as const).map((column) =>
    check(
      'virtual_provisioning_resource',
      `virtual_provisioning_resource_${column}_check`,
      [{ [column]: -1 }],
      [{ [column]: 0 }],
    ),
  ),
];

const explained = {
  code: 'no_capacity',
  fault: 'capacity',
  transience: 'transient',
  message: 'full',
} as const;
const failed = { outcome: 'failed', time_finished: begin, ...explained } as const;
const succeeded = { outcome: 'succeeded', time_finished: begin } as const;

const unowned = { owner: null, time_rested: begin } as const;
const done = { ...unowned, state: 'done', outcome: { kind: 'done', output: null } } as const;
const parked = {
  ...unowned,
  state: 'parked',
  parked_code: 'unknown_action',
  parked_reason: 'there is no boot@2',
} as const;

export const checks: readonly CheckCase[] = [
  check(
    'saga',
    'saga_name_check',
    [{ name: '' }, { name: text(129) }],
    [{ name: 'a' }, { name: text(128) }],
  ),
  check('saga', 'saga_owner_token_check', [{ owner_token: -1 }], [{ owner_token: 0 }]),
  check(
    'saga',
    'outcome_iff_at_rest',
    [{ outcome: {} }, { ...done, outcome: null }, { ...parked, outcome: {} }],
    [
      done,
      { ...done, state: 'stuck' },
      { ...done, state: 'unwound' },
      { ...done, state: 'abandoned' },
      { state: 'unwinding' },
    ],
  ),
  check(
    'saga',
    'parked_iff_reason',
    [
      { ...parked, parked_code: null, parked_reason: null },
      { ...parked, parked_reason: null },
      { ...parked, parked_code: null },
      { parked_code: 'unknown_action', parked_reason: 'there is no boot@2' },
    ],
    [parked],
  ),
  check(
    'saga',
    'rested_iff_not_under_way',
    [{ time_rested: begin }, { ...done, time_rested: null }, { ...parked, time_rested: null }],
    [done, parked, { state: 'unwinding' }],
  ),
  check(
    'saga',
    'owned_only_under_way',
    [
      { ...done, owner: 'host:1' },
      { ...parked, owner: 'host:1' },
    ],
    [{ owner: null }, { state: 'unwinding', owner: 'host:1' }],
  ),
  check(
    'api_user',
    'api_user_name_check',
    [{ name: '' }, { name: text(64) }],
    [{ name: 'a' }, { name: text(63) }],
  ),
  check(
    'api_token',
    'api_token_hash_check',
    [{ hash: new Uint8Array(31) }, { hash: new Uint8Array(33) }],
    [{ hash: new Uint8Array(32) }],
  ),
  ...named,
  ...tombstoned,
  check(
    'instance',
    'instance_hostname_check',
    [{ hostname: '' }, { hostname: text(64) }],
    [{ hostname: 'a' }, { hostname: text(63) }],
  ),
  check(
    'instance',
    'vmm_iff_active_propolis',
    [{ state: 'vmm' }, { active_propolis_id: randomUUID() }],
    [{ state: 'vmm', active_propolis_id: randomUUID() }, { state: 'no_vmm' }],
  ),
  check(
    'vmm',
    'vmm_propolis_port_check',
    [{ propolis_port: -1 }, { propolis_port: 65_536 }],
    [{ propolis_port: 0 }, { propolis_port: 65_535 }],
  ),
  check(
    'vmm',
    'failure_reason_if_failed',
    [{ state: 'failed' }],
    [
      { state: 'failed', failure_reason: 'prehistoric' },
      // One direction only: a reason stays when the VMM moves on.
      { state: 'saga_unwound', failure_reason: 'no_such_instance' },
      { state: 'destroyed', failure_reason: 'sled_off', failure_detail: 'no power' },
    ],
  ),
  check(
    'vmm',
    'failure_detail_only_with_reason',
    [{ failure_detail: 'no power' }],
    [{ failure_reason: 'sled_off', failure_detail: 'no power' }, { failure_reason: 'sled_off' }],
  ),
  check(
    'sled',
    'sled_port_check',
    [{ port: -1 }, { port: 65_536 }],
    [{ port: 0 }, { port: 65_535 }],
  ),
  check(
    'sled',
    'sled_usable_hardware_threads_check',
    [{ usable_hardware_threads: -1 }, { usable_hardware_threads: 2 ** 32 }],
    [{ usable_hardware_threads: 0 }, { usable_hardware_threads: 2 ** 32 - 1 }],
  ),
  check(
    'sled',
    'reservoir_lt_usable_physical_ram',
    [{ usable_physical_ram: 8, reservoir_size: 8 }],
    [{ usable_physical_ram: 8, reservoir_size: 7 }],
  ),
  check('disk', 'disk_slot_check', [{ slot: -1 }, { slot: 12 }], [{ slot: 0 }, { slot: 11 }]),
  check('disk', 'disk_size_check', [{ size: 0 }], [{ size: 1 }]),
  check(
    'disk',
    'disk_block_size_check',
    [{ block_size: 1024 }],
    [{ block_size: 512 }, { block_size: 2048 }, { block_size: 4096 }],
  ),
  check(
    'disk',
    'slot_only_if_attached',
    [{ attach_instance_id: null, slot: 1 }],
    [{ attach_instance_id: null, slot: null }, { slot: null }, { slot: 1 }],
  ),
  check(
    'external_ip',
    'only_floating_without_instance',
    [
      { kind: 'snat', instance_id: null },
      { kind: 'ephemeral', instance_id: null },
    ],
    [{ kind: 'floating', instance_id: null }, { kind: 'snat' }, { kind: 'ephemeral' }],
  ),
  check(
    'ip_pool_range',
    'range_has_addresses',
    [
      { first_address: '10.0.0.2', last_address: '10.0.0.1' },
      { first_address: '10.0.0.1', last_address: 'fd00::1' },
    ],
    [
      { first_address: '10.0.0.1', last_address: '10.0.0.1' },
      { first_address: 'fd00::1', last_address: 'fd00::ffff' },
    ],
  ),
  check(
    'network_interface',
    'network_interface_slot_check',
    [{ slot: -1 }, { slot: 8 }],
    [{ slot: 0 }, { slot: 7 }],
  ),
  check(
    'network_interface',
    'network_interface_mac_check',
    [{ mac: 'A8:40:25:F0:00' }, { mac: 'A8:40:25:F0:00:011' }],
    [{ mac: 'A8:40:25:FF:FF:FF' }],
  ),
  ...provisioned,
  check(
    'disk_type_local_storage',
    'one_kind_of_allocation',
    [
      {
        local_storage_dataset_allocation_id: randomUUID(),
        local_storage_unencrypted_dataset_allocation_id: randomUUID(),
      },
    ],
    [
      { local_storage_dataset_allocation_id: randomUUID() },
      { local_storage_unencrypted_dataset_allocation_id: randomUUID() },
    ],
  ),
  check(
    'start_attempt',
    'finished_iff_outcome',
    [{ time_finished: begin }, { outcome: 'succeeded' }],
    [succeeded, failed, {}],
  ),
  check(
    'start_attempt',
    'failed_iff_explained',
    [
      { outcome: 'failed', time_finished: begin },
      { ...succeeded, ...explained },
      explained,
      { ...failed, fault: null },
      { ...failed, transience: null },
      { ...failed, message: null },
    ],
    [failed, succeeded],
  ),
  check(
    'start_attempt',
    'explanation_only_if_failed',
    [{ hint: 'wait' }, { ...succeeded, counts: [] }, { ...succeeded, detail: 'sled 7' }],
    [{ ...failed, hint: 'wait', counts: [], detail: 'sled 7' }],
  ),
  check('instance_event', 'instance_event_sequence_check', [{ sequence: 0 }], [{ sequence: 1 }]),
];

/** Two rows that a unique index does not take together, and pairs that it does. */
export interface UniqueCase {
  readonly name: string;
  readonly table: keyof Tables;
  /** What both rows have. */
  readonly both: object;
  /** What each row has then for both to pass. */
  readonly apart: readonly (readonly [object, object])[];
}

function unique<Table extends keyof Tables>(
  table: Table,
  name: string,
  both: Partial<Tables[Table]>,
  apart: readonly (readonly [Partial<Tables[Table]>, Partial<Tables[Table]>])[],
): UniqueCase {
  return { name, table, both, apart };
}

const namesOf = (
  [
    ['affinity_group', 'lookup_affinity_group_by_project'],
    ['anti_affinity_group', 'lookup_anti_affinity_group_by_project'],
    ['disk', 'lookup_disk_by_project'],
    ['instance', 'lookup_instance_by_project'],
  ] as const
).map(([table, name]) =>
  unique(table, name, { project_id: randomUUID(), name: 'one' }, [
    [{}, { name: 'two' }],
    [{}, { project_id: randomUUID() }],
    [{ time_deleted: begin }, {}],
    [{ time_deleted: begin }, { time_deleted: begin }],
  ]),
);

export const uniques: readonly UniqueCase[] = [
  ...namesOf,
  unique('api_user', 'lookup_api_user_by_name', { name: 'one' }, [
    [{}, { name: 'two' }],
    [{ time_deleted: begin }, {}],
    [{ time_deleted: begin }, { time_deleted: begin }],
  ]),
  unique('api_token', 'lookup_api_token_by_hash', { hash: new Uint8Array(32) }, [
    [{}, { hash: new Uint8Array(32).fill(1) }],
  ]),
  unique(
    'disk',
    'lookup_disk_by_instance_and_slot',
    { attach_instance_id: randomUUID(), slot: 3 },
    [
      [{}, { slot: 4 }],
      [{}, { attach_instance_id: randomUUID() }],
      [{}, { time_deleted: begin }],
      [{ slot: null }, { slot: null }],
    ],
  ),
  unique('project', 'lookup_project_by_owner', { owner_user_id: randomUUID(), name: 'one' }, [
    [{}, { name: 'two' }],
    [{}, { owner_user_id: randomUUID() }],
    [{ time_deleted: begin }, {}],
    [{ time_deleted: begin }, { time_deleted: begin }],
  ]),
  unique('external_ip', 'single_live_external_ip', { ip: '203.0.113.1' }, [
    [{}, { ip: '203.0.113.2' }],
    [{ time_deleted: begin }, {}],
    [{ time_deleted: begin }, { time_deleted: begin }],
  ]),
  unique(
    'network_interface',
    'lookup_network_interface_by_instance_and_slot',
    { instance_id: randomUUID(), slot: 3 },
    [
      [{}, { slot: 4 }],
      [{}, { instance_id: randomUUID() }],
      [{}, { time_deleted: begin }],
    ],
  ),
  unique(
    'network_interface',
    'lookup_network_interface_by_instance_and_name',
    { instance_id: randomUUID(), name: 'one' },
    [
      [{}, { name: 'two' }],
      [{}, { instance_id: randomUUID() }],
      [{}, { time_deleted: begin }],
    ],
  ),
  unique(
    'network_interface',
    'lookup_network_interface_by_subnet_and_ip',
    { subnet_id: randomUUID(), ip: '172.30.0.7' },
    [
      [{}, { ip: '172.30.0.8', mac: 'A8:40:25:F0:00:02' }],
      [{}, { subnet_id: randomUUID() }],
      [{}, { time_deleted: begin }],
    ],
  ),
  unique(
    'network_interface',
    'lookup_network_interface_by_subnet_and_mac',
    { subnet_id: randomUUID(), mac: 'A8:40:25:F0:00:07' },
    [
      [{}, { mac: 'A8:40:25:F0:00:08' }],
      [{}, { subnet_id: randomUUID() }],
      [{}, { time_deleted: begin }],
    ],
  ),
  unique(
    'network_interface',
    'single_primary_network_interface',
    { instance_id: randomUUID(), is_primary: true },
    [
      [{}, { is_primary: false }],
      [{}, { instance_id: randomUUID() }],
      [{}, { time_deleted: begin }],
    ],
  ),
  unique('physical_disk', 'commissioned_physical_disk_uniqueness', { serial: 'a' }, [
    [{}, { serial: 'b' }],
    [{}, { vendor: 'other' }],
    [{}, { model: 'other' }],
    [{ disk_state: 'decommissioned' }, {}],
    [{ time_deleted: begin }, {}],
  ]),
  unique('sled', 'commissioned_sled_uniqueness', { serial_number: 'a', part_number: 'b' }, [
    [{}, { serial_number: 'c' }],
    [{}, { part_number: 'c' }],
    [{ sled_state: 'decommissioned' }, {}],
  ]),
  unique('sled_resource_vmm', 'single_vmm_reservation_per_state', { instance_id: randomUUID() }, [
    [{}, { state: 'target' }],
    [{}, { instance_id: randomUUID() }],
    [{ state: 'tombstoned' }, { state: 'tombstoned' }],
    [{ instance_id: null }, { instance_id: null }],
  ]),
  unique('start_attempt', 'single_open_start_attempt', { instance_id: randomUUID() }, [
    [{}, { instance_id: randomUUID() }],
    [succeeded, {}],
    [succeeded, failed],
  ]),
];

/** Of a column that is unique already with another that is: nothing can break it by itself. */
export const impliedIndexes: readonly string[] = ['lookup_vmm_resource_by_sled'];
