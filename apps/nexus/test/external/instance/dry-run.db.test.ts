import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { useNexus } from '../../support/harness.ts';
import { type Answered, ask, instanceBody } from './support/api.ts';
import { leaksOf } from './support/leaks.ts';
import { openShop, type Shop } from './support/shop.ts';

const gibibyte = 2 ** 30;
const nexus = useNexus();
let shop: Shop;

/** Two sleds of 128 CPUs with two pools each, and one that is closed; one instance runs on each. */
beforeAll(async () => {
  await nexus().addSled();
  await nexus().addSled();
  await nexus().addSled({ policy: 'no_provision' });
  shop = await openShop(nexus());
  for (const name of ['left', 'right', 'nobody', 'both']) {
    const body = { name, description: '', policy: 'fail', failure_domain: 'sled' };
    await shop.ask('POST', '/v1/anti-affinity-groups', { body });
  }
  for (const name of ['left', 'right']) {
    await shop.make(name, { anti_affinity_groups: [name, 'both'] });
    await shop.start(name, { prefer: 'wait=30' });
  }
});

async function rows(): Promise<unknown> {
  const { kysely } = nexus().nexus.database;
  const counts = await sql`
    SELECT
      (SELECT count(*) FROM instance) AS instances,
      (SELECT count(*) FROM disk) AS disks,
      (SELECT count(*) FROM anti_affinity_group_instance_membership) AS members,
      (SELECT count(*) FROM sled_resource_vmm) AS reservations,
      (SELECT count(*) FROM disk WHERE attach_instance_id IS NOT NULL) AS attached,
      (SELECT count(*) FROM instance_event) AS events`.execute(kysely);
  return counts.rows;
}

const local = (name: string, size = gibibyte): object => ({
  type: 'create',
  name,
  description: '',
  size,
  disk_backend: { type: 'local' },
});
const dry = (over: object): Promise<Answered> =>
  shop.ask('POST', '/v1/placement-dry-run', { body: instanceBody('dry', over) });

describe('says what a start then does', () => {
  it.each<[string, object, string]>([
    ['a small one', {}, 'fits 2'],
    ['one too large for any sled', { ncpus: 200 }, 'no_capacity'],
    ['one with room nowhere at the moment', { ncpus: 128 }, 'no_capacity'],
    ['one whose group is empty', { anti_affinity_groups: ['nobody'] }, 'fits 2'],
    ['one apart from what runs on one sled', { anti_affinity_groups: ['left'] }, 'fits 1'],
    [
      'one apart from what runs on both',
      { anti_affinity_groups: ['left', 'right'] },
      'no_capacity',
    ],
    ['one with two local disks', { disks: [local('a'), local('b')] }, 'fits 2'],
    [
      'one with more local disks than any sled has pools',
      { disks: [local('c'), local('d'), local('e')] },
      'too_few_distinct_disks',
    ],
    [
      'one with a local disk that is larger than what is left',
      { disks: [local('f', 2000 * gibibyte)] },
      'no_capacity',
    ],
    ['one for a CPU that no sled has', { cpu_platform: 'amd_turin' }, 'no_capacity'],
  ])('%s', async (_name, over, want) => {
    const before = await rows();
    const said = await dry(over);
    expect(await rows()).toEqual(before);
    expect(said.status).toBe(200);
    const { result, fitting_sleds: fitting, failure } = said.body;
    const code = (failure as { code: string } | undefined)?.code ?? `fits ${String(fitting)}`;
    expect(code).toBe(want);

    const name = `real-${randomUUID().slice(0, 8)}`;
    await shop.make(name, over);
    const again = await shop.ask('POST', `/v1/instances/${name}/placement-dry-run`);
    expect(again).toMatchObject({ status: 200, body: said.body });
    const started = await shop.start(name, { prefer: 'wait=30' });
    expect(started.status === 202).toBe(result === 'fits');
    expect(started.body['start_failure']).toEqual(failure);
    // The next one finds the rack as this one has.
    const { database } = nexus().nexus;
    const id = await database.kysely
      .selectFrom('instance')
      .select('id')
      .where('name', '=', name)
      .executeTakeFirstOrThrow();
    await database.kysely
      .deleteFrom('sled_resource_vmm')
      .where('instance_id', '=', id.id)
      .execute();
  });
});

it('counts what keeps sleds from taking it', async () => {
  const { body } = await dry({ ncpus: 127 });
  expect(body).toMatchObject({
    result: 'refused',
    failure: {
      code: 'no_capacity',
      counts: [
        { reason: 'no_provision', sleds: 1, least_shortfall: null },
        { reason: 'hardware_threads', sleds: 2, least_shortfall: 1 },
      ],
    },
  });
  expect((await dry({})).body).toEqual({
    result: 'fits',
    fitting_sleds: 2,
    counts: [{ reason: 'no_provision', sleds: 1, least_shortfall: null }],
  });
});

it('what could not be made is refused in the same way', async () => {
  expect(await dry({ ncpus: 0 })).toMatchObject({ status: 400 });
  expect(await dry({ anti_affinity_groups: ['what'] })).toMatchObject({ status: 404 });
  expect(await dry({ disks: [{ type: 'attach', name: 'what' }] })).toMatchObject({ status: 404 });
  const body = instanceBody('dry');
  const eve = await nexus().user('eve');
  const path = `/v1/placement-dry-run?project=${shop.projectId}`;
  expect(await ask(eve, 'POST', path, { body })).toMatchObject({ status: 404 });
});

it('a disk that is there already is attached to nothing by it', async () => {
  const data = { name: 'data', description: '', size: gibibyte, disk_backend: { type: 'local' } };
  await shop.ask('POST', '/v1/disks', { body: data });
  expect(await dry({ disks: [{ type: 'attach', name: 'data' }] })).toMatchObject({
    body: { result: 'fits' },
  });
  expect((await shop.ask('GET', '/v1/disks/data')).body).toMatchObject({
    state: { state: 'detached' },
  });
});

it('a group that is full is refused, as it is when the instance is made', async () => {
  const { kysely } = nexus().nexus.database;
  const group = { name: 'full', description: '', policy: 'allow', failure_domain: 'sled' };
  await shop.ask('POST', '/v1/anti-affinity-groups', { body: group });
  await sql`
    INSERT INTO anti_affinity_group_instance_membership (group_id, instance_id)
    SELECT g.id, gen_random_uuid()
    FROM anti_affinity_group g, generate_series(1, 32) WHERE g.name = 'full'`.execute(kysely);
  const over = { anti_affinity_groups: ['full'] };
  const message = 'Anti-affinity group already has maximum allowed members (32)';
  expect(await dry(over)).toMatchObject({ status: 400, body: { message } });
  const body = instanceBody('in-full', over);
  const made = await shop.ask('POST', '/v1/instances', { body });
  expect(made).toMatchObject({ status: 400, body: { message } });
});

it('one that runs has its place', async () => {
  expect(await shop.ask('POST', '/v1/instances/left/placement-dry-run')).toMatchObject({
    status: 409,
    body: { message: 'the instance runs, or is about to: it has its place already' },
  });
});

it('a name that is taken does not matter', async () => {
  const body = instanceBody('left');
  const said = await shop.ask('POST', '/v1/placement-dry-run', { body });
  expect(said).toMatchObject({ status: 200, body: { result: 'fits' } });
});

it('no answer to a user names what only operators may know', async () => {
  expect(await leaksOf(nexus().nexus.database)).toEqual([]);
});
