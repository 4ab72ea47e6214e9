import { insertInstance, insertPlannedReservation } from '@skewline/db-model';
import type { Instance } from '@skewline/nexus-types/domain';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  addPool,
  addSled,
  allocate,
  samplePlan,
} from '../../../../packages/db-model/test/store/placement-rows.ts';
import { accepted, sampleInstance } from '../../../../packages/db-model/test/store/samples.ts';
import { type TestUser, useNexus } from '../support/harness.ts';
import { ask, make, makeProject, page, said, walk } from './support/ask.ts';

const nexus = useNexus();
const gibibyte = 2 ** 30;
const blank = { type: 'distributed', disk_source: { type: 'blank', block_size: 512 } };
const local = { type: 'local' };
const id = '6f3a9d1c-0b5e-4c3a-9f43-0d7b1d2c3e4f';
const disk = (name: string, over: object = {}) => ({
  name,
  description: '',
  size: gibibyte,
  disk_backend: blank,
  ...over,
});

let ada: TestUser;
let projectId: string;
beforeAll(async () => {
  ada = await nexus().user('ada');
  projectId = (await makeProject(ada, 'shop')).id;
});

async function instance(name: string, over: Partial<Instance> = {}): Promise<string> {
  const made = sampleInstance({ projectId, name, ...over });
  accepted(await insertInstance(nexus().nexus.database.kysely, made));
  return made.id;
}

describe('disk_create', () => {
  it.each<readonly [string, object, object]>([
    ['distributed', blank, { disk_type: 'distributed', block_size: 512 }],
    [
      'distributed-4096',
      { type: 'distributed', disk_source: { type: 'blank', block_size: 4096 } },
      { disk_type: 'distributed', block_size: 4096 },
    ],
    ['local', local, { disk_type: 'local', block_size: 4096 }],
  ])('%s', async (name, disk_backend, wanted) => {
    const body = disk(name, { description: 'a disk', size: 3 * gibibyte, disk_backend });
    const made = await ask(ada, 'POST', '/v1/disks?project=shop', body);
    expect(made).toEqual({
      status: 201,
      body: {
        id: expect.any(String),
        name,
        description: 'a disk',
        time_created: expect.stringMatching(/Z$/),
        time_modified: expect.stringMatching(/Z$/),
        project_id: projectId,
        size: 3 * gibibyte,
        state: { state: 'detached' },
        device_path: `/mnt/${name}`,
        read_only: false,
        image_id: null,
        snapshot_id: null,
        ...wanted,
      },
    });
    expect(await ask(ada, 'GET', `/v1/disks/${name}?project=shop`)).toEqual({
      status: 200,
      body: made.body,
    });
  });

  const size = (why: string) => [400, 'InvalidValue', `unsupported value for "size": ${why}`];
  const source = (disk_source: object) => ({
    disk_backend: { type: 'distributed', disk_source },
  });
  it.each<readonly [string, object, readonly unknown[]]>([
    ['nothing', { size: 0 }, size('total size must be at least 1 GiB')],
    ['a little less', { size: gibibyte - 512 }, size('total size must be at least 1 GiB')],
    ['a little more', { size: gibibyte + 512 }, size('total size must be a multiple of 1 GiB')],
    ['the largest', { size: 1023 * gibibyte }, [201]],
    ['larger', { size: 1024 * gibibyte }, size('total size must be at most 1023 GiB')],
    ['local and larger', { size: 1024 * gibibyte, disk_backend: local }, [201]],
    [
      'local and too large',
      { size: (2 ** 20 + 1) * gibibyte, disk_backend: local },
      size('total size must be at most 1048576 GiB'),
    ],
    [
      'of an image that is not there',
      source({ type: 'image', image_id: id }),
      [404, 'ObjectNotFound', `not found: image with id "${id}"`],
    ],
    [
      'of a snapshot that is not there',
      source({ type: 'snapshot', snapshot_id: id, read_only: true }),
      [404, 'ObjectNotFound', `not found: snapshot with id "${id}"`],
    ],
    [
      'of blocks to come',
      source({ type: 'importing_blocks', block_size: 512 }),
      [400, 'InvalidRequest', 'this rack cannot import blocks: make a blank disk'],
    ],
  ])('%s', async (name, over, wanted) => {
    const body = disk(name.replaceAll(' ', '-'), over);
    expect(said(await ask(ada, 'POST', '/v1/disks?project=shop', body))).toEqual(wanted);
  });

  it.each([
    { size: gibibyte * 1.5 + 0.5 },
    { size: -gibibyte },
    { size: '1' },
    { description: '\0' },
    { disk_backend: { type: 'distributed', disk_source: { type: 'blank', block_size: 1024 } } },
    { disk_backend: { type: 'remote' } },
    { name: 'Disk' },
  ])('what is wrong in itself is refused: %j', async (over) => {
    const answer = await ask(ada, 'POST', '/v1/disks?project=shop', { ...disk('wrong'), ...over });
    expect(said(answer).slice(0, 2)).toEqual([400, 'InvalidRequest']);
  });

  it('a name is taken in its project only, until the disk is deleted', async () => {
    await makeProject(ada, 'other');
    await make(ada, '/v1/disks?project=shop', disk('same'));
    await make(ada, '/v1/disks?project=other', disk('same'));
    const again = await ask(ada, 'POST', '/v1/disks?project=shop', disk('same'));
    expect(said(again)).toEqual([400, 'ObjectAlreadyExists', 'already exists: disk "same"']);
    expect((await ask(ada, 'DELETE', '/v1/disks/same?project=shop')).status).toBe(204);
    await make(ada, '/v1/disks?project=shop', disk('same'));
  });
});

describe('how a disk is asked for', () => {
  it.each<readonly [string, readonly unknown[]]>([
    ['seen?project=shop', [200]],
    ['ID', [200]],
    ['seen', [400, 'InvalidRequest', 'disk should either be UUID or project should be specified']],
    [
      'ID?project=shop',
      [400, 'InvalidRequest', 'when providing disk as an ID project should not be specified'],
    ],
    ['none?project=shop', [404, 'ObjectNotFound', 'not found: disk with name "none"']],
    ['seen?project=none', [404, 'ObjectNotFound', 'not found: project with name "none"']],
    [id, [404, 'ObjectNotFound', `not found: disk with id "${id}"`]],
  ])('%s', async (asked, wanted) => {
    const name = `seen`;
    const all = (await page(ada, '/v1/disks?project=shop&limit=1000')).items;
    const made =
      all.find((each) => each.name === name) ??
      (await make(ada, '/v1/disks?project=shop', disk(name)));
    const path = `/v1/disks/${asked.replace('ID', made.id)}`;
    expect(said(await ask(ada, 'GET', path))).toEqual(wanted);
  });

  it('nobody else sees it, and it is as if it were not there', async () => {
    const eve = await nexus().user('eve');
    await makeProject(eve, 'shop');
    const mine = await make(ada, '/v1/disks?project=shop', disk('private'));
    const notThere = [404, 'ObjectNotFound', `not found: disk with id "${mine.id}"`];
    expect(said(await ask(eve, 'GET', `/v1/disks/${mine.id}`))).toEqual(notThere);
    expect(said(await ask(eve, 'DELETE', `/v1/disks/${mine.id}`))).toEqual(notThere);
    expect(said(await ask(eve, 'GET', '/v1/disks/private?project=shop'))[0]).toBe(404);
    expect((await page(eve, '/v1/disks?project=shop')).items).toEqual([]);
    expect((await ask(nexus().operator, 'GET', `/v1/disks/${mine.id}`)).status).toBe(200);
  });

  it('disk_list wants a project', async () => {
    expect(said(await ask(ada, 'GET', '/v1/disks'))).toEqual([
      400,
      'InvalidRequest',
      'project should be specified',
    ]);
  });
});

describe('disk_list', () => {
  it('a walk gives each disk of the project once, in every sort mode', async () => {
    await makeProject(ada, 'many');
    const names = Array.from({ length: 11 }, (_, index) => `d${String(index).padStart(2, '0')}`);
    const made = [];
    for (const name of names) made.push(await make(ada, '/v1/disks?project=many', disk(name)));
    const wanted = {
      name_ascending: made,
      name_descending: made.toReversed(),
      id_ascending: made.toSorted((one, two) => (one.id < two.id ? -1 : 1)),
    };
    for (const [sort_by, items] of Object.entries(wanted)) {
      const pages = await walk(ada, '/v1/disks', { project: 'many', sort_by, limit: '4' });
      expect(pages.map((each) => each.items.length)).toEqual([4, 4, 3]);
      expect(pages.flatMap((each) => each.items)).toEqual(items);
    }
    const { next } = await page(ada, '/v1/disks?project=many&limit=4');
    const elsewhere = await ask(ada, 'GET', `/v1/projects?page_token=${String(next)}`);
    expect(said(elsewhere)).toEqual([400, 'InvalidRequest', 'page_token is of another list']);
  });
});

describe('attaching and detaching', () => {
  const attach = (of: string, name: string) =>
    ask(ada, 'POST', `/v1/instances/${of}/disks/attach`, { disk: name });
  const detach = (of: string, name: string) =>
    ask(ada, 'POST', `/v1/instances/${of}/disks/detach`, { disk: name });

  it('a disk goes to a stopped instance and back, by name or id, and twice is as once', async () => {
    const of = await instance('web');
    const made = await make(ada, '/v1/disks?project=shop', disk('data'));
    const attached = {
      status: 202,
      body: { id: made.id, state: { state: 'attached', instance: of } },
    };
    expect(await attach(of, 'data')).toMatchObject(attached);
    expect(await attach(of, made.id)).toMatchObject(attached);
    const named = '/v1/instances/web/disks?project=shop';
    expect((await page(ada, named)).items).toEqual([{ id: made.id, name: 'data' }]);
    const detached = { status: 202, body: { id: made.id, state: { state: 'detached' } } };
    expect(await detach(of, made.id)).toMatchObject(detached);
    expect(await detach(of, 'data')).toMatchObject(detached);
    expect((await page(ada, named)).items).toEqual([]);
  });

  it('an instance has 12 disks at most, in pages', async () => {
    const of = await instance('full');
    for (let number = 0; number < 13; number += 1) {
      const name = `full-${String(number)}`;
      await make(ada, '/v1/disks?project=shop', disk(name));
      expect((await attach(of, name)).status).toBe(number < 12 ? 202 : 400);
    }
    const pages = await walk(ada, `/v1/instances/${of}/disks`, { limit: '5' });
    expect(pages.map(({ items }) => items.length)).toEqual([5, 5, 2]);
    expect(said(await attach(of, 'full-12'))).toEqual([
      400,
      'InvalidRequest',
      'an instance has 12 disks at most',
    ]);
  });

  it('refuses what cannot be', async () => {
    const running = await instance('running', {
      runtime: { ...sampleInstance().runtime, state: 'vmm', activeVmmId: crypto.randomUUID() },
    });
    const [first, second] = [await instance('first'), await instance('second')];
    await make(ada, '/v1/disks?project=shop', disk('one'));
    await make(ada, '/v1/disks?project=other', disk('foreign'));
    const foreign = (await page(ada, '/v1/disks?project=other&limit=1000')).items.find(
      ({ name }) => name === 'foreign',
    );
    const mine = await make(await nexus().user('eve'), '/v1/disks?project=shop', disk('eves'));

    expect(said(await attach(running, 'one'))).toEqual([
      400,
      'InvalidRequest',
      'instance must be stopped to attach a disk',
    ]);
    expect((await attach(first, 'one')).status).toBe(202);
    const elsewhere = [400, 'InvalidRequest', 'disk "one" is attached to another instance'];
    expect(said(await attach(second, 'one'))).toEqual(elsewhere);
    expect(said(await detach(second, 'one'))).toEqual(elsewhere);
    expect(said(await attach(first, foreign?.id ?? ''))).toEqual([
      400,
      'InvalidRequest',
      'disk must be in the same project as the instance',
    ]);
    expect(said(await attach(first, mine.id))[0]).toBe(404);
    expect(said(await attach(first, 'none'))).toEqual([
      404,
      'ObjectNotFound',
      'not found: disk with name "none"',
    ]);
    expect(said(await attach(id, 'one'))).toEqual([
      404,
      'ObjectNotFound',
      `not found: instance with id "${id}"`,
    ]);
    expect(said(await ask(ada, 'DELETE', '/v1/disks/one?project=shop'))).toEqual([
      400,
      'InvalidRequest',
      'disk cannot be deleted in state "attached"',
    ]);
  });

  it('a disk stays where it is while the instance runs, and the one it boots from for good', async () => {
    const { kysely } = nexus().nexus.database;
    const of = await instance('booted');
    const boot = await make(ada, '/v1/disks?project=shop', disk('boot'));
    const more = await make(ada, '/v1/disks?project=shop', disk('more'));
    for (const { id: diskId } of [boot, more]) expect((await attach(of, diskId)).status).toBe(202);
    const set = async (columns: object) =>
      kysely.updateTable('instance').set(columns).where('id', '=', of).execute();
    await set({ boot_disk_id: boot.id });
    expect(said(await detach(of, boot.id))).toEqual([
      409,
      'Conflict',
      'boot disk cannot be detached',
    ]);
    await set({ state: 'vmm', active_propolis_id: crypto.randomUUID() });
    expect(said(await detach(of, more.id))).toEqual([
      400,
      'InvalidRequest',
      'instance must be stopped to detach a disk',
    ]);
    await set({ state: 'failed', active_propolis_id: null });
    expect((await detach(of, more.id)).status).toBe(202);
  });
});

describe('disk_delete', () => {
  it('gives back what a local disk took of its pool', async () => {
    const { database } = nexus().nexus;
    const sledId = await addSled(database.kysely);
    const pool = await addPool(database.kysely, sledId);
    const of = await instance('with-local');
    const made = await make(
      ada,
      '/v1/disks?project=shop',
      disk('near', { size: 10 * gibibyte, disk_backend: local }),
    );
    await ask(ada, 'POST', `/v1/instances/${of}/disks/attach`, { disk: made.id });
    const disks = [{ diskId: made.id, zpoolId: pool.id }];
    const placed = await database.transaction((transaction) =>
      insertPlannedReservation(transaction, samplePlan(sledId, { instanceId: of, disks }), {
        now: nexus().nexus.services.now(),
        allocationIds: [crypto.randomUUID()],
      }),
    );
    expect(placed.kind).toBe('inserted');
    const used = async () => {
      const row = await database.kysely
        .selectFrom('rendezvous_local_storage_unencrypted_dataset')
        .select('size_used')
        .where('pool_id', '=', pool.id)
        .executeTakeFirstOrThrow();
      return row.size_used;
    };
    expect(await used()).toBe(10 * (gibibyte + 70 * 2 ** 20));
    await ask(ada, 'POST', `/v1/instances/${of}/disks/detach`, { disk: made.id });
    expect((await ask(ada, 'DELETE', `/v1/disks/${made.id}`)).status).toBe(204);
    expect(await used()).toBe(0);
    expect((await ask(ada, 'GET', `/v1/disks/${made.id}`)).status).toBe(404);
    expect((await ask(ada, 'DELETE', `/v1/disks/${made.id}`)).status).toBe(404);
  });

  it('also of the old kind', async () => {
    const { kysely } = nexus().nexus.database;
    const sledId = await addSled(kysely);
    const pool = await addPool(kysely, sledId);
    const made = await make(ada, '/v1/disks?project=shop', disk('old', { disk_backend: local }));
    const allocationId = await allocate(kysely, made.id, pool, 'encrypted');
    expect((await ask(ada, 'DELETE', `/v1/disks/${made.id}`)).status).toBe(204);
    const row = await kysely
      .selectFrom('local_storage_dataset_allocation')
      .select('time_deleted')
      .where('id', '=', allocationId)
      .executeTakeFirstOrThrow();
    expect(row.time_deleted).not.toBeNull();
  });
});
