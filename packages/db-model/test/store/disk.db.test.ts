import { randomUUID } from 'node:crypto';
import { type Instance, requiredDatasetSize } from '@skewline/nexus-types/domain';
import { Refusal } from '@skewline/runtime';
import { describe, expect, it } from 'vitest';
import type { Tables } from '../../src/rows/index.ts';
import {
  attachDisk,
  beginInstanceRemoval,
  detachDisk,
  detachDisksOfInstance,
  finishInstanceRemoval,
  finishStartAttempt,
  insertDisk,
  insertInstance,
  insertPlannedReservation,
  listLocalDisks,
  markDiskDeleted,
  type NewDisk,
  openStartAttempt,
  setBootDisk,
} from '../../src/store/index.ts';
import { forEachDatabase, useMigrated } from '../support/databases.ts';
import { addPool, addSled } from './placement-rows.ts';
import { accepted, begin, later, sampleAttempt, sampleInstance } from './samples.ts';

const gibibyte = 2 ** 30;
const said = <Value>(value: Value | Refusal): Value | string =>
  value instanceof Refusal ? value.code : value;

forEachDatabase((engine) => {
  const database = useMigrated<Tables>(engine);
  const projectId = randomUUID();

  async function instance(over: Partial<Instance> = {}): Promise<string> {
    const made = sampleInstance({ projectId, name: randomUUID(), ...over });
    accepted(await insertInstance(database().kysely, made));
    return made.id;
  }
  const newDisk = (over: Partial<NewDisk> = {}): NewDisk => ({
    id: randomUUID(),
    projectId,
    name: randomUUID(),
    description: '',
    diskType: 'local_storage',
    size: 3 * gibibyte,
    blockSize: 4096,
    ...over,
  });
  const insert = async (wanted: NewDisk) =>
    said(await database().transaction((transaction) => insertDisk(transaction, wanted, begin)));
  async function disk(over: Partial<NewDisk> = {}): Promise<string> {
    const wanted = newDisk(over);
    expect(await insert(wanted)).toBeNull();
    return wanted.id;
  }
  const attach = async (diskId: string, instanceId: string, slot: number | null = null) =>
    said(
      await database().transaction((transaction) =>
        attachDisk(transaction, { diskId, instanceId, slot }, later(1)),
      ),
    );
  const detach = (diskId: string, instanceId: string) =>
    database().transaction((transaction) =>
      detachDisk(transaction, { diskId, instanceId }, later(2)),
    );
  const remove = async (diskId: string) =>
    said(
      await database().transaction((transaction) => markDiskDeleted(transaction, diskId, later(3))),
    );
  const boot = async (instanceId: string, diskId: string | null) =>
    said(
      await database().transaction((transaction) =>
        setBootDisk(transaction, { instanceId, diskId }, later(4)),
      ),
    );
  const row = (id: string) =>
    database().kysely.selectFrom('disk').selectAll().where('id', '=', id).executeTakeFirstOrThrow();

  describe('disks', () => {
    it('are made once, detached, with what they take of a pool besides their size', async () => {
      const wanted = newDisk();
      expect(await insert(wanted)).toBeNull();
      expect(await insert(wanted)).toBeNull();
      expect(await insert({ ...newDisk(), name: wanted.name })).toBe('name_taken');
      expect(await row(wanted.id)).toMatchObject({
        disk_state: 'detached',
        attach_instance_id: null,
        state_generation: 1,
      });
      const local = await database()
        .kysely.selectFrom('disk_type_local_storage')
        .selectAll()
        .where('disk_id', '=', wanted.id)
        .executeTakeFirst();
      expect(local?.required_dataset_overhead).toBe(requiredDatasetSize(wanted.size) - wanted.size);
      const distributed = await disk({ diskType: 'crucible', blockSize: 512 });
      expect(await row(distributed)).toMatchObject({ disk_type: 'crucible', block_size: 512 });
    });

    it('are attached in the lowest free slot, or the one that is asked for', async () => {
      const instanceId = await instance();
      const disks = await Promise.all(Array.from({ length: 4 }, () => disk()));
      const [a = '', b = '', c = '', d = ''] = disks;
      expect(await attach(a, instanceId)).toBe(0);
      expect(await attach(b, instanceId, 2)).toBe(2);
      expect(await attach(c, instanceId)).toBe(1);
      expect(await attach(c, instanceId, 7)).toBe(1);
      expect(await attach(d, instanceId, 2)).toBe('slot_taken');
      expect((await row(a)).state_generation).toBe(2);
      expect((await listLocalDisks(database().kysely, instanceId)).map(({ id }) => id)).toEqual([
        a,
        c,
        b,
      ]);
    });

    it('are no more than twelve', async () => {
      const instanceId = await instance();
      for (let slot = 0; slot < 12; slot += 1) {
        expect(await attach(await disk(), instanceId)).toBe(slot);
      }
      expect(await attach(await disk(), instanceId)).toBe('too_many_disks');
    });

    it('belong to one instance, of their project', async () => {
      const [first, second] = [await instance(), await instance()];
      const id = await disk();
      expect(await attach(id, first)).toBe(0);
      expect(await attach(id, second)).toBe('disk_in_use');
      expect(await attach(await disk({ projectId: randomUUID() }), first)).toBe('disk_not_found');
      expect(await attach(randomUUID(), first)).toBe('disk_not_found');
      expect(await attach(await disk(), randomUUID())).toBe('instance_not_found');
      const gone = await disk();
      expect(await remove(gone)).toBe(true);
      expect(await attach(gone, first)).toBe('disk_not_found');
    });

    it('change only while nothing runs', async () => {
      const running = await instance();
      await database()
        .kysely.updateTable('instance')
        .set({ state: 'vmm', active_propolis_id: randomUUID() })
        .where('id', '=', running)
        .execute();
      expect(await attach(await disk(), running)).toBe('instance_not_stopped');
      expect(await boot(running, randomUUID())).toBe('instance_not_stopped');
    });

    it('that are attached at once by many get different slots', async () => {
      const instanceId = await instance();
      const disks = [];
      for (let count = 0; count < 12; count += 1) disks.push(await disk());
      const slots = await Promise.all(disks.map((id) => attach(id, instanceId)));
      expect(slots.toSorted((one, other) => Number(one) - Number(other))).toEqual([
        ...Array(12).keys(),
      ]);
    });

    it('are detached once, one or all', async () => {
      const instanceId = await instance();
      const [a, b, c] = [await disk(), await disk(), await disk()];
      for (const id of [a, b, c]) await attach(id, instanceId);
      expect(await detach(b, randomUUID())).toBe(false);
      expect(await detach(b, instanceId)).toBe(true);
      expect(await detach(b, instanceId)).toBe(false);
      expect(await row(b)).toMatchObject({ disk_state: 'detached', slot: null });
      const all = () =>
        database().transaction((transaction) =>
          detachDisksOfInstance(transaction, instanceId, later(2)),
        );
      expect(await all()).toBe(2);
      expect(await all()).toBe(0);
    });

    it('are deleted once, when nothing has them and they are nowhere', async () => {
      const instanceId = await instance();
      const id = await disk();
      await attach(id, instanceId);
      expect(await remove(id)).toBe('disk_in_use');
      await detach(id, instanceId);
      expect(await remove(id)).toBe(true);
      expect(await remove(id)).toBe(false);
      expect(await remove(randomUUID())).toBe(false);
      expect(await row(id)).toMatchObject({ disk_state: 'destroyed', time_deleted: later(3) });
    });

    it('of a sled are listed with where they are, and stay until they are gone from there', async () => {
      const instanceId = await instance();
      const id = await disk();
      await attach(id, instanceId);
      const [before] = await listLocalDisks(database().kysely, instanceId);
      expect(before).toMatchObject({ id, slot: 0, size: 3 * gibibyte, allocation: null });
      const sledId = await addSled(database().kysely);
      const { id: zpoolId } = await addPool(database().kysely, sledId);
      const allocationId = randomUUID();
      const reserved = await database().transaction((transaction) =>
        insertPlannedReservation(
          transaction,
          {
            vmmId: randomUUID(),
            instanceId,
            sledId,
            state: 'active',
            resources: { hardwareThreads: 1, rssRam: 0, reservoirRam: gibibyte },
            disks: [{ diskId: id, zpoolId }],
          },
          { now: begin, allocationIds: [allocationId] },
        ),
      );
      expect(reserved.kind).toBe('inserted');
      const [after] = await listLocalDisks(database().kysely, instanceId);
      expect(after?.allocation).toMatchObject({
        id: allocationId,
        sledId,
        zpoolId,
        requiredDatasetSize: requiredDatasetSize(3 * gibibyte),
        encrypted: false,
      });
      await detach(id, instanceId);
      expect(await remove(id)).toBe('disk_in_use');
    });

    it('to boot from are attached ones', async () => {
      const instanceId = await instance();
      const id = await disk();
      expect(await boot(instanceId, id)).toBe('boot_disk_not_attached');
      await attach(id, instanceId);
      expect(await boot(instanceId, id)).toBeNull();
      expect(await boot(instanceId, id)).toBeNull();
      expect(await boot(instanceId, null)).toBeNull();
      expect(await boot(randomUUID(), null)).toBe('instance_not_found');
    });
  });

  describe('the removal of an instance', () => {
    const remove = async (instanceId: string, options?: { readonly creating: boolean }) =>
      said(
        await database().transaction((transaction) =>
          beginInstanceRemoval(transaction, instanceId, later(5), options),
        ),
      );
    const finish = (instanceId: string) =>
      database().transaction((transaction) =>
        finishInstanceRemoval(transaction, instanceId, later(6)),
      );
    const inState = async (state: Instance['runtime']['state']) => {
      const { runtime } = sampleInstance();
      const activeVmmId = state === 'vmm' ? randomUUID() : null;
      return instance({ runtime: { ...runtime, state, activeVmmId } });
    };

    it('is begun and finished, each once', async () => {
      const id = await inState('no_vmm');
      expect(await finish(id)).toBe(false);
      expect(await remove(id)).toBe(true);
      expect(await remove(id)).toBe(false);
      expect(
        await database()
          .kysely.selectFrom('instance')
          .select(['state', 'intended_state', 'state_generation', 'time_deleted'])
          .where('id', '=', id)
          .executeTakeFirst(),
      ).toEqual({
        state: 'destroyed',
        intended_state: 'destroyed',
        state_generation: 2,
        time_deleted: null,
      });
      expect(await finish(id)).toBe(true);
      expect(await finish(id)).toBe(false);
      expect(await remove(id)).toBe('instance_not_found');
    });

    it.each([
      ['no_vmm', true, true],
      ['failed', true, true],
      ['creating', 'instance_not_stopped', true],
      ['vmm', 'instance_not_stopped', 'instance_not_stopped'],
      ['destroyed', false, false],
    ] as const)('of one in state %s: %s; by its maker: %s', async (state, wanted, byMaker) => {
      expect(await remove(await inState(state))).toBe(wanted);
      expect(await remove(await inState(state), { creating: true })).toBe(byMaker);
    });

    it('waits for a start that is under way', async () => {
      const id = await inState('no_vmm');
      const attempt = sampleAttempt({ instanceId: id });
      await database().transaction((transaction) => openStartAttempt(transaction, attempt));
      expect(await remove(id)).toBe('already_starting');
      accepted(
        await finishStartAttempt(database().kysely, attempt.id, {
          kind: 'succeeded',
          timeFinished: later(1),
        }),
      );
      expect(await remove(id)).toBe(true);
    });
  });
});
