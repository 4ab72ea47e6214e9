import type { Change } from './change.ts';
import { compareTypes } from './compare.ts';
import { compareOperations } from './operations.ts';
import type { Pairing } from './pairing.ts';
import { operationsReaching } from './reach.ts';

/** What changes in a step: one entry per root cause, types before operations. */
export function findChanges(step: Pairing): readonly Change[] {
  const changes: Change[] = [];
  const reachingOlder = operationsReaching(step.older);
  const reachingNewer = operationsReaching(step.newer);
  const sides = {
    older: step.olderSide,
    newer: step.newerSide,
    paired: (older: string, newer: string) => step.successors.get(older) === newer,
  };
  for (const [before, after] of step.successors) {
    const [older, newer] = [step.older.schemas.get(before), step.newer.schemas.get(after)];
    if (older === undefined || newer === undefined) continue;
    if (older.schema === newer.schema) continue;
    const found = compareTypes(older, newer, sides);
    if (found.length === 0) continue;
    const operations = new Set([
      ...(reachingOlder.get(before) ?? []),
      ...(reachingNewer.get(after) ?? []),
    ]);
    const subject = { kind: 'type', name: before } as const;
    for (const difference of found) {
      changes.push({ ...difference, subject, operations: [...operations].sort() });
    }
  }
  return [...changes, ...compareOperations(step, sides)];
}
