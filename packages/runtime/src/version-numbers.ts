/** A version as three numbers. */
export type VersionNumbers = readonly [major: number, minor: number, patch: number];

/** `10` and `10.0.0` are the same version. Undefined for what is none. */
export function numbersOf(text: string): VersionNumbers | undefined {
  if (!/^\d{1,15}(?:\.\d{1,15}){0,2}$/.test(text)) return undefined;
  const [major = 0, minor = 0, patch = 0] = text.split('.').map(Number);
  return [major, minor, patch];
}

/** Below zero where the first is the older one. */
export function compareNumbers(a: VersionNumbers, b: VersionNumbers): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}
