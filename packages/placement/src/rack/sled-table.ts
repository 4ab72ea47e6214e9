import {
  type Resources,
  type SledCpuFamily,
  type SledRejection,
} from '@skewline/nexus-types/domain';
import type { PlacementSled, PlacementZpool } from '../snapshot.ts';
import { mix } from '../random.ts';

/** The families by number, as the table has them. */
export const families: readonly SledCpuFamily[] = [
  'unknown',
  'amd_milan',
  'amd_turin',
  'amd_turin_dense',
];

/** Why a sled takes nothing at all, by number, as the table has it; 0: it does. */
export const standings: readonly (SledRejection | null)[] = [
  null,
  'expunged',
  'decommissioned',
  'no_provision',
  'evacuating',
];

/** How many of a sled's roomiest pools the table has at hand: as many as an instance has disks. */
export const roomiestPools = 12;
/** Numbers per sled in `pools`: how many there are, and the headroom of the roomiest, greatest first. */
export const poolStride: number = 1 + roomiestPools;

function standingOf(sled: PlacementSled): number {
  if (sled.timeDeleted !== null || sled.policy === 'expunged') return 1;
  if (sled.state === 'decommissioned') return 2;
  if (sled.policy === 'no_provision') return 3;
  return sled.evacuating ? 4 : 0;
}

/** A number for an id that says nothing of it, for an order that is nobody's. FNV-1a, mixed. */
function hashOf(id: string): number {
  let bits = 0x811c9dc5;
  for (let at = 0; at < id.length; at += 1) {
    bits = Math.imul(bits ^ id.charCodeAt(at), 0x01000193);
  }
  return mix(bits);
}

function grown<Numbers extends Float64Array | Uint32Array | Uint8Array>(
  old: Numbers,
  fresh: Numbers,
): Numbers {
  fresh.set(old);
  return fresh;
}

/**
 * The sleds by columns: a sled is a small number, its slot, while it is in the rack. What is asked of
 * many sleds per decision is in typed arrays, three numbers for the three dimensions.
 */
export class SledTable {
  /** Slots in use, and given back ones below it. */
  size = 0;
  /** Empty in a slot that was given back. */
  readonly ids: string[] = [];
  /** The pools of a sled, the roomiest first, then by id. */
  readonly zpools: (readonly PlacementZpool[])[] = [];
  readonly #slots = new Map<string, number>();
  readonly #unused: number[] = [];

  capacity: Float64Array = new Float64Array(3 * 16);
  used: Float64Array = new Float64Array(3 * 16);
  /** `capacity` less `used`; negative on a sled that promised too much. */
  free: Float64Array = new Float64Array(3 * 16);
  pools: Float64Array = new Float64Array(poolStride * 16);
  family: Uint8Array = new Uint8Array(16);
  standing: Uint8Array = new Uint8Array(16);
  hash: Uint32Array = new Uint32Array(16);
  /** How many reservations there are on the sled. */
  reservations: Uint32Array = new Uint32Array(16);
  /** A place for notes during one decision; all zero between decisions. */
  marks: Uint8Array = new Uint8Array(16);

  /** Of all sleds, whatever their state. */
  get count(): number {
    return this.#slots.size;
  }

  slotOf(sledId: string): number | undefined {
    return this.#slots.get(sledId);
  }

  slots(): IterableIterator<number> {
    return this.#slots.values();
  }

  add(sledId: string): number {
    const slot = this.#unused.pop() ?? this.size++;
    if (slot >= this.family.length) this.#grow(this.family.length * 2);
    this.ids[slot] = sledId;
    this.zpools[slot] = [];
    this.hash[slot] = hashOf(sledId);
    this.#slots.set(sledId, slot);
    return slot;
  }

  remove(slot: number): void {
    this.#slots.delete(this.idOf(slot));
    this.ids[slot] = '';
    this.zpools[slot] = [];
    this.capacity.fill(0, 3 * slot, 3 * slot + 3);
    this.free.fill(0, 3 * slot, 3 * slot + 3);
    this.#unused.push(slot);
  }

  idOf(slot: number): string {
    const id = this.ids[slot];
    if (id === undefined) throw new RangeError(`no slot ${String(slot)}`);
    return id;
  }

  describe(slot: number, sled: PlacementSled): void {
    const { capacity } = sled;
    this.capacity[3 * slot] = capacity.hardwareThreads;
    this.capacity[3 * slot + 1] = capacity.rssRam;
    this.capacity[3 * slot + 2] = capacity.reservoirRam;
    this.family[slot] = families.indexOf(sled.cpuFamily);
    this.standing[slot] = standingOf(sled);
    this.setPools(slot, sled.zpools ?? []);
    this.#count(slot);
  }

  setPools(slot: number, zpools: readonly PlacementZpool[]): void {
    const sorted = zpools.map(({ id, headroom }) => ({ id, headroom }));
    sorted.sort((a, b) => b.headroom - a.headroom || (a.id < b.id ? -1 : 1));
    this.zpools[slot] = sorted;
    const start = poolStride * slot;
    this.pools[start] = sorted.length;
    for (let rank = 0; rank < roomiestPools; rank += 1) {
      this.pools[start + 1 + rank] = sorted[rank]?.headroom ?? -Infinity;
    }
  }

  /** Takes room, or gives it back where `sign` is -1. */
  take(slot: number, resources: Resources, sign: 1 | -1): void {
    const { used } = this;
    used[3 * slot] = used[3 * slot]! + sign * resources.hardwareThreads;
    used[3 * slot + 1] = used[3 * slot + 1]! + sign * resources.rssRam;
    used[3 * slot + 2] = used[3 * slot + 2]! + sign * resources.reservoirRam;
    this.reservations[slot] = this.reservations[slot]! + sign;
    this.#count(slot);
  }

  /** By hash, then by id: an order that tells nothing, the same in every rack with these sleds. */
  compare(left: number, right: number): number {
    const difference = this.hash[left]! - this.hash[right]!;
    return difference !== 0 ? difference : this.idOf(left) < this.idOf(right) ? -1 : 1;
  }

  #count(slot: number): void {
    for (let at = 3 * slot; at < 3 * slot + 3; at += 1) {
      this.free[at] = this.capacity[at]! - this.used[at]!;
    }
  }

  #grow(slots: number): void {
    this.capacity = grown(this.capacity, new Float64Array(3 * slots));
    this.used = grown(this.used, new Float64Array(3 * slots));
    this.free = grown(this.free, new Float64Array(3 * slots));
    this.pools = grown(this.pools, new Float64Array(poolStride * slots));
    this.family = grown(this.family, new Uint8Array(slots));
    this.standing = grown(this.standing, new Uint8Array(slots));
    this.hash = grown(this.hash, new Uint32Array(slots));
    this.reservations = grown(this.reservations, new Uint32Array(slots));
    this.marks = grown(this.marks, new Uint8Array(slots));
  }
}
