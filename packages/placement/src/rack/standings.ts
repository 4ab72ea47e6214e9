import type { Resources } from '@skewline/nexus-types/domain';
import { below, type Random } from '../random.ts';
import type { Strategy } from '../strategies.ts';
import { bounds } from './room-tree.ts';

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

/** The best of what has been offered so far, by the score of a strategy; equals are drawn by lot. */
export class Standings {
  /** -1 before anything was offered. */
  best = -1;
  #score = -Infinity;
  /** How many sleds share the best score. */
  #equals = 0;
  readonly #scored: NonNullable<Strategy['score']>;
  readonly #prefers: Strategy['prefers'];
  readonly #wanted: Resources;
  readonly #random: Random;
  readonly #left: Writable<Resources> = { hardwareThreads: 0, rssRam: 0, reservoirRam: 0 };
  readonly #capacity: Writable<Resources> = { hardwareThreads: 0, rssRam: 0, reservoirRam: 0 };
  readonly #promises: Float64Array[] = [];

  constructor(
    score: NonNullable<Strategy['score']>,
    prefers: Strategy['prefers'],
    wanted: Resources,
    random: Random,
  ) {
    this.#scored = score;
    this.#prefers = prefers;
    this.#wanted = wanted;
    this.#random = random;
  }

  /** A sled, or one that stands for `count` which are alike. */
  offer(slot: number, count: number, score: number): void {
    if (this.best < 0 || score > this.#score) {
      this.best = slot;
      this.#score = score;
      this.#equals = count;
    } else if (score === this.#score) {
      this.#equals += count;
      if (below(this.#random, this.#equals) < count) this.best = slot;
    }
  }

  /** Whether an offer of that score could change anything. */
  couldTake(score: number): boolean {
    return this.best < 0 || score >= this.#score;
  }

  /** Three numbers of what is free and three of the capacity; NaN counts as the worst. */
  scoreOf(free: Float64Array, at: number, capacity: Float64Array, of: number): number {
    const left = this.#left;
    const wanted = this.#wanted;
    // Bounds may be of sleds without room; what is left on one with room is not negative.
    left.hardwareThreads = Math.max(0, free[at]! - wanted.hardwareThreads);
    left.rssRam = Math.max(0, free[at + 1]! - wanted.rssRam);
    left.reservoirRam = Math.max(0, free[at + 2]! - wanted.reservoirRam);
    this.#capacity.hardwareThreads = capacity[of]!;
    this.#capacity.rssRam = capacity[of + 1]!;
    this.#capacity.reservoirRam = capacity[of + 2]!;
    const score = this.#scored(left, this.#capacity);
    return Number.isNaN(score) ? -Infinity : score;
  }

  /** No sled within these bounds has a greater score. */
  promiseOf(numbers: Float64Array, start: number): number {
    switch (this.#prefers) {
      case 'less_left':
        return this.scoreOf(
          numbers,
          start + bounds.leastFree,
          numbers,
          start + bounds.mostCapacity,
        );
      case 'more_left':
        return this.scoreOf(numbers, start, numbers, start + bounds.leastCapacity);
      case undefined:
        return Infinity;
    }
  }

  /** Room for the promises of eight children, at each depth its own. */
  promisesAt(depth: number): Float64Array {
    return (this.#promises[depth] ??= new Float64Array(8));
  }
}
