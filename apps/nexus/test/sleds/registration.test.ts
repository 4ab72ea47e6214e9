import { randomUUID } from 'node:crypto';
import type { ExternalIpRow, NetworkInterfaceRow, Tables } from '@skewline/db-model';
import type { LocalDisk } from '@skewline/nexus-types/domain';
import { Refusal } from '@skewline/runtime';
import { convert } from '@skewline/sled-agent-types';
import { validateInstanceEnsureBody } from '@skewline/sled-agent-types/v49/validators';
import { describe, expect, it } from 'vitest';
import {
  begin,
  sampleInstance,
  sampleVmm,
} from '../../../../packages/db-model/test/store/samples.ts';
import {
  addressAndPort,
  ensureBodyOf,
  type RegistrationFacts,
} from '../../src/sleds/registration.ts';

const id = (digit: number): string => `0b0f3c86-5f7a-4c53-8a4f-00000000000${String(digit)}`;
const times = { time_created: begin, time_modified: begin, time_deleted: null };

const nic = (over: Partial<NetworkInterfaceRow> = {}): NetworkInterfaceRow => ({
  ...times,
  id: id(3),
  name: 'net0',
  description: '',
  instance_id: id(1),
  subnet_id: id(4),
  slot: 0,
  ip: '172.30.0.5',
  mac: 'A8:40:25:F0:00:05',
  is_primary: true,
  ...over,
});
const address = (kind: ExternalIpRow['kind'], ip: string): ExternalIpRow => ({
  ...times,
  id: randomUUID(),
  project_id: id(2),
  pool_id: id(5),
  instance_id: id(1),
  kind,
  ip,
});
const disk = (over: Partial<Tables['disk']> = {}): Tables['disk'] => ({
  ...times,
  id: id(6),
  name: 'boot',
  description: '',
  project_id: id(2),
  disk_type: 'crucible',
  disk_state: 'attached',
  time_state_updated: begin,
  state_generation: 1,
  attach_instance_id: id(1),
  slot: 0,
  size: 2 ** 30,
  block_size: 512,
  read_only: false,
  image_id: null,
  snapshot_id: null,
  ...over,
});
const localDisk: LocalDisk = {
  id: id(7),
  projectId: id(2),
  name: 'scratch',
  description: '',
  timeCreated: begin,
  timeModified: begin,
  timeDeleted: null,
  size: 2 ** 30,
  blockSize: 4096,
  instanceId: id(1),
  slot: 1,
  allocation: {
    id: randomUUID(),
    sledId: randomUUID(),
    zpoolId: id(8),
    datasetId: id(9),
    requiredDatasetSize: 2 ** 30,
    encrypted: false,
  },
};

const nothing: RegistrationFacts = { networkInterfaces: [], externalIps: [], disks: [] };
const instance = sampleInstance({ id: id(1), projectId: id(2) });
const vmm = sampleVmm({ kind: 'creating' }, { instanceId: instance.id });
const registration = {
  instance,
  vmm,
  runtime: { state: { kind: 'starting' }, gen: 2, timeUpdated: '2026-11-21T06:38:00Z' },
  localDisks: [],
  migrationId: null,
} as const;

function bodyOf(
  facts: Partial<RegistrationFacts> = {},
  over: Partial<Parameters<typeof ensureBodyOf>[0]> = {},
) {
  const body = ensureBodyOf({ ...registration, ...over }, { ...nothing, ...facts });
  if (body instanceof Refusal) throw new Error(body.message);
  const isValid = validateInstanceEnsureBody(body);
  if (!isValid) throw new Error(JSON.stringify(validateInstanceEnsureBody.errors));
  return body;
}

describe('what a sled is told of a VMM', () => {
  it('is an instance without anything', () => {
    expect(bodyOf()).toEqual({
      vmm_spec: {
        board: {
          cpus: 4,
          memory_mb: 8192,
          chipset: { type: 'i440_fx', value: { enable_pcie: false } },
        },
        components: { com1: { type: 'serial_port', component: { num: 'com1' } } },
      },
      local_config: {
        hostname: 'web',
        nics: [],
        external_ips: { v4: null, v6: null },
        firewall_rules: [],
        dhcp_config: { dns_servers: [], search_domains: [] },
        multicast_groups: [],
        attached_subnets: [],
        delegated_zvols: [],
      },
      vmm_runtime: { gen: 2, state: { kind: 'starting' }, time_updated: '2026-11-21T06:38:00Z' },
      instance_id: instance.id,
      migration_id: null,
      propolis_addr: '[fd00:1122:3344:101::1:2]:12400',
      metadata: {
        silo_id: '001de000-5110-4000-8000-000000000000',
        project_id: instance.projectId,
      },
    });
  });

  it('has its network cards', () => {
    const second = nic({ id: id(4), name: 'net1', slot: 1, ip: 'fd00:1::5', is_primary: false });
    const { local_config, vmm_spec } = bodyOf({ networkInterfaces: [nic(), second] });
    expect(local_config.nics).toMatchObject([
      {
        id: id(3),
        name: 'net0',
        kind: { type: 'instance', id: instance.id },
        mac: 'A8:40:25:F0:00:05',
        ip_config: { type: 'v4', value: { ip: '172.30.0.5', subnet: '172.30.0.0/22' } },
        vni: 0x0b0f3c,
        primary: true,
        slot: 0,
      },
      { ip_config: { type: 'v6', value: { ip: 'fd00:1::5', subnet: 'fd00:1:0:0::/64' } }, slot: 1 },
    ]);
    expect(vmm_spec.components).toMatchObject({
      [id(3)]: {
        type: 'virtio_nic',
        component: { backend_id: `${id(3)}-backend`, interface_id: id(3), pci_path: { device: 8 } },
      },
      [`${id(3)}-backend`]: { type: 'virtio_network_backend' },
      [id(4)]: { component: { pci_path: { device: 9 } } },
    });
  });

  it('has its external addresses, family by family', () => {
    const { local_config } = bodyOf({
      externalIps: [
        address('snat', '203.0.113.1'),
        address('ephemeral', '203.0.113.2'),
        address('floating', '203.0.113.3'),
        address('floating', '203.0.113.4'),
        address('floating', '2001:db8::1'),
      ],
    });
    expect(local_config.external_ips).toEqual({
      v4: {
        source_nat: { ip: '203.0.113.1', first_port: 0, last_port: 65_535 },
        ephemeral_ip: '203.0.113.2',
        floating_ips: ['203.0.113.3', '203.0.113.4'],
      },
      v6: { source_nat: null, ephemeral_ip: null, floating_ips: ['2001:db8::1'] },
    });
  });

  it('has its disks, in the places that they were attached to', () => {
    const local = disk({
      id: localDisk.id,
      name: 'a-name-that-is-far-too-long-for-it',
      disk_type: 'local_storage',
      slot: 1,
      block_size: 4096,
    });
    const { local_config, vmm_spec } = bodyOf(
      { disks: [disk(), local] },
      { localDisks: [localDisk], instance: { ...instance, bootDiskId: id(6) } },
    );
    expect(local_config.delegated_zvols).toEqual([
      { type: 'local_storage_unencrypted', zpool_id: id(8), dataset_id: id(9) },
    ]);
    const { components } = vmm_spec;
    expect(components).toMatchObject({
      [id(6)]: {
        type: 'nvme_disk',
        component: { pci_path: { device: 16 }, has_write_cache: true },
      },
      [`${id(6)}-backend`]: { type: 'crucible_storage_backend' },
      [id(7)]: { type: 'nvme_disk', component: { pci_path: { device: 17 } } },
      [`${id(7)}-backend`]: {
        type: 'file_storage_backend',
        component: {
          path: `/dev/zvol/rdsk/oxp_${id(8)}/local_storage_unencrypted/${id(9)}/vol`,
          readonly: false,
          block_size: 4096,
        },
      },
      boot_settings: { type: 'boot_settings', component: { order: [{ id: id(6) }] } },
    });
    const serials = [id(6), id(7)].map((key) => {
      const component = components[key];
      return component?.type === 'nvme_disk'
        ? Buffer.from(component.component.serial_number)
        : null;
    });
    expect(serials.map(String)).toEqual([`boot${'\0'.repeat(16)}`, 'a-name-that-is-far-t']);
  });

  it('leaves out a local disk that this VMM does not get, and a boot disk that is none', () => {
    const facts = { disks: [disk({ disk_type: 'local_storage' })] };
    const { vmm_spec } = bodyOf(facts, { instance: { ...instance, bootDiskId: id(6) } });
    expect(Object.keys(vmm_spec.components)).toEqual(['com1']);
  });

  it('says what it is the target of, and how long frames may be', () => {
    const { migration_id, local_config } = bodyOf(
      {},
      { migrationId: id(9), instance: { ...instance, enableJumboFrames: true } },
    );
    expect(migration_id).toBe(id(9));
    expect(local_config.primary_nic_mtu).toBe(8500);
  });

  it.each(['1', '7', '9', '10', '11', '17', '18', '30', '32', '44', '48'])(
    'can be said in version %s, where it has source NAT and no local disk',
    (version) => {
      const body = bodyOf({
        networkInterfaces: [nic()],
        externalIps: [address('snat', '203.0.113.1'), address('ephemeral', '203.0.113.2')],
        disks: [disk()],
      });
      const path = { from: 49, to: Number(version) };
      expect(convert('InstanceEnsureBody', path, body)).not.toBeInstanceOf(Refusal);
    },
  );

  it.each([
    { what: 'no source NAT', version: 10, facts: {}, over: {} },
    { what: 'a local disk', version: 16, facts: {}, over: { localDisks: [localDisk] } },
  ])('cannot be said in version $version with $what', ({ version, facts, over }) => {
    const converted = convert('InstanceEnsureBody', { from: 49, to: version }, bodyOf(facts, over));
    expect(converted).toBeInstanceOf(Refusal);
  });
});

describe('an address with a port', () => {
  it.each([
    ['127.0.0.1', '127.0.0.1:12400'],
    ['fd00::1', '[fd00::1]:12400'],
  ])('%s: %s', (ip, text) => {
    expect(addressAndPort(ip, 12_400)).toBe(text);
  });
});
