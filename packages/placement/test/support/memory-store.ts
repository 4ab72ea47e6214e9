import {
  addResources,
  isProvisionable,
  noResources,
  requiredDatasetSize,
  resourcesFit,
  type SledReservation,
} from '@skewline/nexus-types/domain';
import type { PlacementDisk, PlacementGroup, PlacementSled } from '../../src/snapshot.ts';
import type { InsertOutcome, PlacementStore, PlannedReservation } from '../../src/store-port.ts';

/** A rack in memory that reserves by the rules, one insert at a time. Tests change it as they like. */
export interface MemoryStore extends PlacementStore {
  readonly sleds: Map<string, PlacementSled>;
  readonly reservations: Map<string, SledReservation>;
  readonly groups: PlacementGroup[];
  /** By instance. */
  readonly disks: Map<string, readonly PlacementDisk[]>;
  /** What was asked of it, in order. */
  readonly asked: ('read' | 'readZpools' | 'insert')[];
  /** Runs before each insert looks at anything: what somebody else does between reading and writing. */
  meanwhile: (plan: PlannedReservation) => void;
}

export function memoryStore(sleds: readonly PlacementSled[]): MemoryStore {
  const store: MemoryStore = {
    sleds: new Map(sleds.map((sled) => [sled.id, sled])),
    reservations: new Map(),
    groups: [],
    disks: new Map(),
    asked: [],
    meanwhile: () => {},
    async read({ instanceId }) {
      store.asked.push('read');
      const groups = store.groups.filter(({ members }) => members.includes(instanceId));
      return {
        rack: {
          sleds: [...store.sleds.values()],
          reservations: [...store.reservations.values()],
          groups,
        },
        localDisks: store.disks.get(instanceId) ?? [],
      };
    },
    async readZpools(sledId) {
      store.asked.push('readZpools');
      return store.sleds.get(sledId)?.zpools ?? [];
    },
    async insert(plan) {
      store.asked.push('insert');
      store.meanwhile(plan);
      const lost = lossOf(store, plan);
      return lost ?? carryOut(store, plan);
    },
  };
  return store;
}

function lossOf(store: MemoryStore, plan: PlannedReservation): InsertOutcome | null {
  const { vmmId, instanceId, sledId, resources, state } = plan;
  const reservations = [...store.reservations.values()];
  const there = store.reservations.get(vmmId);
  if (there) return { kind: 'exists', reservation: there };
  const own = reservations.filter((one) => one.instanceId === instanceId);
  if (own.some((one) => one.state === state)) {
    return { kind: state === 'active' ? 'already_starting' : 'already_migrating' };
  }
  const disks = store.disks.get(instanceId) ?? [];
  const planned = new Map(plan.disks.map(({ diskId, zpoolId }) => [diskId, zpoolId]));
  const known = new Set(disks.map(({ id }) => id));
  if (plan.disks.some(({ diskId }) => !known.has(diskId))) return { kind: 'disk_gone' };
  const sled = store.sleds.get(sledId);
  if (!sled || !isProvisionable(sled)) return { kind: 'sled_gone' };
  const taken = reservations
    .filter((one) => one.sledId === sledId)
    .reduce((sum, one) => addResources(sum, one.resources), noResources);
  if (!resourcesFit(resources, taken, sled.capacity)) return { kind: 'no_space' };
  const peers = (kind: PlacementGroup['kind']): readonly string[] => {
    const rules = store.groups.filter((group) => group.kind === kind && group.policy === 'fail');
    const members = new Set(
      rules.filter((group) => group.members.includes(instanceId)).flatMap((group) => group.members),
    );
    members.delete(instanceId);
    return reservations
      .filter((one) => one.instanceId !== null && members.has(one.instanceId))
      .map((one) => one.sledId);
  };
  if (peers('anti_affinity').includes(sledId)) return { kind: 'banned' };
  if (peers('affinity').some((peer) => peer !== sledId)) return { kind: 'required_elsewhere' };
  const isAsPlanned = ({ id, allocation }: PlacementDisk): boolean =>
    planned.has(id) ? allocation === null : allocation?.sledId === sledId;
  if (!disks.every(isAsPlanned)) return { kind: 'disks_changed' };
  const fits = disks.every(({ id, size }) => {
    if (!planned.has(id)) return true;
    const pool = sled.zpools?.find((one) => one.id === planned.get(id));
    return pool !== undefined && requiredDatasetSize(size) < pool.headroom;
  });
  return fits ? null : { kind: 'pool_full' };
}

function carryOut(store: MemoryStore, plan: PlannedReservation): InsertOutcome {
  const { vmmId: id, instanceId, sledId, resources, state } = plan;
  const reservation = { id, instanceId, sledId, resources, state };
  store.reservations.set(id, reservation);
  const zpoolOf = new Map(plan.disks.map(({ diskId, zpoolId }) => [diskId, zpoolId]));
  const disks = store.disks.get(instanceId) ?? [];
  store.disks.set(
    instanceId,
    disks.map((disk) => {
      const zpoolId = zpoolOf.get(disk.id);
      if (zpoolId === undefined) return disk;
      takeFromPool(store, sledId, zpoolId, requiredDatasetSize(disk.size));
      return { ...disk, allocation: { sledId, zpoolId, encrypted: false } };
    }),
  );
  return { kind: 'inserted', reservation };
}

/** Somebody's disk takes so much of a pool. */
export function takeFromPool(
  store: MemoryStore,
  sledId: string,
  zpoolId: string,
  bytes: number,
): void {
  const sled = store.sleds.get(sledId);
  if (sled === undefined) throw new Error(`there is no sled ${sledId}`);
  const zpools = sled.zpools?.map((pool) =>
    pool.id === zpoolId ? { ...pool, headroom: pool.headroom - bytes } : pool,
  );
  store.sleds.set(sledId, { ...sled, ...(zpools === undefined ? {} : { zpools }) });
}
