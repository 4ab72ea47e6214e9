/** The same value at every position from `first` to `last`, both included. */
export interface Range<T> {
  readonly first: number;
  readonly last: number;
  readonly value: T;
}

/** Neighbours of equal values (as JSON) become one range. Oldest first, without gaps. */
export function rangesOf<T>(
  first: number,
  last: number,
  at: (position: number) => T,
): readonly Range<T>[] {
  const ranges: { first: number; last: number; value: T; text: string | undefined }[] = [];
  for (let position = first; position <= last; position += 1) {
    const value = at(position);
    // Undefined for undefined, whatever its type says.
    const text = JSON.stringify(value) as string | undefined;
    const before = ranges.at(-1);
    if (before !== undefined && before.text === text) before.last = position;
    else ranges.push({ first: position, last: position, value, text });
  }
  return ranges.map((one) => ({ first: one.first, last: one.last, value: one.value }));
}
