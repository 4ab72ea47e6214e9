import { responseValidators } from '@skewline/nexus-client/external/responses';
import { afterEach, describe, expect, test } from 'vitest';
import {
  type Answer,
  type Asked,
  serve,
  type TestServer,
} from '../../sled-agent-client/test/support/server.ts';
import {
  connect,
  createNexusClient,
  type Instance,
  instanceCreate,
  instanceEventList,
  instanceList,
  instanceStart,
  instanceView,
  projectList,
} from '../src/external/index.ts';

const older = '2026073100.0.0';
const both = '2026073100.0.0, 2026112100.0.0';

const instance: Instance = {
  id: '0b0f3c86-5f7a-4c53-8a4f-3c1a4b9f3a05',
  name: 'web',
  description: '',
  time_created: '2026-11-21T06:00:00Z',
  time_modified: '2026-11-21T06:00:00Z',
  project_id: '0b0f3c86-5f7a-4c53-8a4f-3c1a4b9f3a06',
  hostname: 'web',
  ncpus: 2,
  memory: 8_589_934_592,
  run_state: 'stopped',
  time_run_state_updated: '2026-11-21T06:00:00Z',
  enable_jumbo_frames: false,
  auto_restart_enabled: true,
};
const path = { instance: 'web' };
const query = { project: 'shop' };

let server: TestServer | undefined;
afterEach(() => server?.close());

async function started(versions: string, answer: (asked: Asked) => Answer): Promise<string> {
  server = await serve('nexus', versions, answer);
  return server.baseUrl;
}

describe('an instance', () => {
  test.each([
    [older, older],
    [both, '2026112100.0.0'],
  ])('of a Nexus that speaks %s is asked for in %s', async (versions, version) => {
    const baseUrl = await started(versions, () => ({ body: instance }));
    const nexus = connect({ baseUrl, validate: responseValidators });
    const got = await instanceView(nexus, { path, query });
    expect(got).toEqual({
      ok: true,
      status: 200,
      value: instance,
      headers: expect.any(Headers),
      version,
      losses: [],
    });
    expect(server?.asked).toMatchObject([
      { method: 'GET', url: '/v1/instances/web?project=shop', version },
    ]);
  });

  test('is started by who can wait, where the server can', async () => {
    const baseUrl = await started(both, () => ({ status: 202, body: instance }));
    const request = { path, query, header: { prefer: 'wait=20' } };
    expect(await instanceStart(connect({ baseUrl }), request)).toMatchObject({ ok: true });
  });

  test('is not started with a wish that an older server does not know', async () => {
    const baseUrl = await started(older, () => ({ status: 202, body: instance }));
    const nexus = connect({ baseUrl });
    const request = { path, query, header: { prefer: 'wait=20' } };
    expect(await instanceStart(nexus, request)).toMatchObject({
      ok: false,
      code: 'unrepresentable',
      field: expect.stringMatching(/^\/header/),
      since: '2026112100.0.0',
    });
    expect(server?.asked).toEqual([]);
    expect(await instanceStart(nexus, { path, query })).toMatchObject({ ok: true, status: 202 });
  });

  test('that does not start says why, by status', async () => {
    const error = {
      request_id: 'r1',
      error_code: 'InsufficientCapacity',
      message: 'there is no room',
    };
    const baseUrl = await started(both, () => ({ status: 507, body: error }));
    const got = await instanceStart(connect({ baseUrl, retries: 0 }), { path, query });
    expect(got).toMatchObject({ ok: false, code: 'error_status', status: 507, error });
  });

  test('has events only where the server keeps them', async () => {
    const baseUrl = await started(older, () => ({ body: { items: [] } }));
    expect(await instanceEventList(connect({ baseUrl }), { path })).toMatchObject({
      code: 'unrepresentable',
      since: '2026112100.0.0',
    });
  });
});

test('a list without a query needs no request at all', async () => {
  const baseUrl = await started(both, () => ({ body: { items: [], next_page: null } }));
  const nexus = connect({ baseUrl, headers: () => ({ authorization: 'Bearer t' }) });
  expect(await projectList(nexus)).toMatchObject({ ok: true });
  expect(await instanceList(nexus, { query })).toMatchObject({ ok: true });
  expect(server?.asked.map(({ url }) => url)).toEqual([
    '/v1/projects',
    '/v1/instances?project=shop',
  ]);
});

test('a POST that fails on the way is not sent again, unless it has a key', async () => {
  const baseUrl = await started(both, () => ({
    status: 503,
    body: { request_id: 'r', message: '' },
  }));
  const client = createNexusClient({ baseUrl, retries: 1 });
  const body = {
    name: 'web',
    description: '',
    hostname: 'web',
    ncpus: 2,
    memory: 8_589_934_592,
  };
  expect(await client.instanceCreate({ query, body })).toMatchObject({ status: 503 });
  expect(server?.asked).toHaveLength(1);
  const keyed = await instanceCreate(client.connection, { query, body }, { idempotencyKey: 'k' });
  expect(keyed).toMatchObject({ status: 503 });
  expect(server?.asked).toHaveLength(3);
});

test('an answer that is not of its version is found out', async () => {
  const { run_state: _, ...less } = instance;
  const baseUrl = await started(both, () => ({ body: less }));
  const got = await instanceView(connect({ baseUrl, validate: responseValidators }), { path });
  expect(got).toMatchObject({ ok: false, code: 'response_invalid' });
});
