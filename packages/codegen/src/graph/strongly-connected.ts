/** Successors of each node. Every node has an entry. */
export type Successors = ReadonlyMap<string, readonly string[]>;

export function successorsOf(
  edges: readonly { readonly from: string; readonly to: string }[],
): Successors {
  const found = new Map<string, Set<string>>();
  const at = (node: string): Set<string> => {
    const set = found.get(node) ?? new Set();
    found.set(node, set);
    return set;
  };
  for (const { from, to } of edges) {
    at(from).add(to);
    at(to);
  }
  return new Map([...found].map(([node, set]) => [node, [...set].sort()]));
}

/**
 * Tarjan's strongly connected components, without recursion, so that a long chain cannot exhaust the
 * stack. A component comes before those that lead to it.
 */
export function stronglyConnected(successors: Successors): readonly (readonly string[])[] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const onStack = new Set<string>();
  const found: string[][] = [];
  for (const root of successors.keys()) {
    if (index.has(root)) continue;
    const work: { readonly node: string; next: number }[] = [];
    const enter = (node: string): void => {
      index.set(node, index.size);
      low.set(node, index.size - 1);
      stack.push(node);
      onStack.add(node);
      work.push({ node, next: 0 });
    };
    enter(root);
    for (let frame = work.at(-1); frame !== undefined; frame = work.at(-1)) {
      const { node } = frame;
      const target = successors.get(node)?.[frame.next];
      frame.next += 1;
      if (target !== undefined) {
        if (!index.has(target)) enter(target);
        else if (onStack.has(target)) lower(low, node, index.get(target));
        continue;
      }
      work.pop();
      const parent = work.at(-1);
      if (parent !== undefined) lower(low, parent.node, low.get(node));
      if (low.get(node) !== index.get(node)) continue;
      const members = stack.splice(stack.lastIndexOf(node));
      for (const member of members) onStack.delete(member);
      found.push(members);
    }
  }
  return found;
}

function lower(low: Map<string, number>, node: string, value = Infinity): void {
  low.set(node, Math.min(low.get(node) ?? Infinity, value));
}
