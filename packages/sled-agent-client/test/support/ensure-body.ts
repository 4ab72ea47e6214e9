import type { InstanceEnsureBody } from '@skewline/sled-agent-types/v49';

/** An instance that every version can register: it uses nothing that only newer ones have. */
export const ensureBody: InstanceEnsureBody = {
  vmm_spec: {
    board: {
      cpus: 4,
      memory_mb: 8192,
      chipset: { type: 'i440_fx', value: { enable_pcie: false } },
    },
    components: {},
  },
  local_config: {
    delegated_zvols: [],
    multicast_groups: [],
    hostname: 'web',
    nics: [],
    firewall_rules: [],
    dhcp_config: { dns_servers: ['8.8.8.8'], search_domains: [] },
    attached_subnets: [],
    external_ips: {
      v4: {
        source_nat: { ip: '10.0.0.1', first_port: 0, last_port: 16_383 },
        ephemeral_ip: null,
        floating_ips: ['10.0.0.9', '10.0.0.10'],
      },
    },
  },
  vmm_runtime: { gen: 1, state: { kind: 'starting' }, time_updated: '2026-11-21T06:38:00Z' },
  instance_id: '0b0f3c86-5f7a-4c53-8a4f-3c1a4b9f3a02',
  propolis_addr: '[fd00:1122:3344:101::1]:12400',
  metadata: {
    silo_id: '0b0f3c86-5f7a-4c53-8a4f-3c1a4b9f3a03',
    project_id: '0b0f3c86-5f7a-4c53-8a4f-3c1a4b9f3a04',
  },
};
