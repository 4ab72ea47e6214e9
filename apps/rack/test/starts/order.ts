/** Of several lists one, in which each goes on as evenly as it can: what is on the same line is at about the same time. */
export function interleave<Item>(lists: readonly (readonly Item[])[]): readonly Item[] {
  const placed = lists.flatMap((list) =>
    list.map((item, index) => ({ item, at: (index + 0.5) / list.length })),
  );
  return placed.toSorted((a, b) => a.at - b.at).map(({ item }) => item);
}
