import { randomUUID } from 'node:crypto';
import { type Database, migrate, openDatabase, type Tables } from '@skewline/db-model';
import { beforeAll, describe, expect, it } from 'vitest';
import { startChild } from '../../db-model/test/support/child.ts';
import { onPostgres, orThrow } from '../../db-model/test/support/databases.ts';
import {
  addGroup,
  addLocalDisk,
  addPool,
  addSled,
  gibibyte,
  written as rowsOf,
} from '../../db-model/test/store/placement-rows.ts';
import { below, type Random, seeded } from '../src/random.ts';
import type { ReserveRequest } from '../src/reserve.ts';
import {
  dueRefusal,
  type RackFacts,
  type Told,
  visible,
  type Written,
} from './support/rack-at-a-time.ts';

const processes = 8;
const sleds = 8;
const threadsPerSled = 32;
const memoryPerSled = 128 * gibibyte;
const poolsPerSled = 4;
const instances = 240;

const upwards = (a: number, b: number): number => a - b;

interface Workload {
  readonly facts: RackFacts;
  readonly lists: readonly (readonly ReserveRequest[])[];
}

/** A rack, and more than it can hold: of everything that may go wrong between processes, plenty. */
async function prepare(database: Database<Tables>, random: Random): Promise<Workload> {
  const { kysely } = database;
  const rack: RackFacts['sleds'][number][] = [];
  for (let index = 0; index < sleds; index += 1) {
    const id = await addSled(kysely, {
      capacity: { hardwareThreads: threadsPerSled, rssRam: 2 ** 40, reservoirRam: memoryPerSled },
    });
    const pools = [];
    for (let pool = 0; pool < poolsPerSled; pool += 1) {
      const room = (80 + 20 * below(random, 3)) * gibibyte;
      const made = await addPool(kysely, id, {
        totalSize: room + gibibyte,
        controlPlaneStorageBuffer: gibibyte,
      });
      pools.push({ id: made.id, room });
    }
    rack.push({ id, threads: threadsPerSled, memory: memoryPerSled, pools });
  }

  const ids = Array.from({ length: instances }, () => randomUUID());
  const some = (count: number): readonly string[] => {
    const chosen = new Set<string>();
    while (chosen.size < count) chosen.add(ids[below(random, ids.length)] ?? '');
    return [...chosen];
  };
  const groups: RackFacts['groups'][number][] = [];
  const addGroups = async (
    count: number,
    size: number,
    kind: 'affinity' | 'anti_affinity',
    policy: 'fail' | 'allow',
  ): Promise<void> => {
    for (let index = 0; index < count; index += 1) {
      const members = some(size);
      await addGroup(database, kind, members, { policy, name: `g${String(groups.length)}` });
      groups.push({ kind, policy, members });
    }
  };
  await addGroups(12, 6, 'anti_affinity', 'fail');
  await addGroups(16, 4, 'affinity', 'fail');
  await addGroups(6, 5, 'anti_affinity', 'allow');
  await addGroups(6, 5, 'affinity', 'allow');

  const disks = new Map<string, readonly number[]>();
  for (const [index, instanceId] of some(80).entries()) {
    const count = index < 4 ? poolsPerSled + 1 : 1 + below(random, 3);
    const sizes = [];
    for (let slot = 0; slot < count; slot += 1) {
      const gibibytes = 10 + 10 * below(random, 4);
      await addLocalDisk(kysely, instanceId, slot, gibibytes * gibibyte);
      // 70 MiB more for each GiB.
      sizes.push(gibibytes * (gibibyte + 70 * 2 ** 20));
    }
    disks.set(instanceId, sizes);
  }

  const requests = ids.map((instanceId): ReserveRequest => {
    const threads = 1 + below(random, 4);
    return {
      vmmId: randomUUID(),
      instanceId,
      resources: { hardwareThreads: threads, rssRam: 0, reservoirRam: threads * 4 * gibibyte },
      reason: 'start',
      cpuPlatform: null,
      mustSelectFrom: null,
    };
  });
  // Some are asked for by two processes at about the same time: as the same VMM, and as another one.
  const twice = requests.filter((_request, index) => index % 6 === 0);
  const rivals = requests
    .filter((_request, index) => index % 6 === 3)
    .map((request) => ({ ...request, vmmId: randomUUID() }));
  const lists: ReserveRequest[][] = Array.from({ length: processes }, () => []);
  requests.forEach((request, index) => lists[index % processes]?.push(request));
  [...twice, ...rivals].forEach((request) => {
    const index = requests.findIndex(({ instanceId }) => instanceId === request.instanceId);
    const list = lists[(index + 1) % processes];
    list?.splice(Math.floor(index / processes), 0, request);
  });
  return { facts: { sleds: rack, groups, disks }, lists };
}

/** What the database has in the end, with the transaction that wrote it. */
async function readWritten({ kysely }: Database<Tables>): Promise<readonly Written[]> {
  const rows = await kysely
    .selectFrom('sled_resource_vmm as r')
    .select((make) => [
      'r.id as vmmId',
      'r.instance_id as instanceId',
      'r.sled_id as sledId',
      'r.hardware_threads as threads',
      'r.reservoir_ram as memory',
      make.cast<string>(make.ref('r.xmin' as 'r.id'), 'text').as('transaction'), // a column of every table
    ])
    .execute();
  const cut = await kysely
    .selectFrom('local_storage_unencrypted_dataset_allocation as a')
    .innerJoin(
      'disk_type_local_storage as l',
      'l.local_storage_unencrypted_dataset_allocation_id',
      'a.id',
    )
    .innerJoin('disk as d', 'd.id', 'l.disk_id')
    .select([
      'd.attach_instance_id as instanceId',
      'a.pool_id as zpoolId',
      'a.dataset_size as bytes',
    ])
    .execute();
  return rows.map((row) => ({
    ...row,
    instanceId: row.instanceId ?? '',
    transaction: Number(row.transaction),
    disks: cut.filter(({ instanceId }) => instanceId === row.instanceId),
  }));
}

onPostgres((engine) => {
  describe.each([1, 2])('8 processes reserve at once until the rack is full, seed %i', (seed) => {
    let database: Database<Tables>;
    let facts: RackFacts;
    let told: readonly Told[] = [];
    let written: readonly Written[] = [];
    beforeAll(async () => {
      const location = await engine.location();
      if (!('url' in location)) throw new Error('processes need a server');
      database = orThrow(await openDatabase<Tables>(location));
      orThrow(await migrate(database));
      const workload = await prepare(database, seeded(seed));
      ({ facts } = workload);
      const program = new URL('support/children/reserve.ts', import.meta.url);
      const children = workload.lists.map((requests, index) =>
        startChild(program, { url: location.url, seed: seed * 100 + index, requests }),
      );
      for (const child of children) await child.line((line) => line === 'ready');
      for (const child of children) child.tell('go');
      for (const child of children) await child.line((line) => line === 'done');
      told = children.flatMap(({ lines }) =>
        // It is what the program of this package says.
        lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as Told),
      );
      written = await readWritten(database);
      return () => database.close();
    });

    it('they were in each other’s way, and the rack is full', () => {
      expect(told).toHaveLength(instances + instances / 3);
      expect(told.reduce((sum, { lost }) => sum + lost, 0)).toBeGreaterThan(0);
      // Nobody waited for the others: a snapshot that has an open transaction saw one at work.
      expect(told.filter(({ snapshot }) => !snapshot.endsWith(':')).length).toBeGreaterThan(0);
      const threads = written.reduce((sum, one) => sum + one.threads, 0);
      expect(threads).toBeGreaterThanOrEqual(0.97 * sleds * threadsPerSled);
      const codes = new Set(told.map(({ code }) => code));
      for (const code of [
        null,
        'no_capacity',
        'required_sled_unavailable',
        'too_few_distinct_disks',
        'already_starting',
      ]) {
        expect(codes).toContain(code);
      }
    });

    it('0 oversubscription: threads, memory, and each pool', () => {
      for (const sled of facts.sleds) {
        const onIt = written.filter(({ sledId }) => sledId === sled.id);
        expect(onIt.reduce((sum, one) => sum + one.threads, 0)).toBeLessThanOrEqual(sled.threads);
        expect(onIt.reduce((sum, one) => sum + one.memory, 0)).toBeLessThanOrEqual(sled.memory);
        for (const pool of sled.pools) {
          const disks = written
            .flatMap((one) => one.disks)
            .filter((one) => one.zpoolId === pool.id);
          expect(disks.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(pool.room);
        }
      }
    });

    it('no rule of a group is broken', () => {
      for (const { kind, policy, members } of facts.groups) {
        if (policy !== 'fail') continue;
        const where = written
          .filter(({ instanceId }) => members.includes(instanceId))
          .map(({ sledId }) => sledId);
        expect(new Set(where).size).toBe(
          kind === 'affinity' ? Math.min(1, where.length) : where.length,
        );
      }
    });

    it('0 duplicates: an instance is reserved once, and what was said is what there is', () => {
      expect(new Set(written.map(({ instanceId }) => instanceId)).size).toBe(written.length);
      const sledOf = new Map(written.map(({ vmmId, sledId }) => [vmmId, sledId]));
      const successes = told.filter(({ code }) => code === null);
      expect(
        successes.filter(({ request, sledId }) => sledOf.get(request.vmmId) !== sledId),
      ).toEqual([]);
      expect(new Set(successes.map(({ request }) => request.vmmId)).size).toBe(written.length);
      // Some were asked for twice and told the same twice.
      expect(successes.length).toBeGreaterThan(written.length);
    });

    it('0 orphans: disks, allocations, datasets and reservations agree', async () => {
      const { allocations, disks, datasets } = await rowsOf(database.kysely);
      const owners = disks.flatMap(
        (disk) => disk.local_storage_unencrypted_dataset_allocation_id ?? [],
      );
      expect(owners.toSorted()).toEqual(allocations.map(({ id }) => id).toSorted());
      for (const { instanceId, sledId, disks: cut } of written) {
        expect(cut.map(({ bytes }) => bytes).toSorted(upwards)).toEqual(
          (facts.disks.get(instanceId) ?? []).toSorted(upwards),
        );
        const pools = facts.sleds.find(({ id }) => id === sledId)?.pools.map(({ id }) => id);
        expect(cut.filter(({ zpoolId }) => pools?.includes(zpoolId) !== true)).toEqual([]);
        expect(new Set(cut.map(({ zpoolId }) => zpoolId)).size).toBe(cut.length);
      }
      expect(allocations).toHaveLength(written.flatMap((one) => one.disks).length);
      for (const dataset of datasets) {
        const sum = allocations
          .filter((one) => one.local_storage_unencrypted_dataset_id === dataset.id)
          .reduce((total, one) => total + one.dataset_size, 0);
        expect(dataset.size_used).toBe(sum);
      }
    });

    it('every refusal is what the state at that time demands', () => {
      const refused = told.filter(({ code }) => code !== null);
      expect(refused.length).toBeGreaterThan(instances / 4);
      const unjust = refused.filter(
        ({ request, snapshot, code }) =>
          dueRefusal(facts, visible(written, snapshot), request) !== code,
      );
      expect(unjust).toEqual([]);
      // The twin: at the beginning, most of them would have been wrong.
      const early = refused.filter(({ request }) => dueRefusal(facts, [], request) === null);
      expect(early.length).toBeGreaterThan(refused.length / 2);
    });
  });
});
