import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { describe, expect, test } from 'vitest';
import { contains, familyOf, sortedAddresses } from '../src/addresses.ts';

test.each([
  ['172.30.0.5', 4],
  ['172.30.0.0/22', 4],
  ['::', 6],
  ['::ffff:10.0.0.1', 6],
])('%s is of family %i', (text, family) => {
  expect(familyOf(text)).toBe(family);
});

describe('a subnet', () => {
  test.each([
    ['172.30.0.0/22', '172.30.3.255'],
    ['172.30.0.7/22', '172.30.0.1'],
    ['0.0.0.0/0', '255.255.255.255'],
    ['255.255.255.255/32', '255.255.255.255'],
    ['fd00::/64', 'fd00:0:0:0:ffff::1'],
    ['fd00::/64', 'FD00::5'],
    ['::/0', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
    ['1:2:3:4:5:6:7:8/128', '1:2:3:4:5:6:0.7.0.8'],
    ['fe80::1%eth0/64', 'fe80::2'],
    ['::ffff:10.0.0.0/104', '::ffff:a00:1'],
  ])('%s contains %s', (subnet, address) => {
    expect(contains(subnet, address)).toBe(true);
  });

  test.each([
    ['172.30.0.0/22', '172.30.4.0'],
    ['172.30.0.0/32', '172.30.0.1'],
    ['128.0.0.0/1', '127.255.255.255'],
    ['fd00::/64', 'fd00:0:0:1::'],
    ['fd00::/128', 'fd00::1'],
    // Of the other family.
    ['0.0.0.0/0', '::'],
    ['::/0', '10.0.0.1'],
    ['::ffff:0:0/96', '10.0.0.1'],
    // ipaddr.js takes this one for `::ffff:0.0.0.1`.
    ['::ffff:0:0/96', '::0.0.0.1'],
  ])('%s does not contain %s', (subnet, address) => {
    expect(contains(subnet, address)).toBe(false);
  });
});

const v4 = fc.oneof(
  fc.ipV4(),
  fc.nat(255).map((last) => `172.30.0.${String(last)}`),
);
const v6 = fc.oneof(
  fc.ipV6().filter((text) => !/^::\d+\./.test(text)),
  fc.nat(65_535).map((last) => `fd00::${last.toString(16)}`),
);
const subnets = fc.oneof(
  fc.tuple(v4, fc.nat(32)).map(([address, length]) => `${address}/${String(length)}`),
  fc.tuple(v6, fc.nat(128)).map(([address, length]) => `${address}/${String(length)}`),
);

/** The same by a library. */
function containsBy(subnet: string, address: string): boolean {
  const [network, length] = ipaddr.parseCIDR(subnet);
  const parsed = ipaddr.parse(address);
  return parsed.kind() === network.kind() && parsed.match(network, length);
}

const bytesOf = (address: string): string =>
  ipaddr
    .parse(address)
    .toByteArray()
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');

test('subnets contain what ipaddr.js says that they do', () => {
  fc.assert(
    fc.property(subnets, fc.oneof(v4, v6), (subnet, address) => {
      expect(contains(subnet, address)).toBe(containsBy(subnet, address));
    }),
    { numRuns: 5000 },
  );
});

test.each([
  ['IPv4', v4],
  ['IPv6', v6],
])('addresses of %s are sorted as their bytes are, each once', (_, addresses) => {
  fc.assert(
    fc.property(fc.array(addresses), (list) => {
      const bytes = list.map(bytesOf);
      expect(sortedAddresses(list).map(bytesOf)).toEqual([...new Set(bytes)].sort());
    }),
  );
});
