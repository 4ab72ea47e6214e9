import { describe, expect, it } from 'vitest';
import { explain } from '../src/explain.ts';
import { seeded } from '../src/random.ts';
import { reserve, type ReserveRequest, type ReserveResult } from '../src/reserve.ts';
import type { PlacementSled } from '../src/snapshot.ts';
import { spread } from '../src/strategies.ts';
import type { PlacementStore } from '../src/store-port.ts';
import { descending } from './support/descending.ts';
import { memoryStore, takeFromPool } from './support/memory-store.ts';

const gibibyte = 2 ** 30;
const small = { hardwareThreads: 4, rssRam: 0, reservoirRam: 8 * gibibyte };
const all = { hardwareThreads: 32, rssRam: 2 ** 40, reservoirRam: 256 * gibibyte };

function sled(id: string, over: Partial<PlacementSled> = {}): PlacementSled {
  return {
    id,
    timeDeleted: null,
    policy: 'in_service',
    state: 'active',
    evacuating: false,
    cpuFamily: 'amd_milan',
    capacity: all,
    ...over,
  };
}

const request: ReserveRequest = {
  vmmId: 'vmm',
  instanceId: 'instance',
  resources: small,
  reason: 'start',
  cpuPlatform: null,
  mustSelectFrom: null,
};

const taken = (id: string, sledId: string, instanceId: string | null = null) =>
  ({ id, sledId, instanceId, resources: all, state: 'active' }) as const;

const peerOf = (sledId: string) =>
  ({ id: 'vmm of peer', sledId, instanceId: 'peer', resources: small, state: 'active' }) as const;

const random = () => seeded(1);

describe('nobody else is about', () => {
  it('one reading and one insert', async () => {
    const store = memoryStore([sled('a'), sled('b')]);
    const result = await reserve(store, request, { random: random() });
    expect(result).toMatchObject({
      kind: 'reserved',
      reservation: { id: 'vmm', instanceId: 'instance', resources: small, state: 'active' },
      choice: { reason: 'neutral' },
      tries: { readings: 1, inserts: 1 },
    });
    expect([...store.reservations.values()]).toEqual([
      result.kind === 'reserved' ? result.reservation : null,
    ]);
  });

  it('a migration reserves a target, on the sled that was asked for', async () => {
    const store = memoryStore([sled('a'), sled('b')]);
    store.reservations.set('source', { ...taken('source', 'a', 'instance'), resources: small });
    const result = await reserve(
      store,
      { ...request, reason: 'migration', cpuPlatform: 'amd_milan', mustSelectFrom: ['b'] },
      { random: random() },
    );
    expect(result).toMatchObject({ reservation: { sledId: 'b', state: 'target' } });
  });

  it('idempotent by VMM id: the same reservation again, and nothing is inserted', async () => {
    const store = memoryStore([sled('a'), sled('b')]);
    const first = await reserve(store, request, { random: random() });
    const again = await reserve(store, request, { random: seeded(2) });
    expect(again).toMatchObject({
      kind: 'reserved',
      reservation: first.kind === 'reserved' ? first.reservation : null,
      choice: null,
      tries: { readings: 1, inserts: 0 },
    });
    expect(store.reservations.size).toBe(1);
  });

  it('a strategy of the caller chooses', async () => {
    const store = memoryStore([sled('a'), sled('b')]);
    store.reservations.set('x', { ...taken('x', 'a'), resources: small });
    for (const seed of [1, 2, 3, 4, 5]) {
      store.reservations.delete('vmm');
      const options = { random: seeded(seed), strategy: spread };
      expect(await reserve(store, request, options)).toMatchObject({
        reservation: { sledId: 'b' },
        choice: { strategy: 'spread' },
      });
    }
  });

  it('a refusal says what it was made from, and is not asked for twice', async () => {
    const store = memoryStore([sled('a', { policy: 'no_provision' })]);
    const result = await reserve(store, request, { random: random() });
    expect(result).toMatchObject({
      kind: 'refused',
      refusal: { code: 'no_capacity', http: 507 },
      considered: { request: { ...request, localDisks: [] } },
      tries: { readings: 1, inserts: 0 },
    });
    expect(result.kind === 'refused' && result.considered?.taken.size).toBe(0);
    expect(store.asked).toEqual(['read']);
  });
});

describe('somebody else is faster', () => {
  it('that sled is dropped, and another one chosen without reading again', async () => {
    const store = memoryStore([sled('a'), sled('b'), sled('c')]);
    const lost: string[] = [];
    store.meanwhile = ({ sledId }) => {
      if (lost.length === 2) return;
      lost.push(sledId);
      store.reservations.set(`other ${sledId}`, taken(`other ${sledId}`, sledId));
    };
    const result = await reserve(store, request, { random: random() });
    expect(result).toMatchObject({ kind: 'reserved', tries: { readings: 1, inserts: 3 } });
    expect(new Set(lost).size).toBe(2);
    expect(result.kind === 'reserved' && lost.includes(result.reservation.sledId)).toBe(false);
  });

  it('when no sled is left it reads again, and a refusal is of one moment', async () => {
    const store = memoryStore([sled('a'), sled('b')]);
    store.meanwhile = ({ sledId }) => {
      store.reservations.set(`other ${sledId}`, taken(`other ${sledId}`, sledId));
    };
    const result = await reserve(store, request, { random: random() });
    expect(result).toMatchObject({
      kind: 'refused',
      refusal: { code: 'no_capacity' },
      tries: { readings: 2, inserts: 2 },
    });
    expect(result.kind === 'refused' && result.considered?.taken.size).toBe(0);
  });

  it('room that is freed while others take the rest is found', async () => {
    const store = memoryStore([sled('a'), sled('b')]);
    store.reservations.set('full', taken('full', 'b'));
    let races = 0;
    store.meanwhile = () => {
      races += 1;
      if (races > 1) return;
      store.reservations.set('other', taken('other', 'a'));
      store.reservations.delete('full');
    };
    const result = await reserve(store, request, { random: random() });
    expect(result).toMatchObject({
      kind: 'reserved',
      reservation: { sledId: 'b' },
      tries: { readings: 2, inserts: 2 },
    });
  });

  it('who loses every race comes to an end: the sleds count as taken meanwhile', async () => {
    const sleds = ['a', 'b', 'c'];
    const store = memoryStore(sleds.map((id) => sled(id)));
    // Full when it is looked at for writing, and empty whenever it is read.
    const insert = store.insert.bind(store);
    const unlucky: PlacementStore = {
      ...store,
      async insert(plan) {
        store.reservations.set('other', taken('other', plan.sledId));
        const outcome = await insert(plan);
        store.reservations.delete('other');
        return outcome;
      },
    };
    const result = await reserve(unlucky, request, { random: random(), readings: 3 });
    expect(result).toMatchObject({
      kind: 'refused',
      refusal: { code: 'no_capacity' },
      tries: { readings: 3, inserts: 9 },
    });
    const considered = result.kind === 'refused' ? result.considered : null;
    if (considered === null) throw new Error('nothing was considered');
    const { rack, decision, taken: lost } = considered;
    expect([...lost].toSorted()).toEqual(sleds);
    const { counts } = explain(rack, considered.request, decision, { taken: lost });
    expect(counts).toMatchObject({ sleds: 3, reasons: [{ reason: 'taken_meanwhile', sleds: 3 }] });
  });

  it('a required sled that was lost stays required', async () => {
    const store = memoryStore([sled('a'), sled('b')]);
    store.groups.push({
      id: 'g',
      name: 'near',
      kind: 'affinity',
      policy: 'fail',
      members: ['instance', 'peer'],
    });
    store.reservations.set('vmm of peer', peerOf('a'));
    store.meanwhile = () => store.reservations.set('other', taken('other', 'a'));
    const result = await reserve(store, request, { random: random() });
    expect(result).toMatchObject({
      kind: 'refused',
      refusal: { code: 'required_sled_unavailable' },
      tries: { readings: 2, inserts: 1 },
    });
  });

  it('a peer that starts elsewhere is followed', async () => {
    const store = memoryStore(['a', 'b', 'c', 'd', 'e'].map((id) => sled(id)));
    store.groups.push({
      id: 'g',
      name: 'near',
      kind: 'affinity',
      policy: 'fail',
      members: ['instance', 'peer'],
    });
    let where = '';
    store.meanwhile = ({ sledId }) => {
      where ||= sledId === 'a' ? 'b' : 'a';
      store.reservations.set('vmm of peer', peerOf(where));
    };
    const result = await reserve(store, request, { random: random() });
    expect(result).toMatchObject({ kind: 'reserved', tries: { readings: 2, inserts: 2 } });
    expect(result.kind === 'reserved' && result.reservation.sledId).toBe(where);
  });

  it('a peer that is to be far and comes near is fled from', async () => {
    const store = memoryStore([sled('a'), sled('b')]);
    store.groups.push({
      id: 'g',
      name: 'far',
      kind: 'anti_affinity',
      policy: 'fail',
      members: ['instance', 'peer'],
    });
    let where = '';
    store.meanwhile = ({ sledId }) => {
      where ||= sledId;
      store.reservations.set('vmm of peer', peerOf(where));
    };
    const result = await reserve(store, request, { random: random() });
    expect(result).toMatchObject({ kind: 'reserved', tries: { readings: 1, inserts: 2 } });
    expect(result.kind === 'reserved' && result.reservation.sledId).not.toBe(where);
  });

  it('a sled that is emptied meanwhile is dropped', async () => {
    const store = memoryStore([sled('a'), sled('b')]);
    let races = 0;
    store.meanwhile = ({ sledId }) => {
      races += 1;
      if (races === 1) store.sleds.set(sledId, sled(sledId, { evacuating: true }));
    };
    expect(await reserve(store, request, { random: random() })).toMatchObject({
      kind: 'reserved',
      tries: { readings: 1, inserts: 2 },
    });
  });

  it.each([
    { reason: 'start', state: 'active', code: 'already_starting' },
    { reason: 'migration', state: 'target', code: 'already_migrating' },
  ] as const)('a second $reason is refused at once', async ({ reason, state, code }) => {
    const store = memoryStore([sled('a'), sled('b')]);
    store.meanwhile = () =>
      store.reservations.set('other', { ...taken('other', 'a', 'instance'), state });
    const asked = { ...request, reason, cpuPlatform: 'amd_milan' } as const;
    const want = { kind: 'refused', refusal: { code, http: 409 } };
    expect(await reserve(store, asked, { random: random() })).toMatchObject({
      ...want,
      tries: { readings: 1, inserts: 1 },
    });
    // And once it can be read, no insert is tried.
    expect(await reserve(store, asked, { random: random() })).toMatchObject({
      ...want,
      tries: { readings: 1, inserts: 0 },
    });
  });

  it('the same VMM is reserved by somebody else: that is the reservation', async () => {
    const store = memoryStore([sled('a'), sled('b')]);
    const other = { ...taken('vmm', 'b', 'instance'), resources: small };
    store.meanwhile = () => store.reservations.set('vmm', other);
    expect(await reserve(store, request, { random: random() })).toMatchObject({
      kind: 'reserved',
      reservation: other,
      choice: null,
    });
  });
});

describe('local disks', () => {
  const disk = (id: string) => ({ id, size: 10 * gibibyte, allocation: null });
  const pools = (...ids: string[]) => ids.map((id) => ({ id, headroom: 100 * gibibyte }));

  it('a pool that was taken: the pools of the sled are read again, and the sled is kept', async () => {
    const store = memoryStore([sled('a', { zpools: pools('p', 'q', 'r') })]);
    store.disks.set('instance', [disk('d'), disk('e')]);
    const full: string[] = [];
    store.meanwhile = ({ sledId, disks }) => {
      const [first] = disks;
      if (first === undefined || full.length > 0) return;
      full.push(first.zpoolId);
      takeFromPool(store, sledId, first.zpoolId, 95 * gibibyte);
    };
    const result = await reserve(store, request, { random: random() });
    expect(result).toMatchObject({ kind: 'reserved', tries: { readings: 1, inserts: 2 } });
    expect(store.asked).toEqual(['read', 'insert', 'readZpools', 'insert']);
    const used = result.kind === 'reserved' ? (result.choice?.disks ?? []) : [];
    expect(used).toHaveLength(2);
    expect(used.map(({ zpoolId }) => zpoolId)).not.toContain(full[0]);
  });

  it('stale snapshot retried: at most disks times pools on one sled, then the next sled', async () => {
    const store = memoryStore([
      sled('a', { zpools: pools('p', 'q', 'r') }),
      sled('b', { zpools: pools('s', 't') }),
    ]);
    store.disks.set('instance', [disk('d'), disk('e')]);
    const insert = store.insert.bind(store);
    const inserts: string[] = [];
    const unlucky: PlacementStore = {
      ...store,
      // Somebody takes a pool of sled a and gives it back, every time.
      async insert(plan) {
        inserts.push(plan.sledId);
        const [first] = plan.disks;
        if (plan.sledId !== 'a' || first === undefined) return insert(plan);
        takeFromPool(store, 'a', first.zpoolId, 95 * gibibyte);
        const outcome = await insert(plan);
        takeFromPool(store, 'a', first.zpoolId, -95 * gibibyte);
        return outcome;
      },
    };
    for (const seed of [1, 2, 3, 4, 5, 6]) {
      store.reservations.clear();
      store.disks.set('instance', [disk('d'), disk('e')]);
      inserts.length = 0;
      const result = await reserve(unlucky, request, { random: seeded(seed) });
      expect(result).toMatchObject({ kind: 'reserved', reservation: { sledId: 'b' } });
      expect(inserts.filter((sledId) => sledId === 'a').length).toBeLessThanOrEqual(6);
      expect(inserts.filter((sledId) => sledId === 'b')).toHaveLength(1);
    }
    // And if there is no other sled, it ends.
    store.sleds.delete('b');
    store.reservations.clear();
    store.disks.set('instance', [disk('d'), disk('e')]);
    inserts.length = 0;
    const result = await reserve(unlucky, request, { random: random(), readings: 2 });
    expect(result).toMatchObject({
      kind: 'refused',
      refusal: { code: 'no_capacity' },
      tries: { readings: 2, inserts: 12 },
    });
    expect(result.kind === 'refused' && [...(result.considered?.taken ?? [])]).toEqual(['a']);
  });

  describe('descending serial workload', () => {
    const { unit } = descending;

    it('most room first never finds a place for all of it', () => {
      const rooms: number[] = [...descending.pools];
      const placeMostRoomFirst = (sizes: readonly number[]): boolean => {
        const byRoom = rooms.map((_room, pool) => pool).toSorted((a, b) => room(b) - room(a));
        return sizes.every((size, disk) => {
          const pool = byRoom[disk] ?? 0;
          if (size >= room(pool)) return false;
          rooms[pool] = room(pool) - size;
          return true;
        });
      };
      const room = (pool: number): number => rooms[pool] ?? 0;
      expect(descending.instances.map(placeMostRoomFirst)).toEqual([true, true, true, false]);
    });

    it('chance does, for nearly all of 100 seeds', async () => {
      let placed = 0;
      for (let seed = 1; seed <= 100; seed += 1) {
        const zpools = descending.pools.map((room, id) => ({
          id: `pool ${String(id)}`,
          headroom: room * unit,
        }));
        const store = memoryStore([sled('a', { zpools })]);
        const random = seeded(seed);
        const results: ReserveResult[] = [];
        for (const [instance, sizes] of descending.instances.entries()) {
          const instanceId = `instance ${String(instance)}`;
          const disks = sizes.map((size, slot) => ({
            id: `${instanceId}, disk ${String(slot)}`,
            size: size * unit,
            allocation: null,
          }));
          store.disks.set(instanceId, disks);
          const asked = { ...request, vmmId: `vmm of ${instanceId}`, instanceId };
          results.push(await reserve(store, asked, { random }));
        }
        if (results.every(({ kind }) => kind === 'reserved')) placed += 1;
      }
      expect(placed).toBeGreaterThanOrEqual(80);
      expect(placed).toBeLessThan(100);
    });
  });

  it('a deleted or detached disk ends it at once', async () => {
    const store = memoryStore([
      sled('a', { zpools: pools('p') }),
      sled('b', { zpools: pools('q') }),
    ]);
    store.disks.set('instance', [disk('d')]);
    store.meanwhile = () => store.disks.set('instance', []);
    expect(await reserve(store, request, { random: random() })).toMatchObject({
      kind: 'refused',
      refusal: { code: 'instance_changed', http: 409, transience: 'transient' },
      considered: null,
      tries: { readings: 1, inserts: 1 },
    });
    expect(store.reservations.size).toBe(0);
  });

  it('a disk that is attached meanwhile gets a place too', async () => {
    const store = memoryStore([sled('a', { zpools: pools('p', 'q') })]);
    store.disks.set('instance', [disk('d')]);
    let races = 0;
    store.meanwhile = () => {
      races += 1;
      if (races === 1) store.disks.set('instance', [disk('d'), disk('e')]);
    };
    expect(await reserve(store, request, { random: random() })).toMatchObject({
      kind: 'reserved',
      tries: { readings: 2, inserts: 2 },
    });
    const disks = store.disks.get('instance') ?? [];
    expect(new Set(disks.map(({ allocation }) => allocation?.zpoolId))).toEqual(
      new Set(['p', 'q']),
    );
  });

  it('disks that change whenever one looks end in a refusal', async () => {
    const store = memoryStore([sled('a', { zpools: pools('p', 'q', 'r', 's', 't', 'u') })]);
    let count = 0;
    store.meanwhile = () => {
      count += 1;
      store.disks.set('instance', [
        ...(store.disks.get('instance') ?? []),
        disk(`d${String(count)}`),
      ]);
    };
    expect(await reserve(store, request, { random: random() })).toMatchObject({
      kind: 'refused',
      refusal: { code: 'instance_changed' },
      tries: { readings: 4, inserts: 4 },
    });
  });
});

describe('it stops', () => {
  it('before anything is read, when it was aborted before', async () => {
    const store = memoryStore([sled('a')]);
    const signal = AbortSignal.abort();
    expect(await reserve(store, request, { random: random(), signal })).toMatchObject({
      kind: 'refused',
      refusal: { code: 'cancelled' },
      tries: { readings: 0, inserts: 0 },
    });
    expect(store.asked).toEqual([]);
  });

  it('between two inserts; what was reserved by then stands', async () => {
    const controller = new AbortController();
    const store = memoryStore([sled('a'), sled('b')]);
    store.meanwhile = ({ sledId }) => {
      controller.abort();
      store.reservations.set('other', taken('other', sledId));
    };
    const options = { random: random(), signal: controller.signal };
    expect(await reserve(store, request, options)).toMatchObject({
      kind: 'refused',
      refusal: { code: 'cancelled' },
      tries: { readings: 1, inserts: 1 },
    });
    expect([...store.reservations.keys()]).toEqual(['other']);

    const late = new AbortController();
    store.meanwhile = () => late.abort();
    expect(await reserve(store, request, { random: random(), signal: late.signal })).toMatchObject({
      kind: 'reserved',
    });
  });
});

describe('bad input', () => {
  it('a request that makes no sense is refused before any insert', async () => {
    const store = memoryStore([sled('a')]);
    const resources = { ...small, reservoirRam: Number.NaN };
    expect(await reserve(store, { ...request, resources }, { random: random() })).toMatchObject({
      kind: 'refused',
      refusal: { code: 'invalid_request', http: 400 },
    });
    expect(store.asked).not.toContain('insert');
  });

  it('a store that tells nonsense: the system is at fault, and says where', async () => {
    const store = memoryStore([sled('a', { capacity: { ...all, rssRam: -1 } })]);
    expect(await reserve(store, request, { random: random() })).toMatchObject({
      kind: 'refused',
      refusal: {
        code: 'internal',
        http: 500,
        fault: 'system',
        problems: [{ path: ['sleds', 0, 'capacity', 'rssRam'] }],
      },
    });
  });

  it('what the store throws is thrown on', async () => {
    const store = memoryStore([sled('a')]);
    store.meanwhile = () => {
      throw new Error('the database is gone');
    };
    await expect(reserve(store, request, { random: random() })).rejects.toThrow('is gone');
  });
});
