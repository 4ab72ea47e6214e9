import { randomUUID } from 'node:crypto';
import { listExternalIps, listInstanceEvents, listNetworkInterfaces } from '@skewline/db-model';
import { beforeAll, describe, expect, it } from 'vitest';
import type { TestUser } from '../../support/harness.ts';
import { useNexus } from '../../support/harness.ts';
import { type Answered, ask, instanceBody, oldest } from './support/api.ts';
import { leaksOf } from './support/leaks.ts';

const gibibyte = 2 ** 30;
const nexus = useNexus();
let ada: TestUser;
let projectId: string;

beforeAll(async () => {
  await nexus().addSled();
  ada = await nexus().user('ada');
  const body = { name: 'shop', description: '' };
  const made = await ask(ada, 'POST', '/v1/projects', { body });
  projectId = String(made.body['id']);
});

const create = (name: string, over: object = {}): Promise<Answered> =>
  ask(ada, 'POST', '/v1/instances?project=shop', { body: instanceBody(name, over) });

const eventsOf = async (id: unknown): Promise<readonly string[]> => {
  const { kysely } = nexus().nexus.database;
  const { events } = await listInstanceEvents(kysely, String(id), { limit: 100 });
  return events.map(({ what }) => what.kind);
};

describe('an instance is made', () => {
  it('with little said: stopped, in the default network', async () => {
    const made = await create('plain');
    expect(made).toMatchObject({
      status: 201,
      body: {
        name: 'plain',
        project_id: projectId,
        run_state: 'stopped',
        ncpus: 2,
        memory: 4 * gibibyte,
        auto_restart_enabled: true,
        last_failure: null,
        auto_restart_status: { kind: 'not_needed' },
      },
    });
    expect(made.headers.get('start-attempt')).toBeNull();
    const id = String(made.body['id']);
    const nics = await listNetworkInterfaces(nexus().nexus.database.kysely, id);
    expect(nics).toMatchObject([{ name: 'net0', ip: '172.30.0.5', is_primary: true }]);
    expect(await eventsOf(id)).toEqual(['created']);
  });

  it('and started where that is wanted, which is what who says nothing wants', async () => {
    const made = await create('started', { start: undefined });
    expect(made.status).toBe(201);
    const attemptId = made.headers.get('start-attempt');
    const path = `/v1/instances/started/start-attempts/${String(attemptId)}?project=shop`;
    const attempt = await ask(ada, 'GET', path, { prefer: 'wait=20' });
    expect(attempt).toMatchObject({
      status: 200,
      body: {
        id: attemptId,
        instance_id: made.body['id'],
        origin: 'auto_start',
        request_id: made.headers.get('x-request-id'),
        outcome: { kind: 'succeeded' },
      },
    });
    expect(attempt.headers.get('preference-applied')).toBe('wait=20');
    expect(await eventsOf(made.body['id'])).toEqual([
      'created',
      'start_accepted',
      'start_succeeded',
    ]);
  });

  it('though its start fails: that is on record', async () => {
    const made = await create('too-large', { start: true, ncpus: 254 });
    expect(made.status).toBe(201);
    const attemptId = made.headers.get('start-attempt');
    const path = `/v1/instances/too-large/start-attempts/${String(attemptId)}?project=shop`;
    const attempt = await ask(ada, 'GET', path, { prefer: 'wait=20' });
    expect(attempt.body).toMatchObject({
      outcome: { kind: 'failed', failure: { code: 'no_capacity', transience: 'permanent' } },
    });
    const view = await ask(ada, 'GET', '/v1/instances/too-large?project=shop');
    expect(view.body).toMatchObject({
      run_state: 'stopped',
      last_failure: { kind: 'start', attempt_id: attemptId, failure: { code: 'no_capacity' } },
      auto_restart_status: { kind: 'not_needed' },
    });
  });

  it('with all that one may ask for', async () => {
    const group = { name: 'apart', description: '', policy: 'allow', failure_domain: 'sled' };
    await ask(ada, 'POST', '/v1/anti-affinity-groups?project=shop', { body: group });
    await ask(ada, 'POST', '/v1/disks?project=shop', {
      body: { name: 'data', description: '', size: gibibyte, disk_backend: { type: 'local' } },
    });
    const blank = { type: 'distributed', disk_source: { type: 'blank', block_size: 512 } };
    const made = await create('rich', {
      boot_disk: {
        type: 'create',
        name: 'boot',
        description: '',
        size: gibibyte,
        disk_backend: blank,
      },
      disks: [{ type: 'attach', name: 'data' }],
      cpu_platform: 'amd_milan',
      auto_restart_policy: 'never',
      user_data: Buffer.from('#cloud-config').toString('base64'),
      external_ips: [{ type: 'ephemeral' }],
      ssh_public_keys: [],
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
          {
            name: 'six',
            description: '',
            vpc_name: 'default',
            subnet_name: 'default',
            ip_config: { type: 'v6', value: { ip: { type: 'auto' } } },
          },
        ],
      },
    });
    expect(made).toMatchObject({
      status: 201,
      body: {
        cpu_platform: 'amd_milan',
        auto_restart_policy: 'never',
        auto_restart_enabled: false,
        boot_disk_id: expect.any(String),
      },
    });
    const id = String(made.body['id']);
    const { kysely } = nexus().nexus.database;
    expect(await listExternalIps(kysely, id)).toMatchObject([
      { kind: 'ephemeral', ip: '203.0.113.1' },
    ]);
    expect(await listNetworkInterfaces(kysely, id)).toMatchObject([
      { name: 'web', ip: '172.30.1.9', is_primary: true },
      { name: 'six', ip: 'fd00::5', is_primary: false },
    ]);
    const disks = await kysely
      .selectFrom('disk')
      .select(['name', 'slot', 'disk_type'])
      .where('attach_instance_id', '=', id)
      .orderBy('slot')
      .execute();
    expect(disks).toEqual([
      { name: 'boot', slot: 0, disk_type: 'crucible' },
      { name: 'data', slot: 1, disk_type: 'local_storage' },
    ]);
  });

  it('for clients of today, who hear of nothing new', async () => {
    const body = instanceBody('of-today', { start: true });
    const made = await ask(ada, 'POST', '/v1/instances?project=shop', { body, version: oldest });
    expect(made.status).toBe(201);
    expect(made.body).not.toHaveProperty('last_failure');
    expect(made.body).not.toHaveProperty('auto_restart_status');
  });
});

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
    const view = await ask(ada, 'GET', '/v1/instances/refused?project=shop');
    expect(view.status).toBe(404);
  });

  it('in a project that one does not see', async () => {
    const eve = await nexus().user('eve');
    for (const project of ['shop', projectId]) {
      const path = `/v1/instances?project=${project}`;
      const made = await ask(eve, 'POST', path, { body: instanceBody('mine') });
      expect(made).toMatchObject({ status: 404, body: { error_code: 'ObjectNotFound' } });
    }
  });
});

describe('two of one name', () => {
  it('one after the other', async () => {
    expect((await create('twin')).status).toBe(201);
    expect(await create('twin')).toMatchObject({
      status: 400,
      body: { error_code: 'ObjectAlreadyExists', message: 'already exists: instance "twin"' },
    });
  });

  it('at the same moment: one is made', async () => {
    const both = await Promise.all([create('same'), create('same'), create('same')]);
    const statuses = both.map(({ status }) => status).toSorted((a, b) => a - b);
    expect(statuses).toEqual([201, 400, 400]);
    for (const { body } of both.filter(({ status }) => status === 400)) {
      expect(body).toMatchObject({
        error_code: 'ObjectAlreadyExists',
        message: 'already exists: instance "same"',
      });
    }
  });
});

it('a project that is deleted at that moment stays empty', async () => {
  const name = 'short-lived';
  for (let round = 0; round < 5; round += 1) {
    await ask(ada, 'POST', '/v1/projects', { body: { name, description: '' } });
    const path = `/v1/instances?project=${name}`;
    const [made, deleted] = await Promise.all([
      ask(ada, 'POST', path, { body: instanceBody('web') }),
      ask(ada, 'DELETE', `/v1/projects/${name}`),
    ]);
    // One of the two was first.
    expect([`${String(made.status)} ${String(deleted.status)}`]).toEqual([
      expect.stringMatching(/^(201 400|404 204)$/),
    ]);
    await ask(ada, 'DELETE', `/v1/instances/web?project=${name}`);
    await ask(ada, 'DELETE', `/v1/projects/${name}`);
  }
});

it('whoever hangs up has it made and started all the same', async () => {
  const leaving = new AbortController();
  const { signal } = leaving;
  const body = instanceBody('left-alone', { start: true });
  const asked = ask(ada, 'POST', '/v1/instances?project=shop', { body, signal });
  setTimeout(() => leaving.abort(), 5);
  await expect(asked).rejects.toThrow(/abort/i);
  await expect
    .poll(async () => (await ask(ada, 'GET', '/v1/instances/left-alone?project=shop')).body, {
      timeout: 10_000,
    })
    .toMatchObject({ run_state: 'running' });
});

it('no answer to a user names what only operators may know', async () => {
  expect(await leaksOf(nexus().nexus.database)).toEqual([]);
});
