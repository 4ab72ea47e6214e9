/**
 * The positions of the first two items that are the same JSON value, if any. Comparing each with each
 * would take a long list minutes.
 */
export function duplicate(items: readonly unknown[]): readonly [number, number] | undefined {
  const scalars = new Map<unknown, number>();
  const others = new Map<string, number>();
  for (const [index, item] of items.entries()) {
    const isScalar = typeof item !== 'object' || item === null;
    const earlier = isScalar ? scalars.get(item) : others.get(canonical(item));
    if (earlier !== undefined) return [earlier, index];
    if (isScalar) scalars.set(item, index);
    else others.set(canonical(item), index);
  }
  return undefined;
}

/**
 * The items of a list in which none may be twice, each at its first place: conversions may drop what told two apart. The
 * list itself where all differ.
 */
export function distinct<T>(items: T[]): T[] {
  if (duplicate(items) === undefined) return items;
  const seen = new Set<string>();
  return items.filter((item) => {
    const text = canonical(item);
    return !seen.has(text) && seen.add(text);
  });
}

/** JSON text that is equal for equal values: the order of an object's members means nothing. */
function canonical(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? '';
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  const members = Object.entries(value).map(
    ([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`,
  );
  return `{${members.sort().join()}}`;
}
