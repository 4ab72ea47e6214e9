import { versions } from '@skewline/sled-agent-types';
import { validators } from '@skewline/sled-agent-types/validators';
import { afterEach, describe, expect, test } from 'vitest';
import { responseValidators } from '../src/generated/responses.ts';
import {
  connect,
  createSledAgentClient,
  fixed,
  told,
  vmmDeleteAttachedSubnet,
  vmmGetState,
  vmmJoinMulticastGroup,
  vmmPutState,
  vmmRegister,
  vmmUnregister,
} from '../src/index.ts';
import { ensureBody } from './support/ensure-body.ts';
import { type Answer, type Asked, serve, type TestServer } from './support/server.ts';

const path = { propolis_id: '0b0f3c86-5f7a-4c53-8a4f-3c1a4b9f3a01' };
const time = '2026-11-21T06:38:00Z';

/** What a sled agent of version 1 to 48 says, and what that is in version 49. */
const oldState = { vmm_state: { gen: 7, state: 'failed', time_updated: time } };
const newState = {
  vmm_state: {
    gen: 7,
    state: { kind: 'failed', cause: 'unspecified', detail: null },
    time_updated: time,
  },
};

let servers: TestServer[] = [];
afterEach(async () => {
  await Promise.all(servers.map((one) => one.close()));
  servers = [];
});

async function started(announced: string, answer?: (asked: Asked) => Answer): Promise<TestServer> {
  const server = await serve('sled-agent', announced, answer);
  servers.push(server);
  return server;
}

/** Whether a version of the API takes this as a request to register. */
function isEnsureBody(version: string, value: unknown): boolean {
  const position = versions.indexOf(version);
  const epoch = validators['InstanceEnsureBody']?.find(
    ({ from, to }) => versions.indexOf(from) <= position && position <= versions.indexOf(to),
  );
  return epoch?.validate(value) === true;
}

describe('an older sled agent', () => {
  test.each(versions)(
    'of version %s is asked in it, and answers as the newest',
    async (version) => {
      const isNewest = version === '49';
      const server = await started(`1.0.0..${version}.0.0`, () => ({
        body: isNewest ? newState : oldState,
      }));
      const sled = connect({ baseUrl: server.baseUrl, validate: responseValidators });
      const got = await vmmGetState(sled, { path });
      expect(got).toMatchObject({ ok: true, status: 200, value: newState, losses: [] });
      expect(server.asked).toEqual([
        { method: 'GET', url: `/vmms/${path.propolis_id}/state`, version: `${version}.0.0` },
      ]);
      expect(sled.version).toBe(`${version}.0.0`);
    },
  );

  test.each(versions)('of version %s gets a registration that is of it', async (version) => {
    const isNewest = version === '49';
    const server = await started(`1.0.0..${version}.0.0`, () => ({
      body: isNewest ? newState : oldState,
    }));
    const sled = connect({ baseUrl: server.baseUrl });
    const got = await vmmRegister(sled, { path, body: ensureBody });
    expect(got).toMatchObject({ ok: true, value: newState });
    const [asked] = server.asked;
    expect(asked).toMatchObject({ method: 'PUT', version: `${version}.0.0` });
    expect(isEnsureBody(version, asked?.body)).toBe(true);
  });

  test('speaks a number between two listed versions', async () => {
    const server = await started('3.0.0..30.0.0', () => ({ body: oldState }));
    const got = await vmmGetState(connect({ baseUrl: server.baseUrl }), { path });
    expect(got).toMatchObject({ ok: true, version: '30.0.0', value: newState });
    expect(server.asked[0]?.version).toBe('30.0.0');
  });

  test('is not asked for what its version does not have', async () => {
    const server = await started('1.0.0..6.0.0');
    const sled = connect({ baseUrl: server.baseUrl });
    const group = { join: { group_ip: '224.1.1.1', sources: [] } };
    expect(await vmmJoinMulticastGroup(sled, { path, body: group })).toMatchObject({
      ok: false,
      code: 'unrepresentable',
      operation: 'vmm_join_multicast_group',
      since: '7.0.0',
    });
    expect(server.asked).toEqual([]);
    server.versions = '1.0.0..49.0.0';
    sled.tell(server.versions);
    expect(await vmmJoinMulticastGroup(sled, { path, body: group })).toMatchObject({
      ok: true,
      status: 204,
      value: undefined,
      version: '49.0.0',
    });
  });

  test('is not told what it cannot understand: the field is named', async () => {
    const server = await started('1.0.0..28.0.0', () => ({ body: oldState }));
    const socket = {
      type: 'virtio_socket',
      component: { guest_cid: 3, pci_path: { bus: 0, device: 4, function: 0 } },
    } as const;
    const components = { socket };
    const body = { ...ensureBody, vmm_spec: { ...ensureBody.vmm_spec, components } };
    const got = await vmmRegister(connect({ baseUrl: server.baseUrl }), { path, body });
    expect(got).toMatchObject({ ok: false, code: 'unrepresentable', since: '29.0.0' });
    expect(got).toMatchObject({ field: expect.stringMatching(/^\/body\/vmm_spec\/components/) });
    expect(server.asked).toEqual([]);
  });

  test('is not told less than was said, in silence', async () => {
    const server = await started('1.0.0..40.0.0', () => ({ body: oldState }));
    const local_config = { ...ensureBody.local_config, primary_nic_mtu: 8500 };
    const body = { ...ensureBody, local_config };
    const got = await vmmRegister(connect({ baseUrl: server.baseUrl }), { path, body });
    expect(got).toMatchObject({
      code: 'unrepresentable',
      since: '41.0.0',
      field: '/body/local_config/primary_nic_mtu',
    });
    expect(server.asked).toEqual([]);
  });

  const failed = {
    ...ensureBody,
    vmm_runtime: {
      ...ensureBody.vmm_runtime,
      state: { kind: 'failed', cause: 'setup_failed', detail: null },
    },
  } as const;

  test('hears of a declared loss, and the caller too', async () => {
    const server = await started('1.0.0..48.0.0', () => ({ body: oldState }));
    const got = await vmmRegister(connect({ baseUrl: server.baseUrl }), { path, body: failed });
    expect(got).toMatchObject({ ok: true, losses: [expect.stringContaining('failed')] });
    expect(server.asked[0]?.body).toMatchObject({ vmm_runtime: { state: 'failed' } });
  });

  test('does not hear of a loss that the caller does not want', async () => {
    const server = await started('1.0.0..48.0.0', () => ({ body: oldState }));
    const losses: string[] = [];
    const sled = connect({
      baseUrl: server.baseUrl,
      hooks: {
        onLoss({ loss, direction }) {
          losses.push(`${direction}: ${loss}`);
          return 'refuse';
        },
      },
    });
    expect(await vmmRegister(sled, { path, body: failed })).toMatchObject({
      code: 'unrepresentable',
    });
    expect(losses).toEqual([expect.stringMatching(/^request: .*failed/)]);
    expect(server.asked).toEqual([]);
  });
});

describe('answers', () => {
  test('of a status that the API lists are values', async () => {
    const error = { request_id: 'r1', error_code: 'ObjectNotFound', message: 'no such VMM' };
    const server = await started('1.0.0..49.0.0', () => ({ status: 404, body: error }));
    const got = await vmmGetState(connect({ baseUrl: server.baseUrl }), { path });
    expect(got).toMatchObject({
      ok: false,
      code: 'error_status',
      status: 404,
      error,
      message: 'no such VMM',
      version: '49.0.0',
    });
  });

  test('that are not of the version they claim to be of are found out, where asked for', async () => {
    const lie = { vmm_state: { ...oldState.vmm_state, gen: 'seven' } };
    const server = await started('1.0.0..48.0.0', () => ({ body: lie }));
    const { baseUrl } = server;
    const got = await vmmGetState(connect({ baseUrl, validate: responseValidators }), { path });
    expect(got).toMatchObject({ ok: false, code: 'response_invalid', version: '48.0.0' });
    expect(got).toMatchObject({ field: '/vmm_state/gen' });
  });

  test('have a validator for every operation, in every version that has it', () => {
    const operations = Object.keys(responseValidators);
    expect(operations).toHaveLength(13);
    for (const ranges of Object.values(responseValidators)) {
      expect(ranges.at(-1)?.last).toBe(versions.length - 1);
      const ends = ranges.slice(0, -1).map(({ last }) => last + 1);
      expect(ranges.slice(1).map(({ first }) => first)).toEqual(ends);
    }
    expect(responseValidators['vmm_post_attached_subnet']?.[0]?.first).toBe(versions.indexOf('18'));
  });
});

describe('the version', () => {
  test('may be known', async () => {
    const server = await started('1.0.0..49.0.0', () => ({ body: oldState }));
    const sled = connect({ baseUrl: server.baseUrl, versions: fixed('10') });
    expect(await vmmGetState(sled, { path })).toMatchObject({ ok: true, version: '10.0.0' });
  });

  test('may be told with each answer', async () => {
    const server = await started('1.0.0..31.0.0', () => ({ body: oldState }));
    const sled = connect({ baseUrl: server.baseUrl, versions: told('1') });
    expect(await vmmGetState(sled, { path })).toMatchObject({ ok: true, version: '1.0.0' });
    expect(await vmmGetState(sled, { path })).toMatchObject({ ok: true, version: '31.0.0' });
  });

  test('goes down with a server that is rolled back', async () => {
    const server = await started('1.0.0..49.0.0', ({ version }) =>
      version === '49.0.0' && server.versions !== '1.0.0..49.0.0'
        ? { status: 400, body: { request_id: 'r', message: 'unsupported version' } }
        : { body: version === '49.0.0' ? newState : oldState },
    );
    const sled = connect({ baseUrl: server.baseUrl });
    expect(await vmmGetState(sled, { path })).toMatchObject({ ok: true, version: '49.0.0' });
    server.versions = '1.0.0..44.0.0';
    expect(await vmmGetState(sled, { path })).toMatchObject({
      ok: true,
      version: '44.0.0',
      value: newState,
    });
    expect(server.asked.map(({ version }) => version)).toEqual(['49.0.0', '49.0.0', '44.0.0']);
  });
});

describe('all operations as methods', () => {
  test('are the functions, of one connection', async () => {
    const server = await started('1.0.0..49.0.0', ({ method }) =>
      method === 'DELETE' ? { body: { updated_runtime: newState } } : { body: {} },
    );
    const client = createSledAgentClient({ baseUrl: server.baseUrl });
    const put = await client.vmmPutState({ path, body: { state: { type: 'stopped' } } });
    expect(put).toMatchObject({ ok: true, value: {}, version: '49.0.0' });
    const gone = await client.vmmUnregister({ path });
    expect(gone).toMatchObject({ ok: true, value: { updated_runtime: newState } });
    expect(client.connection.version).toBe('49.0.0');
    expect(await vmmUnregister(client.connection, { path })).toMatchObject({ ok: true });
    const body = { state: { type: 'stopped' } } as const;
    expect(await vmmPutState(client.connection, { path, body })).toMatchObject({ ok: true });
  });

  test('may be aborted', async () => {
    const server = await started('1.0.0..49.0.0', () => ({ body: newState }));
    const client = createSledAgentClient({ baseUrl: server.baseUrl });
    const signal = AbortSignal.abort();
    expect(await client.vmmGetState({ path }, { signal })).toMatchObject({ code: 'aborted' });
    expect(server.asked).toEqual([]);
  });
});

test('a parameter of a path cannot lead elsewhere', async () => {
  const server = await started('1.0.0..49.0.0');
  const sled = connect({ baseUrl: server.baseUrl });
  const subnet = 'fd00::/64';
  const got = await vmmDeleteAttachedSubnet(sled, { path: { ...path, subnet } });
  expect(got).toMatchObject({ ok: true });
  expect(server.asked[0]?.url).toMatch(/\/attached-subnets\/fd00%3A%3A%2F64$/i);
});
