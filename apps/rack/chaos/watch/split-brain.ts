import type { SeenSled } from '../snapshot/snapshot.ts';

/** Two VMMs of one instance that both run, on two sleds. */
export interface SplitBrain {
  readonly instanceId: string;
  readonly vmms: readonly string[];
  readonly text: string;
}

/**
 * Sleds are asked one after the other, so what is seen once may never have been at one moment: it is so only if it is seen
 * again with the same VMMs (`sameIn`). During a migration no two of them are `running`.
 */
export function splitBrains(sleds: readonly SeenSled[]): readonly SplitBrain[] {
  const running = sleds.flatMap(({ name, view }) =>
    (view?.vmms ?? [])
      .filter(({ state }) => state.vmm_state.state.kind === 'running')
      .map(({ id, instanceId }) => ({ id, instanceId, name })),
  );
  return [...Map.groupBy(running, ({ instanceId }) => instanceId)].flatMap(([instanceId, vmms]) => {
    if (vmms.length < 2) return [];
    const where = vmms.map(({ id, name }) => `VMM ${id} on ${name}`).toSorted();
    return [
      {
        instanceId,
        vmms: vmms.map(({ id }) => id).toSorted(),
        text: `instance ${instanceId} runs as ${where.join(' and ')} at the same time`,
      },
    ];
  });
}

/** Those that are in both. */
export function sameIn(
  first: readonly SplitBrain[],
  second: readonly SplitBrain[],
): readonly SplitBrain[] {
  return second.filter((one) =>
    first.some(
      (other) => other.instanceId === one.instanceId && other.vmms.join() === one.vmms.join(),
    ),
  );
}
