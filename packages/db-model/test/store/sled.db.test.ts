import { randomUUID } from 'node:crypto';
import type { Sled, SledReservation } from '@skewline/nexus-types/domain';
import { Refusal } from '@skewline/runtime';
import { describe, expect, it } from 'vitest';
import type { Tables } from '../../src/rows/index.ts';
import {
  deleteReservation,
  fetchSled,
  insertReservation,
  listReservations,
  listSleds,
  swapReservations,
  upsertSled,
} from '../../src/store/index.ts';
import { forEachDatabase, useMigrated } from '../support/databases.ts';
import { accepted, later, sampleReservation, sampleSled } from './samples.ts';

forEachDatabase((engine) => {
  const database = useMigrated<Tables>(engine);

  describe('sleds', () => {
    const upsert = async (sled: Sled) =>
      database().transaction((transaction) => upsertSled(transaction, sled));
    const stored = async (id: string) => accepted(await fetchSled(database().kysely, id));

    it('a sled comes back as it went in', async () => {
      const sled = sampleSled({ policy: 'no_provision', evacuating: true });
      expect(await upsert(sled)).toBe(true);
      expect(await stored(sled.id)).toEqual(sled);
      expect(await listSleds(database().kysely)).toContainEqual(sled);
    });

    it('a newer report changes what a sled agent knows, and nothing that others decide', async () => {
      const sled = sampleSled({ policy: 'no_provision', evacuating: true });
      await upsert(sled);
      const table = database().kysely.updateTable('sled').where('id', '=', sled.id);
      await table.set({ last_used_address: 'fd00:1122:3344:101::99' }).execute();
      const capacity = { hardwareThreads: 64, rssRam: 2 ** 41, reservoirRam: 2 ** 38 };
      const news: Sled = {
        ...sled,
        policy: 'in_service',
        evacuating: false,
        timeModified: later(5),
        address: { ip: 'fd00:1122:3344:102::1', port: 99 },
        cpuFamily: 'amd_turin',
        capacity,
        sledAgentGen: 2,
      };
      expect(await upsert({ ...news, sledAgentGen: 1 })).toBe(false);
      expect(await stored(sled.id)).toEqual(sled);
      expect(await upsert(news)).toBe(true);
      expect(await stored(sled.id)).toEqual({ ...news, policy: 'no_provision', evacuating: true });
      const row = await database()
        .kysely.selectFrom('sled')
        .select('last_used_address')
        .where('id', '=', sled.id)
        .executeTakeFirstOrThrow();
      expect(row.last_used_address).toBe('fd00:1122:3344:101::99');
    });

    it('a decommissioned sled is not written any more; its hardware may come back as another', async () => {
      const sled = sampleSled({ policy: 'expunged', state: 'decommissioned' });
      await upsert(sled);
      expect(await upsert({ ...sled, sledAgentGen: 9 })).toBe(false);
      expect(await upsert(sampleSled({ baseboard: sled.baseboard }))).toBe(true);
    });

    it('hardware that is in use under another id is refused', async () => {
      const sled = sampleSled();
      await upsert(sled);
      expect(await upsert(sampleSled({ baseboard: sled.baseboard }))).toMatchObject({
        code: 'sled_known_by_another_id',
        status: 409,
      });
    });

    it('what is not there is not found', async () => {
      expect(await fetchSled(database().kysely, randomUUID())).toMatchObject({
        code: 'sled_not_found',
        status: 404,
      });
    });
  });

  describe('reservations', () => {
    const insert = async (reservation: SledReservation) =>
      database().transaction((transaction) => insertReservation(transaction, reservation));
    const ofInstance = async (instanceId: string) =>
      listReservations(database().kysely, { instanceId });
    const given = async (over: Partial<SledReservation>) =>
      accepted(await insert(sampleReservation(over)));

    it('a reservation comes back as it went in, and goes', async () => {
      const one = sampleReservation();
      expect(await insert(one)).toEqual(one);
      expect(await listReservations(database().kysely, { sledId: one.sledId })).toEqual([one]);
      expect(await listReservations(database().kysely)).toContainEqual(one);
      expect(await deleteReservation(database().kysely, one.id)).toBe(true);
      expect(await deleteReservation(database().kysely, one.id)).toBe(false);
      expect(await listReservations(database().kysely, { sledId: one.sledId })).toEqual([]);
    });

    it('asked for again it is the one there is, in whatever state', async () => {
      const one = await given({});
      expect(await insert({ ...one, sledId: randomUUID() })).toEqual(one);
      const gone = await given({ state: 'tombstoned' });
      expect(await insert({ ...gone, state: 'active' })).toEqual(gone);
    });

    it.each([
      { state: 'active', code: 'already_starting', message: 'Instance already starting' },
      { state: 'target', code: 'already_migrating', message: 'Instance already migrating' },
    ] as const)('409 $code: a second $state one', async ({ state, code, message }) => {
      const { instanceId } = await given({ state });
      const refusal = await insert(sampleReservation({ instanceId, state }));
      expect(refusal).toBeInstanceOf(Refusal);
      expect(refusal).toMatchObject({ code, message, status: 409 });
      expect(await ofInstance(instanceId ?? '')).toHaveLength(1);
    });

    it('an active one, a target and any number of tombstoned ones go together', async () => {
      const { instanceId } = await given({});
      for (const state of ['target', 'tombstoned', 'tombstoned'] as const) {
        expect(await given({ instanceId, state })).toMatchObject({ state });
      }
      expect(await ofInstance(instanceId ?? '')).toHaveLength(4);
    });

    it('reservations older than their column of instances do not stand in each other’s way', async () => {
      await given({ instanceId: null });
      expect(await given({ instanceId: null })).toMatchObject({ instanceId: null });
    });

    it('swaps after a migration, whatever the order of the ids, and once', async () => {
      const ordered = (): string[] => [randomUUID(), randomUUID()].toSorted();
      for (const [from, to] of [ordered(), ordered().toReversed()]) {
        const { id: source, instanceId } = await given({ id: from ?? '' });
        const { id: target } = await given({ id: to ?? '', instanceId, state: 'target' });
        const swap = async () =>
          database().transaction((transaction) =>
            swapReservations(transaction, { source, target }),
          );
        for (let times = 0; times < 2; times += 1) {
          expect(await swap()).toBeNull();
          const states = (await ofInstance(instanceId ?? '')).map(({ id, state }) => [id, state]);
          expect(new Map(states as [string, string][])).toEqual(
            new Map([
              [source, 'tombstoned'],
              [target, 'active'],
            ]),
          );
        }
      }
    });

    it('swapping what is not there is refused', async () => {
      const swapped = database().transaction((transaction) =>
        swapReservations(transaction, { source: randomUUID(), target: randomUUID() }),
      );
      expect(await swapped).toMatchObject({ code: 'reservation_not_found', status: 404 });
    });
  });
});
