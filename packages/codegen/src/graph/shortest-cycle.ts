import type { Edge } from './graph.ts';
import { groupBy } from './group.ts';

/** A shortest cycle, one edge after the other; undefined where there is none. */
export function shortestCycle(edges: readonly Edge[]): readonly Edge[] | undefined {
  const leaving = groupBy(edges, ({ from }) => from);
  let best: readonly Edge[] | undefined;
  for (const start of leaving.keys()) {
    const found = wayBack(start, leaving, best?.length ?? Infinity);
    if (found !== undefined && (best === undefined || found.length < best.length)) best = found;
    if (best?.length === 1) break;
  }
  return best;
}

/** A shortest way from a node to itself, breadth first. */
function wayBack(
  start: string,
  leaving: ReadonlyMap<string, readonly Edge[]>,
  limit: number,
): readonly Edge[] | undefined {
  const cameBy = new Map<string, Edge>();
  let level: readonly string[] = [start];
  for (let length = 1; level.length > 0 && length < limit; length += 1) {
    const next: string[] = [];
    for (const edge of level.flatMap((node) => leaving.get(node) ?? [])) {
      if (edge.to === start) return pathTo(edge, start, cameBy);
      if (cameBy.has(edge.to)) continue;
      cameBy.set(edge.to, edge);
      next.push(edge.to);
    }
    level = next;
  }
  return undefined;
}

function pathTo(last: Edge, start: string, cameBy: ReadonlyMap<string, Edge>): readonly Edge[] {
  const path = [last];
  for (let edge = last; edge.from !== start;) {
    const before = cameBy.get(edge.from);
    if (before === undefined) break;
    path.unshift(before);
    edge = before;
  }
  return path;
}

/** A shortest way from one node to another; of no edges where they are the same. */
export function wayFromTo(
  from: string,
  to: string,
  edges: readonly Edge[],
): readonly Edge[] | undefined {
  if (from === to) return [];
  const last: Edge = { from: to, to: from, api: '' };
  const others = edges.filter((edge) => edge.from !== to);
  const path = wayBack(
    from,
    groupBy([...others, last], (edge) => edge.from),
    Infinity,
  );
  return path?.slice(0, -1);
}
