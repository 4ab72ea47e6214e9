import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { FakeAnswer } from '../../../../../packages/saga/test/instance/support/fake-tables.ts';
import { useNexus } from '../../support/harness.ts';
import { ask, instanceBody, itemsOf, oldest } from './support/api.ts';
import { leaksOf } from './support/leaks.ts';
import { openShop, type Shop } from './support/shop.ts';

const nexus = useNexus();
const soon = { timeout: 10_000 };
let shop: Shop;
beforeAll(async () => {
  await nexus().addSled();
  await nexus().addSled();
  shop = await openShop(nexus());
});

const kinds = async (name: string): Promise<readonly unknown[]> =>
  itemsOf(await shop.ask('GET', `/v1/instances/${name}/events`)).map(
    (event) => (event['what'] as { kind: string }).kind,
  );

describe('stop', () => {
  it('one that runs: it stops when its guest has', async () => {
    const id = await shop.run('one');
    expect(await shop.ask('POST', '/v1/instances/one/stop')).toMatchObject({
      status: 202,
      body: { run_state: 'stopping' },
    });
    await shop.report(id, { kind: 'destroyed' });
    await expect.poll(() => shop.view('one'), soon).toMatchObject({ run_state: 'stopped' });
    expect(await shop.view('one')).toMatchObject({
      last_failure: null,
      auto_restart_status: { kind: 'not_needed' },
    });
    expect(await kinds('one')).toEqual([
      'created',
      'start_accepted',
      'start_succeeded',
      'stop_requested',
      'state_changed',
    ]);
  });

  it('one that is stopped: 202, as it is', async () => {
    await shop.make('two');
    expect(await shop.ask('POST', '/v1/instances/two/stop')).toMatchObject({
      status: 202,
      body: { run_state: 'stopped' },
    });
  });

  it('one that is not there', async () => {
    expect(await shop.ask('POST', '/v1/instances/nobody/stop')).toMatchObject({
      status: 404,
      body: { message: 'not found: instance with name "nobody"' },
    });
  });

  const refusing = { kind: 'error_status', status: 400, errorCode: null } as const;
  const busy = { kind: 'error_status', status: 503, errorCode: null } as const;
  const gone = { kind: 'error_status', status: 404, errorCode: 'NO_SUCH_INSTANCE' } as const;
  it.each<[string, FakeAnswer, number, string, string]>([
    ['refuses', refusing, 400, 'InvalidRequest', 'The sled of the instance refused the request.'],
    ['is busy', busy, 503, 'ServiceNotAvailable', 'The sled of the instance cannot do that now.'],
    [
      'does not know it',
      gone,
      503,
      'ServiceNotAvailable',
      'The instance was running but is no longer reachable. It is being moved to the Failed state.',
    ],
  ])('its sled %s', async (_name, answer, status, errorCode, message) => {
    const name = `stop-${randomUUID().slice(0, 8)}`;
    await shop.run(name);
    await nexus().rack.failNext('putVmmState', answer, { times: 5 });
    const stopped = await shop.ask('POST', `/v1/instances/${name}/stop`);
    await nexus().rack.mend();
    expect(stopped).toMatchObject({ status, body: { error_code: errorCode, message } });
  });
});

describe('reboot', () => {
  it('one that runs', async () => {
    await shop.run('three');
    expect(await shop.ask('POST', '/v1/instances/three/reboot')).toMatchObject({
      status: 202,
      body: { run_state: 'rebooting' },
    });
    expect(await kinds('three')).toContain('reboot_requested');
  });

  it('one that does not run', async () => {
    await shop.make('four');
    expect(await shop.ask('POST', '/v1/instances/four/reboot')).toMatchObject({
      status: 400,
      body: { error_code: 'InvalidRequest', message: 'instance is not running' },
    });
  });

  it('its sled does not answer', async () => {
    await shop.run('five');
    await nexus().rack.failNext('putVmmState', { kind: 'unreachable' }, { times: 5 });
    const rebooted = await shop.ask('POST', '/v1/instances/five/reboot');
    await nexus().rack.mend();
    expect(rebooted).toMatchObject({ status: 502, body: { error_code: 'BadGateway' } });
  });
});

describe('delete', () => {
  it('one that is stopped: gone, and its name is free', async () => {
    const id = await shop.make('six');
    expect(await shop.ask('DELETE', '/v1/instances/six')).toMatchObject({ status: 204, body: {} });
    expect((await shop.ask('GET', '/v1/instances/six')).status).toBe(404);
    expect((await ask(shop.ada, 'GET', `/v1/instances/${id}`)).status).toBe(404);
    expect(await shop.make('six')).not.toBe(id);
  });

  it('one that runs: 409', async () => {
    await shop.run('seven');
    expect(await shop.ask('DELETE', '/v1/instances/seven')).toMatchObject({
      status: 409,
      body: { error_code: 'Conflict', message: 'the instance is not stopped' },
    });
  });

  it('one that is being started: 409', async () => {
    await shop.make('eight');
    await nexus().rack.failNext('registerVmm', { kind: 'unreachable' }, { times: 3 });
    await shop.start('eight');
    expect((await shop.ask('DELETE', '/v1/instances/eight')).status).toBe(409);
    expect((await shop.start('eight', { prefer: 'wait=20' })).status).toBe(202);
  });
});

describe('an instance that fails while it runs', () => {
  it('says why, and that it will be started again', async () => {
    const id = await shop.run('nine');
    await shop.report(id, { kind: 'failed', reason: 'zone_gone', detail: 'zone oxz_9 on sled 7' });
    await expect.poll(() => shop.view('nine'), soon).toMatchObject({ run_state: 'failed' });
    expect(await shop.view('nine')).toMatchObject({
      last_failure: {
        kind: 'run',
        reason: 'virtual_machine_vanished',
        message: 'The virtual machine of the instance disappeared.',
      },
      auto_restart_status: { kind: 'planned', time_next_try: expect.any(String) },
    });
    expect((await shop.start('nine', { prefer: 'wait=20' })).status).toBe(202);
    expect(await shop.view('nine')).toMatchObject({
      run_state: 'running',
      last_failure: null,
      auto_restart_status: { kind: 'not_needed' },
    });
  });

  it('and is never to be: says that it stays so', async () => {
    const id = await shop.run('ten', { auto_restart_policy: 'never' });
    await shop.report(id, { kind: 'failed', reason: 'sled_off', detail: null });
    await expect.poll(() => shop.view('ten'), soon).toMatchObject({ run_state: 'failed' });
    expect(await shop.view('ten')).toMatchObject({
      auto_restart_enabled: false,
      last_failure: { kind: 'run', reason: 'host_powered_off' },
      auto_restart_status: { kind: 'given_up', why: 'policy_never' },
    });
  });
});

describe('lists', () => {
  it('pages of instances by name, both ways, and by id', async () => {
    const other = await openShop(nexus(), 'lists');
    const names = ['a', 'b', 'c', 'd', 'e'];
    for (const name of names) await other.make(name);
    const pages = async (sort: string): Promise<readonly unknown[]> => {
      const seen: unknown[] = [];
      let token = '';
      do {
        const path = `/v1/instances?limit=2&sort_by=${sort}${token}`;
        const page = await other.ask('GET', path);
        expect(page.status).toBe(200);
        seen.push(...itemsOf(page).map((item) => item['name']));
        const next = page.body['next_page'];
        token = typeof next === 'string' ? `&page_token=${next}` : '';
      } while (token !== '');
      return seen;
    };
    expect(await pages('name_ascending')).toEqual(names);
    expect(await pages('name_descending')).toEqual(names.toReversed());
    expect(new Set(await pages('id_ascending'))).toEqual(new Set(names));
  });

  it('the list and the view say the same of every instance', async () => {
    const items = itemsOf(await shop.ask('GET', '/v1/instances'));
    expect(items.length).toBeGreaterThan(5);
    for (const item of items) {
      const { auto_restart_status: status, ...view } = await shop.view(String(item['name']));
      const { auto_restart_status: listed, ...rest } = item;
      expect(rest).toEqual(view);
      expect((listed as { kind: string }).kind).toBe((status as { kind: string }).kind);
    }
  });

  it('events both ways, page by page, without gaps', async () => {
    const all = itemsOf(await shop.ask('GET', '/v1/instances/nine/events'));
    expect(all.map((event) => event['sequence'])).toEqual(all.map((_, index) => index + 1));
    for (const [sort, want] of [
      ['time_and_id_ascending', all],
      ['time_and_id_descending', all.toReversed()],
    ] as const) {
      for (const limit of [1, 2, all.length, all.length + 1]) {
        const seen: unknown[] = [];
        let token = '';
        do {
          const path = `/v1/instances/nine/events?limit=${String(limit)}&sort_by=${sort}${token}`;
          const page = await shop.ask('GET', path);
          seen.push(...itemsOf(page));
          const next = page.body['next_page'];
          token = typeof next === 'string' ? `&page_token=${next}` : '';
        } while (token !== '');
        expect(seen).toEqual(want);
      }
    }
  });

  it('attempts both ways', async () => {
    const path = '/v1/instances/nine/start-attempts';
    const oldestFirst = itemsOf(await shop.ask('GET', path));
    expect(oldestFirst).toHaveLength(2);
    const newestFirst = await shop.ask('GET', `${path}?sort_by=time_and_id_descending`);
    expect(itemsOf(newestFirst)).toEqual(oldestFirst.toReversed());
  });

  it('a token of another list, and one that is none: 400', async () => {
    const page = await shop.ask('GET', '/v1/instances?limit=1');
    const token = String(page.body['next_page']);
    for (const path of [
      `/v1/instances/nine/events?page_token=${token}`,
      `/v1/instances/nine/start-attempts?page_token=${token}`,
      '/v1/instances/nine/events?page_token=e30',
      '/v1/instances?page_token=!',
    ]) {
      expect(await shop.ask('GET', path)).toMatchObject({
        status: 400,
        body: { error_code: 'InvalidRequest' },
      });
    }
  });

  it('no project: 400; one that is not there: 404', async () => {
    expect((await ask(shop.ada, 'GET', '/v1/instances')).status).toBe(400);
    expect((await ask(shop.ada, 'GET', '/v1/instances?project=nothing')).status).toBe(404);
  });
});

describe('attempts', () => {
  it('one of another instance is not found', async () => {
    const [attempt] = itemsOf(await shop.ask('GET', '/v1/instances/nine/start-attempts'));
    const id = String(attempt?.['id']);
    expect((await shop.ask('GET', `/v1/instances/nine/start-attempts/${id}`)).status).toBe(200);
    for (const [name, wanted] of [
      ['ten', id],
      ['nine', randomUUID()],
    ] as const) {
      const path = `/v1/instances/${name}/start-attempts/${wanted}`;
      expect(await shop.ask('GET', path, { prefer: 'wait=1' })).toMatchObject({
        status: 404,
        body: { message: `not found: start-attempt with id "${wanted}"` },
      });
    }
  });

  it('operators see what users do not', async () => {
    const sledIds = await nexus().nexus.database.kysely.selectFrom('sled').select('id').execute();
    await shop.make('huge', { ncpus: 200 });
    const failed = await shop.start('huge', { prefer: 'wait=20' });
    const attemptId = String(failed.headers.get('start-attempt'));
    const { operator } = nexus();
    const path = `/v1/system/start-attempts/${attemptId}`;
    const seen = await ask(operator, 'GET', path);
    expect(seen).toMatchObject({
      status: 200,
      body: {
        id: attemptId,
        project_id: shop.projectId,
        saga_id: attemptId,
        sled_id: null,
        vmm_id: null,
        detail: expect.stringContaining('no_capacity'),
      },
    });
    const rejected = seen.body['rejected_sleds'];
    expect(rejected).toEqual(
      sledIds
        .map(({ id }) => id)
        .toSorted()
        .map((sled_id) => ({ sled_id, reason: 'hardware_threads', shortfall: expect.any(Number) })),
    );
    expect((await ask(shop.ada, 'GET', path)).status).toBe(403);
    expect((await ask(operator, 'GET', `/v1/system/start-attempts/${randomUUID()}`)).status).toBe(
      404,
    );
  });

  it('operators list those of all instances, or of one', async () => {
    const { operator } = nexus();
    const all = await ask(operator, 'GET', '/v1/system/start-attempts?limit=1000');
    expect(itemsOf(all).length).toBeGreaterThan(5);
    const one = await ask(
      operator,
      'GET',
      '/v1/system/start-attempts?instance=nine&project=shop&sort_by=time_and_id_descending',
    );
    expect(itemsOf(one)).toHaveLength(2);
    const [newest] = itemsOf(one);
    expect(newest).toMatchObject({
      sled_id: expect.any(String),
      vmm_id: expect.any(String),
      rejected_sleds: [],
      detail: null,
    });
  });
});

it('the generated client takes all of it', async () => {
  const { external } = shop.ada;
  const path = { instance: 'nine' };
  const query = { project: 'shop' };
  const [attempt] = itemsOf(await shop.ask('GET', '/v1/instances/nine/start-attempts'));
  const attempt_id = String(attempt?.['id']);
  const { external: system } = nexus().operator;
  const answered = [
    await external.instanceList({ query }),
    await external.instanceView({ path, query }),
    await external.instanceStart({ path, query, header: { prefer: 'wait=1' } }),
    await external.instanceEventList({ path, query }),
    await external.instanceStartAttemptList({ path, query }),
    await external.instanceStartAttemptView({ path: { ...path, attempt_id }, query }),
    await external.instancePlacementDryRun({ path: { instance: 'huge' }, query }),
    await system.systemStartAttemptList({ query: { limit: 1000 } }),
    await system.systemStartAttemptView({ path: { attempt_id } }),
  ];
  const troubles = answered.filter(({ ok }) => !ok);
  expect(troubles).toEqual([]);
  expect(answered.map(({ status }) => status)).toEqual([
    200, 200, 202, 200, 200, 200, 200, 200, 200,
  ]);
});

it('what is new is not there for clients of today', async () => {
  for (const path of ['/v1/instances/nine/events', '/v1/instances/nine/start-attempts']) {
    expect((await shop.ask('GET', path, { version: oldest })).status).toBe(404);
  }
  const view = await shop.ask('GET', '/v1/instances/nine', { version: oldest });
  expect(view.body).not.toHaveProperty('last_failure');
  const list = await shop.ask('GET', '/v1/instances', { version: oldest });
  for (const item of itemsOf(list)) expect(item).not.toHaveProperty('auto_restart_status');
  const body = instanceBody('x');
  const dry = await shop.ask('POST', '/v1/placement-dry-run', { body, version: oldest });
  expect(dry.status).toBe(404);
});

it('no answer to a user names what only operators may know', async () => {
  expect(await leaksOf(nexus().nexus.database)).toEqual([]);
});
