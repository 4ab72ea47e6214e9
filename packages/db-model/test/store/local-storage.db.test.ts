import { randomUUID } from 'node:crypto';
import { requiredDatasetSize } from '@skewline/nexus-types/domain';
import { expect, it } from 'vitest';
import type { Tables } from '../../src/rows/index.ts';
import {
  detachDisksOfInstance,
  fetchDisk,
  insertPlannedReservation,
  listDisks,
  markDiskDeleted,
  readPools,
  releaseLocalStorage,
} from '../../src/store/index.ts';
import { forEachDatabase, useMigrated } from '../support/databases.ts';
import {
  addLocalDisk,
  addPool,
  addSled,
  allocate,
  gibibyte,
  samplePlan,
} from './placement-rows.ts';
import { accepted, later } from './samples.ts';

forEachDatabase((engine) => {
  const database = useMigrated<Tables>(engine);
  const release = async (diskId: string) =>
    database().transaction((each) => releaseLocalStorage(each, diskId, later(2)));

  it('what a disk took of its pool is there again, once, and only when it is detached', async () => {
    const { kysely } = database();
    const sledId = await addSled(kysely);
    const pools = [await addPool(kysely, sledId), await addPool(kysely, sledId)];
    const instanceId = randomUUID();
    const size = 10 * gibibyte;
    const ids = [
      await addLocalDisk(kysely, instanceId, 0, size),
      await addLocalDisk(kysely, instanceId, 1, size),
    ];
    const disks = ids.map((diskId, index) => ({ diskId, zpoolId: pools[index]?.id ?? '' }));
    const facts = { now: later(1), allocationIds: [randomUUID(), randomUUID()] };
    const plan = samplePlan(sledId, { instanceId, disks });
    const placed = await database().transaction((each) =>
      insertPlannedReservation(each, plan, facts),
    );
    expect(placed.kind).toBe('inserted');
    const headroom = async () => {
      const found = await readPools(kysely, sledId);
      return pools.map(({ id }) => found.find((pool) => pool.id === id)?.headroom);
    };
    const [full, taken] = [90 * gibibyte, 90 * gibibyte - requiredDatasetSize(size)];
    expect(await headroom()).toEqual([taken, taken]);
    const [first = ''] = ids;
    expect(await release(first)).toBe(false);
    await database().transaction((each) => detachDisksOfInstance(each, instanceId, later(2)));
    expect(await release(first)).toBe(true);
    expect(await release(first)).toBe(false);
    expect(await headroom()).toEqual([full, taken]);
    expect(await database().transaction((each) => markDiskDeleted(each, first, later(3)))).toBe(
      true,
    );
    expect(accepted(await fetchDisk(kysely, first)).time_deleted).toBe(later(3));
    expect(await fetchDisk(kysely, randomUUID())).toMatchObject({ code: 'disk_not_found' });
  });

  it('also of the old, encrypted kind', async () => {
    const { kysely } = database();
    const pool = await addPool(kysely, await addSled(kysely));
    const instanceId = randomUUID();
    const diskId = await addLocalDisk(kysely, instanceId, 0);
    await allocate(kysely, diskId, pool, 'encrypted');
    await database().transaction((each) => detachDisksOfInstance(each, instanceId, later(2)));
    expect(await release(diskId)).toBe(true);
    expect(await release(diskId)).toBe(false);
  });

  it('lists disks of a project or of an instance', async () => {
    const { kysely } = database();
    const [one, two] = [randomUUID(), randomUUID()];
    const of = [await addLocalDisk(kysely, one, 0), await addLocalDisk(kysely, one, 1)];
    await addLocalDisk(kysely, two, 0);
    const page = { sort: 'id_ascending', after: null, limit: 100 } as const;
    const listed = await listDisks(kysely, { instanceId: one }, page);
    expect(listed.map(({ id }) => id)).toEqual(of.toSorted());
    const projectId = listed[0]?.project_id ?? '';
    const ofProject = await listDisks(kysely, { projectId }, page);
    expect(ofProject.map(({ id }) => id)).toEqual([listed[0]?.id]);
  });
});
