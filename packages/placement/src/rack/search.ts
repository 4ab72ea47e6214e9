import { below, type Random } from '../random.ts';
import type { Strategy } from '../strategies.ts';
import { bounds, boundsStride, type RoomTree } from './room-tree.ts';
import { roomiestPools, type SledTable } from './sled-table.ts';
import { Standings } from './standings.ts';
import { hasRoom, type Wanted } from './wanted.ts';

/** A sled with a mark of at least this is passed over. */
export const passedOver = 2;
/** How often a sled is drawn from all, before those without room are left out of the draw. */
const draws = 8;

/** Whether a sled below the node could have the room, as far as its bounds tell. */
function mayHaveRoom(tree: RoomTree, node: number, wanted: Wanted): boolean {
  const numbers = tree.bounds;
  const start = boundsStride * node;
  if (
    numbers[start]! < wanted.threads ||
    numbers[start + 1]! < wanted.rss ||
    numbers[start + 2]! < wanted.reservoir
  ) {
    return false;
  }
  const { diskSizes } = wanted;
  if (diskSizes.length === 0) return true;
  const pools = start + bounds.pools;
  if (numbers[pools]! < diskSizes.length) return false;
  for (let rank = 0; rank < diskSizes.length && rank < roomiestPools; rank += 1) {
    if (diskSizes[rank]! >= numbers[pools + 1 + rank]!) return false;
  }
  return true;
}

/**
 * Finds a sled with room in trees of sleds that may be used, except those that are marked. It is the
 * search of one decision; what it holds on to is only there so that nothing is allocated on the way.
 *
 * In the columns an index within range always has a number: that is what each `!` says.
 */
export class Search {
  readonly #table: SledTable;
  readonly #trees: readonly RoomTree[];
  readonly #wanted: Wanted;
  readonly #random: Random;

  constructor(table: SledTable, trees: readonly RoomTree[], wanted: Wanted, random: Random) {
    this.#table = table;
    this.#trees = trees;
    this.#wanted = wanted;
    this.#random = random;
  }

  /**
   * Any sled, or -1. A few draws from all sleds first: what they hit is hit as often as any other.
   * Where few sleds have room the draw goes down the trees, past what is too full: every sled with
   * room can be drawn then, not all of them exactly as often.
   */
  any(): number {
    const trees = this.#trees.filter((tree) => mayHaveRoom(tree, tree.root, this.#wanted));
    let total = 0;
    for (const tree of trees) total += tree.count;
    if (total === 0) return -1;
    for (let draw = 0; draw < draws; draw += 1) {
      let place = below(this.#random, total);
      for (const tree of trees) {
        if (place < tree.count) {
          const slot = tree.at(place);
          if (this.#admits(slot)) return slot;
          break;
        }
        place -= tree.count;
      }
    }
    let place = below(this.#random, total);
    let first = 0;
    while (place >= trees[first]!.count) {
      place -= trees[first]!.count;
      first += 1;
    }
    for (let turn = 0; turn < trees.length; turn += 1) {
      const tree = trees[(first + turn) % trees.length]!;
      const slot = this.#anyBelow(tree, tree.root);
      if (slot >= 0) return slot;
    }
    return -1;
  }

  /** The sled that the strategy likes best, or -1. */
  best(strategy: Strategy): number {
    const { score, prefers } = strategy;
    if (!score) return this.any();
    const found = new Standings(score, prefers, this.#wanted.resources, this.#random);
    for (const tree of this.#trees) {
      if (mayHaveRoom(tree, tree.root, this.#wanted)) this.#bestBelow(tree, tree.root, 0, found);
    }
    return found.best;
  }

  #admits(slot: number): boolean {
    return this.#table.marks[slot]! < passedOver && hasRoom(this.#table, slot, this.#wanted);
  }

  /** Any admitted sled below the node, or -1. */
  #anyBelow(tree: RoomTree, node: number): number {
    const leaf = tree.leaves[node];
    if (leaf) {
      let fitting = 0;
      for (const slot of leaf) if (this.#admits(slot)) fitting += 1;
      if (fitting === 0) return -1;
      let place = below(this.#random, fitting);
      for (const slot of leaf) {
        if (this.#admits(slot)) {
          if (place === 0) return slot;
          place -= 1;
        }
      }
      return -1;
    }
    let total = 0;
    for (let at = 8 * node; at < 8 * node + 8; at += 1) {
      const child = tree.children[at]!;
      if (child !== 0 && mayHaveRoom(tree, child, this.#wanted)) total += tree.counts[child]!;
    }
    if (total === 0) return -1;
    let place = below(this.#random, total);
    let first = 0;
    for (let index = 0; index < 8; index += 1) {
      const child = tree.children[8 * node + index]!;
      if (child === 0 || !mayHaveRoom(tree, child, this.#wanted)) continue;
      if (place < tree.counts[child]!) {
        first = index;
        break;
      }
      place -= tree.counts[child]!;
    }
    for (let turn = 0; turn < 8; turn += 1) {
      const child = tree.children[8 * node + ((first + turn) & 7)]!;
      if (child === 0 || !mayHaveRoom(tree, child, this.#wanted)) continue;
      const slot = this.#anyBelow(tree, child);
      if (slot >= 0) return slot;
    }
    return -1;
  }

  #bestBelow(tree: RoomTree, node: number, depth: number, found: Standings): void {
    const { free, capacity } = this.#table;
    const leaf = tree.leaves[node];
    if (leaf) {
      for (const slot of leaf) {
        if (this.#admits(slot)) {
          found.offer(slot, 1, found.scoreOf(free, 3 * slot, capacity, 3 * slot));
        }
      }
      return;
    }
    const numbers = tree.bounds;
    const start = boundsStride * node;
    if (allAlike(numbers, start)) {
      // All of them are as good as any: one stands for all.
      const score = found.scoreOf(numbers, start, numbers, start + bounds.mostCapacity);
      if (found.couldTake(score)) {
        const slot = this.#anyBelow(tree, node);
        if (slot >= 0) found.offer(slot, tree.counts[node]!, score);
      }
      return;
    }
    const promises = found.promisesAt(depth);
    for (let index = 0; index < 8; index += 1) {
      const child = tree.children[8 * node + index]!;
      const hopeful = child !== 0 && mayHaveRoom(tree, child, this.#wanted);
      promises[index] = hopeful ? found.promiseOf(numbers, boundsStride * child) : NaN;
    }
    // The most promising first: what it holds then rules out most of the rest.
    for (;;) {
      let next = -1;
      for (let index = 0; index < 8; index += 1) {
        if (promises[index]! >= (next < 0 ? -Infinity : promises[next]!)) next = index;
      }
      if (next < 0 || !found.couldTake(promises[next]!)) return;
      promises[next] = NaN;
      this.#bestBelow(tree, tree.children[8 * node + next]!, depth + 1, found);
    }
  }
}

/** Whether all sleds below a node have the same free, and the same capacity. */
function allAlike(numbers: Float64Array, start: number): boolean {
  for (let dimension = start; dimension < start + 3; dimension += 1) {
    if (numbers[dimension] !== numbers[dimension + bounds.leastFree]) return false;
    const most = numbers[dimension + bounds.mostCapacity];
    if (most !== numbers[dimension + bounds.leastCapacity]) return false;
  }
  return true;
}
