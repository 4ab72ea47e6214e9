import { isIPv6 } from 'node:net';
import type { ExternalIpRow, NetworkInterfaceRow, Tables } from '@skewline/db-model';
import { toWire } from '@skewline/nexus-types/wire';
import { Refusal } from '@skewline/runtime';
import type { Ip, Uint16, Uuid } from '@skewline/runtime/api';
import type { VmmRegistration } from '@skewline/saga/instance';
import type {
  Component,
  DelegatedZvol,
  ExternalIpConfig,
  InstanceEnsureBody,
  NetworkInterface,
  NvmeDisk,
} from '@skewline/sled-agent-client';
import { subnetOf } from './subnet.ts';

/** What a sled has to know of an instance, beside what a saga says. */
export interface RegistrationFacts {
  /** By slot. */
  readonly networkInterfaces: readonly NetworkInterfaceRow[];
  readonly externalIps: readonly ExternalIpRow[];
  /** All disks that are attached, of whatever kind, by slot. */
  readonly disks: readonly Tables['disk'][];
}

/** There are no silos here: omicron's default one. */
const siloId: Uuid = '001de000-5110-4000-8000-000000000000';

/** What an instance with jumbo frames may send, as omicron has it. */
const jumboMtu = 8500;

/**
 * What a sled is told of a VMM that it is to host, in the words of version 49. Firewall rules, subnets of VPCs and
 * multicast groups are not kept in this control plane, so there are none.
 */
export function ensureBodyOf(
  registration: VmmRegistration,
  facts: RegistrationFacts,
): InstanceEnsureBody | Refusal {
  const { instance, vmm, runtime, localDisks, migrationId } = registration;
  const report = toWire({ vmmState: runtime, migrationIn: null, migrationOut: null });
  if (report instanceof Refusal) return report;
  return {
    vmm_spec: {
      board: {
        cpus: instance.ncpus,
        memory_mb: Math.floor(instance.memory / 2 ** 20),
        chipset: { type: 'i440_fx', value: { enable_pcie: false } },
      },
      components: componentsOf(registration, facts),
    },
    local_config: {
      hostname: instance.hostname,
      nics: facts.networkInterfaces.map((row) => interfaceOf(row, instance.projectId)),
      external_ips: externalIpsOf(facts.externalIps),
      firewall_rules: [],
      dhcp_config: { dns_servers: [], search_domains: [] },
      multicast_groups: [],
      attached_subnets: [],
      delegated_zvols: localDisks.flatMap(({ allocation }): readonly DelegatedZvol[] => {
        if (allocation === null) return [];
        const { zpoolId: zpool_id, datasetId: dataset_id, encrypted } = allocation;
        const type = encrypted ? 'local_storage_encrypted' : 'local_storage_unencrypted';
        return [{ type, zpool_id, dataset_id }];
      }),
      ...(instance.enableJumboFrames ? { primary_nic_mtu: jumboMtu } : {}),
    },
    vmm_runtime: report.vmm_state,
    instance_id: instance.id,
    migration_id: migrationId,
    propolis_addr: addressAndPort(vmm.propolisIp, vmm.propolisPort),
    metadata: { silo_id: siloId, project_id: instance.projectId },
  };
}

/** `[fd00::1]:12400`, `192.0.2.1:12400`. */
export function addressAndPort(ip: Ip, port: Uint16): string {
  return `${isIPv6(ip) ? `[${ip}]` : ip}:${String(port)}`;
}

/** On the PCI bus, network cards begin at 8 and disks at 16, as omicron has it. */
const slots = { network: 8, disk: 16 } as const;

function componentsOf(
  { instance, localDisks }: VmmRegistration,
  { networkInterfaces, disks }: RegistrationFacts,
): { readonly [key: string]: Component } & InstanceEnsureBody['vmm_spec']['components'] {
  const components: InstanceEnsureBody['vmm_spec']['components'] = {
    com1: { type: 'serial_port', component: { num: 'com1' } },
  };
  for (const { id, slot } of networkInterfaces) {
    const backend_id = `${id}-backend`;
    const pci_path = { bus: 0, device: slots.network + slot, function: 0 };
    components[id] = { type: 'virtio_nic', component: { backend_id, interface_id: id, pci_path } };
    // The sled names its links itself.
    components[backend_id] = { type: 'virtio_network_backend', component: { vnic_name: '' } };
  }
  for (const disk of disks) {
    const backend_id = `${disk.id}-backend`;
    const component: NvmeDisk = {
      backend_id,
      pci_path: { bus: 0, device: slots.disk + (disk.slot ?? 0), function: 0 },
      serial_number: serialNumberOf(disk.name),
      has_write_cache: true,
    };
    const allocation = localDisks.find(({ id }) => id === disk.id)?.allocation ?? null;
    if (disk.disk_type === 'local_storage' && allocation === null) continue;
    components[disk.id] = { type: 'nvme_disk', component };
    components[backend_id] =
      allocation === null
        ? { type: 'crucible_storage_backend', component: crucibleOf(disk) }
        : {
            type: 'file_storage_backend',
            component: {
              path: zvolPath(allocation),
              readonly: disk.read_only,
              block_size: disk.block_size,
            },
          };
  }
  const { bootDiskId } = instance;
  if (bootDiskId !== null && Object.hasOwn(components, bootDiskId)) {
    const order = [{ id: bootDiskId }];
    components['boot_settings'] = { type: 'boot_settings', component: { order } };
  }
  return components;
}

/** Twenty bytes: what the disk is called, as far as there is room. */
function serialNumberOf(name: string): number[] {
  const bytes = [...Buffer.from(name, 'utf8').subarray(0, 20)];
  return [...bytes, ...Array<number>(20 - bytes.length).fill(0)];
}

function zvolPath({
  zpoolId,
  datasetId,
}: {
  readonly zpoolId: Uuid;
  readonly datasetId: Uuid;
}): string {
  return `/dev/zvol/rdsk/oxp_${zpoolId}/local_storage_unencrypted/${datasetId}/vol`;
}

/** In this rack there is no Crucible: the request says which volume is meant. */
function crucibleOf({ id, size, block_size, read_only }: Tables['disk']): {
  request_json: string;
  readonly: boolean;
} {
  const request_json = JSON.stringify({ type: 'volume', id, size, block_size });
  return { request_json, readonly: read_only };
}

function interfaceOf(row: NetworkInterfaceRow, projectId: Uuid): NetworkInterface {
  const { ip } = row;
  const subnet = subnetOf(ip);
  return {
    id: row.id,
    name: row.name,
    kind: { type: 'instance', id: row.instance_id },
    mac: row.mac,
    ip_config: isIPv6(ip)
      ? { type: 'v6', value: { ip, subnet, transit_ips: [] } }
      : { type: 'v4', value: { ip, subnet, transit_ips: [] } },
    vni: vniOf(projectId),
    primary: row.is_primary,
    slot: row.slot,
  };
}

/** A project has one VPC, whose number is not kept: it follows from the project. Below 1024 they are the system's own. */
function vniOf(projectId: Uuid): number {
  return Math.max(1024, Number.parseInt(projectId.slice(0, 6), 16));
}

function externalIpsOf(rows: readonly ExternalIpRow[]): ExternalIpConfig {
  const family = (isWanted: (ip: Ip) => boolean) => {
    const there = rows.filter(({ ip }) => isWanted(ip));
    if (there.length === 0) return null;
    const of = (kind: ExternalIpRow['kind']): Ip[] =>
      there.filter((row) => row.kind === kind).map(({ ip }) => ip);
    const [snat] = of('snat');
    return {
      // Each address is whole: no two instances share the ports of one.
      source_nat: snat === undefined ? null : { ip: snat, first_port: 0, last_port: 65_535 },
      ephemeral_ip: of('ephemeral')[0] ?? null,
      floating_ips: of('floating'),
    };
  };
  return { v4: family((ip) => !isIPv6(ip)), v6: family((ip) => isIPv6(ip)) };
}
