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
    const addresses = await listExternalIps(kysely, id);
    expect(addresses.map(({ kind }) => kind).toSorted()).toEqual(['ephemeral', 'snat']);
    expect(new Set(addresses.map(({ ip }) => ip)).size).toBe(2);
    expect(addresses.every(({ ip }) => ip.startsWith('203.0.113.'))).toBe(true);
    // Without an interface there is nothing to call out of.
    const mute = await create('mute', { network_interfaces: { type: 'none' } });
    expect(await listExternalIps(kysely, String(mute.body['id']))).toEqual([]);
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
