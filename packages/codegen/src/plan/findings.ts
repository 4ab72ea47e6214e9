import type { Change } from '../diff/change.ts';
import { findChanges } from '../diff/changes.ts';
import type { Hole } from './plan.ts';
import type { DirectionPlan, StepPlan } from './step.ts';

/** A change, and what it asks of people. */
export interface Finding extends Change {
  /** Holes that it has a part in, by key. */
  readonly holes: { readonly up: readonly string[]; readonly down: readonly string[] };
}

export function findingsOf(step: StepPlan): readonly Finding[] {
  return findChanges(step).map((change) => {
    const { kind, name } = change.subject;
    const later = kind === 'type' ? (step.successors.get(name) ?? name) : name;
    return {
      ...change,
      holes: { up: holesOf(change, name, step.up), down: holesOf(change, later, step.down) },
    };
  });
}

/** The holes of a type that this difference has a part in. */
function holesOf(change: Change, type: string, plan: DirectionPlan): readonly string[] {
  const has = (hole: Hole): boolean =>
    hole.reason !== 'asked' &&
    hole.type === type &&
    (within(change.path, hole.key) ||
      ((change.kind === 'structure_changed' || change.kind === 'tagging_changed') && tail(hole.key).startsWith(`${tail(change.path)}(`)) ||
      within(`${change.path}(${change.name})`, hole.key) ||
      hole.fields.some((name) => name === change.name || change.path.endsWith(`.${name}`)) ||
      hole.lost.some((name) => name === change.name));
  return plan.holes.filter(has).map(({ key }) => key);
}

function within(path: string, key: string): boolean {
  const [a, b] = [tail(path), tail(key)];
  return b === a || (a !== '' && (b.startsWith(`${a}(`) || b.startsWith(`${a}[`)));
}

/** Types that were renamed differ in their first word only. */
function tail(text: string): string {
  return text.replace(/^[^.([{]*/, '');
}
