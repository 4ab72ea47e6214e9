import type { SagaNode } from '@skewline/nexus-client/operator';

/** Nodes that are drawn as one: a single one, or several side by side that come after the same and before the same. */
export interface Block {
  readonly nodes: readonly SagaNode[];
  /** How many stand in a row. */
  readonly columns: number;
}

/** So many that are alike are drawn as a block; fewer stand side by side by themselves. */
const blockFrom = 4;
const columnsOfBlock = 3;

/** All nodes, each in one block, in the order of the first of each. */
export function blocksOf(nodes: readonly SagaNode[]): readonly Block[] {
  const next = new Map<string, string[]>();
  for (const { name, after } of nodes) {
    for (const before of after) next.set(before, [...(next.get(before) ?? []), name]);
  }
  const alike = new Map<string, SagaNode[]>();
  for (const node of nodes) {
    const key = JSON.stringify([node.after.toSorted(), (next.get(node.name) ?? []).toSorted()]);
    alike.set(key, [...(alike.get(key) ?? []), node]);
  }
  return [...alike.values()].flatMap((group): readonly Block[] =>
    group.length >= blockFrom
      ? [{ nodes: group, columns: columnsOfBlock }]
      : group.map((node) => ({ nodes: [node], columns: 1 })),
  );
}
