type Path = readonly (string | number)[];

/**
 * Where a path of a converted document lies in the document that was converted. Conversions share
 * what they do not change, so the nearest object on the path that stands in the original too says
 * where; else the longest part of the path that the original has.
 */
export function locate(path: Path, at: unknown, original: unknown): Path {
  const nodes = walk(path, at);
  const places = at === original ? new Map([[at, []]]) : placesIn(original);
  for (let depth = nodes.length - 1; depth >= 0; depth -= 1) {
    const place = places.get(nodes[depth]);
    // The root of another document is none of the original's, and the same object is the same inside.
    if (place !== undefined) return [...place, ...path.slice(depth, nodes.length - 1)];
  }
  return path.slice(0, walk(path, original).length - 1);
}

/** The values on the path, from the document itself to the last that exists. */
function walk(path: Path, document: unknown): readonly unknown[] {
  const nodes = [document];
  for (const member of path) {
    const last = nodes.at(-1);
    if (typeof last !== 'object' || last === null || !Object.hasOwn(last, member)) break;
    // `hasOwn` has just shown that it is there.
    nodes.push((last as Readonly<Record<string | number, unknown>>)[member]);
  }
  return nodes;
}

/** Each object and list of a document, and the first place where it stands. */
function placesIn(document: unknown): ReadonlyMap<unknown, Path> {
  const places = new Map<unknown, Path>();
  const open: (readonly [unknown, Path])[] = [[document, []]];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [value, path] = next;
    // Bytes are one value, however many there are.
    if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) continue;
    if (places.has(value)) continue;
    places.set(value, path);
    const members: readonly (readonly [string | number, unknown])[] = Array.isArray(value)
      ? [...value.entries()]
      : Object.entries(value);
    for (const [member, inner] of members.toReversed()) open.push([inner, [...path, member]]);
  }
  return places;
}
