import { poolStride, type SledTable } from './sled-table.ts';

/** More sleds than this and a leaf becomes an inner node. */
const leafSize = 16;
/** Digits of the key that come from the room that is free; then follow those of the hash. */
const levelDigits = 13;
const maximumDepth = levelDigits + 10;

/** Where in a node's bounds each of them begins: first what is the most, then what is the least. */
export const bounds: {
  readonly mostFree: number;
  readonly mostCapacity: number;
  readonly pools: number;
  readonly leastFree: number;
  readonly leastCapacity: number;
} = {
  mostFree: 0,
  mostCapacity: 3,
  pools: 6,
  leastFree: 6 + poolStride,
  leastCapacity: 9 + poolStride,
};
/** Numbers per node. */
export const boundsStride: number = bounds.leastCapacity + 3;

const oneNumber = new Float64Array(1);
const itsHalves = new Uint32Array(oneNumber.buffer);
const highHalf = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1 ? 1 : 0;

/**
 * A coarse logarithm that needs no scale: the exponent and the first bits after it, as a floating
 * point number has them. It never falls when the amount grows.
 */
function levelOf(amount: number): number {
  if (amount < 1) return 0;
  oneNumber[0] = amount;
  return (itsHalves[highHalf]! - 0x3fe00000) >>> (26 - levelDigits);
}

/**
 * Sleds by how much they have free, so that a search passes over many that are too full at once: each
 * node knows the most and the least of what is below it. The key of a sled is one bit of each
 * dimension's level after the other, three at a time, and in the end its hash, where sleds have the
 * same free. So sleds alike are together, and bounds are tight in all dimensions at once.
 *
 * What the tree looks like follows from the sleds in it, not from how they came: a node is a leaf
 * exactly when it has no more than `leafSize`, and a leaf is sorted. Therefore a rack that was changed
 * a thousand times and one built anew decide the same with the same seed.
 *
 * In the columns an index within range always has a number: that is what each `!` says.
 */
export class RoomTree {
  readonly table: SledTable;
  readonly root = 1;
  /** Eight per node; 0 where there is none. */
  children: Int32Array = new Int32Array(8 * 16);
  counts: Int32Array = new Int32Array(16);
  bounds: Float64Array = new Float64Array(boundsStride * 16);
  /** The sleds of a leaf; null of an inner node. */
  readonly leaves: (number[] | null)[] = [null, []];
  #size = 2;
  readonly #unused: number[] = [];
  readonly #path = new Int32Array(maximumDepth + 1);
  readonly #levels = new Int32Array(3);
  readonly #before = new Float64Array(boundsStride);

  constructor(table: SledTable) {
    this.table = table;
    this.#clear(this.root);
  }

  insert(slot: number): void {
    this.#read(slot);
    let node = this.root;
    for (let depth = 0; ; depth += 1) {
      this.#extend(node, slot);
      this.counts[node] = this.counts[node]! + 1;
      const leaf = this.leaves[node];
      if (leaf) {
        this.#place(leaf, slot);
        if (leaf.length > leafSize && depth < maximumDepth) this.#split(node, leaf, depth);
        return;
      }
      const at = 8 * node + this.#digit(slot, depth);
      node = this.children[at]! || this.#newLeaf(at);
    }
  }

  /** The sled must still have free what it had when it was inserted. */
  remove(slot: number): void {
    this.#read(slot);
    const path = this.#path;
    let node = this.root;
    let depth = 0;
    let shrunk = -1;
    while (!this.leaves[node]) {
      path[depth] = node;
      if (shrunk < 0 && this.counts[node]! - 1 <= leafSize) shrunk = depth;
      node = this.children[8 * node + this.#digit(slot, depth)]!;
      depth += 1;
    }
    path[depth] = node;
    const leaf = this.leaves[node]!;
    leaf.splice(leaf.indexOf(slot), 1);
    for (let level = 0; level <= depth; level += 1) {
      this.counts[path[level]!] = this.counts[path[level]!]! - 1;
    }
    if (shrunk >= 0) {
      this.#gather(path[shrunk]!);
      depth = shrunk;
    }
    let changed = true;
    for (let level = depth; level >= 0 && changed; level -= 1) {
      const here = path[level]!;
      if (level > 0 && this.counts[here] === 0) {
        this.children[8 * path[level - 1]! + this.#digit(slot, level - 1)] = 0;
        this.#unused.push(here);
      } else {
        changed = this.#measure(here);
      }
    }
  }

  /** Which sled comes at this place, counted from 0, in the order of the keys. */
  at(place: number): number {
    let node = this.root;
    let left = place;
    for (;;) {
      const leaf = this.leaves[node];
      if (leaf) return leaf[left]!;
      for (let at = 8 * node; ; at += 1) {
        const child = this.children[at]!;
        const count = this.counts[child]!;
        if (left < count) {
          node = child;
          break;
        }
        left -= count;
      }
    }
  }

  get count(): number {
    return this.counts[this.root]!;
  }

  #read(slot: number): void {
    const { free } = this.table;
    this.#levels[0] = levelOf(free[3 * slot]!);
    this.#levels[1] = levelOf(free[3 * slot + 1]!);
    this.#levels[2] = levelOf(free[3 * slot + 2]!);
  }

  /** Of the sled that was read last. */
  #digit(slot: number, depth: number): number {
    if (depth >= levelDigits) {
      return (this.table.hash[slot]! >>> (29 - 3 * (depth - levelDigits))) & 7;
    }
    const shift = levelDigits - 1 - depth;
    const levels = this.#levels;
    const upper = (((levels[0]! >>> shift) & 1) << 2) | (((levels[1]! >>> shift) & 1) << 1);
    return upper | ((levels[2]! >>> shift) & 1);
  }

  #place(leaf: number[], slot: number): void {
    let at = leaf.length;
    while (at > 0 && this.table.compare(leaf[at - 1]!, slot) > 0) {
      leaf[at] = leaf[at - 1]!;
      at -= 1;
    }
    leaf[at] = slot;
  }

  #split(node: number, leaf: readonly number[], depth: number): void {
    this.leaves[node] = null;
    for (const slot of leaf) {
      this.#read(slot);
      const at = 8 * node + this.#digit(slot, depth);
      const child = this.children[at]! || this.#newLeaf(at);
      this.#extend(child, slot);
      this.counts[child] = this.counts[child]! + 1;
      // In order already: it is taken from a sorted leaf.
      const members = this.leaves[child]!;
      members.push(slot);
      if (members.length > leafSize && depth + 1 < maximumDepth) {
        this.#split(child, members, depth + 1);
      }
    }
  }

  /** Makes a leaf of an inner node. */
  #gather(node: number): void {
    const leaf: number[] = [];
    const take = (below: number): void => {
      for (const slot of this.leaves[below] ?? []) this.#place(leaf, slot);
      for (let at = 8 * below; at < 8 * below + 8; at += 1) {
        const child = this.children[at]!;
        if (child === 0) continue;
        take(child);
        this.children[at] = 0;
        this.#unused.push(child);
      }
    };
    take(node);
    this.leaves[node] = leaf;
  }

  #newLeaf(at: number): number {
    const node = this.#unused.pop() ?? this.#size++;
    if (node >= this.counts.length) this.#grow();
    this.children.fill(0, 8 * node, 8 * node + 8);
    this.counts[node] = 0;
    this.leaves[node] = [];
    this.#clear(node);
    this.children[at] = node;
    return node;
  }

  #grow(): void {
    const { children, counts, bounds: numbers } = this;
    this.children = new Int32Array(children.length * 2);
    this.children.set(children);
    this.counts = new Int32Array(counts.length * 2);
    this.counts.set(counts);
    this.bounds = new Float64Array(numbers.length * 2);
    this.bounds.set(numbers);
  }

  #clear(node: number): void {
    const start = boundsStride * node;
    this.bounds.fill(-Infinity, start, start + bounds.leastFree);
    this.bounds.fill(Infinity, start + bounds.leastFree, start + boundsStride);
  }

  #extend(node: number, slot: number): void {
    const { free, capacity, pools } = this.table;
    const numbers = this.bounds;
    const start = boundsStride * node;
    for (let dimension = 0; dimension < 3; dimension += 1) {
      const room = free[3 * slot + dimension]!;
      const whole = capacity[3 * slot + dimension]!;
      const at = start + dimension;
      if (room > numbers[at]!) numbers[at] = room;
      if (room < numbers[at + bounds.leastFree]!) numbers[at + bounds.leastFree] = room;
      if (whole > numbers[at + bounds.mostCapacity]!) numbers[at + bounds.mostCapacity] = whole;
      if (whole < numbers[at + bounds.leastCapacity]!) numbers[at + bounds.leastCapacity] = whole;
    }
    const of = poolStride * slot;
    for (let rank = 0; rank < poolStride; rank += 1) {
      const at = start + bounds.pools + rank;
      if (pools[of + rank]! > numbers[at]!) numbers[at] = pools[of + rank]!;
    }
  }

  /** Finds the bounds anew; gives whether they are others now. */
  #measure(node: number): boolean {
    const numbers = this.bounds;
    const start = boundsStride * node;
    const before = this.#before;
    for (let rank = 0; rank < boundsStride; rank += 1) before[rank] = numbers[start + rank]!;
    this.#clear(node);
    const leaf = this.leaves[node];
    if (leaf) for (const slot of leaf) this.#extend(node, slot);
    else this.#embrace(node);
    for (let rank = 0; rank < boundsStride; rank += 1) {
      if (before[rank] !== numbers[start + rank]) return true;
    }
    return false;
  }

  /** Extends the bounds of an inner node to those of its children. */
  #embrace(node: number): void {
    const numbers = this.bounds;
    const start = boundsStride * node;
    for (let index = 8 * node; index < 8 * node + 8; index += 1) {
      const child = this.children[index]!;
      if (child === 0) continue;
      const from = boundsStride * child;
      for (let rank = 0; rank < bounds.leastFree; rank += 1) {
        if (numbers[from + rank]! > numbers[start + rank]!) {
          numbers[start + rank] = numbers[from + rank]!;
        }
      }
      for (let rank = bounds.leastFree; rank < boundsStride; rank += 1) {
        if (numbers[from + rank]! < numbers[start + rank]!) {
          numbers[start + rank] = numbers[from + rank]!;
        }
      }
    }
  }
}
