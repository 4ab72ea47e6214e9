import { ownMember } from '@skewline/runtime';

export type Path = readonly (string | number)[];

/** Declared losses, by a value that lost something or that came of it. */
export type Excuses = Map<unknown, Set<string>>;

export function excuse(excuses: Excuses, value: unknown, loss: string): void {
  const losses = excuses.get(value) ?? new Set();
  excuses.set(value, losses.add(loss));
}

/**
 * Where what came back does not say what was said. Members that only the way back adds are no
 * difference, and null is not absent. Differences in a value that is excused are none: the losses that
 * are declared for it go to `losses` instead.
 */
export function differences(
  said: unknown,
  back: unknown,
  excuses: Excuses,
  losses: Set<string>,
): readonly Path[] {
  const found = inside(said, back, excuses, losses);
  if (found.length === 0) return found;
  const declared = excuses.get(said) ?? excuses.get(back);
  for (const loss of declared ?? []) losses.add(loss);
  return declared === undefined ? found : [];
}

function inside(
  said: unknown,
  back: unknown,
  excuses: Excuses,
  losses: Set<string>,
): readonly Path[] {
  if (said === back) return [];
  const isComparable = typeof said === 'object' && typeof back === 'object';
  if (!isComparable || said === null || back === null) return [[]];
  if (Array.isArray(said) !== Array.isArray(back)) return [[]];
  if (Array.isArray(said) && Array.isArray(back) && said.length !== back.length) return [[]];
  return Object.entries(said).flatMap(([name, member]) => {
    if (member === undefined) return [];
    // What is not there is undefined, and therefore different.
    const found = differences(member, ownMember(back, name), excuses, losses);
    return found.map((path) => [name, ...path]);
  });
}
