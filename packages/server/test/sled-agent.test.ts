import { api } from '@skewline/sled-agent-types/server';
import type { InstanceEnsureBody, SledVmmState } from '@skewline/sled-agent-types/v49';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAdapter, type Handlers, type ServerLoss, type ServerProblem } from '../src/index.ts';
import { entries, type Running, send } from './support/servers.ts';

type Operations = NonNullable<(typeof api)['types']>['operations'];

const propolis = '0b0f3c86-5f7a-4c53-8a4f-3c1a4b9f3a01';
const state: SledVmmState = {
  vmm_state: {
    gen: 3,
    state: { kind: 'failed', cause: 'zone_gone', detail: 'zone oxz_propolis is not there' },
    time_updated: '2026-11-21T06:40:00Z',
  },
};

/** What a nexus of version 1 sent, when a VMM had one address family and no cause of failure. */
const oldest = {
  vmm_spec: {
    board: {
      chipset: { type: 'i440_fx', value: { enable_pcie: false } },
      cpuid: null,
      cpus: 2,
      guest_hv_interface: { type: 'bhyve' },
      memory_mb: 2048,
    },
    components: {},
  },
  local_config: {
    hostname: 'db',
    nics: [],
    source_nat: { ip: '203.0.113.7', first_port: 0, last_port: 16383 },
    ephemeral_ip: null,
    floating_ips: [],
    firewall_rules: [],
    dhcp_config: { dns_servers: [], host_domain: null, search_domains: [] },
  },
  vmm_runtime: { gen: 1, state: 'starting', time_updated: '2026-11-21T06:39:00Z' },
  instance_id: '0b0f3c86-5f7a-4c53-8a4f-3c1a4b9f3a02',
  propolis_addr: '[fd00:1122:3344:101::1]:12400',
  metadata: {
    project_id: '0b0f3c86-5f7a-4c53-8a4f-3c1a4b9f3a03',
    silo_id: '0b0f3c86-5f7a-4c53-8a4f-3c1a4b9f3a04',
  },
};

describe.each(Object.entries(entries))('the Sled Agent API, %s', (_name, start) => {
  const registered: InstanceEnsureBody[] = [];
  const losses: ServerLoss[] = [];
  const problems: ServerProblem[] = [];
  let running: Running;

  beforeAll(async () => {
    const nothing = (): { status: 204 } => ({ status: 204 });
    const handlers: Handlers<Operations> = {
      vmm_register: async ({ body }) => {
        registered.push(body);
        return { status: 200, body: { vmm_state: body.vmm_runtime } };
      },
      vmm_unregister: async () => ({ status: 200, body: { updated_runtime: state } }),
      vmm_get_state: async ({ path }) =>
        path.propolis_id === propolis
          ? { status: 200, body: state }
          : { status: 404, body: { message: 'no such VMM', request_id: 'x' } },
      vmm_put_state: async () => ({ status: 200, body: { updated_runtime: null } }),
      vmm_issue_disk_snapshot_request: async ({ body }) => ({
        status: 200,
        body: { snapshot_id: body.snapshot_id },
      }),
      vmm_put_external_ip: nothing,
      vmm_delete_external_ip: nothing,
      vmm_join_multicast_group: nothing,
      vmm_leave_multicast_group: nothing,
      vmm_put_attached_subnets: nothing,
      vmm_delete_attached_subnets: nothing,
      vmm_post_attached_subnet: nothing,
      vmm_delete_attached_subnet: nothing,
    };
    const hooks = {
      onLoss: (loss: ServerLoss): void => void losses.push(loss),
      onProblem: (problem: ServerProblem): void => void problems.push(problem),
    };
    running = await start(createAdapter(api, handlers, { checkReplies: true, hooks }));
  });
  afterAll(() => running.close());

  test('a registration of version 1 reaches a handler of the newest', async () => {
    registered.length = 0;
    const sent = { method: 'PUT', path: `/vmms/${propolis}`, version: '1.0.0', body: oldest };
    const received = await send(running, sent);
    expect([received.status, received.text]).toEqual([
      200,
      JSON.stringify({
        vmm_state: { gen: 1, state: 'starting', time_updated: '2026-11-21T06:39:00Z' },
      }),
    ]);
    expect(registered).toMatchObject([
      { instance_id: oldest.instance_id, vmm_runtime: { state: { kind: 'starting' } } },
    ]);
  });

  test.each(['7', '10.0.0', '17', '30', '48.0.0'])(
    'a new state for version %s',
    async (version) => {
      losses.length = 0;
      const received = await send(running, { path: `/vmms/${propolis}/state`, version });
      expect(received.headers['api-versions']).toBe('1.0.0..49.0.0');
      expect(JSON.parse(received.text)).toEqual({
        vmm_state: { gen: 3, state: 'failed', time_updated: '2026-11-21T06:40:00Z' },
      });
      expect(losses).toMatchObject([{ operation: 'vmm_get_state', direction: 'response' }]);
    },
  );

  test('a new state for who knows it', async () => {
    losses.length = 0;
    const received = await send(running, { path: `/vmms/${propolis}/state`, version: '49' });
    expect(JSON.parse(received.text)).toEqual(state);
    expect(losses).toEqual([]);
  });

  test('a declared error is the same in all versions', async () => {
    const other = propolis.replace('0b', 'ab');
    for (const version of ['1', '48', '49']) {
      const received = await send(running, { path: `/vmms/${other}/state`, version });
      expect([received.status, JSON.parse(received.text)]).toMatchObject([
        404,
        { message: 'no such VMM' },
      ]);
    }
  });

  test("what is wrong is named in the words of the caller's version", async () => {
    problems.length = 0;
    const vmm_runtime = { ...oldest.vmm_runtime, state: 'exploded' };
    const body = { ...oldest, vmm_runtime };
    const sent = { method: 'PUT', path: `/vmms/${propolis}`, version: '1', body };
    expect(await send(running, sent)).toMatchObject({ status: 400 });
    expect(problems).toMatchObject([
      { code: 'request_invalid', pointer: '/body/vmm_runtime/state', version: '1.0.0' },
    ]);
  });

  test('an operation that came later', async () => {
    const path = `/vmms/${propolis}/attached-subnets`;
    const ask = (version: string): Promise<{ status: number; text: string }> =>
      send(running, { method: 'DELETE', path, version });
    expect(await ask('18')).toMatchObject({ status: 204 });
    expect(await ask('17')).toMatchObject({
      status: 404,
      text: expect.stringContaining('vmm_delete_attached_subnets is there since version 18.0.0'),
    });
  });

  test('each version has its document', async () => {
    for (const version of ['1.0.0', '2.0.0', '48.0.0', '49.0.0']) {
      const path = `/.well-known/api-versions/${version}/openapi.json`;
      const { status, text } = await send(running, { path, version: null });
      expect(status).toBe(200);
      expect(JSON.parse(text)).toMatchObject({ openapi: '3.1.0', info: { version } });
    }
  });
});
