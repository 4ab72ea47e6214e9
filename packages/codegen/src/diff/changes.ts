import type { Hole } from '../plan/plan.ts';
import type { DirectionPlan, StepPlan } from '../plan/step.ts';
import type { Change } from './change.ts';
import { compareTypes, type Difference } from './compare.ts';
import { compareOperations } from './operations.ts';
import { operationsReaching } from './reach.ts';

/** What changes in a step: one entry per root cause, types before operations. */
export function findChanges(step: StepPlan): readonly Change[] {
  const changes: Change[] = [];
  const reachingOlder = operationsReaching(step.older);
  const reachingNewer = operationsReaching(step.newer);
  const sides = {
    older: step.up.source,
    newer: step.up.target,
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
    for (const difference of found) {
      changes.push({
        ...described(difference),
        subject: { kind: 'type', name: before },
        operations: [...operations].sort(),
        holes: {
          up: holesOf(difference, before, step.up),
          down: holesOf(difference, after, step.down),
        },
      });
    }
  }
  for (const difference of compareOperations(step, sides)) {
    changes.push({
      ...described(difference),
      subject: { kind: 'operation', name: difference.operation },
      operations: [difference.operation],
      holes: {
        up: holesOf(difference, difference.operation, step.up),
        down: holesOf(difference, difference.operation, step.down),
      },
    });
  }
  return changes;
}

function described(difference: Difference): Omit<Change, 'subject' | 'operations' | 'holes'> {
  const { kind, path, message, before, after, accepted } = difference;
  return {
    kind,
    path,
    message,
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
    accepted,
  };
}

/** The holes of a type that this difference has a part in. */
function holesOf(difference: Difference, type: string, plan: DirectionPlan): readonly string[] {
  const has = (hole: Hole): boolean =>
    hole.reason !== 'asked' &&
    hole.type === type &&
    (within(difference.path, hole.key) ||
      hole.fields.some((name) => difference.path.endsWith(`.${name}`)) ||
      hole.lost.some((name) => name === difference.name));
  return plan.holes.filter(has).map(({ key }) => key);
}

function within(path: string, key: string): boolean {
  // Types that were renamed differ in their first word only.
  const tail = (text: string): string => text.replace(/^[^.(\[{]*/, '');
  const [a, b] = [tail(path), tail(key)];
  return b === a || (a !== '' && (b.startsWith(`${a}(`) || b.startsWith(`${a}[`)));
}
