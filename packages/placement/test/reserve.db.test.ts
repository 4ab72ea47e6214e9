import { randomUUID } from 'node:crypto';
import {
  type Database,
  deleteReservation,
  placementDatabase,
  type Tables,
} from '@skewline/db-model';
import { describe, expect, it } from 'vitest';
import {
  addGroup,
  addLocalDisk,
  addPool,
  addReservation,
  addSled,
  allocate,
  gibibyte,
  written,
} from '../../db-model/test/store/placement-rows.ts';
import { forEachDatabaseBeneath, useMigrated } from '../../db-model/test/support/databases.ts';
import { seeded } from '../src/random.ts';
import { reserve, type ReserveRequest, type ReserveResult } from '../src/reserve.ts';
import type { PlacementStore, PlannedReservation } from '../src/store-port.ts';
import { descending } from './support/descending.ts';

const resources = { hardwareThreads: 4, rssRam: 0, reservoirRam: 8 * gibibyte };

/** Tests share a database, so each asks for its own sleds. */
function requestFor(sleds: readonly string[], over: Partial<ReserveRequest> = {}): ReserveRequest {
  return {
    vmmId: randomUUID(),
    instanceId: randomUUID(),
    resources,
    reason: 'start',
    cpuPlatform: null,
    mustSelectFrom: sleds,
    ...over,
  };
}

/** Somebody does something between what was read and what is written; each insert is counted. */
function interrupted(
  store: PlacementStore,
  meanwhile: (plan: PlannedReservation, insert: number) => Promise<unknown>,
): PlacementStore {
  let inserts = 0;
  return {
    ...store,
    async insert(plan) {
      inserts += 1;
      await meanwhile(plan, inserts);
      return store.insert(plan);
    },
  };
}

forEachDatabaseBeneath((engine) => {
  const migrated = useMigrated<Tables>(engine);
  const database = (): Database<Tables> => migrated();
  const store = (): PlacementStore => placementDatabase(database());
  const place = async (
    request: ReserveRequest,
    by: PlacementStore = store(),
    seed = 1,
  ): Promise<ReserveResult> => reserve(by, request, { random: seeded(seed) });
  const addSleds = async (count: number): Promise<readonly string[]> => {
    const sleds = [];
    for (let index = 0; index < count; index += 1) sleds.push(await addSled(database().kysely));
    return sleds;
  };
  const fill = async (sledId: string): Promise<unknown> =>
    addReservation(database().kysely, {
      sledId,
      resources: { hardwareThreads: 128, rssRam: 0, reservoirRam: 0 },
    });
  const everything = async (): ReturnType<typeof written> => written(database().kysely);

  it('idempotent by VMM id, whatever else has changed', async () => {
    const sleds = await addSleds(3);
    const request = requestFor(sleds);
    const first = await place(request);
    if (first.kind !== 'reserved') throw new Error(first.refusal.message);
    await fill(first.reservation.sledId);
    const before = await everything();
    for (const seed of [2, 3, 4]) {
      expect(await place(request, store(), seed)).toMatchObject({
        kind: 'reserved',
        reservation: first.reservation,
        choice: null,
      });
    }
    expect(await everything()).toEqual(before);
    expect(await place({ ...request, vmmId: randomUUID() })).toMatchObject({
      refusal: { code: 'already_starting', http: 409 },
    });
  });

  it('a migration: the target beside the source, and not twice', async () => {
    const sleds = await addSleds(2);
    const request = requestFor(sleds.slice(0, 1));
    expect(await place(request)).toMatchObject({ kind: 'reserved' });
    const migration = requestFor(sleds.slice(1), {
      instanceId: request.instanceId,
      reason: 'migration',
      cpuPlatform: 'amd_milan',
    });
    expect(await place(migration)).toMatchObject({
      kind: 'reserved',
      reservation: { sledId: sleds[1], state: 'target' },
    });
    expect(await place({ ...migration, vmmId: randomUUID() })).toMatchObject({
      refusal: { code: 'already_migrating', http: 409 },
    });
  });

  describe('concurrency: the list of targets is stale, then the insert must fail', () => {
    it('for space', async () => {
      const sleds = await addSleds(2);
      const full: string[] = [];
      const by = interrupted(store(), async ({ sledId }, insert) => {
        if (insert > 1) return;
        full.push(sledId);
        await fill(sledId);
      });
      const result = await place(requestFor(sleds), by);
      expect(result).toMatchObject({ kind: 'reserved', tries: { readings: 1, inserts: 2 } });
      expect(full).not.toContain(result.kind === 'reserved' && result.reservation.sledId);
    });

    it('for anti-affinity', async () => {
      const sleds = await addSleds(2);
      const request = requestFor(sleds);
      const peer = randomUUID();
      await addGroup(database(), 'anti_affinity', [request.instanceId, peer]);
      let where = '';
      const by = interrupted(store(), async ({ sledId }, insert) => {
        if (insert > 1) return;
        where = sledId;
        await addReservation(database().kysely, { sledId, instanceId: peer });
      });
      const result = await place(request, by);
      expect(result).toMatchObject({ kind: 'reserved', tries: { readings: 1, inserts: 2 } });
      expect(result.kind === 'reserved' && result.reservation.sledId).not.toBe(where);
    });

    it('for affinity', async () => {
      const sleds = await addSleds(5);
      const request = requestFor(sleds);
      const peer = randomUUID();
      await addGroup(database(), 'affinity', [request.instanceId, peer]);
      let where: string | undefined;
      const by = interrupted(store(), async (plan, insert) => {
        if (insert > 1) return;
        where = sleds.find((sledId) => sledId !== plan.sledId) ?? '';
        await addReservation(database().kysely, { sledId: where, instanceId: peer });
      });
      const result = await place(request, by);
      expect(result).toMatchObject({ kind: 'reserved', tries: { readings: 2, inserts: 2 } });
      expect(result.kind === 'reserved' && result.reservation.sledId).toBe(where);
    });

    it('and when no sled is left, nothing is written', async () => {
      const sleds = await addSleds(3);
      const by = interrupted(store(), ({ sledId }) => fill(sledId));
      expect(await place(requestFor(sleds), by)).toMatchObject({
        kind: 'refused',
        refusal: { code: 'no_capacity', http: 507 },
        tries: { readings: 2, inserts: 3 },
      });
    });
  });

  describe('local storage', () => {
    /** A sled with so many pools, each with room for one disk of 40 GiB but not for two. */
    const addSledWithPools = async (pools: number): Promise<string> => {
      const sledId = await addSled(database().kysely);
      for (let pool = 0; pool < pools; pool += 1) {
        await addPool(database().kysely, sledId, { totalSize: 80 * gibibyte });
      }
      return sledId;
    };
    const addDisks = async (instanceId: string, count: number): Promise<readonly string[]> => {
      const disks = [];
      for (let slot = 0; slot < count; slot += 1) {
        disks.push(await addLocalDisk(database().kysely, instanceId, slot, 40 * gibibyte));
      }
      return disks;
    };
    /** Every allocation belongs to one disk, on the sled of its instance, and is counted in its dataset. */
    const expectNoOrphans = async (): Promise<void> => {
      const { allocations, disks, datasets } = await everything();
      const owners = disks.flatMap(
        (disk) => disk.local_storage_unencrypted_dataset_allocation_id ?? [],
      );
      expect(new Set(owners).size).toBe(owners.length);
      expect(allocations.map(({ id }) => id).toSorted()).toEqual(owners.toSorted());
      for (const dataset of datasets) {
        const sum = allocations
          .filter((one) => one.local_storage_unencrypted_dataset_id === dataset.id)
          .reduce((total, one) => total + one.dataset_size, 0);
        expect(dataset.size_used).toBe(sum);
      }
    };

    it('full rack: every pool of every sled is used, and then there is no room', async () => {
      const sleds = [await addSledWithPools(4), await addSledWithPools(4)];
      const before = (await everything()).allocations.length;
      for (const count of [3, 4, 1]) {
        const request = requestFor(sleds);
        await addDisks(request.instanceId, count);
        expect(await place(request)).toMatchObject({ kind: 'reserved' });
      }
      expect((await everything()).allocations.length).toBe(before + 8);
      const request = requestFor(sleds);
      await addDisks(request.instanceId, 1);
      expect(await place(request)).toMatchObject({ refusal: { code: 'no_capacity' } });
      // Not because of the threads.
      expect(await place(requestFor(sleds))).toMatchObject({ kind: 'reserved' });
      await expectNoOrphans();
    });

    it('concurrent reservations: as many as there are pools, and no more', async () => {
      const sleds = [await addSledWithPools(4), await addSledWithPools(4)];
      const requests = Array.from({ length: 12 }, () => requestFor(sleds));
      for (const { instanceId } of requests) await addDisks(instanceId, 1);
      // Stores of their own: one lets its inserts take turns.
      const results = await Promise.all(
        requests.map((request, seed) => place(request, store(), seed)),
      );
      expect(results.filter(({ kind }) => kind === 'reserved')).toHaveLength(8);
      const codes = results.flatMap((one) => (one.kind === 'refused' ? one.refusal.code : []));
      expect(new Set(codes)).toEqual(new Set(['no_capacity']));
      await expectNoOrphans();
    });

    it('no partial success: of two disks both get a pool, or neither', async () => {
      const sledId = await addSledWithPools(2);
      const request = requestFor([sledId]);
      await addDisks(request.instanceId, 2);
      const before = await everything();
      // Whatever is planned, its second pool is closed before it is written.
      const closed: string[] = [];
      const by = interrupted(store(), async ({ disks }) => {
        const zpoolId = disks[1]?.zpoolId ?? '';
        closed.push(zpoolId);
        await database()
          .kysely.updateTable('rendezvous_local_storage_unencrypted_dataset')
          .set({ no_provision: true })
          .where('pool_id', '=', zpoolId)
          .execute();
      });
      expect(await place(request, by)).toMatchObject({ kind: 'refused' });
      const after = await everything();
      expect(after.reservations).toEqual(before.reservations);
      expect(after.allocations).toEqual(before.allocations);
      expect(after.disks).toEqual(before.disks);

      await database()
        .kysely.updateTable('rendezvous_local_storage_unencrypted_dataset')
        .set({ no_provision: false })
        .where('pool_id', 'in', closed)
        .execute();
      expect(await place(request)).toMatchObject({ kind: 'reserved' });
      await expectNoOrphans();
    });

    it('no orphan, no zombie: when a VMM is gone its disks keep their places, and pin it', async () => {
      const sleds = [await addSledWithPools(2), await addSledWithPools(2)];
      const request = requestFor(sleds);
      await addDisks(request.instanceId, 2);
      const first = await place(request);
      if (first.kind !== 'reserved') throw new Error(first.refusal.message);
      const before = await everything();
      await deleteReservation(database().kysely, request.vmmId);
      const second = await place({ ...request, vmmId: randomUUID() }, store(), 7);
      expect(second).toMatchObject({
        kind: 'reserved',
        reservation: { sledId: first.reservation.sledId },
        choice: { disks: [] },
      });
      const after = await everything();
      expect(after.allocations).toEqual(before.allocations);
      expect(after.datasets).toEqual(before.datasets);
      await expectNoOrphans();
    });

    it('a new disk beside one that is on a sled already goes to another pool of that sled', async () => {
      const sleds = [await addSledWithPools(3), await addSledWithPools(3)];
      const request = requestFor(sleds);
      const [old = ''] = await addDisks(request.instanceId, 1);
      const { rack } = await store().read({ ...request, instanceId: request.instanceId });
      const pool = rack.sleds.find(({ id }) => id === sleds[1])?.zpools?.[0];
      if (pool === undefined) throw new Error('the sled has no pool');
      await allocate(database().kysely, old, { id: pool.id, sledId: sleds[1] ?? '' });
      await addLocalDisk(database().kysely, request.instanceId, 5, gibibyte);
      const result = await place(request);
      expect(result).toMatchObject({ kind: 'reserved', reservation: { sledId: sleds[1] } });
      const disks = result.kind === 'reserved' ? (result.choice?.disks ?? []) : [];
      expect(disks).toHaveLength(1);
      expect(disks[0]?.zpoolId).not.toBe(pool.id);
    });

    it.each(['detached', 'deleted'] as const)('a %s disk fails at once', async (what) => {
      const sleds = [await addSledWithPools(2), await addSledWithPools(2)];
      const request = requestFor(sleds);
      const [disk = ''] = await addDisks(request.instanceId, 2);
      const before = await everything();
      const by = interrupted(store(), async () =>
        database()
          .kysely.updateTable('disk')
          .set(
            what === 'detached'
              ? { attach_instance_id: null, slot: null }
              : { time_deleted: new Date().toISOString() },
          )
          .where('id', '=', disk)
          .execute(),
      );
      expect(await place(request, by)).toMatchObject({
        kind: 'refused',
        refusal: { code: 'instance_changed', http: 409 },
        tries: { readings: 1, inserts: 1 },
      });
      expect(await everything()).toEqual(before);
      // Asked again, it is placed with the disks that it has now.
      expect(await place(request)).toMatchObject({ kind: 'reserved' });
    });

    it('a stale snapshot is retried with the pools as they are', async () => {
      const sledId = await addSledWithPools(3);
      const request = requestFor([sledId]);
      await addDisks(request.instanceId, 1);
      const full: string[] = [];
      const by = interrupted(store(), async ({ disks }, insert) => {
        if (insert > 2) return;
        const zpoolId = disks[0]?.zpoolId ?? '';
        full.push(zpoolId);
        await database()
          .kysely.updateTable('crucible_dataset')
          .set({ size_used: 60 * gibibyte })
          .where('pool_id', '=', zpoolId)
          .execute();
      });
      const result = await place(request, by);
      expect(result).toMatchObject({ kind: 'reserved', tries: { readings: 1, inserts: 3 } });
      expect(new Set(full).size).toBe(2);
      const disks = result.kind === 'reserved' ? (result.choice?.disks ?? []) : [];
      expect(full).not.toContain(disks[0]?.zpoolId);
      await expectNoOrphans();
    });

    it('descending serial workload: over seeds, nearly all of it finds its place', async () => {
      const placed: boolean[] = [];
      for (let seed = 1; seed <= 20; seed += 1) {
        const sledId = await addSled(database().kysely);
        for (const room of descending.pools) {
          await addPool(database().kysely, sledId, {
            totalSize: room * descending.unit,
            controlPlaneStorageBuffer: 0,
          });
        }
        const random = seeded(seed);
        const results: ReserveResult[] = [];
        for (const sizes of descending.instances) {
          const request = requestFor([sledId]);
          for (const [slot, size] of sizes.entries()) {
            const bytes = size * descending.unit;
            await addLocalDisk(database().kysely, request.instanceId, slot, bytes);
          }
          results.push(await reserve(store(), request, { random }));
        }
        placed.push(results.every(({ kind }) => kind === 'reserved'));
      }
      expect(placed.filter(Boolean).length).toBeGreaterThanOrEqual(14);
      await expectNoOrphans();
    });

    it('too many disks: more than any sled has pools', async () => {
      const sleds = [await addSledWithPools(2), await addSledWithPools(3)];
      const request = requestFor(sleds);
      await addDisks(request.instanceId, 4);
      expect(await place(request)).toMatchObject({
        kind: 'refused',
        refusal: { code: 'too_few_distinct_disks', http: 507 },
        tries: { readings: 1, inserts: 0 },
      });
      const fewer = requestFor(sleds);
      await addDisks(fewer.instanceId, 3);
      expect(await place(fewer)).toMatchObject({
        kind: 'reserved',
        reservation: { sledId: sleds[1] },
      });
    });
  });
});
