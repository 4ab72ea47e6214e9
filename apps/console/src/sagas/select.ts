import type { SagaNode, SagaNodeState } from '@skewline/nexus-client/operator';

/** What somebody looks at first, the most urgent first. */
const urgent: readonly SagaNodeState[] = [
  'undo_failed',
  'undo_due',
  'undoing',
  'started',
  'failed',
];

/** The node that is shown as long as nobody has chosen one; null where there are none. */
export function mostUrgent(nodes: readonly SagaNode[]): string | null {
  for (const state of urgent) {
    const found = nodes.find((node) => node.state === state);
    if (found !== undefined) return found.name;
  }
  return nodes.at(-1)?.name ?? null;
}

/** How many nodes stand where: `12 succeeded, 1 running, 4 waiting`, in the order of the first of each. */
export function progressText(
  nodes: readonly SagaNode[],
  wordOf: (state: SagaNodeState) => string,
): string {
  const counts = new Map<SagaNodeState, number>();
  for (const { state } of nodes) counts.set(state, (counts.get(state) ?? 0) + 1);
  return [...counts].map(([state, count]) => `${String(count)} ${wordOf(state)}`).join(', ');
}

/** Which nodes come before; of many that there are so many, from the first to the last. */
export function afterText(after: readonly string[]): string {
  if (after.length === 0) return 'nothing: it is among the first';
  if (after.length <= 4) return after.join(', ');
  return `${String(after.length)} nodes: ${after[0] ?? ''} to ${after.at(-1) ?? ''}`;
}
