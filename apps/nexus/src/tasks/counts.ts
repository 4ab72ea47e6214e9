import type { CountGroup } from '@skewline/nexus-types/operator/v1';

/** Counts by label, in groups, as the status of a task shows them. */
export interface Counts {
  add(group: string, label: string, count?: number): void;
  /** In the order in which the groups were named, labels by the alphabet; without what is zero. */
  groups(): readonly CountGroup[];
}

/** `names` are the groups, which are there also where they are empty. */
export function makeCounts(names: readonly string[]): Counts {
  const groups = new Map<string, Map<string, number>>(names.map((name) => [name, new Map()]));
  return {
    add(group, label, count = 1) {
      const labels = groups.get(group);
      if (labels === undefined) throw new Error(`no group ${group}`);
      labels.set(label, (labels.get(label) ?? 0) + count);
    },
    groups: () =>
      [...groups].map(([name, labels]) => ({
        name,
        counts: [...labels]
          .filter(([, count]) => count > 0)
          .toSorted(([left], [right]) => (left < right ? -1 : 1))
          .map(([label, count]) => ({ label, count })),
      })),
  };
}
