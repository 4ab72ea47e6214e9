import type { Problem } from '../../model/problem.ts';
import { changedProblem } from './frozen.ts';
import type { Resolution } from './resolution.ts';

/**
 * The problems of all resolutions, in their order. A change that several frozen versions share is
 * said once, where the oldest of them stands.
 */
export function problemsOf(resolutions: readonly Resolution[]): readonly Problem[] {
  const groups = new Map<string, Resolution[]>();
  for (const one of resolutions) {
    const key = keyOf(one);
    if (key !== undefined) groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return resolutions.flatMap((one) => {
    const group = groups.get(keyOf(one) ?? '') ?? [];
    if (group.length < 2) return one.problems;
    const others = one.problems.filter((problem) => !isChange(problem));
    if (group[0] !== one) return others;
    const versions = group.flatMap(({ version }) => (version === undefined ? [] : [version]));
    const file = one.problems.find(isChange)?.file ?? '';
    const restore = `restore what versions ${versions.join(', ')} say`;
    return [changedProblem(versions, one.refused ?? [], file, restore), ...others];
  });
}

function isChange({ code }: Problem): boolean {
  return code === 'frozen_changed' || code === 'frozen_unproven';
}

/** Undefined where nothing is refused of it, or nothing is known of what. */
function keyOf({ refused = [] }: Resolution): string | undefined {
  return refused.length === 0
    ? undefined
    : refused
        .map(({ id }) => id)
        .sort()
        .join(' ');
}
