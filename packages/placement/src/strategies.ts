import type { Resources } from '@skewline/nexus-types/domain';

/**
 * Which of the sleds that the rules leave is the best. It is asked within one class only: a preferred
 * sled that it dislikes still comes before a neutral one that it likes.
 */
export interface Strategy {
  readonly name: string;
  /**
   * How good a sled of this capacity is that would have `left` left; the greater the better, equals
   * are drawn by lot. Without it all sleds are alike. Both objects are reused: do not keep them.
   */
  readonly score?: (left: Resources, capacity: Resources) => number;
  /**
   * A promise that lets the search pass over sleds in bulk. `less_left`: the score never rises when
   * something is left more, or when a capacity is smaller. `more_left`: it never falls then. It must
   * hold for what no sled has, too: more left than the capacity is. Without the promise every sled
   * with room is scored.
   */
  readonly prefers?: 'less_left' | 'more_left';
}

/** A dimension of which there is nothing counts neither way. */
const shareLeft = (left: number, capacity: number): number => (capacity > 0 ? left / capacity : 0);
// Bounds can say that more is left than there ever was: then nothing is in use.
const shareUsed = (left: number, capacity: number): number =>
  capacity > 0 ? Math.max(0, 1 - left / capacity) : 0;

/** Any sled: all alike. */
export const any: Strategy = { name: 'any' };

/** The sled that would be the least loaded: the shares in use, squared so that the fullest counts. */
export const spread: Strategy = {
  name: 'spread',
  prefers: 'more_left',
  score: (left, capacity) => {
    const threads = shareUsed(left.hardwareThreads, capacity.hardwareThreads);
    const rss = shareUsed(left.rssRam, capacity.rssRam);
    const reservoir = shareUsed(left.reservoirRam, capacity.reservoirRam);
    return -(threads * threads + rss * rss + reservoir * reservoir);
  },
};

/** The sled that would have the least left over: the shares left, squared, of all dimensions alike. */
export const bestFit: Strategy = {
  name: 'best_fit',
  prefers: 'less_left',
  score: (left, capacity) => {
    const threads = shareLeft(left.hardwareThreads, capacity.hardwareThreads);
    const rss = shareLeft(left.rssRam, capacity.rssRam);
    const reservoir = shareLeft(left.reservoirRam, capacity.reservoirRam);
    return -(threads * threads + rss * rss + reservoir * reservoir);
  },
};

/** By name, as a configuration has it. */
export const strategies: {
  readonly any: Strategy;
  readonly spread: Strategy;
  readonly best_fit: Strategy;
} = { any, spread, best_fit: bestFit };
