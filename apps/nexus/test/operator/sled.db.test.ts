import { insertVmm, isPoolInService, readPools } from '@skewline/db-model';
import type { Sled, SledPut } from '@skewline/nexus-types/operator/v1';
import { describe, expect, it } from 'vitest';
import { addReservation } from '../../../../packages/db-model/test/store/placement-rows.ts';
import { accepted, sampleVmm } from '../../../../packages/db-model/test/store/samples.ts';
import { ask, said } from '../external/support/ask.ts';
import { useNexus } from '../support/harness.ts';

const nexus = useNexus();
const gibibyte = 2 ** 30;

let count = 0;
function told(over: Partial<SledPut> = {}): SledPut {
  count += 1;
  return {
    rack_id: '00000000-0000-4000-8000-000000000001',
    serial: `BRM${String(count)}`,
    part: '913-0000019',
    revision: 6,
    ip: '127.0.0.1',
    port: 12_345,
    cpu_family: 'amd_milan',
    capacity: { hardware_threads: 64, rss_ram: 128 * gibibyte, reservoir_ram: 96 * gibibyte },
    disks: [],
    generation: 1,
    ...over,
  };
}

const disk = (over: Partial<SledPut['disks'][number]> = {}): SledPut['disks'][number] => ({
  id: crypto.randomUUID(),
  zpool_id: crypto.randomUUID(),
  dataset_id: crypto.randomUUID(),
  serial: crypto.randomUUID(),
  size: 100 * gibibyte,
  control_plane_storage_buffer: 10 * gibibyte,
  ...over,
});

const put = (id: string, body: unknown) =>
  ask(nexus().operator, 'PUT', `/operator/sleds/${id}`, body);
async function sled(id: string): Promise<Sled> {
  const { body } = await ask(nexus().operator, 'GET', '/operator/sleds');
  // What the operator API answers with; the adapter has checked that it is what it declares.
  const { items } = body as { readonly items: readonly Sled[] };
  const found = items.find((item) => item.id === id);
  if (found === undefined) throw new Error(`no sled ${id}`);
  return found;
}
async function add(over: Partial<SledPut> = {}): Promise<{ id: string; body: SledPut }> {
  const id = crypto.randomUUID();
  const body = told(over);
  expect((await put(id, body)).status).toBe(200);
  return { id, body };
}
const pools = (id: string) => readPools(nexus().nexus.database.kysely, id);

describe('sled_put', () => {
  it('makes a sled that is listed as it was told of, with nothing on it', async () => {
    const id = crypto.randomUUID();
    const body = told();
    const { disks: _disks, rack_id: _rack, ...rest } = body;
    const answer = await put(id, body);
    expect(answer).toEqual({
      status: 200,
      body: {
        ...rest,
        id,
        policy: 'in_service',
        state: 'active',
        evacuating: false,
        provisionable: true,
        reserved: { hardware_threads: 0, rss_ram: 0, reservoir_ram: 0 },
        vmms: 0,
        time_created: expect.stringMatching(/Z$/),
        time_modified: expect.stringMatching(/Z$/),
      },
    });
    expect(await sled(id)).toEqual(answer.body);
  });

  it('gives its pools to placement, and once more changes nothing', async () => {
    const disks = [disk(), disk({ size: 50 * gibibyte })];
    const { id, body } = await add({ disks });
    const wanted = disks
      .map((each) => ({
        id: each.zpool_id,
        headroom: each.size - each.control_plane_storage_buffer,
      }))
      .toSorted((one, two) => (one.id < two.id ? -1 : 1));
    expect(await pools(id)).toEqual(wanted);
    const before = await sled(id);
    expect(await put(id, body)).toEqual({ status: 200, body: before });
    expect(await pools(id)).toEqual(wanted);
  });

  it('what is newer counts, and what is older does not', async () => {
    const [first, second] = [disk(), disk()];
    const { id, body } = await add({ disks: [first], generation: 5 });
    const older = { ...body, generation: 4, port: 1, disks: [] };
    expect(await put(id, older)).toMatchObject({
      status: 200,
      body: { port: 12_345, generation: 5 },
    });
    const grown = { ...first, size: 200 * gibibyte };
    const newer = { ...body, generation: 6, port: 2, disks: [grown, second] };
    expect(await put(id, newer)).toMatchObject({ status: 200, body: { port: 2, generation: 6 } });
    expect(
      (await pools(id)).map(({ headroom }) => headroom).toSorted((one, two) => one - two),
    ).toEqual([90 * gibibyte, 190 * gibibyte]);
    // A disk that is there no more takes nothing new.
    await put(id, { ...body, generation: 7, disks: [second] });
    expect((await pools(id)).map((pool) => pool.id)).toEqual([second.zpool_id]);
  });

  it('what operators have decided stays', async () => {
    const { id, body } = await add();
    await ask(nexus().operator, 'PUT', `/operator/sleds/${id}/evacuation`, { evacuating: true });
    const path = `/v1/system/hardware/sleds/${id}/provision-policy`;
    await ask(nexus().operator, 'PUT', path, { state: 'non_provisionable' });
    await put(id, { ...body, generation: 2 });
    expect(await sled(id)).toMatchObject({
      evacuating: true,
      policy: 'no_provision',
      provisionable: false,
      generation: 2,
    });
  });

  const same = crypto.randomUUID();
  it.each<readonly [string, Partial<SledPut>, string]>([
    [
      'a reservoir as large as the memory',
      { capacity: { hardware_threads: 1, rss_ram: gibibyte, reservoir_ram: gibibyte } },
      'capacity.reservoir_ram must be less than capacity.rss_ram',
    ],
    [
      'no serial number',
      { serial: '' },
      'a serial or part number is empty, too long, or holds what is no text',
    ],
    [
      'NUL',
      { part: 'a\0' },
      'a serial or part number is empty, too long, or holds what is no text',
    ],
    [
      'a long serial number',
      { serial: 'S'.repeat(129) },
      'a serial or part number is empty, too long, or holds what is no text',
    ],
    [
      'a disk that is all for the control plane and more',
      { disks: [disk({ size: 1, control_plane_storage_buffer: 2 })] },
      'control_plane_storage_buffer must not be more than size',
    ],
    [
      'one disk twice',
      { disks: [disk({ id: same }), disk({ id: same })] },
      'two of the disks have the same id',
    ],
    [
      'one pool twice',
      { disks: [disk({ zpool_id: same }), disk({ zpool_id: same.toUpperCase() })] },
      'two of the disks have the same zpool_id',
    ],
    [
      'one dataset twice',
      { disks: [disk({ dataset_id: same }), disk({ dataset_id: same })] },
      'two of the disks have the same dataset_id',
    ],
    [
      'one serial number twice',
      { disks: [disk({ serial: 'S' }), disk({ serial: 'S' })] },
      'two of the disks have the same serial',
    ],
  ])('refuses %s', async (_, over, message) => {
    const id = crypto.randomUUID();
    expect(said(await put(id, told(over)))).toEqual([400, 'InvalidRequest', message]);
    await expect(sled(id)).rejects.toThrow('no sled');
  });

  it.each([
    { ip: 'here' },
    { port: 65_536 },
    { revision: -1 },
    { generation: -1 },
    { cpu_family: 'vax' },
  ])('refuses what is wrong in itself: %j', async (over) => {
    const answer = await put(crypto.randomUUID(), { ...told(), ...over });
    expect(said(answer).slice(0, 2)).toEqual([400, 'InvalidRequest']);
  });

  it('refuses what is known as another’s, and writes nothing of it', async () => {
    const mine = disk();
    const { id, body } = await add({ disks: [mine] });
    const otherwise = { ...body, generation: 2, serial: 'other', port: 1 };
    expect(said(await put(id, otherwise))).toEqual([
      409,
      'Conflict',
      'the sled of this id has another serial or part number',
    ]);
    expect(said(await put(crypto.randomUUID(), { ...body, disks: [] }))).toEqual([
      409,
      'Conflict',
      'a sled of this serial and part number is in use under another id',
    ]);
    const clash =
      'a disk, a pool or a dataset of the sled is known as that of another, or by another id';
    for (const taken of [
      mine,
      disk({ id: mine.id }),
      disk({ zpool_id: mine.zpool_id }),
      disk({ dataset_id: mine.dataset_id }),
      disk({ serial: mine.serial }),
    ]) {
      const next = crypto.randomUUID();
      expect(said(await put(next, told({ disks: [disk(), taken] })))).toEqual([
        409,
        'Conflict',
        clash,
      ]);
      await expect(sled(next)).rejects.toThrow('no sled');
    }
    expect(await sled(id)).toMatchObject({ serial: body.serial, port: 12_345, generation: 1 });
  });
});

describe('sled_list', () => {
  it('says how much of each sled is taken, and by how many VMMs', async () => {
    const { kysely } = nexus().nexus.database;
    const [{ id }, { id: other }] = [await add(), await add()];
    const resources = { hardwareThreads: 3, rssRam: gibibyte, reservoirRam: 5 * gibibyte };
    await addReservation(kysely, { sledId: id, resources });
    await addReservation(kysely, { sledId: id, resources, state: 'target' });
    for (const kind of ['starting', 'running', 'creating', 'saga_unwound', 'destroyed'] as const) {
      accepted(await insertVmm(kysely, sampleVmm({ kind }, { sledId: id })));
    }
    const deleted = sampleVmm({ kind: 'running' }, { sledId: id });
    accepted(await insertVmm(kysely, { ...deleted, timeDeleted: deleted.timeCreated }));
    expect(await sled(id)).toMatchObject({
      reserved: { hardware_threads: 6, rss_ram: 2 * gibibyte, reservoir_ram: 10 * gibibyte },
      vmms: 2,
    });
    expect(await sled(other)).toMatchObject({ reserved: { hardware_threads: 0 }, vmms: 0 });
  });
});

describe('sled_set_evacuation', () => {
  it('says so, and takes it back', async () => {
    const { id } = await add();
    for (const evacuating of [true, true, false]) {
      const path = `/operator/sleds/${id}/evacuation`;
      expect(await ask(nexus().operator, 'PUT', path, { evacuating })).toMatchObject({
        status: 200,
        body: { id, evacuating, provisionable: !evacuating },
      });
    }
  });
});

describe('sled_expunge', () => {
  it('is for good, and takes its disks along', async () => {
    const { kysely } = nexus().nexus.database;
    const mine = disk();
    const { id, body } = await add({ disks: [mine] });
    expect(await isPoolInService(kysely, mine.zpool_id)).toBe(true);
    const path = `/operator/sleds/${id}/expunge`;
    const wanted = { policy: 'expunged', state: 'active', provisionable: false };
    const expunged = await ask(nexus().operator, 'POST', path);
    expect(expunged).toMatchObject({ status: 200, body: { id, ...wanted } });
    expect(await isPoolInService(kysely, mine.zpool_id)).toBe(false);
    expect(await pools(id)).toEqual([]);
    expect(await ask(nexus().operator, 'POST', path)).toEqual(expunged);
    const again = { ...body, generation: 2, port: 1, disks: [mine, disk()] };
    expect(await put(id, again)).toEqual(expunged);
    expect(await pools(id)).toEqual([]);

    const gone = [409, 'Conflict', 'the sled is expunged'];
    const evacuation = `/operator/sleds/${id}/evacuation`;
    expect(said(await ask(nexus().operator, 'PUT', evacuation, { evacuating: true }))).toEqual(
      gone,
    );
    const policy = `/v1/system/hardware/sleds/${id}/provision-policy`;
    expect(said(await ask(nexus().operator, 'PUT', policy, { state: 'provisionable' }))).toEqual(
      gone,
    );
  });
});

it('a sled that is not there is 404 everywhere', async () => {
  const id = crypto.randomUUID();
  const requests = [
    ['PUT', `/operator/sleds/${id}/evacuation`, { evacuating: true }],
    ['POST', `/operator/sleds/${id}/expunge`, undefined],
  ] as const;
  for (const [method, path, body] of requests) {
    expect(said(await ask(nexus().operator, method, path, body))).toEqual([
      404,
      'ObjectNotFound',
      `not found: sled with id "${id}"`,
    ]);
  }
});
