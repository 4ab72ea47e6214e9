import { beforeAll, describe, expect, it } from 'vitest';
import { useNexus } from '../support/harness.ts';
import { given, makeOperatorWorld, type OperatorWorld } from './support/world.ts';

const gibibyte = 2 ** 30;
const capacity = { hardwareThreads: 8, rssRam: 64 * gibibyte, reservoirRam: 16 * gibibyte };

const nexus = useNexus();
let made: OperatorWorld | undefined;
beforeAll(async () => {
  made = await makeOperatorWorld(nexus(), [
    { capacity },
    { capacity },
    { capacity: { ...capacity, hardwareThreads: 2 }, evacuating: true },
  ]);
});
const there = (): OperatorWorld => {
  if (made === undefined) throw new Error('the world is there inside tests only');
  return made;
};
const explain = async (instance_id: string) =>
  given(await there().client.instancePlacementExplain({ path: { instance_id } }));

describe('why an instance finds room, or none', () => {
  it('has each sled with what it has, what is taken, and all that speaks against it', async () => {
    const { world } = there();
    const [full = '', free = '', evacuating = ''] = world.sledIds;
    const { kysely } = nexus().nexus.database;
    // The world has them by id, and they were made in another order.
    const rows = await kysely.selectFrom('sled').select(['id', 'evacuating']).execute();
    const emptied = rows.find((row) => row.evacuating)?.id ?? '';
    const [one = '', two = ''] = [full, free, evacuating].filter((id) => id !== emptied);
    await world.addRunning({ sledId: one, over: { ncpus: 6, memory: 12 * gibibyte } });

    const small = await world.addInstance({ ncpus: 4, memory: 8 * gibibyte });
    const found = await explain(small.id);
    expect(found).toMatchObject({
      code: null,
      requested: { hardware_threads: 4, rss_ram: 0, reservoir_ram: 8 * gibibyte },
      hint: null,
    });
    const fateOf = (id: string) => found.sleds.find(({ sled_id }) => sled_id === id);
    expect(fateOf(two)).toEqual({
      sled_id: two,
      serial: expect.stringMatching(/^BRM/) as string,
      chosen: true,
      fits: true,
      reasons: [],
      capacity: {
        hardware_threads: 8,
        rss_ram: 64 * gibibyte,
        reservoir_ram: 16 * gibibyte,
      },
      reserved: { hardware_threads: 0, rss_ram: 0, reservoir_ram: 0 },
    });
    expect(fateOf(one)).toMatchObject({
      chosen: false,
      fits: false,
      reserved: { hardware_threads: 6, reservoir_ram: 12 * gibibyte },
      reasons: [
        { reason: 'hardware_threads', text: 'short of CPUs: 2 CPUs short', shortfall: 2 },
        {
          reason: 'reservoir',
          text: 'short of memory for instances: 4 GiB short',
          shortfall: 4 * gibibyte,
        },
      ],
    });
    expect(fateOf(emptied)?.reasons.map(({ reason, shortfall }) => [reason, shortfall])).toEqual([
      ['evacuating', null],
      ['hardware_threads', 2],
    ]);
    expect(found.text).toContain(two);
  });

  it('is refused with what users are told, and more for operators', async () => {
    const big = await there().world.addInstance({ ncpus: 64, memory: gibibyte });
    const refused = await explain(big.id);
    expect(refused.code).toBe('no_capacity');
    expect(refused.message).toMatch(/^0\/3 sleds can take this instance/);
    expect(refused.summary).toMatch(/^0\/3 sleds can take this instance/);
    expect(refused.hint).not.toBeNull();
    expect(refused.sleds.every(({ fits, chosen }) => !fits && !chosen)).toBe(true);
    expect(refused.text).toContain('hardware_threads');
  });

  it('names the groups that stand in the way', async () => {
    const { world } = there();
    const { instance: peer } = await world.addRunning({ over: { ncpus: 1, memory: gibibyte } });
    const apart = await world.addInstance({ ncpus: 1, memory: gibibyte });
    await world.addGroup('anti_affinity', [peer.id, apart.id]);
    const { sleds } = await explain(apart.id);
    const [against] = sleds.flatMap(({ reasons }) =>
      reasons.filter(({ reason }) => reason === 'anti_affinity'),
    );
    expect(against?.text).toMatch(/^hosting a member of an anti-affinity group \(".+"\)$/);
  });

  it('of one that runs is where it could be moved', async () => {
    const { world } = there();
    const [sledId = ''] = world.sledIds;
    const { instance } = await world.addRunning({ sledId, over: { ncpus: 1, memory: gibibyte } });
    const { code, sleds } = await explain(instance.id);
    expect(code).toBeNull();
    expect(sleds.find(({ chosen }) => chosen)?.sled_id).not.toBe(sledId);
    // Asked again it is the same: nothing was reserved.
    expect((await explain(instance.id)).sleds).toEqual(sleds);
  });
});
