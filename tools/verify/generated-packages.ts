/** The packages with a skewline.json of their own that the root's does not list. */
export interface Unlisted {
  /** They have nothing to compare. */
  readonly nothingCommitted: readonly string[];
  /** What they have committed is compared by nobody. */
  readonly unlisted: readonly string[];
}

/** `paths` are the committed files, `listed` what the root's skewline.json has. */
export function packagesOf(paths: readonly string[], listed: readonly string[]): Unlisted {
  const folders = paths
    .filter((path) => path.endsWith('/skewline.json') && !/(?:^|\/)fixtures\//.test(path))
    .map((path) => path.slice(0, -'/skewline.json'.length))
    .filter((folder) => !listed.includes(folder));
  const hasGenerated = (folder: string): boolean =>
    paths.some((path) => path.startsWith(`${folder}/`) && path.includes('/generated/'));
  return {
    nothingCommitted: folders.filter((folder) => !hasGenerated(folder)),
    unlisted: folders.filter(hasGenerated),
  };
}
