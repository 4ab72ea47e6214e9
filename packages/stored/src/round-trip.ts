import { ownMember } from '@skewline/runtime';

type Path = readonly (string | number)[];

/** Declared losses by the value that lost something, or that came of it. */
export type Excuses = Map<unknown, Set<string>>;

export function excuse(excuses: Excuses, value: unknown, loss: string): void {
  const losses = excuses.get(value) ?? new Set();
  excuses.set(value, losses.add(loss));
}

/**
 * Where what came back does not say what was said, if anywhere. Members that only the way back adds
 * are no difference, and null is not absent. Differences in a value that is excused are none: they go
 * to `losses` instead.
 */
export function firstDifference(
  said: unknown,
  back: unknown,
  excuses: Excuses,
  losses: Set<string>,
): Path | undefined {
  const difference = differenceInside(said, back, excuses, losses);
  if (difference === undefined) return undefined;
  const declared = excuses.get(said) ?? excuses.get(back);
  for (const loss of declared ?? []) losses.add(loss);
  return declared === undefined ? difference : undefined;
}

function differenceInside(
  said: unknown,
  back: unknown,
  excuses: Excuses,
  losses: Set<string>,
): Path | undefined {
  if (said === back) return undefined;
  const isComparable = typeof said === 'object' && typeof back === 'object';
  if (!isComparable || said === null || back === null) return [];
  if (Array.isArray(said) !== Array.isArray(back)) return [];
  if (Array.isArray(said) && Array.isArray(back) && said.length !== back.length) return [];
  for (const [name, member] of Object.entries(said)) {
    if (member === undefined) continue;
    // What is not there is undefined, and therefore different.
    const difference = firstDifference(member, ownMember(back, name), excuses, losses);
    if (difference !== undefined) return [name, ...difference];
  }
  return undefined;
}
