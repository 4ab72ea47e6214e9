import { randomUUID } from 'node:crypto';
import type { Sled } from '@skewline/nexus-types/domain';
import { Refusal } from '@skewline/runtime';
import { describe, expect, it } from 'vitest';
import type { Tables } from '../../src/rows/index.ts';
import {
  expungeSled,
  fetchSled,
  isPoolInService,
  listSledPage,
  readPools,
  readSledUse,
  setSledEvacuating,
  setSledPolicy,
  type ToldDisk,
  writeToldSled,
} from '../../src/store/index.ts';
import { forEachDatabase, useMigrated } from '../support/databases.ts';
import { addReservation } from './placement-rows.ts';
import { accepted, begin, later, sampleSled } from './samples.ts';

const gibibyte = 2 ** 30;
const disk = (over: Partial<ToldDisk> = {}): ToldDisk => ({
  physicalDiskId: randomUUID(),
  zpoolId: randomUUID(),
  localStorageId: randomUUID(),
  serial: randomUUID(),
  size: 100 * gibibyte,
  controlPlaneStorageBuffer: gibibyte,
  ...over,
});

forEachDatabase((engine) => {
  const database = useMigrated<Tables>(engine);
  const tell = async (sled: Sled, disks: readonly ToldDisk[], seconds = 1) => {
    const facts = { now: later(seconds), newId: () => randomUUID() };
    const written = await database().transaction((each) => writeToldSled(each, sled, disks, facts));
    return written instanceof Refusal ? written.code : written;
  };
  const pools = async (sledId: string) => readPools(database().kysely, sledId);

  it('what is told is written once, and then only what is newer', async () => {
    const [first, second] = [disk(), disk()];
    const sled = sampleSled({ sledAgentGen: 3 });
    expect(await tell(sled, [first])).toBe(true);
    expect(await fetchSled(database().kysely, sled.id)).toEqual(sled);
    expect(await pools(sled.id)).toEqual([{ id: first.zpoolId, headroom: 99 * gibibyte }]);
    expect(await tell(sled, [second])).toBe(false);
    expect(await tell({ ...sled, sledAgentGen: 2 }, [])).toBe(false);
    expect(await pools(sled.id)).toHaveLength(1);
    expect(await tell({ ...sled, sledAgentGen: 4 }, [second])).toBe(true);
    expect(await pools(sled.id)).toEqual([{ id: second.zpoolId, headroom: 99 * gibibyte }]);
    expect(await tell({ ...sled, sledAgentGen: 5 }, [first, second])).toBe(true);
    expect(await pools(sled.id)).toHaveLength(2);
  });

  it('nothing is taken from another sled, and nothing is written where that was tried', async () => {
    const theirs = disk();
    const other = sampleSled();
    expect(await tell(other, [theirs])).toBe(true);
    const takes: readonly Partial<ToldDisk>[] = [
      { physicalDiskId: theirs.physicalDiskId },
      { zpoolId: theirs.zpoolId },
      { localStorageId: theirs.localStorageId },
      { serial: theirs.serial },
      theirs,
    ];
    for (const taken of takes) {
      const sled = sampleSled();
      expect(await tell(sled, [disk(), disk(taken)])).toBe('sled_disk_of_another');
      expect(await fetchSled(database().kysely, sled.id)).toBeInstanceOf(Refusal);
      expect(await pools(sled.id)).toEqual([]);
    }
    const { baseboard } = other;
    expect(await tell(sampleSled({ baseboard }), [])).toBe('sled_known_by_another_id');
    const replaced = { ...baseboard, serial: 'other' };
    expect(await tell({ ...other, baseboard: replaced, sledAgentGen: 9 }, [])).toBe(
      'sled_has_another_baseboard',
    );
  });

  describe('what operators decide', () => {
    const change = async (sledId: string, what: 'in_service' | 'no_provision') =>
      database().transaction((each) => setSledPolicy(each, sledId, what, later(2)));
    const evacuate = async (sledId: string, evacuating: boolean) =>
      database().transaction((each) => setSledEvacuating(each, sledId, evacuating, later(2)));
    const expunge = async (sledId: string) =>
      database().transaction((each) => expungeSled(each, sledId, later(3)));

    it('policy and evacuation, until the sled is expunged with its disks', async () => {
      const { kysely } = database();
      const mine = disk();
      const sled = sampleSled();
      await tell(sled, [mine]);
      expect(await change(sled.id, 'no_provision')).toBe('in_service');
      expect(await change(sled.id, 'no_provision')).toBe('no_provision');
      expect(await evacuate(sled.id, true)).toBeNull();
      const changed = { ...sled, policy: 'no_provision', evacuating: true, timeModified: later(2) };
      expect(await fetchSled(kysely, sled.id)).toEqual(changed);
      expect(await isPoolInService(kysely, mine.zpoolId)).toBe(true);
      expect(await expunge(sled.id)).toBe(true);
      expect(await expunge(sled.id)).toBe(false);
      expect(await isPoolInService(kysely, mine.zpoolId)).toBe(false);
      const expunged = { ...changed, policy: 'expunged', timeModified: later(3) };
      expect(await fetchSled(kysely, sled.id)).toEqual(expunged);
      expect(await tell({ ...sled, sledAgentGen: 9 }, [disk()])).toBe(false);
      expect(await change(sled.id, 'in_service')).toMatchObject({ code: 'sled_expunged' });
      expect(await evacuate(sled.id, false)).toMatchObject({ code: 'sled_expunged' });
      expect(await fetchSled(kysely, sled.id)).toEqual(expunged);
    });

    it('of a sled that is not there, nothing', async () => {
      const missing = { code: 'sled_not_found', status: 404 };
      expect(await change(randomUUID(), 'in_service')).toMatchObject(missing);
      expect(await evacuate(randomUUID(), true)).toMatchObject(missing);
      expect(await expunge(randomUUID())).toMatchObject(missing);
    });
  });

  it('tells how much is taken, of all sleds and of one, and pages through them', async () => {
    const { kysely } = database();
    const sled = sampleSled();
    await tell(sled, []);
    const resources = { hardwareThreads: 1, rssRam: 2, reservoirRam: 3 };
    for (let number = 0; number < 3; number += 1) {
      await addReservation(kysely, { sledId: sled.id, resources });
    }
    const use = {
      sled,
      reserved: { hardwareThreads: 3, rssRam: 6, reservoirRam: 9 },
      vmms: 0,
    };
    expect(await readSledUse(kysely, sled.id)).toEqual([use]);
    const all = await readSledUse(kysely);
    expect(all.find((each) => each.sled.id === sled.id)).toEqual(use);
    const ids = all.map((each) => each.sled.id);
    expect(ids).toEqual(ids.toSorted());
    const first = await listSledPage(kysely, { limit: 2 });
    const rest = await listSledPage(kysely, { after: first.at(-1)?.id ?? null, limit: 100 });
    expect([...first, ...rest].map(({ id }) => id)).toEqual(ids);
    expect(accepted(await fetchSled(kysely, sled.id)).timeCreated).toBe(begin);
  });
});
