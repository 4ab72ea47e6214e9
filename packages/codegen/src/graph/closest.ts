/** `did you mean nexus-internal?`, where a known name is close, and else the other advice. */
export function closest(name: string, known: readonly string[], otherwise: string): string {
  const near = known
    .map((one) => ({ one, distance: distanceOf(name, one) }))
    .filter(({ one, distance }) => distance <= Math.max(2, Math.floor(one.length / 3)))
    .sort((a, b) => a.distance - b.distance)[0];
  if (near !== undefined) return `did you mean ${near.one}? If not, ${otherwise}`;
  if (known.length === 0 || known.length > 12) return otherwise;
  return `known are ${known.join(', ')}; or ${otherwise}`;
}

/** Levenshtein's distance. */
function distanceOf(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      const [diagonal = 0, above = 0, left = 0] = [row[j - 1], row[j], next[j - 1]];
      next.push(Math.min(diagonal + same, above + 1, left + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
