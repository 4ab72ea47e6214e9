import { randomUUID } from 'node:crypto';
import { requiredDatasetSize } from '@skewline/nexus-types/domain';
import { describe, expect, it } from 'vitest';
import type { Database } from '../../src/index.ts';
import type { Tables } from '../../src/rows/index.ts';
import {
  deleteReservation,
  type LostReservation,
  placementDatabase,
  type PlannedReservation,
} from '../../src/store/index.ts';
import { forEachDatabase, useMigrated } from '../support/databases.ts';
import {
  addGroup,
  addLocalDisk,
  addPool,
  addReservation,
  addSled,
  allocate,
  gibibyte,
  samplePlan,
  written,
} from './placement-rows.ts';
import { begin } from './samples.ts';

/** A plan that can be carried out, and what happens meanwhile so that it cannot. */
interface Case {
  readonly name: string;
  readonly lost: LostReservation;
  readonly plan: (database: Database<Tables>) => Promise<PlannedReservation>;
  readonly meanwhile: (database: Database<Tables>, plan: PlannedReservation) => Promise<unknown>;
}

async function plain({ kysely }: Database<Tables>): Promise<PlannedReservation> {
  return samplePlan(await addSled(kysely));
}

/** Two disks on two of three pools. */
async function withDisks({ kysely }: Database<Tables>): Promise<PlannedReservation> {
  const sledId = await addSled(kysely);
  const plan = samplePlan(sledId);
  const disks = [];
  for (const slot of [0, 1]) {
    const diskId = await addLocalDisk(kysely, plan.instanceId, slot);
    const { id: zpoolId } = await addPool(kysely, sledId);
    disks.push({ diskId, zpoolId });
  }
  await addPool(kysely, sledId);
  return { ...plan, disks };
}

const diskOf = (plan: PlannedReservation): string => plan.disks[0]?.diskId ?? '';
const poolOf = (plan: PlannedReservation): string => plan.disks[0]?.zpoolId ?? '';

async function fill(
  { kysely }: Database<Tables>,
  { sledId }: PlannedReservation,
  taken: Partial<PlannedReservation['resources']>,
  state: 'active' | 'target' | 'tombstoned' = 'active',
): Promise<unknown> {
  const resources = { hardwareThreads: 0, rssRam: 0, reservoirRam: 0, ...taken };
  return addReservation(kysely, { sledId, resources, state });
}

function setSled(over: Partial<Tables['sled']>): Case['meanwhile'] {
  return async ({ kysely }, { sledId }) =>
    kysely.updateTable('sled').set(over).where('id', '=', sledId).execute();
}

function setPhysicalDisk(over: Partial<Tables['physical_disk']>): Case['meanwhile'] {
  return async ({ kysely }, plan) =>
    kysely
      .updateTable('physical_disk')
      .set(over)
      .where('id', 'in', (inner) =>
        inner.selectFrom('zpool').select('physical_disk_id').where('id', '=', poolOf(plan)),
      )
      .execute();
}

function setDisk(over: Partial<Tables['disk']>): Case['meanwhile'] {
  return async ({ kysely }, plan) =>
    kysely.updateTable('disk').set(over).where('id', '=', diskOf(plan)).execute();
}

function setDataset(
  over: Partial<Tables['rendezvous_local_storage_unencrypted_dataset']>,
): Case['meanwhile'] {
  return async ({ kysely }, plan) =>
    kysely
      .updateTable('rendezvous_local_storage_unencrypted_dataset')
      .set(over)
      .where('pool_id', '=', poolOf(plan))
      .execute();
}

/** Somebody else in a group of the instance starts on this sled, or on another one. */
function peer(
  kind: 'affinity' | 'anti_affinity',
  where: 'here' | 'elsewhere',
  policy: 'fail' | 'allow' = 'fail',
): Case['meanwhile'] {
  return async (database, { instanceId, sledId }) => {
    const other = randomUUID();
    await addGroup(database, kind, [instanceId, other], { policy });
    await addReservation(database.kysely, {
      instanceId: other,
      sledId: where === 'here' ? sledId : await addSled(database.kysely),
    });
  };
}

const capacity = { hardwareThreads: 128, rssRam: 2 ** 40, reservoirRam: 2 ** 39 };
// What a pool of `addPool` has, without what the control plane keeps.
const room = 90 * gibibyte;
const required = requiredDatasetSize(10 * gibibyte);

const cases: readonly Case[] = [
  {
    name: 'its instance is started by somebody else',
    lost: 'already_starting',
    plan: plain,
    meanwhile: async ({ kysely }, { instanceId }) => addReservation(kysely, { instanceId }),
  },
  {
    name: 'its instance is migrated by somebody else',
    lost: 'already_migrating',
    plan: async (database) => ({ ...(await plain(database)), state: 'target' }),
    meanwhile: async ({ kysely }, { instanceId }) =>
      addReservation(kysely, { instanceId, state: 'target' }),
  },
  {
    name: 'a sled is put out of service',
    lost: 'sled_gone',
    plan: plain,
    meanwhile: setSled({ sled_policy: 'no_provision' }),
  },
  {
    name: 'a sled is expunged',
    lost: 'sled_gone',
    plan: plain,
    meanwhile: setSled({ sled_policy: 'expunged' }),
  },
  {
    name: 'a sled is decommissioned',
    lost: 'sled_gone',
    plan: plain,
    meanwhile: setSled({ sled_state: 'decommissioned' }),
  },
  {
    name: 'a sled is being emptied',
    lost: 'sled_gone',
    plan: plain,
    meanwhile: setSled({ evacuating: true }),
  },
  {
    name: 'a sled is deleted',
    lost: 'sled_gone',
    plan: plain,
    meanwhile: setSled({ time_deleted: begin }),
  },
  {
    name: 'one thread too many is taken',
    lost: 'no_space',
    plan: plain,
    meanwhile: (database, plan) => fill(database, plan, { hardwareThreads: 128 - 4 + 1 }),
  },
  {
    name: 'one byte too many of the reservoir is taken, by a tombstone',
    lost: 'no_space',
    plan: plain,
    meanwhile: (database, plan) =>
      fill(database, plan, { reservoirRam: 2 ** 39 - 8 * gibibyte + 1 }, 'tombstoned'),
  },
  {
    name: 'one byte too many of ordinary memory is taken, by a migration',
    lost: 'no_space',
    plan: async (database) => ({
      ...(await plain(database)),
      resources: { hardwareThreads: 0, rssRam: 5, reservoirRam: 0 },
    }),
    meanwhile: (database, plan) => fill(database, plan, { rssRam: 2 ** 40 - 4 }, 'target'),
  },
  {
    name: 'a member of an anti-affinity group comes to the sled',
    lost: 'banned',
    plan: plain,
    meanwhile: peer('anti_affinity', 'here'),
  },
  {
    name: 'a member of an affinity group goes to another sled',
    lost: 'required_elsewhere',
    plan: plain,
    meanwhile: peer('affinity', 'elsewhere'),
  },
  {
    name: 'a disk is deleted',
    lost: 'disk_gone',
    plan: withDisks,
    meanwhile: setDisk({ time_deleted: begin }),
  },
  {
    name: 'a disk is detached',
    lost: 'disk_gone',
    plan: withDisks,
    meanwhile: setDisk({ attach_instance_id: null, slot: null }),
  },
  {
    name: 'a disk is attached to another instance',
    lost: 'disk_gone',
    plan: withDisks,
    meanwhile: setDisk({ attach_instance_id: randomUUID() }),
  },
  {
    name: 'a disk is put somewhere by somebody else',
    lost: 'disks_changed',
    plan: withDisks,
    meanwhile: async ({ kysely }, plan) =>
      allocate(kysely, diskOf(plan), { id: poolOf(plan), sledId: plan.sledId }),
  },
  {
    name: 'a disk is put somewhere as one of the encrypted kind',
    lost: 'disks_changed',
    plan: withDisks,
    meanwhile: async ({ kysely }, plan) =>
      allocate(kysely, diskOf(plan), { id: poolOf(plan), sledId: plan.sledId }, 'encrypted'),
  },
  {
    name: 'a local disk is attached',
    lost: 'disks_changed',
    plan: plain,
    meanwhile: async ({ kysely }, { instanceId }) => addLocalDisk(kysely, instanceId, 7),
  },
  {
    name: 'a local disk is attached that is on another sled',
    lost: 'disks_changed',
    plan: plain,
    meanwhile: async ({ kysely }, { instanceId }) => {
      const diskId = await addLocalDisk(kysely, instanceId, 7);
      await allocate(kysely, diskId, await addPool(kysely, await addSled(kysely)));
    },
  },
  {
    name: 'a local disk is attached that is on a pool of the plan',
    lost: 'disks_changed',
    plan: withDisks,
    meanwhile: async ({ kysely }, plan) => {
      const diskId = await addLocalDisk(kysely, plan.instanceId, 7);
      await allocate(kysely, diskId, { id: poolOf(plan), sledId: plan.sledId });
    },
  },
  {
    name: 'a local disk of the encrypted kind is attached',
    lost: 'disks_changed',
    plan: plain,
    meanwhile: async ({ kysely }, { instanceId, sledId }) => {
      const diskId = await addLocalDisk(kysely, instanceId, 7);
      await allocate(kysely, diskId, await addPool(kysely, sledId), 'encrypted');
    },
  },
  {
    name: 'a disk of somebody else takes a pool until exactly as much as is needed is left',
    lost: 'pool_full',
    plan: withDisks,
    meanwhile: setDataset({ size_used: room - required }),
  },
  {
    name: 'distributed disks take a pool',
    lost: 'pool_full',
    plan: withDisks,
    meanwhile: async ({ kysely }, plan) =>
      kysely
        .updateTable('crucible_dataset')
        .set({ size_used: room - required })
        .where('pool_id', '=', poolOf(plan))
        .execute(),
  },
  {
    name: 'a dataset is closed',
    lost: 'pool_full',
    plan: withDisks,
    meanwhile: setDataset({ no_provision: true }),
  },
  {
    name: 'a dataset is buried',
    lost: 'pool_full',
    plan: withDisks,
    meanwhile: setDataset({
      time_tombstoned: begin,
      blueprint_id_when_tombstoned: randomUUID(),
    }),
  },
  {
    name: 'a physical disk is expunged',
    lost: 'pool_full',
    plan: withDisks,
    meanwhile: setPhysicalDisk({ disk_policy: 'expunged' }),
  },
  {
    name: 'a physical disk is decommissioned',
    lost: 'pool_full',
    plan: withDisks,
    meanwhile: setPhysicalDisk({ disk_state: 'decommissioned' }),
  },
  {
    name: 'a pool is deleted',
    lost: 'pool_full',
    plan: withDisks,
    meanwhile: async ({ kysely }, plan) =>
      kysely
        .updateTable('zpool')
        .set({ time_deleted: begin })
        .where('id', '=', poolOf(plan))
        .execute(),
  },
];

/** What may happen meanwhile, and does no harm: the twins of the cases above. */
const harmless: readonly Omit<Case, 'lost'>[] = [
  { name: 'nothing', plan: plain, meanwhile: async () => {} },
  { name: 'nothing, with disks', plan: withDisks, meanwhile: async () => {} },
  {
    name: 'its instance is migrated while it is started',
    plan: plain,
    meanwhile: async ({ kysely }, { instanceId }) =>
      addReservation(kysely, { instanceId, state: 'target' }),
  },
  {
    name: 'its instance has a tombstone',
    plan: plain,
    meanwhile: async ({ kysely }, { instanceId }) =>
      addReservation(kysely, { instanceId, state: 'tombstoned' }),
  },
  {
    name: 'all is taken but what is needed',
    plan: async (database) => ({
      ...(await plain(database)),
      resources: { hardwareThreads: 4, rssRam: 5, reservoirRam: 8 * gibibyte },
    }),
    meanwhile: (database, plan) =>
      fill(database, plan, {
        hardwareThreads: capacity.hardwareThreads - plan.resources.hardwareThreads,
        rssRam: capacity.rssRam - plan.resources.rssRam,
        reservoirRam: capacity.reservoirRam - plan.resources.reservoirRam,
      }),
  },
  { name: 'a peer that must be near comes near', plan: plain, meanwhile: peer('affinity', 'here') },
  {
    name: 'a peer that must be far goes far away',
    plan: plain,
    meanwhile: peer('anti_affinity', 'elsewhere'),
  },
  {
    name: 'a peer that should be near goes away',
    plan: plain,
    meanwhile: peer('affinity', 'elsewhere', 'allow'),
  },
  {
    name: 'a peer that should be far comes near',
    plan: plain,
    meanwhile: peer('anti_affinity', 'here', 'allow'),
  },
  {
    name: 'a peer of a group that is deleted comes near',
    plan: plain,
    meanwhile: async (database, { instanceId, sledId }) => {
      const other = randomUUID();
      await addGroup(database, 'anti_affinity', [instanceId, other], { timeDeleted: begin });
      await addReservation(database.kysely, { instanceId: other, sledId });
    },
  },
  {
    name: 'the instance itself is there, and in an anti-affinity group',
    plan: plain,
    meanwhile: async (database, { instanceId, sledId }) => {
      await addGroup(database, 'anti_affinity', [instanceId]);
      await addReservation(database.kysely, { instanceId, sledId, state: 'tombstoned' });
    },
  },
  {
    name: 'a disk of somebody else leaves one byte more than is needed',
    plan: withDisks,
    meanwhile: setDataset({ size_used: room - required - 1 }),
  },
  {
    name: 'a local disk is attached that is on a third pool of the sled',
    plan: withDisks,
    meanwhile: async ({ kysely }, { instanceId, sledId }) => {
      const diskId = await addLocalDisk(kysely, instanceId, 7);
      await allocate(kysely, diskId, await addPool(kysely, sledId));
    },
  },
];

forEachDatabase((engine) => {
  const database = useMigrated<Tables>(engine);
  const insert: ReturnType<typeof placementDatabase>['insert'] = async (plan) =>
    placementDatabase(database()).insert(plan);

  describe('a plan is lost, and nothing is written, when meanwhile', () => {
    it.each(cases)('$name', async ({ lost, plan, meanwhile }) => {
      const made = await plan(database());
      await meanwhile(database(), made);
      const before = await written(database().kysely);
      expect(await insert(made)).toEqual({ kind: lost });
      expect(await written(database().kysely)).toEqual(before);
    });
  });

  describe('a plan is carried out when meanwhile', () => {
    it.each(harmless)('$name', async ({ plan, meanwhile }) => {
      const made = await plan(database());
      await meanwhile(database(), made);
      const before = await written(database().kysely);
      const { vmmId: id, instanceId, sledId, resources, state } = made;
      const reservation = { id, instanceId, sledId, resources, state };
      expect(await insert(made)).toEqual({ kind: 'inserted', reservation });

      const after = await written(database().kysely);
      expect(after.reservations).toHaveLength(before.reservations.length + 1);
      const known = new Set(before.allocations.map((row) => row.id));
      const allocations = after.allocations.filter((row) => !known.has(row.id));
      expect(allocations).toHaveLength(made.disks.length);
      for (const { diskId, zpoolId } of made.disks) {
        const disk = after.disks.find((row) => row.disk_id === diskId);
        const allocation = allocations.find(
          (row) => row.id === disk?.local_storage_unencrypted_dataset_allocation_id,
        );
        expect(allocation).toMatchObject({
          sled_id: sledId,
          pool_id: zpoolId,
          dataset_size: required,
          time_deleted: null,
        });
        const dataset = after.datasets.find((row) => row.pool_id === zpoolId);
        const used = before.datasets.find((row) => row.pool_id === zpoolId)?.size_used ?? 0;
        expect(dataset?.size_used).toBe(used + required);
        expect(dataset?.id).toBe(allocation?.local_storage_unencrypted_dataset_id);
      }
    });
  });

  it('asked again with the id of a VMM it gives what there is, and writes nothing more', async () => {
    const plan = await withDisks(database());
    const first = await insert(plan);
    expect(first.kind).toBe('inserted');
    const before = await written(database().kysely);
    const elsewhere = await addSled(database().kysely);
    for (const again of [plan, { ...plan, sledId: elsewhere, disks: [] }]) {
      expect(await insert(again)).toEqual({ ...first, kind: 'exists' });
    }
    expect(await written(database().kysely)).toEqual(before);
  });

  it('puts no two disks on one pool, though both would fit', async () => {
    const plan = await withDisks(database());
    const [first] = plan.disks;
    if (first === undefined) throw new Error('no disk');
    const disks = plan.disks.map(({ diskId }) => ({ ...first, diskId }));
    expect(await insert({ ...plan, disks })).toEqual({ kind: 'pool_full' });
  });

  it('puts no disk on a pool of another sled', async () => {
    const plan = await withDisks(database());
    const sledId = await addSled(database().kysely);
    expect(await insert({ ...plan, sledId })).toEqual({ kind: 'pool_full' });
  });

  it('commits what is written alongside together with the reservation, or neither', async () => {
    const store = placementDatabase(database());
    const plan = samplePlan(await addSled(database().kysely));
    const failing = store.insert(plan, async () => {
      throw new Error('somebody else has it now');
    });
    await expect(failing).rejects.toThrow('somebody else');
    expect(await deleteReservation(database().kysely, plan.vmmId)).toBe(false);
    const given: unknown[] = [];
    const alongside = async (_: unknown, reservation: unknown): Promise<void> => {
      given.push(reservation);
    };
    expect((await store.insert(plan, alongside)).kind).toBe('inserted');
    expect((await store.insert(plan, alongside)).kind).toBe('exists');
    expect((await store.insert({ ...plan, vmmId: randomUUID() }, alongside)).kind).toBe(
      'already_starting',
    );
    expect(given).toMatchObject([{ id: plan.vmmId }, { id: plan.vmmId }]);
  });

  it('takes turns, and one that fails does not keep the next from its turn', async () => {
    const store = placementDatabase(database());
    const plan = await plain(database());
    const plans = [plan, { ...plan, vmmId: 'no uuid' }, samplePlan(plan.sledId)];
    const ends = await Promise.allSettled(plans.map((one) => store.insert(one)));
    expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('says the time and the ids that it is given', async () => {
    const now = '2026-11-21T07:00:00.000000Z';
    const ids = [randomUUID(), randomUUID()];
    const left = [...ids];
    const store = placementDatabase(database(), {
      now: () => now,
      newId: () => left.shift() ?? '',
    });
    expect(await store.insert(await withDisks(database()))).toMatchObject({ kind: 'inserted' });
    const { allocations } = await written(database().kysely);
    expect(allocations.filter((row) => row.time_created === now).map(({ id }) => id)).toEqual(
      ids.toSorted(),
    );
  });

  it('when a VMM is gone its room is free, and its disks stay where they are', async () => {
    const plan = await withDisks(database());
    await insert(plan);
    expect(await deleteReservation(database().kysely, plan.vmmId)).toBe(true);
    const again = { ...plan, vmmId: randomUUID() };
    expect(await insert(again)).toEqual({ kind: 'disks_changed' });
    expect(await insert({ ...again, disks: [] })).toMatchObject({ kind: 'inserted' });
  });
});
