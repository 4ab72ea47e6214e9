import { randomUUID } from 'node:crypto';
import { setQuota } from '@skewline/db-model';
import { beforeAll, describe, expect, it } from 'vitest';
import { useNexus } from '../../support/harness.ts';
import { ask, itemsOf, oldest } from './support/api.ts';
import { leaksOf } from './support/leaks.ts';
import { openShop, type Shop } from './support/shop.ts';

const nexus = useNexus();
const soon = { timeout: 10_000 };
let shop: Shop;
/** Two of 128 CPUs. */
beforeAll(async () => {
  await nexus().addSled();
  await nexus().addSled();
  shop = await openShop(nexus());
});

const attemptsOf = async (name: string) =>
  itemsOf(await shop.ask('GET', `/v1/instances/${name}/start-attempts`));

describe('answers to start', () => {
  it('one that is not there: 404', async () => {
    expect(await shop.start('nobody')).toMatchObject({
      status: 404,
      body: {
        error_code: 'ObjectNotFound',
        message: 'not found: instance with name "nobody"',
      },
    });
    const id = randomUUID();
    expect(await ask(shop.ada, 'POST', `/v1/instances/${id}/start`)).toMatchObject({
      status: 404,
      body: { message: `not found: instance with id "${id}"` },
    });
  });

  it("another's: as if it were not there, and nothing is begun", async () => {
    const id = await shop.make('hers');
    const eve = await nexus().user('eve');
    expect(await ask(eve, 'POST', `/v1/instances/${id}/start`)).toMatchObject({
      status: 404,
      body: { message: `not found: instance with id "${id}"` },
    });
    expect(await attemptsOf('hers')).toEqual([]);
  });

  it('a name without its project: 400', async () => {
    expect((await ask(shop.ada, 'POST', '/v1/instances/web/start')).status).toBe(400);
  });

  it('one that is stopped: 202 at once, and the attempt is on record', async () => {
    await shop.make('one');
    const started = await shop.start('one');
    expect(started).toMatchObject({ status: 202, body: { name: 'one' } });
    expect(started.headers.get('preference-applied')).toBeNull();
    const [attempt, ...more] = await attemptsOf('one');
    expect(more).toEqual([]);
    expect(attempt).toMatchObject({
      id: started.headers.get('start-attempt'),
      origin: 'user',
      request_id: started.headers.get('x-request-id'),
    });
  });

  it('one that runs: 202, and no attempt', async () => {
    await shop.run('two');
    for (const prefer of ['', 'wait=5']) {
      const again = await shop.start('two', { prefer });
      expect(again).toMatchObject({ status: 202, body: { run_state: 'running' } });
      expect(again.headers.get('start-attempt')).toBeNull();
    }
    expect(await attemptsOf('two')).toHaveLength(1);
  });

  it('one that is being started: 202 with the attempt that is open', async () => {
    await shop.make('three');
    await nexus().rack.failNext('registerVmm', { kind: 'unreachable' }, { times: 3 });
    const first = await shop.start('three');
    const second = await shop.start('three');
    const attemptId = first.headers.get('start-attempt');
    expect(second.status).toBe(202);
    expect(second.headers.get('start-attempt')).toBe(attemptId);
    const third = await shop.start('three', { prefer: 'wait=20' });
    expect(third).toMatchObject({ status: 202, body: { run_state: 'running' } });
    expect(third.headers.get('start-attempt')).toBe(attemptId);
    expect(await attemptsOf('three')).toHaveLength(1);
  });

  it('one that is stopping: 409', async () => {
    await shop.run('four');
    expect((await shop.ask('POST', '/v1/instances/four/stop')).status).toBe(202);
    expect(await shop.start('four')).toMatchObject({
      status: 409,
      body: {
        error_code: 'Conflict',
        message: 'instance must finish stopping before it can be started',
      },
    });
    expect(await attemptsOf('four')).toHaveLength(1);
  });

  it('one that is being made: 409', async () => {
    const { runtime } = await shop.insert({ name: 'five' });
    const { database } = nexus().nexus;
    await database.kysely
      .updateTable('instance')
      .set({ state: 'creating', state_generation: runtime.gen + 1 })
      .where('name', '=', 'five')
      .execute();
    expect(await shop.start('five')).toMatchObject({
      status: 409,
      body: { message: 'instance is in state creating but it must be stopped to be started' },
    });
  });

  it('who waits is told that it runs', async () => {
    await shop.make('six');
    const started = await shop.start('six', { prefer: 'respond-async, wait=30' });
    expect(started).toMatchObject({ status: 202, body: { run_state: 'running' } });
    expect(started.headers.get('preference-applied')).toBe('wait=30');
    const attemptId = started.headers.get('start-attempt');
    expect(await attemptsOf('six')).toMatchObject([
      { id: attemptId, outcome: { kind: 'succeeded', time_finished: expect.any(String) } },
    ]);
  });

  it('who waits too short a time is told that it starts', async () => {
    await shop.make('seven');
    await nexus().rack.failNext('registerVmm', { kind: 'unreachable' }, { times: 3 });
    const started = await shop.start('seven', { prefer: 'wait=1' });
    expect(started).toMatchObject({ status: 202, body: { run_state: 'starting' } });
    expect(started.headers.get('preference-applied')).toBe('wait=1');
    const attemptId = String(started.headers.get('start-attempt'));
    const path = `/v1/instances/seven/start-attempts/${attemptId}`;
    expect((await shop.ask('GET', path)).body).toMatchObject({ outcome: { kind: 'open' } });
    expect((await shop.ask('GET', path, { prefer: 'wait=30' })).body).toMatchObject({
      outcome: { kind: 'succeeded' },
    });
  });

  it('who hangs up while waiting changes nothing', async () => {
    await shop.make('eight');
    await nexus().rack.failNext('registerVmm', { kind: 'unreachable' }, { times: 3 });
    const leaving = new AbortController();
    const waiting = shop.start('eight', { prefer: 'wait=30', signal: leaving.signal });
    const end = waiting.catch(String);
    await expect.poll(() => attemptsOf('eight'), soon).toHaveLength(1);
    leaving.abort();
    expect(await end).toMatch(/abort/i);
    await expect
      .poll(() => attemptsOf('eight'), soon)
      .toMatchObject([{ outcome: { kind: 'succeeded' } }]);
  });

  it('a client of today does not wait, and sees nothing new', async () => {
    await shop.make('nine', { ncpus: 200 });
    const started = await shop.start('nine', { version: oldest, prefer: 'wait=30' });
    expect(started.status).toBe(202);
    expect(started.body).not.toHaveProperty('last_failure');
    expect(started.body).not.toHaveProperty('auto_restart_status');
  });
});

describe('who waits for a start that fails', () => {
  const group = async (kind: 'affinity' | 'anti-affinity', name: string, members: string[]) => {
    const body = { name, description: '', policy: 'fail', failure_domain: 'sled' };
    await shop.ask('POST', `/v1/${kind}-groups`, { body });
    for (const member of members) {
      const path = `/v1/${kind}-groups/${name}/members/instance/${member}`;
      const added = await shop.ask('POST', path);
      if (added.status !== 201) throw new Error(JSON.stringify(added.body));
    }
  };
  /** Each makes a stopped instance of this name, and sees to it that it does not start. */
  const givens: Readonly<Record<string, (name: string) => Promise<unknown>>> = {
    no_capacity: (name) => shop.make(name, { ncpus: 200 }),
    async contradictory_groups(name) {
      await shop.make(`${name}-peer`);
      await shop.make(name);
      await group('affinity', `${name}-with`, [name, `${name}-peer`]);
      await group('anti-affinity', `${name}-apart`, [name, `${name}-peer`]);
      await shop.start(`${name}-peer`, { prefer: 'wait=20' });
    },
    async too_many_required_sleds(name) {
      await shop.make(`${name}-a`);
      await shop.make(`${name}-b`);
      await shop.make(name);
      await group('anti-affinity', `${name}-apart`, [`${name}-a`, `${name}-b`]);
      await shop.start(`${name}-a`, { prefer: 'wait=20' });
      await shop.start(`${name}-b`, { prefer: 'wait=20' });
      const { kysely } = nexus().nexus.database;
      await group('affinity', `${name}-with`, [name]);
      // Who runs may not join, so they have been in it all along.
      await kysely
        .insertInto('affinity_group_instance_membership')
        .columns(['group_id', 'instance_id'])
        .expression((row) =>
          row
            .selectFrom(['affinity_group as g', 'instance as i'])
            .select(['g.id', 'i.id as instance_id'])
            .where('g.name', '=', `${name}-with`)
            .where('i.name', 'in', [`${name}-a`, `${name}-b`]),
        )
        .execute();
    },
    async too_few_distinct_disks(name) {
      const disks = Array.from({ length: 3 }, (_, at) => ({
        type: 'create',
        name: `${name}-${String(at)}`,
        description: '',
        size: 2 ** 30,
        disk_backend: { type: 'local' },
      }));
      await shop.make(name, { disks });
    },
    async sled_refused(name) {
      await shop.make(name);
      const answer = { kind: 'error_status', status: 400, errorCode: 'InvalidRequest' } as const;
      await nexus().rack.failNext('registerVmm', answer);
    },
    async vmm_vanished(name) {
      await shop.make(name);
      const answer = { kind: 'error_status', status: 404, errorCode: 'NO_SUCH_INSTANCE' } as const;
      await nexus().rack.failNext('registerVmm', answer);
    },
    async internal(name) {
      await shop.make(name);
      await nexus().rack.failNext('registerVmm', { kind: 'not_understood' }, { times: 5 });
    },
    async quota_exceeded(name) {
      await shop.make(name);
      const { kysely } = nexus().nexus.database;
      await setQuota(kysely, shop.projectId, { cpus: 0, ram: null });
    },
  };
  it.each([
    ['no_capacity', 507, 'InsufficientCapacity', 'capacity', 'permanent'],
    ['too_few_distinct_disks', 507, 'InsufficientCapacity', 'capacity', 'permanent'],
    ['contradictory_groups', 400, 'InvalidRequest', 'user', 'permanent'],
    ['too_many_required_sleds', 400, 'InvalidRequest', 'user', 'permanent'],
    ['sled_refused', 503, 'ServiceNotAvailable', 'system', 'transient'],
    ['vmm_vanished', 503, 'ServiceNotAvailable', 'system', 'transient'],
    ['internal', 500, 'Internal', 'system', 'transient'],
    ['quota_exceeded', 507, 'InsufficientCapacity', 'user', 'permanent'],
  ])('%s: %i', async (code, status, errorCode, fault, transience) => {
    const name = `fails-${String(status)}-${code.slice(-5).replaceAll('_', '-')}`;
    await givens[code]?.(name);
    const started = await shop.start(name, { prefer: 'wait=30' });
    const attemptId = started.headers.get('start-attempt');
    const failure = { code, fault, transience, message: expect.any(String) };
    expect(started).toMatchObject({
      status,
      body: {
        error_code: errorCode,
        start_attempt_id: attemptId,
        start_failure: failure,
        request_id: started.headers.get('x-request-id'),
      },
    });
    expect(started.headers.get('preference-applied')).toBe('wait=30');
    const told = started.body['start_failure'];
    expect(started.body['message']).toBe((told as { message: string }).message);
    expect(await attemptsOf(name)).toMatchObject([
      { id: attemptId, outcome: { kind: 'failed', failure: told } },
    ]);
    expect(await shop.view(name)).toMatchObject({
      run_state: 'stopped',
      last_failure: { kind: 'start', attempt_id: attemptId, failure: told },
      auto_restart_status: { kind: 'not_needed' },
    });
  });

  it('who did not wait reads the same afterwards, also a second time', async () => {
    await shop.make('unheard', { ncpus: 200 });
    for (const count of [1, 2]) {
      const started = await shop.start('unheard');
      expect(started.status).toBe(202);
      await expect
        .poll(() => attemptsOf('unheard'), soon)
        .toMatchObject(
          Array.from({ length: count }, () => ({
            outcome: { kind: 'failed', failure: { code: 'no_capacity' } },
          })),
        );
    }
  });
});

it('no answer to a user names what only operators may know', async () => {
  expect(await leaksOf(nexus().nexus.database)).toEqual([]);
});
