/** Valid values of a size that sled agents see. All of them come out of JSON text, as in a server. */
export function eight(make: (seed: number) => unknown): unknown[] {
  // Parsed text has the object shapes of real input, and shares nothing with the next value.
  return Array.from({ length: 8 }, (_, seed) => JSON.parse(JSON.stringify(make(seed))));
}

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');

function uuid(seed: number, index: number): string {
  return `${hex(seed * 977 + index, 8)}-4e1d-4b7a-9c3f-${hex(index * 31 + seed, 12)}`;
}

function nic(seed: number, index: number): object {
  const isSix = index % 4 === 3;
  const transit = isSix ? ['fd00:1:2::/64'] : ['192.168.7.0/24', '10.9.0.0/16'];
  return {
    id: uuid(seed, index),
    ip: isSix ? `fd00:1122:3344:${hex(seed, 4)}::${hex(index + 16, 2)}` : `172.30.${String(seed)}.${String(index + 5)}`,
    kind: { id: uuid(seed, index + 1000), type: 'instance' },
    mac: `a8:40:25:f0:${hex(seed, 2)}:${hex(index, 2)}`,
    name: `net${String(index)}`,
    primary: index === 0,
    slot: index % 8,
    subnet: isSix ? `fd00:1122:3344:${hex(seed, 4)}::/64` : `172.30.${String(seed)}.0/24`,
    // Absent means the same as empty.
    ...(index % 2 === 0 ? { transit_ips: transit } : {}),
    vni: 1_000_000 + seed,
  };
}

function rule(seed: number, index: number): object {
  return {
    action: index % 5 === 0 ? 'deny' : 'allow',
    direction: index % 2 === 0 ? 'inbound' : 'outbound',
    ...(index % 3 === 0 ? { filter_hosts: [{ type: 'ip', value: '10.0.0.0/8' }] } : {}),
    ...(index % 2 === 0 ? { filter_ports: ['22', '8000-8999'] } : {}),
    filter_protocols: index % 4 === 0 ? null : [{ type: 'tcp' }, { type: 'udp' }],
    priority: 1000 + index,
    status: 'enabled',
    targets: [nic(seed, index), nic(seed, index + 1)],
  };
}

const sourceNat = { first_port: 0, ip: '203.0.113.7', last_port: 16383 };

function localConfig(seed: number): object {
  return {
    dhcp_config: { dns_servers: ['8.8.8.8', '1.1.1.1'], search_domains: ['example.test'] },
    ...(seed % 2 === 0 ? { ephemeral_ip: '203.0.113.9' } : {}),
    firewall_rules: Array.from({ length: 50 }, (_, index) => rule(seed, index)),
    floating_ips: ['203.0.113.40', `203.0.113.${String(20 + seed)}`],
    hostname: `host-${String(seed)}`,
    nics: Array.from({ length: 5 }, (_, index) => nic(seed, index)),
    source_nat: sourceNat,
  };
}

export function localConfig9(seed: number): object {
  return { ...localConfig(seed), delegated_zvols: [], multicast_groups: [] };
}

export function localConfig40(seed: number): object {
  const { dhcp_config, hostname } = Object.fromEntries(Object.entries(localConfig(seed)));
  return {
    attached_subnets: [],
    delegated_zvols: [],
    dhcp_config,
    external_ips: {
      v4: { ephemeral_ip: null, floating_ips: ['203.0.113.20'], source_nat: sourceNat },
      v6: null,
    },
    firewall_rules: [],
    hostname,
    multicast_groups: [],
    nics: [],
  };
}

export function nvmeDisk43(seed: number): object {
  return {
    backend_id: uuid(seed, 1),
    pci_path: { bus: 0, device: 16 + seed, function: 0 },
    serial_number: Array.from({ length: 20 }, (_, index) => (index * 7 + seed) % 256),
  };
}

export function vmmSpec1(seed: number): object {
  const pci_path = { bus: 0, device: 8, function: 0 };
  const components: Record<string, object> = {};
  for (let index = 0; index < 4; index += 1) {
    const disk = nvmeDisk43(seed + index);
    components[uuid(seed, 100 + index)] = { component: disk, type: 'nvme_disk' };
    components[uuid(seed, 200 + index)] = {
      component: { block_size: 512, path: `/dev/zvol/${String(index)}`, readonly: false },
      type: 'file_storage_backend',
    };
  }
  for (let index = 0; index < 5; index += 1) {
    const backend_id = `backend-${String(index)}`;
    const component = { backend_id, interface_id: uuid(seed, 300 + index), pci_path };
    components[`nic-${String(index)}`] = { component, type: 'virtio_nic' };
    const backend = { vnic_name: `vopte${String(index)}` };
    components[backend_id] = { component: backend, type: 'virtio_network_backend' };
  }
  for (const num of ['com1', 'com2', 'com3']) {
    components[num] = { component: { num }, type: 'serial_port' };
  }
  const chipset = { type: 'i440_fx', value: { enable_pcie: false } };
  return { board: { chipset, cpus: 4, memory_mb: 8192 }, components };
}

export function vmmSpec43(seed: number): object {
  const smbios = { manufacturer: 'Oxide', product_name: 'OxVM', serial_number: 's', version: 1 };
  return seed % 2 === 0 ? vmmSpec1(seed) : { ...vmmSpec1(seed), smbios };
}

const runtime = { gen: 3, state: 'running', time_updated: '2026-01-02T03:04:05.678Z' };

export function ensureBody1(seed: number): object {
  return {
    instance_id: uuid(seed, 7),
    local_config: localConfig(seed),
    metadata: { project_id: uuid(seed, 8), silo_id: uuid(seed, 9) },
    ...(seed % 2 === 0 ? { migration_id: uuid(seed, 10) } : {}),
    propolis_addr: '[fd00:1122:3344:101::c]:12400',
    vmm_runtime: runtime,
    vmm_spec: vmmSpec1(seed),
  };
}

/** Without what decisions parse: no interface, no rule's targets, no floating address. */
export function bareEnsureBody1(seed: number): object {
  const rules = Array.from({ length: 50 }, (_, index) => ({ ...rule(seed, index), targets: [] }));
  const bare = { ...localConfig(seed), firewall_rules: rules, floating_ips: [], nics: [] };
  return { ...ensureBody1(seed), local_config: bare };
}

export function sledVmmState(seed: number): object {
  return { migration_in: null, vmm_state: { ...runtime, gen: seed + 1 } };
}
