import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { useNexus } from '../../support/harness.ts';
import { type Answered, ask, instanceBody } from './support/api.ts';
import { leaksOf } from './support/leaks.ts';
import { openShop, type Shop } from './support/shop.ts';

const gibibyte = 2 ** 30;
const nexus = useNexus();
let shop: Shop;

/** One instance has the disk and the address that others want. */
beforeAll(async () => {
  await nexus().addSled();
  shop = await openShop(nexus());
  await shop.make('first', {
    disks: [
      {
        type: 'create',
        name: 'data',
        description: '',
        size: gibibyte,
        disk_backend: { type: 'local' },
      },
    ],
    network_interfaces: {
      type: 'create',
      params: [
        {
          name: 'web',
          description: '',
          vpc_name: 'default',
          subnet_name: 'default',
          ip_config: { type: 'v4', value: { ip: { type: 'explicit', value: '172.30.1.9' } } },
        },
      ],
    },
  });
  await shop.run('running');
});

const create = (name: string, over: object = {}): Promise<Answered> =>
  shop.ask('POST', '/v1/instances', { body: instanceBody(name, over) });

describe('what cannot be made is refused, and nothing is left of it', () => {
  const disk = (over: object): object => ({
    type: 'create',
    name: 'd',
    description: '',
    size: gibibyte,
    disk_backend: { type: 'local' },
    ...over,
  });
  const nic = (over: object): object => ({
    type: 'create',
    params: [{ name: 'n', description: '', vpc_name: 'default', subnet_name: 'default', ...over }],
  });
  const id = randomUUID();
  it.each<[string, object, number, string]>([
    ['no CPUs', { ncpus: 0 }, 400, 'unsupported value for "ncpus": must be at least 1'],
    ['many CPUs', { ncpus: 255 }, 400, 'unsupported value for "ncpus": must be at most 254'],
    [
      'little memory',
      { memory: 2 ** 29 },
      400,
      'unsupported value for "memory": must be at least 1 GiB',
    ],
    [
      'odd memory',
      { memory: gibibyte + 1 },
      400,
      'unsupported value for "memory": must be a multiple of 1 GiB',
    ],
    [
      'much memory',
      { memory: 1537 * gibibyte },
      400,
      'unsupported value for "memory": must be at most 1.5 TiB',
    ],
    [
      'a long host name',
      { hostname: `${'a'.repeat(60)}.bcd` },
      400,
      'unsupported value for "hostname": must be at most 63 characters long',
    ],
    [
      'a long description',
      { description: 'x'.repeat(513) },
      400,
      'description is longer than 512 characters',
    ],
    [
      'user data that is none',
      { user_data: 'a' },
      400,
      'unsupported value for "user_data": must be Base64 with padding',
    ],
    [
      'much user data',
      { user_data: Buffer.alloc(32 * 1024 + 1).toString('base64') },
      400,
      'unsupported value for "user_data": must be at most 32 KiB',
    ],
    [
      'multicast',
      { multicast_groups: [{ group: 'news' }] },
      400,
      'multicast is not supported here: multicast_groups must be empty',
    ],
    [
      'jumbo frames',
      { enable_jumbo_frames: true },
      400,
      'jumbo frames are not allowed here: enable_jumbo_frames must be false',
    ],
    ['a key', { ssh_public_keys: ['mine'] }, 404, 'not found: ssh-key with name "mine"'],
    [
      'a group',
      { anti_affinity_groups: ['nobody'] },
      404,
      'not found: anti-affinity-group with name "nobody"',
    ],
    [
      'many groups',
      { anti_affinity_groups: Array.from({ length: 33 }, (_, at) => `g${String(at)}`) },
      400,
      'an instance may be in at most 16 anti-affinity groups',
    ],
    [
      'a group by id',
      { anti_affinity_groups: [id] },
      404,
      `not found: anti-affinity-group with id "${id}"`,
    ],
    [
      'a disk',
      { disks: [{ type: 'attach', name: 'nothing' }] },
      404,
      'not found: disk with name "nothing"',
    ],
    [
      'a disk that is used',
      { disks: [{ type: 'attach', name: 'data' }] },
      400,
      'disk "data" is attached to another instance',
    ],
    [
      'a disk of a taken name',
      { disks: [disk({ name: 'data' })] },
      400,
      'already exists: disk "data"',
    ],
    ['a disk twice', { boot_disk: disk({}), disks: [disk({})] }, 400, 'disk "d" is there twice'],
    [
      'a small disk',
      { disks: [disk({ size: 5 })] },
      400,
      'unsupported value for "size": total size must be at least 1 GiB',
    ],
    [
      'many disks',
      { disks: Array.from({ length: 13 }, (_, at) => disk({ name: `d${String(at)}` })) },
      400,
      'cannot attach more than 12 disks to instance',
    ],
    [
      'an image',
      {
        disks: [
          disk({
            disk_backend: { type: 'distributed', disk_source: { type: 'image', image_id: id } },
          }),
        ],
      },
      404,
      `not found: image with id "${id}"`,
    ],
    [
      'another network',
      { network_interfaces: nic({ vpc_name: 'mine' }) },
      404,
      'not found: vpc with name "mine"',
    ],
    [
      'another subnet',
      { network_interfaces: nic({ subnet_name: 'mine' }) },
      404,
      'not found: vpc-subnet with name "mine"',
    ],
    [
      'an address elsewhere',
      {
        network_interfaces: nic({
          ip_config: { type: 'v4', value: { ip: { type: 'explicit', value: '10.0.0.1' } } },
        }),
      },
      400,
      'the address is none that the subnet has for instances',
    ],
    [
      'an address that is taken',
      {
        network_interfaces: nic({
          ip_config: { type: 'v4', value: { ip: { type: 'explicit', value: '172.30.1.9' } } },
        }),
      },
      400,
      'the address is taken',
    ],
    [
      'transit',
      {
        network_interfaces: nic({
          ip_config: { type: 'v4', value: { ip: { type: 'auto' }, transit_ips: ['10.0.0.0/8'] } },
        }),
      },
      400,
      'transit IPs are not supported here: transit_ips must be empty',
    ],
    [
      'many interfaces',
      {
        network_interfaces: {
          type: 'create',
          params: Array.from({ length: 9 }, (_, at) => ({
            name: `n${String(at)}`,
            description: '',
            vpc_name: 'default',
            subnet_name: 'default',
          })),
        },
      },
      400,
      'an instance has at most 8 network interfaces',
    ],
    [
      'another pool',
      { external_ips: [{ type: 'ephemeral', pool_selector: { type: 'explicit', pool: 'mine' } }] },
      404,
      'not found: ip-pool with name "mine"',
    ],
    [
      'an address of IPv6',
      { external_ips: [{ type: 'ephemeral', pool_selector: { type: 'auto', ip_version: 'v6' } }] },
      400,
      'there are no external addresses of IPv6 here',
    ],
    [
      'two ephemeral ones',
      { external_ips: [{ type: 'ephemeral' }, { type: 'ephemeral' }] },
      400,
      'an instance has at most 1 ephemeral IP address',
    ],
    [
      'a floating one',
      { external_ips: [{ type: 'floating', floating_ip: 'mine' }] },
      404,
      'not found: floating-ip with name "mine"',
    ],
    [
      'a floating one by id',
      { external_ips: [{ type: 'floating', floating_ip: id }] },
      404,
      `not found: floating-ip with id "${id}"`,
    ],
    ['a name that is no name', { name: 'Web' }, 400, ''],
  ])('%s', async (_name, over, status, message) => {
    const made = await create('refused', over);
    expect(made.status).toBe(status);
    expect(made.body).toMatchObject(message === '' ? {} : { message });
    expect(made.body['error_code']).toBe(
      message.startsWith('already exists')
        ? 'ObjectAlreadyExists'
        : status === 404
          ? 'ObjectNotFound'
          : 'InvalidRequest',
    );
    expect(made.body['request_id']).toBe(made.headers.get('x-request-id'));
    const view = await shop.ask('GET', '/v1/instances/refused');
    expect(view.status).toBe(404);
  });

  it('in a project that one does not see', async () => {
    const eve = await nexus().user('eve');
    for (const project of ['shop', shop.projectId]) {
      const path = `/v1/instances?project=${project}`;
      const made = await ask(eve, 'POST', path, { body: instanceBody('mine') });
      expect(made).toMatchObject({ status: 404, body: { error_code: 'ObjectNotFound' } });
    }
  });
});

it('no answer to a user names what only operators may know', async () => {
  expect(await leaksOf(nexus().nexus.database)).toEqual([]);
});
