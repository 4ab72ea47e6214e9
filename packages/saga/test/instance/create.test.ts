import { Refusal } from '@skewline/runtime';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkCreate, createSaga, type InstanceCreateParams } from '../../src/instance/create.ts';
import type { InstanceServices } from '../../src/instance/services.ts';

const id = (number: number): string =>
  `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

const nic = (number: number) => ({
  id: id(100 + number),
  name: `net${String(number)}`,
  description: '',
  subnet: { id: id(2), block: '172.30.0.0/22' },
  ip: null,
});
const disk = (number: number) =>
  ({
    kind: 'create',
    id: id(200 + number),
    name: `disk-${String(number)}`,
    description: '',
    diskType: 'local_storage',
    size: 2 ** 30,
    blockSize: 4096,
  }) as const;
const attached = (number: number) => ({ kind: 'attach', id: id(300 + number) }) as const;

const good: InstanceCreateParams = {
  instance: {
    id: id(1),
    projectId: id(3),
    name: 'web',
    description: '',
    hostname: 'web',
    userData: '',
    ncpus: 1,
    memory: 1,
    cpuPlatform: null,
    enableJumboFrames: false,
    autoRestart: { policy: null, cooldownSeconds: null },
  },
  antiAffinityGroupIds: [id(4)],
  networkInterfaces: [nic(0)],
  snat: { id: id(5), poolId: id(6) },
  externalAddresses: [
    { kind: 'ephemeral', id: id(7), poolId: id(6) },
    { kind: 'floating', id: id(8) },
  ],
  disks: [disk(0), attached(1)],
  bootDiskId: disk(0).id,
};
const instance = (over: Partial<InstanceCreateParams['instance']>) => ({
  instance: { ...good.instance, ...over },
});
const many = <Item>(count: number, item: (number: number) => Item): Item[] =>
  Array.from({ length: count }, (_, number) => item(number));
const floating = (number: number) => ({ kind: 'floating', id: id(400 + number) }) as const;
const oneDisk = (over: object) => ({ disks: [{ ...disk(0), ...over }], bootDiskId: null });
const oneNic = (over: object) => ({ networkInterfaces: [{ ...nic(0), ...over }] });

type Row = readonly [
  what: string,
  refused: Partial<InstanceCreateParams>,
  message: RegExp,
  twin: Partial<InstanceCreateParams>,
];

/** What is refused, and the nearest that is not. */
const rows: readonly Row[] = [
  ['a name with capitals', instance({ name: 'Web' }), /^instance\.name: /, instance({ name: 'w' })],
  [
    'a name that is too long',
    instance({ name: 'a'.repeat(64) }),
    /^instance\.name: /,
    instance({ name: 'a'.repeat(63) }),
  ],
  ['no name', instance({ name: '' }), /^instance\.name: /, instance({ name: 'a-1' })],
  ['a name with an end of -', instance({ name: 'a-' }), /^instance\.name: /, {}],
  [
    'a long description',
    instance({ description: '😀'.repeat(513) }),
    /^instance\.description: /,
    instance({ description: '😀'.repeat(512) }),
  ],
  [
    'text that no database holds',
    instance({ description: 'a\0' }),
    /^instance\.description: /,
    instance({ description: 'a\n' }),
  ],
  [
    'a host name with a space',
    instance({ hostname: 'a b' }),
    /^instance\.hostname: /,
    instance({ hostname: 'a.b-c.D1' }),
  ],
  [
    'a long host name',
    instance({ hostname: 'a'.repeat(64) }),
    /hostname/,
    instance({ hostname: 'a'.repeat(63) }),
  ],
  ['a host name with an empty part', instance({ hostname: 'a..b' }), /hostname/, {}],
  ['no CPUs', instance({ ncpus: 0 }), /^instance\.ncpus: /, instance({ ncpus: 1 })],
  ['half a CPU', instance({ ncpus: 1.5 }), /^instance\.ncpus: /, instance({ ncpus: 2 })],
  ['too many CPUs', instance({ ncpus: 65_536 }), /ncpus/, instance({ ncpus: 65_535 })],
  ['no memory', instance({ memory: 0 }), /^instance\.memory: /, {}],
  [
    'more memory than a number can say',
    instance({ memory: 2 ** 53 }),
    /memory/,
    instance({ memory: 2 ** 53 - 1 }),
  ],
  [
    'user data that is no base64',
    instance({ userData: 'a' }),
    /^instance\.userData: /,
    instance({ userData: 'YQ==' }),
  ],
  [
    'too much user data',
    instance({ userData: Buffer.alloc(32 * 1024 + 1).toString('base64') }),
    /userData: has more than 32768 bytes/,
    instance({ userData: Buffer.alloc(32 * 1024).toString('base64') }),
  ],
  [
    'a cooldown before now',
    instance({ autoRestart: { policy: null, cooldownSeconds: -1 } }),
    /cooldownSeconds/,
    instance({ autoRestart: { policy: null, cooldownSeconds: 0 } }),
  ],
  ['an id that is none', instance({ id: 'web' }), /'web' is no UUID/, instance({ id: id(9) })],
  ['a project that is none', instance({ projectId: '' }), /'' is no UUID/, {}],
  [
    'too many groups',
    { antiAffinityGroupIds: many(17, id) },
    /^antiAffinityGroupIds: are more than 16/,
    { antiAffinityGroupIds: many(16, id) },
  ],
  [
    'a group twice',
    { antiAffinityGroupIds: [id(4), id(4)] },
    /^antiAffinityGroupIds: have /,
    { antiAffinityGroupIds: [id(4), id(5)] },
  ],
  [
    'too many interfaces',
    { networkInterfaces: many(9, nic) },
    /^networkInterfaces: are more than 8/,
    { networkInterfaces: many(8, nic) },
  ],
  [
    'interfaces of one name',
    { networkInterfaces: [nic(0), { ...nic(1), name: 'net0' }] },
    /^networkInterfaces: have 'net0' twice/,
    { networkInterfaces: [nic(0), nic(1)] },
  ],
  ['an interface without a name', oneNic({ name: '' }), /^networkInterfaces\.0\.name: /, {}],
  ['an address that is none', oneNic({ ip: '1.2.3' }), /\.ip: is no IP/, oneNic({ ip: 'fd00::1' })],
  ...['172.30.0.0', '172.30.0.0/33', 'fd00::/129', '172.30.0/22', 'a/1', '10.0.0.0/1/1'].map(
    (block): Row => [
      `a network ${block}`,
      oneNic({ subnet: { id: id(2), block } }),
      /subnet\.block: is no IP network/,
      oneNic({ subnet: { id: id(2), block: 'fd00::/64' } }),
    ],
  ),
  [
    'too many addresses',
    { externalAddresses: many(32, floating) },
    /^externalAddresses: are more than 32/,
    { externalAddresses: many(31, floating) },
  ],
  [
    'an address twice',
    { externalAddresses: [floating(0), floating(0)] },
    /^externalAddresses: have /,
    { externalAddresses: [floating(0), floating(1)] },
  ],
  [
    'too many disks',
    { disks: many(13, attached), bootDiskId: null },
    /^disks: are more than 12/,
    { disks: many(12, attached), bootDiskId: null },
  ],
  [
    'a disk twice',
    { disks: [attached(0), attached(0)], bootDiskId: null },
    /^disks: have /,
    { disks: [attached(0), attached(1)], bootDiskId: null },
  ],
  [
    'new disks of one name',
    { disks: [disk(0), { ...disk(1), name: 'disk-0' }] },
    /^disks: have 'disk-0' twice/,
    { disks: [disk(0), disk(1)] },
  ],
  ['a disk of nothing', oneDisk({ size: 0 }), /^disks\.0\.size: /, oneDisk({ size: 1 })],
  [
    'a block size',
    oneDisk({ diskType: 'crucible', blockSize: 1024 }),
    /^disks\.0\.blockSize: must be/,
    oneDisk({ diskType: 'crucible', blockSize: 512 }),
  ],
  ['a block size of a local disk', oneDisk({ blockSize: 512 }), /of a local disk/, oneDisk({})],
  [
    'to boot from what is no disk of it',
    { bootDiskId: id(999) },
    /^bootDiskId: is none of the disks/,
    { bootDiskId: attached(1).id },
  ],
];

describe('checkCreate', () => {
  it('takes what can be', () => {
    expect(checkCreate(good)).toBeNull();
  });

  it.each(rows)('refuses %s', (_, refused, message, twin) => {
    const refusal = checkCreate({ ...good, ...refused });
    expect(refusal).toBeInstanceOf(Refusal);
    expect(refusal).toMatchObject({ code: 'invalid_request', status: 400 });
    expect(refusal?.message).toMatch(message);
    expect(checkCreate({ ...good, ...twin })).toBeNull();
  });

  it('never throws, whatever numbers and texts there are', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.oneof(fc.double(), fc.integer(), fc.maxSafeInteger()),
        (text, number) => {
          const params = {
            ...good,
            ...instance({ name: text, hostname: text, userData: text, ncpus: number }),
            ...oneDisk({ size: number, blockSize: number, name: text }),
            ...oneNic({ ip: text, subnet: { id: text, block: text } }),
          };
          expect(checkCreate(params)).toBeInstanceOf(Refusal);
        },
      ),
    );
  });
});

describe('the DAG of a creation', () => {
  // Nothing is asked of the services before a node runs.
  const saga = createSaga({} as InstanceServices);
  const names = (over: Partial<InstanceCreateParams>) =>
    saga.dag({ ...good, ...over }).nodes.map(({ id: name }) => name);

  it('has a node for each thing, in the order in which one needs the other', () => {
    expect(names({})).toEqual([
      'create_instance_record',
      'join_anti_affinity_group_0',
      'create_network_interface_0',
      'allocate_snat_ip_0',
      'attach_external_ip_0',
      'attach_external_ip_1',
      'create_disk_0',
      'attach_disk_0',
      'attach_disk_1',
      'set_boot_disk_0',
      'move_to_stopped',
    ]);
  });

  it('has none for what is not wanted', () => {
    const nothing = {
      antiAffinityGroupIds: [],
      networkInterfaces: [],
      snat: null,
      externalAddresses: [],
      disks: [],
      bootDiskId: null,
    };
    expect(names(nothing)).toEqual(['create_instance_record', 'move_to_stopped']);
    expect(names({ disks: [attached(0), disk(1)] })).toContain('create_disk_1');
  });

  it('can be read back from what is stored, with the actions that it says', () => {
    const used = new Set(
      saga
        .dag(good)
        .nodes.flatMap(({ work }) => (work.kind === 'action' ? [work.action.name] : [])),
    );
    expect([...used].toSorted()).toEqual(saga.actions.map(({ action }) => action.name).toSorted());
  });
});
