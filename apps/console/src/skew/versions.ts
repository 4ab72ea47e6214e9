/** `48.0.0` is version 48 to people; `2026112100.0.0` is 2026112100. What is no such version stays as it is. */
export function shortVersion(version: string): string {
  return version.replace(/^(\d+)\.0\.0$/, '$1');
}

/** `1.0.0..48.0.0` is "1 to 48"; several ranges are joined by commas. */
export function rangeText(announced: string): string {
  return announced
    .split(',')
    .map((part) => {
      const [oldest = '', newest = oldest] = part.trim().split('..').map(shortVersion);
      return oldest === newest ? oldest : `${oldest} to ${newest}`;
    })
    .join(', ');
}

/** Negative where the first is older; full versions of one API, compared number by number. */
export function compareVersions(one: string, other: string): number {
  const [left, right] = [one.split('.'), other.split('.')];
  for (let at = 0; at < Math.max(left.length, right.length); at += 1) {
    const difference = Number(left[at] ?? 0) - Number(right[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
