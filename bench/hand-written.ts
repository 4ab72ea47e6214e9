import { Refusal, refusal } from '@skewline/runtime';
import { contains, family, sortedUnique } from '../examples/omicron-sled-agent/src/addresses.ts';

/**
 * What a person would write for the conversions that are timed: straight lines, no tables, no
 * helpers beyond the address functions that the decisions use too. The same fields in the same
 * order, what is absent stays absent, and the same refusals with their paths. The types name what
 * is looked at; what only passes is `unknown`.
 */
interface Nic9 {
  readonly id: unknown;
  readonly ip: string;
  readonly kind: unknown;
  readonly mac: unknown;
  readonly name: unknown;
  readonly primary: unknown;
  readonly slot: unknown;
  readonly subnet: string;
  readonly transit_ips?: readonly string[];
  readonly vni: unknown;
}

interface IpConfig {
  readonly type: 'v4' | 'v6';
  readonly value: {
    readonly ip: string;
    readonly subnet: string;
    readonly transit_ips: readonly string[];
  };
}

interface Nic10 extends Omit<Nic9, 'ip' | 'subnet' | 'transit_ips'> {
  readonly ip_config: IpConfig;
}

interface Rule<Nic> {
  readonly action: unknown;
  readonly direction: unknown;
  filter_hosts?: unknown;
  filter_ports?: unknown;
  filter_protocols?: unknown;
  readonly priority: unknown;
  readonly status: unknown;
  readonly targets: readonly Nic[];
}

interface SourceNat {
  readonly ip: string;
}

interface LocalConfig1 {
  readonly dhcp_config: unknown;
  readonly ephemeral_ip?: string | null;
  readonly firewall_rules: readonly Rule<Nic9>[];
  readonly floating_ips: readonly string[];
  readonly hostname: unknown;
  readonly nics: readonly Nic9[];
  readonly source_nat: SourceNat;
}

export interface LocalConfig9 extends LocalConfig1 {
  readonly delegated_zvols: unknown;
  readonly multicast_groups: unknown;
}

interface LocalConfig10 extends Omit<LocalConfig9, 'ephemeral_ip' | 'firewall_rules' | 'nics'> {
  ephemeral_ip?: string | null;
  readonly firewall_rules: readonly Rule<Nic10>[];
  readonly nics: readonly Nic10[];
}

export interface LocalConfig40 {
  readonly attached_subnets: unknown;
  readonly delegated_zvols: unknown;
  readonly dhcp_config: unknown;
  readonly external_ips: unknown;
  readonly firewall_rules: unknown;
  readonly hostname: unknown;
  readonly multicast_groups: unknown;
  readonly nics: unknown;
}

export interface NvmeDisk43 {
  readonly backend_id: unknown;
  readonly pci_path: unknown;
  readonly serial_number: unknown;
}

interface NvmeDisk44 extends NvmeDisk43 {
  readonly has_write_cache: boolean;
}

interface Nvme<Disk> {
  readonly component: Disk;
  readonly type: 'nvme_disk';
}

/** Any of the 17 other kinds of component, which do not change. */
interface Other {
  readonly component: unknown;
  readonly type: 'serial_port' | 'virtio_nic' | 'virtio_network_backend' | 'file_storage_backend';
}

export interface VmmSpec<Disk> {
  readonly board: unknown;
  readonly components: Readonly<Record<string, Nvme<Disk> | Other>>;
  smbios?: unknown;
}

export interface EnsureBody1 {
  readonly instance_id: unknown;
  readonly local_config: LocalConfig1;
  readonly metadata: unknown;
  migration_id?: unknown;
  readonly propolis_addr: unknown;
  readonly vmm_runtime: unknown;
  readonly vmm_spec: VmmSpec<NvmeDisk43>;
}

interface ExternalIps {
  readonly source_nat: SourceNat;
  readonly ephemeral_ip: string | null;
  readonly floating_ips: readonly string[];
}

interface EnsureBody48 extends Omit<EnsureBody1, 'local_config' | 'vmm_spec'> {
  readonly local_config: Omit<LocalConfig40, 'external_ips'> & {
    readonly external_ips: {
      readonly v4: ExternalIps | null;
      readonly v6: ExternalIps | null;
    };
  };
  readonly vmm_spec: VmmSpec<NvmeDisk44>;
}

export function localConfig40to41(from: LocalConfig40): LocalConfig40 {
  return {
    attached_subnets: from.attached_subnets,
    delegated_zvols: from.delegated_zvols,
    dhcp_config: from.dhcp_config,
    external_ips: from.external_ips,
    firewall_rules: from.firewall_rules,
    hostname: from.hostname,
    multicast_groups: from.multicast_groups,
    nics: from.nics,
  };
}

export function nvmeDisk43to44(from: NvmeDisk43): NvmeDisk44 {
  return {
    backend_id: from.backend_id,
    has_write_cache: true,
    pci_path: from.pci_path,
    serial_number: from.serial_number,
  };
}

export function vmmSpec43to44(from: VmmSpec<NvmeDisk43>): VmmSpec<NvmeDisk44> {
  const components = componentsOf(from);
  const to: VmmSpec<NvmeDisk44> = { board: from.board, components };
  if (from.smbios !== undefined) to.smbios = from.smbios;
  return to;
}

function componentsOf(from: VmmSpec<NvmeDisk43>): Record<string, Nvme<NvmeDisk44> | Other> {
  const components: Record<string, Nvme<NvmeDisk44> | Other> = {};
  for (const key of Object.keys(from.components)) {
    const old = from.components[key];
    if (old === undefined) continue;
    const component =
      old.type === 'nvme_disk'
        ? { component: nvmeDisk43to44(old.component), type: old.type }
        : old;
    // A person who knows that names come from outside guards against this one.
    if (key === '__proto__') {
      const settings = { writable: true, enumerable: true, configurable: true };
      Object.defineProperty(components, key, { value: component, ...settings });
    } else {
      components[key] = component;
    }
  }
  return components;
}

function ipConfigOf({ ip, subnet, transit_ips = [] }: Nic9): IpConfig | Refusal {
  const version = family(ip);
  if (family(subnet) !== version) {
    return refusal(400, 'IP address and subnet must have the same IP version', 'InvalidRequest');
  }
  for (const one of transit_ips) {
    if (family(one) === version) continue;
    const other = version === 4 ? 6 : 4;
    const message = `Expected an IPv${String(version)} transit IP subnet, but found IPv${String(other)}`;
    return refusal(400, message, 'InvalidRequest');
  }
  if (!contains(subnet, ip)) {
    const message = `IP subnet ${subnet} does not contain the requested addres ${ip}`;
    return refusal(400, message, 'InvalidRequest');
  }
  return { type: version === 4 ? 'v4' : 'v6', value: { ip, subnet, transit_ips } };
}

function nic9to10(from: Nic9): Nic10 | Refusal {
  const ip_config = ipConfigOf(from);
  if (ip_config instanceof Refusal) return ip_config.within('ip_config');
  return {
    id: from.id,
    ip_config,
    kind: from.kind,
    mac: from.mac,
    name: from.name,
    primary: from.primary,
    slot: from.slot,
    vni: from.vni,
  };
}

function nics9to10(from: readonly Nic9[]): Nic10[] | Refusal {
  const nics: Nic10[] = [];
  for (let index = 0; index < from.length; index += 1) {
    const old = from[index];
    if (old === undefined) continue;
    const nic = nic9to10(old);
    if (nic instanceof Refusal) return nic.within(index);
    nics.push(nic);
  }
  return nics;
}

function rule9to10(from: Rule<Nic9>): Rule<Nic10> | Refusal {
  const targets = nics9to10(from.targets);
  if (targets instanceof Refusal) return targets.within('targets');
  const to: Rule<Nic10> = {
    action: from.action,
    direction: from.direction,
    priority: from.priority,
    status: from.status,
    targets,
  };
  if (from.filter_hosts !== undefined) to.filter_hosts = from.filter_hosts;
  if (from.filter_ports !== undefined) to.filter_ports = from.filter_ports;
  if (from.filter_protocols !== undefined) to.filter_protocols = from.filter_protocols;
  return to;
}

function rules9to10(from: readonly Rule<Nic9>[]): Rule<Nic10>[] | Refusal {
  const rules: Rule<Nic10>[] = [];
  for (let index = 0; index < from.length; index += 1) {
    const old = from[index];
    if (old === undefined) continue;
    const rule = rule9to10(old);
    if (rule instanceof Refusal) return rule.within(index);
    rules.push(rule);
  }
  return rules;
}

export function localConfig9to10(from: LocalConfig9): LocalConfig10 | Refusal {
  const firewall_rules = rules9to10(from.firewall_rules);
  if (firewall_rules instanceof Refusal) return firewall_rules.within('firewall_rules');
  const nics = nics9to10(from.nics);
  if (nics instanceof Refusal) return nics.within('nics');
  const to: LocalConfig10 = {
    delegated_zvols: from.delegated_zvols,
    dhcp_config: from.dhcp_config,
    firewall_rules,
    floating_ips: from.floating_ips,
    hostname: from.hostname,
    multicast_groups: from.multicast_groups,
    nics,
    source_nat: from.source_nat,
  };
  if (from.ephemeral_ip !== undefined) to.ephemeral_ip = from.ephemeral_ip;
  return to;
}

/** In one pass: no version in between is ever built. */
export function ensureBody1to48(from: EnsureBody1): EnsureBody48 | Refusal {
  const old = from.local_config;
  const firewall_rules = rules9to10(old.firewall_rules);
  if (firewall_rules instanceof Refusal) {
    return firewall_rules.within('firewall_rules').within('local_config');
  }
  const nics = nics9to10(old.nics);
  if (nics instanceof Refusal) return nics.within('nics').within('local_config');

  const version = family(old.source_nat.ip);
  const isMixed =
    (old.ephemeral_ip && family(old.ephemeral_ip) !== version) ||
    old.floating_ips.some((ip) => family(ip) !== version);
  if (isMixed) {
    const what = 'SNAT, ephemeral, and floating IPs must all be of the same IP version';
    const mixed = refusal(400, `invalid external IP config: ${what}`, 'InvalidRequest');
    return mixed.within('external_ips').within('local_config');
  }
  const ips: ExternalIps = {
    source_nat: old.source_nat,
    ephemeral_ip: old.ephemeral_ip ?? null,
    floating_ips: sortedUnique(old.floating_ips),
  };
  const to: EnsureBody48 = {
    instance_id: from.instance_id,
    local_config: {
      attached_subnets: [],
      delegated_zvols: [],
      dhcp_config: old.dhcp_config,
      external_ips: version === 4 ? { v4: ips, v6: null } : { v4: null, v6: ips },
      firewall_rules,
      hostname: old.hostname,
      multicast_groups: [],
      nics,
    },
    metadata: from.metadata,
    propolis_addr: from.propolis_addr,
    vmm_runtime: from.vmm_runtime,
    vmm_spec: { board: from.vmm_spec.board, components: componentsOf(from.vmm_spec) },
  };
  if (from.migration_id !== undefined) to.migration_id = from.migration_id;
  return to;
}
