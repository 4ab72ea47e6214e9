import type { StartFailure } from '@skewline/nexus-types/domain';
import { allocate } from '../../../../db-model/test/store/placement-rows.ts';
import { type FakeAnswer, type FakeOperation, noSuchInstance } from './fake-tables.ts';
import type { makeWorld, World } from './world.ts';

/** A start that cannot succeed, and what is then to be read of it. */
export interface FailingStart {
  readonly name: string;
  readonly world?: Parameters<typeof makeWorld>[1];
  /** What stands in the way; gives the instance that is started. */
  readonly given: (world: World) => Promise<Awaited<ReturnType<World['addInstance']>>>;
  /** Of the failure; texts are looked for. */
  readonly want: Partial<Omit<StartFailure, 'message' | 'detail'>> & {
    readonly message?: RegExp;
    readonly detail?: RegExp;
  };
}

const fails =
  (operation: FakeOperation, answer: FakeAnswer, times = 1000): FailingStart['given'] =>
  async (world) => {
    await world.rack.failNext(operation, answer, { times });
    return world.addInstance();
  };

export const withoutRoom: readonly FailingStart[] = [
  {
    name: 'no sled has room',
    given: (world) => world.addInstance({ ncpus: 200 }),
    want: {
      code: 'no_capacity',
      fault: 'capacity',
      transience: 'permanent',
      message: /^0\/3 sleds can take this instance: 3 /,
      counts: [{ reason: 'hardware_threads', sleds: 3, leastShortfall: 72 }],
      detail: /./,
    },
  },
  {
    name: 'its groups contradict each other',
    given: async (world) => {
      const instance = await world.addInstance();
      const { instance: friend } = await world.addRunning();
      await world.addGroup('affinity', [instance.id, friend.id]);
      await world.addGroup('anti_affinity', [instance.id, friend.id]);
      return instance;
    },
    want: { code: 'contradictory_groups', fault: 'user', transience: 'permanent' },
  },
  {
    name: 'its group wants it on two sleds',
    given: async (world) => {
      const instance = await world.addInstance();
      const [one = '', other = ''] = world.sledIds;
      const { instance: a } = await world.addRunning({ sledId: one });
      const { instance: b } = await world.addRunning({ sledId: other });
      await world.addGroup('affinity', [instance.id, a.id, b.id]);
      return instance;
    },
    want: { code: 'too_many_required_sleds', fault: 'user', transience: 'permanent' },
  },
  {
    name: 'the sled of its group is full',
    given: async (world) => {
      const instance = await world.addInstance({ ncpus: 128 });
      const { instance: friend } = await world.addRunning();
      await world.addGroup('affinity', [instance.id, friend.id]);
      return instance;
    },
    want: { code: 'required_sled_unavailable', fault: 'capacity', transience: 'transient' },
  },
  {
    name: 'it has more local disks than a sled has pools',
    given: async (world) => {
      const instance = await world.addInstance();
      for (const slot of [0, 1, 2]) await world.addLocalDisk(instance.id, slot);
      return instance;
    },
    want: {
      code: 'too_few_distinct_disks',
      fault: 'capacity',
      transience: 'permanent',
      message: /3 distinct disks/,
    },
  },
  {
    name: 'its local disks are on two sleds',
    given: async (world) => {
      const instance = await world.addInstance();
      const pools = await world.database.kysely
        .selectFrom('zpool')
        .select(['id', 'sled_id as sledId'])
        .execute();
      const [one, other] = world.sledIds.map((id) => pools.find(({ sledId }) => sledId === id));
      for (const [slot, pool] of [one, other].entries()) {
        const disk = await world.addLocalDisk(instance.id, slot);
        if (pool !== undefined) await allocate(world.database.kysely, disk, pool);
      }
      return instance;
    },
    want: { code: 'local_disks_on_several_sleds', fault: 'user', transience: 'permanent' },
  },
  {
    name: 'the quota of its project is used up',
    world: { quota: { cpus: 3, ram: null } },
    given: (world) => world.addInstance(),
    want: {
      code: 'quota_exceeded',
      fault: 'user',
      transience: 'permanent',
      detail: /4 CPUs/,
    },
  },
];

const refused = { code: 'sled_refused', fault: 'system', transience: 'transient' } as const;
const vanished = { code: 'vmm_vanished', fault: 'system', transience: 'transient' } as const;
const internal = { code: 'internal', fault: 'system', transience: 'transient' } as const;
async function allOff({ rack, sledIds }: World): Promise<void> {
  for (const sledId of sledIds) await rack.setPower(sledId, 'A2');
}

const overloaded: FakeAnswer = { kind: 'error_status', status: 503, errorCode: null };

export const outside: readonly FailingStart[] = [
  {
    name: 'its sled does not register it',
    given: fails('registerVmm', { kind: 'error_status', status: 400, errorCode: 'InvalidRequest' }),
    want: { ...refused, detail: /registerVmm: sled .* refuses \(400 InvalidRequest\)/ },
  },
  {
    name: 'its sled is overloaded',
    given: fails('registerVmm', overloaded),
    want: { ...refused, detail: /tried 5 times/ },
  },
  {
    name: 'its sled cannot be reached',
    given: fails('registerVmm', { kind: 'unreachable' }),
    want: refused,
  },
  {
    name: 'its sled registered it, and the answer was lost',
    given: fails('registerVmm', { kind: 'lost' }),
    want: refused,
  },
  {
    name: 'its sled is off when it is to be registered',
    given: async (world) => {
      await allOff(world);
      return world.addInstance();
    },
    want: {
      ...refused,
      detail: /^node ensure_registered: action_failed: registerVmm: sled .* is off$/,
    },
  },
  {
    name: 'its sled is off when its local disk is to be made',
    given: async (world) => {
      const instance = await world.addInstance();
      await world.addLocalDisk(instance.id, 0);
      await allOff(world);
      return instance;
    },
    want: { ...refused, detail: /action_failed: ensureLocalStorage: sled .* is off$/ },
  },
  {
    name: 'its sled answers nonsense',
    given: fails('registerVmm', { kind: 'not_understood' }),
    want: internal,
  },
  {
    name: 'its sled does not know it when it is to be registered',
    given: fails('registerVmm', noSuchInstance),
    want: vanished,
  },
  {
    name: 'its sled does not know it when it is to run',
    given: fails('putVmmState', noSuchInstance),
    want: vanished,
  },
  {
    name: 'its sled does not let it run',
    given: fails('putVmmState', { kind: 'error_status', status: 409, errorCode: null }),
    want: refused,
  },
  {
    name: 'it runs, and nobody says so',
    given: fails('putVmmState', { kind: 'lost' }),
    want: refused,
  },
  {
    name: 'the switches cannot be reached',
    given: fails('ensureNat', { kind: 'unreachable' }),
    want: internal,
  },
  {
    name: 'the switches were told, and the answer was lost',
    given: fails('ensureNat', { kind: 'lost' }),
    want: internal,
  },
  {
    name: 'multicast cannot be set up',
    given: fails('setMulticast', { kind: 'lost' }, 5),
    want: internal,
  },
  {
    name: 'its local disk cannot be made',
    given: async (world) => {
      const instance = await world.addInstance();
      await world.addLocalDisk(instance.id, 0);
      await world.rack.failNext('ensureLocalStorage', {
        kind: 'error_status',
        status: 400,
        errorCode: null,
      });
      return instance;
    },
    want: refused,
  },
  {
    name: 'its local disk is of another block size',
    given: async (world) => {
      const instance = await world.addInstance();
      const id = await world.addLocalDisk(instance.id, 0);
      const { kysely } = world.database;
      await kysely.updateTable('disk').set({ block_size: 512 }).where('id', '=', id).execute();
      return instance;
    },
    want: { ...internal, detail: /blocks of 512 bytes/ },
  },
];
