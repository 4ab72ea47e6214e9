import { describe, expect, test } from 'vitest';
import { isValid, versions } from './api.ts';

// Verbatim what npm @oxide/api 0.9.0 sent.
const started =
  '{"name":"web-1","description":"d","hostname":"web-1","ncpus":2,"memory":4294967296,"start":true,' +
  '"anti_affinity_groups":["spread"],"auto_restart_policy":"best_effort","boot_disk":{"type":"create",' +
  '"name":"boot","description":"b","size":1073741824,"disk_backend":{"type":"distributed",' +
  '"disk_source":{"type":"blank","block_size":512}}},"disks":[],"external_ips":[],' +
  '"network_interfaces":{"type":"none"},"user_data":"","ssh_public_keys":null}';
const notStarted =
  '{"name":"web-2","description":"d","hostname":"web-2","ncpus":1,"memory":1073741824,"start":false}';

const body = { name: 'web', description: '', hostname: 'web', ncpus: 1, memory: 1 };
const id = '5b7f1c0a-3d53-4c52-8f3f-8f2f6c1d7e02';

describe.each(versions)('an instance to be made, in %s', (version) => {
  const accepts = (value: unknown): boolean => isValid('InstanceCreate', version, value);

  test.each([started, notStarted])('is what existing clients send: %s', (text) => {
    expect(accepts(JSON.parse(text))).toBe(true);
  });

  test.each([
    ['the least', body],
    ['names of one letter', { ...body, name: 'a' }],
    ['names of 63 letters', { ...body, name: `a${'-b'.repeat(31)}` }],
    ['a name that contains a UUID', { ...body, name: `a-${id}` }],
    ['a host in a domain', { ...body, hostname: 'WEB-1.example.org' }],
    ['groups by id', { ...body, anti_affinity_groups: [id] }],
    ['the most CPUs', { ...body, ncpus: 65_535 }],
    [
      'null for the default',
      { ...body, auto_restart_policy: null, boot_disk: null, cpu_platform: null },
    ],
    [
      'a disk from an image',
      {
        ...body,
        disks: [
          { type: 'attach', name: 'data' },
          {
            type: 'create',
            name: 'boot',
            description: '',
            size: 1,
            disk_backend: { type: 'distributed', disk_source: { type: 'image', image_id: id } },
          },
        ],
      },
    ],
    [
      'networks',
      {
        ...body,
        network_interfaces: {
          type: 'create',
          params: [
            {
              name: 'net0',
              description: '',
              vpc_name: 'default',
              subnet_name: 'default',
              ip_config: {
                type: 'dual_stack',
                value: {
                  v4: {
                    ip: { type: 'explicit', value: '172.30.0.5' },
                    transit_ips: ['10.0.0.0/8'],
                  },
                  v6: {
                    ip: { type: 'auto' },
                    transit_ips: ['fd00::/64', '::/0', '1:2:3:4:5:6:7:8/128'],
                  },
                },
              },
            },
          ],
        },
        external_ips: [{ type: 'ephemeral' }, { type: 'floating', floating_ip: 'shop' }],
        multicast_groups: [{ group: '224.1.2.3', source_ips: ['10.0.0.1'] }],
      },
    ],
    // What a server does not know it ignores.
    ['a member that no version has', { ...body, flavour: 'vanilla' }],
  ])('may say %s', (_, value) => {
    expect(accepts(value)).toBe(true);
  });

  test.each([
    ['nothing', {}],
    ['no name', { ...body, name: undefined }],
    ['an empty name', { ...body, name: '' }],
    ['a name with a capital first', { ...body, name: 'Web' }],
    ['a name that ends with a hyphen', { ...body, name: 'web-' }],
    ['a name that is a UUID', { ...body, name: 'abcdef01-3d53-4c52-8f3f-8f2f6c1d7e02' }],
    ['a name of 64 letters', { ...body, name: 'a'.repeat(64) }],
    ['a host that ends with a hyphen', { ...body, hostname: 'web-' }],
    ['a host with an empty label', { ...body, hostname: 'web..org' }],
    ['a host of 254 letters', { ...body, hostname: 'a'.repeat(254) }],
    ['half a CPU', { ...body, ncpus: 0.5 }],
    ['too many CPUs', { ...body, ncpus: 65_536 }],
    ['memory that is owed', { ...body, memory: -1 }],
    ['memory that a number cannot hold', { ...body, memory: 2 ** 53 }],
    ['a start that is a word', { ...body, start: 'true' }],
    ['a start that is null', { ...body, start: null }],
    ['an unknown policy', { ...body, auto_restart_policy: 'always' }],
    ['an unknown platform', { ...body, cpu_platform: 'z80' }],
    ['a disk of no type', { ...body, disks: [{ name: 'data' }] }],
    [
      'a disk with odd blocks',
      {
        ...body,
        boot_disk: {
          type: 'create',
          name: 'boot',
          description: '',
          size: 1,
          disk_backend: { type: 'distributed', disk_source: { type: 'blank', block_size: 1024 } },
        },
      },
    ],
    ['an unknown kind of interface', { ...body, network_interfaces: { type: 'default' } }],
    ['a list that is no list', { ...body, external_ips: {} }],
  ])('may not say %s', (_, value) => {
    expect(accepts(JSON.parse(JSON.stringify(value)))).toBe(false);
  });
});

test('a hostile name is refused at once', () => {
  const begin = performance.now();
  for (const text of [
    `a${'-'.repeat(50_000)}`,
    `a${'a-'.repeat(50_000)}`,
    `${'a.'.repeat(50_000)}-`,
  ]) {
    const value = { ...body, name: text.slice(0, 62) + '-', hostname: text };
    expect(isValid('InstanceCreate', versions[0] ?? '', value)).toBe(false);
  }
  expect(performance.now() - begin).toBeLessThan(30_000);
});
