/**
 * What is asked and answered: a small operation and a large one, by a caller of version 9 and by one
 * of version 49. Both ask for the same.
 */
import { convert } from '@skewline/sled-agent-types';
import { validators } from '@skewline/sled-agent-types/validators';
import type * as V9 from '@skewline/sled-agent-types/v9';
import type * as V49 from '@skewline/sled-agent-types/v49';

/** Ten listed versions before the newest. */
export const olderVersion = 9;
export const newerVersion = 49;

export const vmmId = 'fe1d9a46-2b7e-4c8f-9d53-0a1b2c3d4e01';
const vni = 6_427_031;

const nics: V9.NetworkInterface[] = [0, 1].map((slot) => ({
  id: `9e5a1c00-6f2d-4b1e-8a77-5d0c4b3a2f0${String(slot)}`,
  name: `net${String(slot)}`,
  kind: { type: 'instance', id: '3b9f8d52-7c61-4e0a-b1d4-6a5e4f3c2b10' },
  mac: `a8:40:25:f0:1c:0${String(slot)}`,
  ip: `172.30.${String(slot)}.5`,
  subnet: `172.30.${String(slot)}.0/24`,
  transit_ips: slot === 0 ? ['192.168.7.0/24'] : [],
  vni,
  primary: slot === 0,
  slot,
}));

const rule = (
  priority: number,
  filter: Partial<V9.ResolvedVpcFirewallRule>,
): V9.ResolvedVpcFirewallRule => ({
  status: 'enabled',
  direction: 'inbound',
  targets: nics,
  action: 'allow',
  priority,
  ...filter,
});

const rules: V9.ResolvedVpcFirewallRule[] = [
  rule(65_534, { filter_hosts: [{ type: 'vpc', value: vni }] }),
  rule(65_533, { filter_ports: ['22'], filter_protocols: [{ type: 'tcp' }] }),
  rule(65_532, { filter_protocols: [{ type: 'icmp', value: null }] }),
  rule(1000, { filter_ports: ['80', '443', '8000-8999'], filter_protocols: [{ type: 'tcp' }] }),
  rule(900, { filter_hosts: [{ type: 'ip', value: '10.9.0.0/16' }], action: 'deny' }),
];

const volume = (id: string): string =>
  JSON.stringify({
    type: 'volume',
    id,
    block_size: 512,
    sub_volumes: [
      {
        type: 'region',
        block_size: 512,
        blocks_per_extent: 131_072,
        extent_count: 160,
        opts: {
          id,
          target: [1, 2, 3].map((sled) => `[fd00:1122:3344:10${String(sled)}::9]:19000`),
          lossy: false,
          flush_timeout: null,
          read_only: false,
        },
        gen: 1,
      },
    ],
    read_only_parent: null,
  });

const disks = ['5e2f7c18-90ab-4cde-8f01-23456789ab00', '5e2f7c18-90ab-4cde-8f01-23456789ab01'];

const components: V9.VmmSpec['components'] = {
  ...Object.fromEntries(
    ['com1', 'com2', 'com3', 'com4'].map((num) => [
      num,
      { type: 'serial_port', component: { num: num as V9.SerialPortNumber } }, // one of the four above
    ]),
  ),
  pvpanic: { type: 'qemu_pvpanic', component: { enable_isa: true } },
  'boot-settings': { type: 'boot_settings', component: { order: [{ id: disks[0] ?? '' }] } },
};
for (const [index, id] of disks.entries()) {
  const backend_id = `${id}-backend`;
  const serial_number = Array.from({ length: 20 }, (_, at) => (at * 13 + index) % 256);
  components[id] = {
    type: 'nvme_disk',
    component: { backend_id, pci_path: { bus: 0, device: 16 + index, function: 0 }, serial_number },
  };
  components[backend_id] = {
    type: 'crucible_storage_backend',
    component: { request_json: volume(id), readonly: false },
  };
}
for (const { id, slot } of nics) {
  const backend_id = `${id}-backend`;
  components[id] = {
    type: 'virtio_nic',
    component: {
      backend_id,
      interface_id: id,
      pci_path: { bus: 0, device: 8 + slot, function: 0 },
    },
  };
  components[backend_id] = {
    type: 'virtio_network_backend',
    component: { vnic_name: `vopte${String(slot)}` },
  };
}

const time = '2026-11-21T06:38:00.123456Z';

/** A typical instance: two disks, two network interfaces, five firewall rules. */
const ensureBody: V9.InstanceEnsureBody = {
  vmm_spec: {
    board: {
      cpus: 4,
      memory_mb: 8192,
      chipset: { type: 'i440_fx', value: { enable_pcie: false } },
    },
    components,
  },
  local_config: {
    hostname: 'web-1',
    nics,
    source_nat: { ip: '203.0.113.7', first_port: 0, last_port: 16_383 },
    ephemeral_ip: '203.0.113.9',
    floating_ips: ['203.0.113.40'],
    firewall_rules: rules,
    dhcp_config: {
      dns_servers: ['8.8.8.8', '1.1.1.1'],
      host_domain: null,
      search_domains: ['example.test'],
    },
    multicast_groups: [],
    delegated_zvols: [],
  },
  vmm_runtime: { state: 'starting', gen: 1, time_updated: time },
  instance_id: '3b9f8d52-7c61-4e0a-b1d4-6a5e4f3c2b10',
  propolis_addr: '[fd00:1122:3344:101::c]:12400',
  metadata: {
    silo_id: '0d9c8b7a-6f5e-4d3c-8b2a-190807060504',
    project_id: '1e0d9c8b-7a6f-4e5d-9c3b-2a1908070605',
  },
};

/** What the handlers answer, without looking anything up: it is the way there that is measured. */
export const registered: V49.SledVmmState = {
  vmm_state: { state: { kind: 'starting' }, gen: 1, time_updated: time },
  migration_in: null,
  migration_out: null,
};

export const stopping: V49.VmmPutStateResponse = {
  updated_runtime: {
    ...registered,
    vmm_state: { state: { kind: 'stopping' }, gen: 7, time_updated: time },
  },
};

const stop: V9.VmmPutStateBody = { state: { type: 'stopped' } };

/** One exchange, as JSON texts. */
export interface Exchange {
  readonly path: string;
  readonly body: string;
  readonly answer: string;
}

function exchange(
  version: number,
  path: string,
  body: readonly [string, unknown],
  answer: readonly [string, unknown],
): Exchange {
  const asked = convert(body[0], { from: olderVersion, to: version }, body[1]);
  const answered = convert(answer[0], { from: newerVersion, to: version }, answer[1]);
  return {
    path,
    body: valid(body[0], version, asked),
    answer: valid(answer[0], version, answered),
  };
}

/** As JSON, where it is valid: what is measured would be the speed of refusals. */
function valid(type: string, version: number, value: unknown): string {
  const epochs = validators[type] ?? [];
  const epoch = epochs.find(({ from, to }) => Number(from) <= version && version <= Number(to));
  if (epoch?.validate(value) === true) return JSON.stringify(value);
  throw new Error(`not a ${type} of ${String(version)}: ${JSON.stringify(epoch?.validate.errors)}`);
}

export const putState = (version: number): Exchange =>
  exchange(
    version,
    `/vmms/${vmmId}/state`,
    ['VmmPutStateBody', stop],
    ['VmmPutStateResponse', stopping],
  );

export const register = (version: number): Exchange =>
  exchange(
    version,
    `/vmms/${vmmId}`,
    ['InstanceEnsureBody', ensureBody],
    ['SledVmmState', registered],
  );
