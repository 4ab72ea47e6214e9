import type { Edge } from './graph.ts';

/**
 * Who is upgraded first: a node stands after all that it calls, as early as that allows. Nodes of one
 * layer may be upgraded in any order. Undefined where a cycle leaves no order.
 */
export function layersOf(
  nodes: readonly string[],
  edges: readonly Edge[],
): readonly (readonly string[])[] | undefined {
  const open = new Map<string, Set<string>>(nodes.map((node) => [node, new Set()]));
  for (const { from, to } of edges) open.get(from)?.add(to);
  const layers: (readonly string[])[] = [];
  while (open.size > 0) {
    const ready = [...open].filter(([, waits]) => waits.size === 0).map(([node]) => node);
    if (ready.length === 0) return undefined;
    layers.push(ready);
    for (const node of ready) open.delete(node);
    for (const waits of open.values()) for (const node of ready) waits.delete(node);
  }
  return layers;
}
