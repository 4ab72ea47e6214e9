import type { Component, InstanceEnsureBody } from '@skewline/sled-agent-types/v49';

/** A VMM that every version can say, in the words of the newest. */
export const plainVmm: InstanceEnsureBody = {
  instance_id: 'd1b0e9a0-4e1d-4b7a-9c3f-000000000001',
  propolis_addr: '[fd00:1122:3344:101::c]:12400',
  metadata: {
    project_id: 'd1b0e9a0-4e1d-4b7a-9c3f-000000000002',
    silo_id: 'd1b0e9a0-4e1d-4b7a-9c3f-000000000003',
  },
  vmm_runtime: { gen: 1, state: { kind: 'starting' }, time_updated: '2026-01-02T03:04:05.678Z' },
  vmm_spec: {
    board: {
      chipset: { type: 'i440_fx', value: { enable_pcie: false } },
      cpus: 4,
      memory_mb: 8192,
    },
    components: { com1: { type: 'serial_port', component: { num: 'com1' } } },
  },
  local_config: {
    hostname: 'host-1',
    nics: [],
    external_ips: {
      v4: {
        source_nat: { ip: '203.0.113.7', first_port: 0, last_port: 16_383 },
        ephemeral_ip: null,
        floating_ips: ['203.0.113.9', '203.0.113.10'],
      },
      v6: null,
    },
    multicast_groups: [],
    firewall_rules: [],
    dhcp_config: { dns_servers: ['8.8.8.8'], search_domains: ['example.test'] },
    delegated_zvols: [],
    attached_subnets: [],
  },
};

/** Something about a VMM that older versions have no words for. */
export interface Novelty {
  readonly what: string;
  /** The first version that can say it. */
  readonly since: string;
  readonly vmm: InstanceEnsureBody;
}

const disk = '00000000-0000-4000-8000-000000000001';
const pool = '00000000-0000-4000-8000-000000000002';
const pciPath = { bus: 0, device: 8, function: 0 };

/** One for each member and each value that a version has brought. */
export const novelties: readonly Novelty[] = [
  local('multicast group', '7', {
    multicast_groups: [{ group_ip: '239.1.1.1', sources: [] }],
  }),
  local('delegated volume', '9', {
    delegated_zvols: [{ type: 'local_storage_encrypted', zpool_id: pool, dataset_id: disk }],
  }),
  local('interface of both families', '10', {
    nics: [
      {
        id: disk,
        ip_config: {
          type: 'dual_stack',
          value: {
            v4: { ip: '172.30.0.5', subnet: '172.30.0.0/22' },
            v6: { ip: 'fd00::5', subnet: 'fd00::/64', transit_ips: [] },
          },
        },
        kind: { type: 'instance', id: pool },
        mac: 'A8:40:25:F0:00:01',
        name: 'net0',
        primary: true,
        slot: 0,
        vni: 100,
      },
    ],
  }),
  local('no source NAT', '11', {
    external_ips: { v4: { ephemeral_ip: '203.0.113.9', floating_ips: [] }, v6: null },
  }),
  local('unencrypted volume', '17', {
    delegated_zvols: [{ type: 'local_storage_unencrypted', zpool_id: pool, dataset_id: disk }],
  }),
  local('attached subnet', '18', {
    attached_subnets: [{ subnet: '10.0.0.0/8', kind: 'vpc' }],
  }),
  component('virtio socket', '29', {
    type: 'virtio_socket',
    component: { guest_cid: 3, pci_path: pciPath },
  }),
  {
    what: 'SMBIOS',
    since: '29',
    vmm: {
      ...plainVmm,
      vmm_spec: {
        ...plainVmm.vmm_spec,
        smbios: { manufacturer: 'Oxide', product_name: 'OxVM', serial_number: 's', version: 1 },
      },
    },
  },
  local('ICMPv6', '31', {
    firewall_rules: [
      {
        action: 'allow',
        direction: 'inbound',
        filter_protocols: [{ type: 'icmp6', value: null }],
        priority: 1,
        status: 'enabled',
        targets: [],
      },
    ],
  }),
  local('jumbo frames', '41', { primary_nic_mtu: 8500 }),
  component('no write cache', '44', {
    type: 'nvme_disk',
    component: {
      backend_id: disk,
      pci_path: pciPath,
      serial_number: Array.from({ length: 20 }, () => 0),
      has_write_cache: false,
    },
  }),
];

function local(
  what: string,
  since: string,
  members: Partial<InstanceEnsureBody['local_config']>,
): Novelty {
  const { local_config } = plainVmm;
  return { what, since, vmm: { ...plainVmm, local_config: { ...local_config, ...members } } };
}

function component(what: string, since: string, one: Component): Novelty {
  const { vmm_spec } = plainVmm;
  const components = { ...vmm_spec.components, novelty: one };
  return { what, since, vmm: { ...plainVmm, vmm_spec: { ...vmm_spec, components } } };
}
