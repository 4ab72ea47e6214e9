import { randomUUID } from 'node:crypto';
import { headroom, type Zpool } from '@skewline/nexus-types/domain';
import { expect, it } from 'vitest';
import { UnsayableValue } from '../../src/index.ts';
import type { Tables } from '../../src/rows/index.ts';
import { placementDatabase } from '../../src/store/index.ts';
import { forEachDatabase, useMigrated } from '../support/databases.ts';
import {
  addGroup,
  addLocalDisk,
  addPool,
  addReservation,
  addRow,
  addSled,
  allocate,
  gibibyte,
  samplePool,
} from './placement-rows.ts';
import { begin, sampleReservation, sampleSled } from './samples.ts';

forEachDatabase((engine) => {
  const database = useMigrated<Tables>(engine);
  const store = (): ReturnType<typeof placementDatabase> => placementDatabase(database());
  const key = (): { vmmId: string; instanceId: string } => ({
    vmmId: randomUUID(),
    instanceId: randomUUID(),
  });

  it('knows every sled that is not deleted, whatever keeps it from being chosen', async () => {
    const { kysely } = database();
    const sleds = [
      sampleSled(),
      sampleSled({ policy: 'no_provision' }),
      sampleSled({ policy: 'expunged', state: 'decommissioned' }),
      sampleSled({ evacuating: true, cpuFamily: 'amd_turin_dense' }),
      sampleSled({ timeDeleted: begin }),
    ];
    for (const sled of sleds) await addSled(kysely, sled);
    const { rack } = await store().read(key());
    const wanted = sleds
      .filter(({ timeDeleted }) => timeDeleted === null)
      .map(({ id, policy, state, evacuating, cpuFamily, capacity }) => ({
        id,
        timeDeleted: null,
        policy,
        state,
        evacuating,
        cpuFamily,
        capacity,
        zpools: [],
      }));
    const ids = new Set(sleds.map(({ id }) => id));
    expect(rack.sleds.filter(({ id }) => ids.has(id))).toEqual(
      wanted.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    );
  });

  it('sums what strangers take, and names the instance, the members of its groups and the VMM', async () => {
    const { kysely } = database();
    const { vmmId, instanceId } = key();
    const peer = randomUUID();
    await addGroup(database(), 'affinity', [instanceId, peer]);
    const sledId = await addSled(kysely);
    const named = [
      await addReservation(kysely, { sledId, instanceId: peer }),
      await addReservation(kysely, { sledId, instanceId, state: 'tombstoned' }),
      await addReservation(kysely, { sledId, id: vmmId }),
    ];
    const resources = { hardwareThreads: 3, rssRam: 5, reservoirRam: 7 };
    await addReservation(kysely, { sledId, resources });
    await addReservation(kysely, { sledId, resources, state: 'tombstoned' });
    await addReservation(kysely, { sledId, resources, state: 'target', instanceId: null });
    const { rack } = await store().read({ vmmId, instanceId });
    const sum = sampleReservation({
      id: sledId,
      sledId,
      instanceId: null,
      resources: { hardwareThreads: 9, rssRam: 15, reservoirRam: 21 },
    });
    expect(rack.reservations.filter((one) => one.sledId === sledId)).toEqual(
      [...named, sum].toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    );
  });

  it('knows the groups of the instance that are not deleted, and their members', async () => {
    const { instanceId, vmmId } = key();
    const peers = [randomUUID(), randomUUID()];
    const near = await addGroup(database(), 'affinity', [instanceId, ...peers], {
      name: 'near',
      policy: 'allow',
    });
    const far = await addGroup(database(), 'anti_affinity', [instanceId], { name: 'far' });
    await addGroup(database(), 'anti_affinity', [instanceId, ...peers], { timeDeleted: begin });
    await addGroup(database(), 'affinity', peers);
    const { rack } = await store().read({ vmmId, instanceId });
    const wanted = [
      {
        id: near,
        name: 'near',
        kind: 'affinity',
        policy: 'allow',
        members: [instanceId, ...peers].toSorted(),
      },
      { id: far, name: 'far', kind: 'anti_affinity', policy: 'fail', members: [instanceId] },
    ];
    expect(rack.groups).toEqual(wanted.toSorted((a, b) => (a.id < b.id ? -1 : 1)));
  });

  it('knows a deleted sled where a peer still has room, and forgets a stranger there', async () => {
    const { kysely } = database();
    const { instanceId, vmmId } = key();
    const peer = randomUUID();
    await addGroup(database(), 'affinity', [instanceId, peer]);
    const sledId = await addSled(kysely, { timeDeleted: begin });
    const forgotten = await addSled(kysely, { timeDeleted: begin });
    const reservation = await addReservation(kysely, { sledId, instanceId: peer });
    await addReservation(kysely, { sledId: forgotten });
    const { rack } = await store().read({ vmmId, instanceId });
    expect(rack.sleds.find(({ id }) => id === sledId)?.timeDeleted).toMatch(/^2026-11-21T06:00:00/);
    expect(rack.sleds.map(({ id }) => id)).not.toContain(forgotten);
    expect(rack.reservations).toContainEqual(reservation);
    expect(rack.reservations.map((one) => one.sledId)).not.toContain(forgotten);
  });

  it('knows the local disks that are attached, and where they are', async () => {
    const { kysely } = database();
    const { instanceId, vmmId } = key();
    const pool = await addPool(kysely, await addSled(kysely));
    const ids = [];
    for (const slot of [0, 1, 2, 3])
      ids.push(await addLocalDisk(kysely, instanceId, slot, slot + 1));
    const [free = '', here = '', old = '', detached = ''] = ids;
    await allocate(kysely, here, pool);
    await allocate(kysely, old, pool, 'encrypted');
    await kysely
      .updateTable('disk')
      .set({ attach_instance_id: null, slot: null })
      .where('id', '=', detached)
      .execute();
    await addLocalDisk(kysely, randomUUID(), 0);
    await addRow(kysely, 'disk', {
      disk_type: 'crucible',
      attach_instance_id: instanceId,
      slot: 8,
    });
    const where = { sledId: pool.sledId, zpoolId: pool.id };
    const { localDisks } = await store().read({ vmmId, instanceId });
    expect(localDisks).toEqual(
      [
        { id: free, size: 1, allocation: null },
        { id: here, size: 2, allocation: { ...where, encrypted: false } },
        { id: old, size: 3, allocation: { ...where, encrypted: true } },
      ].toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    );
  });

  it('knows the pools that may take a disk, with the headroom of the domain', async () => {
    const { kysely } = database();
    const { instanceId, vmmId } = key();
    const sledId = await addSled(kysely);
    const usable = samplePool(sledId).localStorage;
    if (usable === null) throw new Error('a sample pool has a dataset');
    const { physicalDisk } = samplePool(sledId);
    const overs: readonly Partial<Zpool>[] = [
      {},
      { crucibleSizeUsed: 5 * gibibyte },
      { encryptedLocalStorageSizeUsed: 3 },
      { controlPlaneStorageBuffer: 101 * gibibyte },
      { localStorage: { ...usable, id: randomUUID(), sizeUsed: 7 } },
      { totalSize: null },
      { crucibleSizeUsed: null },
      { localStorage: null },
      { localStorage: { ...usable, id: randomUUID(), noProvision: true } },
      { localStorage: { ...usable, id: randomUUID(), tombstoned: true } },
      { physicalDisk: { ...physicalDisk, id: randomUUID(), kind: 'm2' } },
      { physicalDisk: { ...physicalDisk, id: randomUUID(), policy: 'expunged' } },
      { physicalDisk: { ...physicalDisk, id: randomUUID(), state: 'decommissioned' } },
      { timeDeleted: begin },
    ];
    const pools: Zpool[] = [];
    for (const over of overs) pools.push(await addPool(kysely, sledId, over));
    const wanted = pools
      .flatMap((pool) => {
        const room = headroom(pool);
        return room === null ? [] : [{ id: pool.id, headroom: room }];
      })
      .toSorted((a, b) => (a.id < b.id ? -1 : 1));
    expect(wanted).toHaveLength(5);
    expect(await store().readZpools(sledId)).toEqual(wanted);

    const poolsOf = async (): Promise<unknown> =>
      (await store().read({ vmmId, instanceId })).rack.sleds.find(({ id }) => id === sledId)
        ?.zpools;
    expect(await poolsOf()).toEqual([]);
    const disk = await addLocalDisk(kysely, instanceId, 0);
    expect(await poolsOf()).toEqual(wanted);
    const [first] = pools;
    if (first === undefined) throw new Error('no pool');
    await allocate(kysely, disk, first);
    expect(await poolsOf()).toEqual([]);
  });

  it('does not round: what no number can hold is an error', async () => {
    const { kysely } = database();
    const sledId = await addSled(kysely);
    const most = { hardwareThreads: 0, rssRam: Number.MAX_SAFE_INTEGER, reservoirRam: 0 };
    await addReservation(kysely, { sledId, resources: most });
    const { rack } = await store().read(key());
    expect(rack.reservations.find((one) => one.sledId === sledId)?.resources).toEqual(most);
    const more = await addReservation(kysely, { sledId, resources: { ...most, rssRam: 1 } });
    await expect(store().read(key())).rejects.toThrow(UnsayableValue);
    await kysely.deleteFrom('sled_resource_vmm').where('id', '=', more.id).execute();
  });
});
