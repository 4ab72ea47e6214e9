import { Refusal } from '@skewline/runtime';
import { describe, expect, test } from 'vitest';
import { contains, familyOf, sortedAddresses } from '../src/addresses.ts';
import { convert } from '../src/convert.ts';
import { listed, typeIn, whyInvalid } from './support/wire.ts';

const state = {
  vmm_state: { gen: 1, state: 'failed', time_updated: '2026-11-21T06:38:00Z' },
};

describe('numbers of versions', () => {
  test('are those of the design, section 6', () => {
    expect(listed).toEqual([1, 7, 9, 10, 11, 17, 18, 29, 31, 32, 41, 44, 49]);
  });

  test.each([
    [2, 1],
    [8, 7],
    [30, 29],
    [48, 44],
  ])('%i is a version too, and equals %i', (between, below) => {
    const there = convert('SledVmmState', { from: between, to: 49 }, state);
    expect(there).toEqual(convert('SledVmmState', { from: below, to: 49 }, state));
    expect(whyInvalid('SledVmmState', 49, there)).toBeUndefined();
    const back = convert('SledVmmState', { from: 49, to: between }, there);
    expect(back).toEqual(convert('SledVmmState', { from: 49, to: below }, there));
    expect(whyInvalid('SledVmmState', between, back)).toBeUndefined();
  });

  test.each([0, 50, -1, 1.5, Number.NaN, 1e21])('%d is none', (version) => {
    for (const pair of [
      { from: version, to: 49 },
      { from: 1, to: version },
    ]) {
      const result = convert('SledVmmState', pair, state);
      expect(result).toBeInstanceOf(Refusal);
      expect(result).toMatchObject({ code: 'version_unknown', version: String(version) });
    }
  });
});

describe('types that are not in every version', () => {
  test('a type that is nowhere is refused', () => {
    const result = convert('Inventory', { from: 1, to: 49 }, {});
    expect(result).toMatchObject({ code: 'type_unknown', version: '1' });
  });

  test('a type of a later version is refused in an earlier one', () => {
    const result = convert('AttachedSubnets', { from: 2, to: 49 }, { subnets: [] });
    expect(result).toMatchObject({
      code: 'type_unknown',
      message: 'version 2 has no type AttachedSubnets',
    });
    const back = convert('AttachedSubnets', { from: 49, to: 17 }, { subnets: [] });
    expect(back).toMatchObject({ code: 'type_absent' });
  });

  test('a renamed type is found under its new name', () => {
    expect(typeIn('ComponentV0', 1, 49)).toBe('Component');
    expect(typeIn('InstanceSpec', 49, 28)).toBe('InstanceSpecV0');
    expect(typeIn('VmmSpec', 1, 49)).toBe('VmmSpec');
  });
});

describe('what an older version cannot say', () => {
  const v4 = { ip: '10.0.0.1', subnet: '10.0.0.0/8', transit_ips: [] };
  const v6 = { ip: 'fd00::1', subnet: 'fd00::/64', transit_ips: [] };
  const nic = {
    id: '11111111-1111-4111-8111-111111111111',
    name: 'net0',
    kind: { type: 'instance', id: '22222222-2222-4222-8222-222222222222' },
    mac: 'A8:40:25:F0:00:01',
    vni: 100,
    primary: true,
    slot: 0,
    ip_config: { type: 'dual_stack', value: { v4, v6 } },
  };
  const zvol = {
    type: 'local_storage_unencrypted',
    zpool_id: '11111111-1111-4111-8111-111111111111',
    dataset_id: '22222222-2222-4222-8222-222222222222',
  };
  const socket = {
    type: 'virtio_socket',
    component: { guest_cid: 3, pci_path: { bus: 0, device: 1, function: 0 } },
  };
  test.each([
    ['NetworkInterface', 10, 9, nic],
    ['DelegatedZvol', 17, 16, zvol],
    ['Component', 29, 28, socket],
    ['VpcFirewallRuleProtocol', 31, 30, { type: 'icmp6', value: null }],
    ['ExternalIpConfig', 32, 31, { v4: null, v6: null }],
  ])('%s of %i has no counterpart in %i', (type, from, to, value) => {
    expect(whyInvalid(type, from, value)).toBeUndefined();
    const result = convert(type, { from, to }, value);
    expect(result).toBeInstanceOf(Refusal);
    expect(result).toMatchObject({ status: 400, code: 'InvalidRequest' });
  });

  test('an instance without external addresses passes to 11, and no further', () => {
    const local = {
      hostname: 'one',
      nics: [],
      firewall_rules: [],
      dhcp_config: { dns_servers: [], search_domains: [] },
      multicast_groups: [],
      delegated_zvols: [],
      attached_subnets: [],
      external_ips: {},
    };
    const type = 'InstanceSledLocalConfig';
    expect(convert(type, { from: 32, to: 11 }, local)).toMatchObject({ external_ips: null });
    const result = convert(type, { from: 32, to: 10 }, local);
    expect(result).toMatchObject({ message: 'an instance without source NAT cannot be said' });
  });

  test('transit subnets of another family than the address', () => {
    const { ip_config: _, ...rest } = nic;
    const old = { ...rest, ...v4, transit_ips: ['10.0.0.0/8', 'fd00::/64'] };
    expect(convert('NetworkInterface', { from: 9, to: 10 }, old)).toMatchObject({
      status: 400,
      message: "transit IP subnet fd00::/64 is not of the address's family",
    });
  });
});

describe('addresses', () => {
  test.each([
    [
      ['10.0.0.10', '10.0.0.9', '10.0.0.10'],
      ['10.0.0.9', '10.0.0.10'],
    ],
    [
      ['fd00::10', 'fd00::9', 'fd00:0:0::9'],
      ['fd00:0:0::9', 'fd00::10'],
    ],
    [
      ['255.255.255.255', '0.0.0.0'],
      ['0.0.0.0', '255.255.255.255'],
    ],
    [[], []],
  ])('%j in order, each once', (given, want) => {
    expect(sortedAddresses(given)).toEqual(want);
  });

  test.each([
    ['172.30.0.0/22', '172.30.3.255', true],
    ['172.30.0.0/22', '172.30.4.0', false],
    ['fd00::/64', 'fd00::1', true],
    ['fd00::/64', 'fd00:0:0:1::', false],
    ['0.0.0.0/0', '1.2.3.4', true],
    ['0.0.0.0/0', '::1', false],
  ])('%s has %s: %j', (subnet, address, want) => {
    expect(contains(subnet, address)).toBe(want);
  });

  test.each([
    ['1.2.3.4', 4],
    ['1.2.3.0/24', 4],
    ['::ffff:1.2.3.4', 6],
    ['fd00::/8', 6],
  ] as const)('%s is of family %i', (text, family) => {
    expect(familyOf(text)).toBe(family);
  });
});
