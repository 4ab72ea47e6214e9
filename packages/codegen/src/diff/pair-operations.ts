import type { Operation, Version } from '../model/api.ts';

/**
 * Which operation of the newer version an older one became. The id comes first, as clients are
 * generated from it; an id that was reused for another path while its own path lives on under
 * another id follows the path.
 */
export function pairOperations(
  older: Version,
  newer: Version,
): readonly (readonly [Operation, Operation])[] {
  const place = (operation: Operation): string =>
    `${operation.method} ${operation.path.replaceAll(/\{[^}]*\}/g, '{}')}`;
  const places = new Map([...newer.operations.values()].map((one) => [place(one), one]));
  const pairs: (readonly [Operation, Operation])[] = [];
  const taken = new Set<string>();
  const pair = (before: Operation, after: Operation | undefined): boolean => {
    if (after === undefined || taken.has(after.id)) return false;
    taken.add(after.id);
    pairs.push([before, after]);
    return true;
  };
  // Both agree; then the place alone; then the id alone (it moved).
  const left: Operation[] = [];
  for (const before of older.operations.values()) {
    const after = newer.operations.get(before.id);
    const settled = after !== undefined && place(after) === place(before);
    if (!settled || !pair(before, after)) left.push(before);
  }
  const moved = left.filter((before) => {
    const after = places.get(place(before));
    // An id that exists in both versions is a move, unless the other id is new as well.
    const renamed = after !== undefined && !older.operations.has(after.id);
    return !(renamed && pair(before, after));
  });
  for (const before of moved) pair(before, newer.operations.get(before.id));
  return pairs.sort((a, b) => (a[0].id < b[0].id ? -1 : 1));
}
