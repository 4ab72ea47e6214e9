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
   * something is left more, or when a capacity is smaller. `more_left`: it never falls then. Without
   * it every sled with room is scored.
   */
  readonly prefers?: 'less_left' | 'more_left';
}

const share = (left: number, capacity: number): number => (capacity > 0 ? left / capacity : 0);

/** Any sled: all alike. */
export const any: Strategy = { name: 'any' };

/** The sled that would be the least loaded: the shares in use, squared so that the fullest counts. */
export const spread: Strategy = {
  name: 'spread',
  prefers: 'more_left',
  score: (left, capacity) => {
    const threads = 1 - share(left.hardwareThreads, capacity.hardwareThreads);
    const rss = 1 - share(left.rssRam, capacity.rssRam);
    const reservoir = 1 - share(left.reservoirRam, capacity.reservoirRam);
    return -(threads * threads + rss * rss + reservoir * reservoir);
  },
};

/** The sled that would have the least left over: the shares left, squared, of all dimensions alike. */
export const bestFit: Strategy = {
  name: 'best_fit',
  prefers: 'less_left',
  score: (left, capacity) => {
    const threads = share(left.hardwareThreads, capacity.hardwareThreads);
    const rss = share(left.rssRam, capacity.rssRam);
    const reservoir = share(left.reservoirRam, capacity.reservoirRam);
    return -(threads * threads + rss * rss + reservoir * reservoir);
  },
};

/** By name, as a configuration has it. */
export const strategies: {
  readonly any: Strategy;
  readonly spread: Strategy;
  readonly best_fit: Strategy;
} = { any, spread, best_fit: bestFit };
