import { randomUUID } from 'node:crypto';
import type { VmmState } from '@skewline/nexus-types/domain';
import { beforeEach, expect, it } from 'vitest';
import { instanceRow } from '../../../src/row/index.ts';
import type { Tables } from '../../../src/rows/index.ts';
import {
  abandonedVmms,
  deleteReservationsOfDeletedVmms,
  fetchVmm,
  insertReservation,
  insertVmm,
  listReservations,
  markVmmDeleted,
  removeAbandonedVmm,
} from '../../../src/store/index.ts';
import { forEachDatabase, useMigrated } from '../../support/databases.ts';
import { accepted, later, sampleInstance, sampleReservation, sampleVmm } from '../samples.ts';

const unwound: VmmState = { kind: 'saga_unwound' };

forEachDatabase((engine) => {
  const database = useMigrated<Tables>(engine);
  beforeEach(async () => {
    for (const table of ['vmm', 'instance', 'sled_resource_vmm'] as const) {
      await database().kysely.deleteFrom(table).execute();
    }
  });
  const add = async (state: VmmState, link: 'active' | 'target' | 'none' | 'no instance') => {
    const instanceId = randomUUID();
    const vmm = sampleVmm(state, { instanceId });
    accepted(await insertVmm(database().kysely, vmm));
    await database().transaction((transaction) =>
      insertReservation(transaction, sampleReservation({ id: vmm.id, instanceId })),
    );
    if (link === 'no instance') return vmm.id;
    const plain = sampleInstance({ id: instanceId, name: `i-${instanceId}` });
    const links = {
      active: { state: 'vmm', activeVmmId: vmm.id },
      target: { state: 'vmm', activeVmmId: randomUUID(), targetVmmId: vmm.id },
      none: {},
    } as const;
    const row = instanceRow({ ...plain, runtime: { ...plain.runtime, ...links[link] } });
    await database().kysely.insertInto('instance').values(row).execute();
    return vmm.id;
  };
  const remove = (vmmId: string) =>
    database().transaction((transaction) => removeAbandonedVmm(transaction, vmmId, later(1)));

  it('are over, and no link of their instance leads to them', async () => {
    const abandoned = [
      await add(unwound, 'none'),
      await add({ kind: 'destroyed' }, 'none'),
      await add({ kind: 'failed', reason: 'sled_off', detail: null }, 'none'),
      await add(unwound, 'no instance'),
    ].toSorted();
    await add(unwound, 'active');
    await add({ kind: 'destroyed' }, 'target');
    await add({ kind: 'running' }, 'none');
    await add({ kind: 'creating' }, 'none');
    await markVmmDeleted(database().kysely, await add(unwound, 'none'), later(1));
    expect(await abandonedVmms(database().kysely, { limit: 100 })).toEqual(abandoned);
    const [first = '', ...others] = abandoned;
    expect(await abandonedVmms(database().kysely, { after: first, limit: 2 })).toEqual(
      others.slice(0, 2),
    );
  });

  it('are removed once, with their reservation', async () => {
    const vmmId = await add(unwound, 'none');
    const other = await add({ kind: 'running' }, 'active');
    expect(await remove(vmmId)).toEqual({ deleted: true, reservationDeleted: true });
    expect(accepted(await fetchVmm(database().kysely, vmmId)).value.timeDeleted).toBe(later(1));
    expect((await listReservations(database().kysely)).map(({ id }) => id)).toEqual([other]);
    expect(await remove(vmmId)).toEqual({ deleted: false, reservationDeleted: false });
  });

  it.each([
    ['one that lives', { kind: 'running' }, 'none'],
    ['one that is linked', unwound, 'active'],
    ['one that is the target', unwound, 'target'],
  ] as const)('what is not abandoned is not removed: %s', async (_, state, link) => {
    const vmmId = await add(state, link);
    expect(await remove(vmmId)).toEqual({ deleted: false, reservationDeleted: false });
    expect(accepted(await fetchVmm(database().kysely, vmmId)).value.timeDeleted).toBeNull();
    expect(await listReservations(database().kysely)).toHaveLength(1);
  });

  it('reservations of deleted VMMs are removed, and no others', async () => {
    const deleted = await add(unwound, 'none');
    await markVmmDeleted(database().kysely, deleted, later(1));
    const kept = [await add(unwound, 'none'), await add({ kind: 'running' }, 'active')];
    // Its VMM is about to be recorded.
    const coming = sampleReservation();
    await database().transaction((transaction) => insertReservation(transaction, coming));
    expect(await deleteReservationsOfDeletedVmms(database().kysely)).toBe(1);
    expect((await listReservations(database().kysely)).map(({ id }) => id)).toEqual(
      [...kept, coming.id].toSorted(),
    );
    expect(await deleteReservationsOfDeletedVmms(database().kysely)).toBe(0);
  });
});
