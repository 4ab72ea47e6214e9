import type { Edge } from './graph.ts';
import { shortestCycle } from './shortest-cycle.ts';
import { stronglyConnected, successorsOf } from './strongly-connected.ts';

/** APIs that, made client-side versioned, leave no cycle. */
export interface Cheapest {
  readonly apis: readonly string[];
  /** Operations of all of them; absent where the number of one is not known. */
  readonly operations?: number;
  /** Whether it is proven that nothing is cheaper. */
  readonly exact: boolean;
}

export interface CheapestOptions {
  /** How many operations an API has, where that is known: they are what clients have to convert. */
  readonly operations?: ReadonlyMap<string, number>;
  /** APIs that have to stay as they are. */
  readonly fixed?: ReadonlySet<string>;
  /** How many sets of APIs may be tried before the answer is only a good one. */
  readonly budget?: number;
}

/**
 * The cheapest APIs to make client-side versioned, so that no cycle is left: the fewest APIs, and of
 * those sets the one with the fewest operations. An API is changed as a whole, because its policy is
 * one for all that call it. Undefined where there is no cycle, or one of fixed APIs alone.
 *
 * One API of every cycle has to be in the set, so the search branches over the APIs of a shortest
 * cycle that is left; a branch that does not take an API never takes it later, which tries each set once.
 */
export function cheapestApis(
  all: readonly Edge[],
  { operations = new Map(), fixed = new Set(), budget = 20_000 }: CheapestOptions = {},
): Cheapest | undefined {
  const edges = edgesOfCycles(all);
  const cost = (apis: readonly string[]): Cost => costOf(apis, operations);
  const inOrder = (cycle: readonly Edge[]): readonly string[] =>
    [...new Set(cycle.map(({ api }) => api))]
      .filter((api) => !fixed.has(api))
      .sort((a, b) => (isCheaper(cost([a]), cost([b])) ? -1 : 1));
  const first = greedy(edges, inOrder);
  if (first === undefined || first.length === 0) return undefined;
  let best = first;
  let tried = 0;
  const search = (taken: readonly string[], refused: ReadonlySet<string>): void => {
    tried += 1;
    if (tried > budget) return;
    const cycle = shortestCycle(without(edges, taken));
    if (cycle === undefined) {
      if (isCheaper(cost(taken), cost(best))) best = taken;
      return;
    }
    const passed = new Set(refused);
    for (const api of inOrder(cycle)) {
      if (passed.has(api)) continue;
      const next = [...taken, api];
      // More of them never cost less, so what costs as much as the best one already leads nowhere.
      if (!isCheaper(cost(best), cost(next))) search(next, passed);
      passed.add(api);
    }
  };
  search([], new Set());
  const apis = [...best].sort();
  const known = apis.every((api) => operations.has(api));
  return {
    apis,
    ...(known ? { operations: cost(apis).operations } : {}),
    exact: tried <= budget,
  };
}

export function without(edges: readonly Edge[], apis: readonly string[]): readonly Edge[] {
  const removed = new Set(apis);
  return edges.filter(({ api }) => !removed.has(api));
}

interface Cost {
  readonly apis: number;
  readonly operations: number;
  /** The last word between two that cost the same, so that the answer is always the same one. */
  readonly names: string;
}

function costOf(apis: readonly string[], operations: ReadonlyMap<string, number>): Cost {
  return {
    apis: apis.length,
    // One whose size is not known is thought to be large: what is known is the safer proposal.
    operations: apis.reduce((sum, api) => sum + (operations.get(api) ?? unknownSize), 0),
    names: JSON.stringify([...apis].sort()),
  };
}

const unknownSize = 1_000_000;

function isCheaper(a: Cost, b: Cost): boolean {
  if (a.apis !== b.apis) return a.apis < b.apis;
  if (a.operations !== b.operations) return a.operations < b.operations;
  return a.names < b.names;
}

/** A set to begin with: one API after the other, and then none that is not needed. */
function greedy(
  edges: readonly Edge[],
  inOrder: (cycle: readonly Edge[]) => readonly string[],
): readonly string[] | undefined {
  let taken: readonly string[] = [];
  let cycle = shortestCycle(edges);
  while (cycle !== undefined) {
    const [api] = inOrder(cycle);
    if (api === undefined) return undefined;
    taken = [...taken, api];
    cycle = shortestCycle(without(edges, taken));
  }
  for (const api of taken) {
    const fewer = taken.filter((one) => one !== api);
    if (shortestCycle(without(edges, fewer)) === undefined) taken = fewer;
  }
  return taken;
}

/** Only these can be part of a cycle, and mostly they are few. */
function edgesOfCycles(edges: readonly Edge[]): readonly Edge[] {
  const group = new Map<string, number>();
  for (const [index, members] of stronglyConnected(successorsOf(edges)).entries()) {
    for (const node of members) group.set(node, index);
  }
  return edges.filter(({ from, to }) => group.get(from) === group.get(to));
}
