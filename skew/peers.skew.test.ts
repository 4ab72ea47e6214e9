/**
 * npm @oxide/api 0.9.0, which was made for the first version of the external API, against handlers that
 * are written for the newest one.
 */
import { pathToFileURL } from 'node:url';
import { api } from '@skewline/nexus-types/external/server';
import { createAdapter, type ServerLoss, type ServerProblem } from '@skewline/server';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { handlersOf, noRoom, Rack, sled, time } from './peers-nexus.ts';
import { peerFile, type Running, serve } from './peers-process.ts';

/** As far as these tests look at it: its own types come with it only where it is installed. */
interface OxideApi {
  readonly methods: Readonly<
    Record<string, (request: object, params?: { headers?: object }) => Promise<OxideAnswer>>
  >;
}

interface OxideAnswer {
  readonly type: 'success' | 'error' | 'client_error';
  readonly response: Response;
  readonly data: Readonly<Record<string, unknown>>;
}

type OxideModule = { readonly default: new (config: { host: string; token: string }) => OxideApi };

const old = '2026073100.0.0';
const newest = '2026112100.0.0';
const inProject = { project: 'proj' };

/** As the client writes it, verbatim. */
const web1 = {
  name: 'web-1',
  description: 'd',
  hostname: 'web-1',
  ncpus: 2,
  memory: 4_294_967_296,
  start: true,
  antiAffinityGroups: ['spread'],
  autoRestartPolicy: 'best_effort',
  bootDisk: {
    type: 'create',
    name: 'boot',
    description: 'b',
    size: 1_073_741_824,
    diskBackend: { type: 'distributed', diskSource: { type: 'blank', blockSize: 512 } },
  },
  disks: [],
  externalIps: [],
  networkInterfaces: { type: 'none' },
  userData: '',
  sshPublicKeys: null,
};
const web2 = {
  name: 'web-2',
  description: 'd',
  hostname: 'web-2',
  ncpus: 1,
  memory: 1_073_741_824,
  start: false,
};

let rack: Rack;
let running: Running;
let client: OxideApi;
const losses: ServerLoss[] = [];
const problems: ServerProblem[] = [];

beforeAll(async () => {
  const { default: Api } = (await import(
    /* @vite-ignore */ pathToFileURL(peerFile('@oxide/api').replace(/\.cjs$/, '.js')).href
  )) as OxideModule;
  rack = new Rack();
  const adapter = createAdapter(api, handlersOf(rack), {
    checkReplies: true,
    hooks: {
      onLoss: (loss) => losses.push(loss),
      onProblem: (problem) => problems.push(problem),
    },
  });
  running = await serve(adapter);
  client = new Api({ host: running.url, token: 'secret' });
  await call('projectCreate', { body: { name: 'proj', description: 'p' } });
});

afterAll(async () => running.app.close());

beforeEach(() => {
  rack.instances.clear();
  rack.asked.length = 0;
  losses.length = 0;
  problems.length = 0;
});

async function call(method: string, request: object, version?: string): Promise<OxideAnswer> {
  const run = client.methods[method];
  if (run === undefined) throw new Error(`the client has no ${method}`);
  return run(request, version === undefined ? {} : { headers: { 'api-version': version } });
}

/** What came of it, and the status. */
async function outcome(method: string, request: object): Promise<readonly [string, number]> {
  const { type, response } = await call(method, request);
  return [type, response.status];
}

async function made(body: object): Promise<OxideAnswer> {
  return call('instanceCreate', { query: inProject, body });
}

test('an instance is made, in the words of the newest version, and comes back in those of the old', async () => {
  const { type, response, data } = await made(web1);

  expect([type, response.status]).toEqual(['success', 201]);
  expect(response.headers.get('api-versions')).toBe(`${old}, ${newest}`);
  expect(response.headers.get('content-type')).toMatch(/^application\/json/);
  expect(rack.asked).toEqual([
    {
      operation: 'instance_create',
      version: old,
      request: expect.objectContaining({
        query: inProject,
        body: {
          name: 'web-1',
          description: 'd',
          hostname: 'web-1',
          ncpus: 2,
          memory: 4_294_967_296,
          start: true,
          anti_affinity_groups: ['spread'],
          auto_restart_policy: 'best_effort',
          boot_disk: {
            type: 'create',
            name: 'boot',
            description: 'b',
            size: 1_073_741_824,
            disk_backend: { type: 'distributed', disk_source: { type: 'blank', block_size: 512 } },
          },
          disks: [],
          external_ips: [],
          network_interfaces: { type: 'none' },
          user_data: '',
          ssh_public_keys: null,
        },
      }) as unknown,
    },
  ]);
  expect(data).toEqual({
    id: expect.any(String) as unknown,
    name: 'web-1',
    description: 'd',
    projectId: [...rack.projects.keys()][0],
    hostname: 'web-1',
    ncpus: 2,
    memory: 4_294_967_296,
    bootDiskId: expect.any(String) as unknown,
    cpuPlatform: null,
    runState: 'starting',
    enableJumboFrames: false,
    autoRestartEnabled: true,
    autoRestartPolicy: 'best_effort',
    // Texts with Z become dates; anything else would have stayed a text.
    timeCreated: new Date(time),
    timeModified: new Date(time),
    timeRunStateUpdated: new Date(time),
  });
});

test('what the old version cannot say is left out, and the server says so', async () => {
  const { data } = await made(web2);
  expect(data).toMatchObject({ name: 'web-2', runState: 'stopped' });
  expect(Object.keys(data)).not.toContain('lastFailure');
  expect(Object.keys(data)).not.toContain('autoRestartStatus');
  expect(problems).toEqual([]);
});

test('the same client, told to send the newest version, is told more', async () => {
  await made(web2);
  const { type, data } = await call('instanceView', { path: { instance: 'web-2' } }, newest);
  expect(type).toBe('success');
  expect(data['lastFailure']).toMatchObject({
    kind: 'start',
    timeFailed: new Date(time),
    failure: { code: 'no_capacity', counts: [{ leastShortfall: 1_073_741_824 }] },
  });
  expect(data['autoRestartStatus']).toEqual({ kind: 'planned', timeNextTry: new Date(time) });
});

test.each([
  ['instanceStart', 'starting'],
  ['instanceStop', 'stopping'],
  ['instanceReboot', 'rebooting'],
])('%s is accepted: a POST with the type of JSON and without a body', async (method, runState) => {
  await made(web2);
  const { type, response, data } = await call(method, {
    path: { instance: 'web-2' },
    query: inProject,
  });
  expect([type, response.status]).toEqual(['success', 202]);
  expect(data).toMatchObject({ name: 'web-2', runState, timeRunStateUpdated: new Date(time) });
});

test('an instance is deleted, once', async () => {
  await made(web2);
  const which = { path: { instance: 'web-2' }, query: inProject };
  const { type, response, data } = await call('instanceDelete', which);
  expect([type, response.status, data]).toEqual(['success', 204, {}]);
  expect(rack.instances.size).toBe(0);
  expect(await outcome('instanceDelete', which)).toEqual(['error', 404]);
});

test('pages: what is asked for is a number there, and the token leads on', async () => {
  for (const name of ['a', 'b', 'c']) await made({ ...web2, name });
  const query = { ...inProject, limit: 2, sortBy: 'id_ascending' };
  const first = await call('instanceList', { query });
  expect(rack.asked.at(-1)?.request).toMatchObject({
    query: { project: 'proj', limit: 2, sort_by: 'id_ascending' },
  });
  expect(first.data).toMatchObject({ items: [{ name: 'a' }, { name: 'b' }], nextPage: '2' });
  const pageToken = first.data['nextPage'];
  const second = await call('instanceList', { query: { ...query, pageToken } });
  expect(second.data).toMatchObject({ items: [{ name: 'c' }], nextPage: null });
});

test('groups, disks and sleds', async () => {
  await made(web1);
  const body = { name: 'together', description: 'g', policy: 'fail', failureDomain: 'sled' };
  const made1 = await call('affinityGroupCreate', { query: inProject, body });
  const made2 = await call('antiAffinityGroupCreate', {
    query: inProject,
    body: { ...body, name: 'spread' },
  });
  for (const { type, response, data } of [made1, made2]) {
    expect([type, response.status]).toEqual(['success', 201]);
    expect(data).toMatchObject({
      policy: 'fail',
      failureDomain: 'sled',
      timeCreated: new Date(time),
    });
  }
  const member = await call('antiAffinityGroupMemberInstanceAdd', {
    path: { antiAffinityGroup: 'spread', instance: 'web-1' },
    query: inProject,
  });
  expect(member.response.status).toBe(201);
  expect(member.data).toMatchObject({
    type: 'instance',
    value: { name: 'web-1', runState: 'starting' },
  });
  const which = { path: { instance: 'web-1' }, query: inProject };
  expect((await call('instanceAffinityGroupList', which)).data['items']).toEqual([]);
  expect((await call('instanceDiskList', which)).data['items']).toMatchObject([
    { name: 'boot', diskType: 'distributed', blockSize: 512, state: { state: 'attached' } },
  ]);
  expect((await call('sledList', {})).data['items']).toMatchObject([
    {
      id: sled.id,
      baseboard: { revision: 6 },
      policy: { kind: 'in_service', provisionPolicy: 'provisionable' },
      usablePhysicalRam: 1_099_511_627_776,
      timeCreated: new Date(time),
    },
  ]);
  const on = { path: { sledId: sled.id }, query: { limit: 5 } };
  expect((await call('sledInstanceList', on)).data['items']).toMatchObject([
    { name: 'web-1', activeSledId: sled.id, state: 'starting', migrationId: null },
  ]);
});

test('an error of the newest version is an error of the old one, without what is new in it', async () => {
  const { type, response, data } = await call('instanceStart', { path: { instance: 'too-big' } });
  expect([type, response.status]).toEqual(['error', 507]);
  expect(data).toEqual({
    errorCode: 'InsufficientCapacity',
    message: noRoom.message,
    requestId: expect.any(String) as unknown,
  });
});

test('what is not there is 404, in the shape of the API', async () => {
  const { type, response, data } = await call('instanceView', { path: { instance: 'nobody' } });
  expect([type, response.status]).toEqual(['error', 404]);
  expect(data).toEqual({
    errorCode: 'ObjectNotFound',
    message: 'not found: instance with name "nobody"',
    requestId: expect.any(String) as unknown,
  });
});

test.each([
  ['a name that is none', { ...web2, name: 'Web 2' }, /\/name/],
  ['a text for a number', { ...web2, ncpus: '1' }, /\/ncpus/],
  ['a word that is none', { ...web2, autoRestartPolicy: 'always' }, /\/auto_restart_policy/],
  ['a member that is missing', { name: 'web-2', description: 'd' }, /hostname/],
])('%s is 400, and the message says where', async (_, body, where) => {
  const { type, response, data } = await made(body);
  expect([type, response.status]).toEqual(['error', 400]);
  expect(data['message']).toMatch(where);
  expect(data['requestId']).toEqual(expect.any(String));
  expect(rack.asked).toEqual([]);
});

test('a name with a slash, which this client does not encode, reaches no operation', async () => {
  expect(await outcome('instanceView', { path: { instance: 'a b/c?x=1' } })).toEqual([
    'error',
    404,
  ]);
});

test('a version that the server does not speak is refused, with those that it does', async () => {
  const { type, response, data } = await call('sledList', {}, '2025010100.0.0');
  expect([type, response.status]).toEqual(['error', 400]);
  expect(response.headers.get('api-versions')).toBe(`${old}, ${newest}`);
  expect(data['message']).toMatch(/2025010100\.0\.0/);
  expect(data['message']).toMatch(/2026073100/);
});
