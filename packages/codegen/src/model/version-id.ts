/**
 * The number of a version, read from a file name or `info.version`: an integer, a semver, or
 * something date-like such as `2026010300.0.0`. Compared number by number, never as text.
 */
export interface VersionId {
  /** The shortest text that names it: `10` for `10.0.0`, `1.2.0` for `1.2.0`. */
  readonly text: string;
  /** `v10`, `v1_2_0`: a folder's name and an identifier. */
  readonly folder: string;
  readonly parts: readonly [major: number, minor: number, patch: number];
}

/** One side of a representation, in the place of a version. Its name has no number. */
export function sideId(name: string, position: 1 | 2): VersionId {
  return { text: name, folder: name, parts: [position, 0, 0] };
}

/** Whether it is a version; else it is one side of a representation, which has only its name. */
export function isNumbered({ text }: VersionId): boolean {
  return /^\d/.test(text);
}

const pattern = /^v?(\d{1,15})(?:\.(\d{1,15}))?(?:\.(\d{1,15}))?$/;

/** Undefined where the text is no version: a pre-release, build metadata, or no number at all. */
export function parseVersionId(text: string): VersionId | undefined {
  const match = pattern.exec(text);
  if (match === null) return undefined;
  const parts = [Number(match[1]), Number(match[2] ?? 0), Number(match[3] ?? 0)] as const;
  const short = parts[1] === 0 && parts[2] === 0 ? [parts[0]] : parts;
  return { text: short.join('.'), folder: `v${short.join('_')}`, parts };
}

/** The version whose folder has this name: `v10`, `v1_2_0`. */
export function versionOfFolder(folder: string): VersionId | undefined {
  const id = parseVersionId(folder.slice(1).replaceAll('_', '.'));
  return id?.folder === folder ? id : undefined;
}

export function compareVersionIds(a: VersionId, b: VersionId): number {
  for (const index of [0, 1, 2] as const) {
    const difference = a.parts[index] - b.parts[index];
    if (difference !== 0) return difference;
  }
  return 0;
}
