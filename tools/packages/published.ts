import { jsonOf, record, type Tree, workspaces } from '../src/tree.ts';

/** A package of this repository that is published. */
export interface Published {
  readonly name: string;
  readonly version: string;
  /** Relative to the repository, with `/`. */
  readonly folder: string;
  readonly manifest: Readonly<Record<string, unknown>>;
  /** Its entries, without `./package.json`, which everybody has. */
  readonly entries: readonly Entry[];
}

export interface Entry {
  /** As in "exports": `.` or `./v49`. */
  readonly subpath: string;
  /** What to import: `@skewline/sled-agent-types/v49`. */
  readonly specifier: string;
  readonly isJson: boolean;
}

/** All published packages; of those that say to be private nobody hears. */
export function publishedPackages(tree: Tree): readonly Published[] {
  return workspaces(tree)
    .filter((folder) => folder.startsWith('packages/'))
    .map((folder) => ({ folder, manifest: jsonOf(tree, `${folder}/package.json`) }))
    .filter(({ manifest }) => manifest['private'] !== true)
    .map(({ folder, manifest }) => {
      const name = String(manifest['name']);
      return {
        name,
        version: String(manifest['version']),
        folder,
        manifest,
        entries: entriesOf(name, record(manifest['exports'])),
      };
    });
}

function entriesOf(name: string, exports: Readonly<Record<string, unknown>>): readonly Entry[] {
  return Object.keys(exports)
    .filter((subpath) => subpath !== './package.json')
    .map((subpath) => ({
      subpath,
      specifier: `${name}${subpath.slice(1)}`,
      isJson: subpath.endsWith('.json'),
    }));
}

/**
 * What somebody installs beside a package to use all of its entries: its peers, also the optional
 * ones, in the version that it is developed with.
 */
export function peersOf({ manifest }: Pick<Published, 'manifest'>): readonly string[] {
  const developed = record(manifest['devDependencies']);
  return Object.entries(record(manifest['peerDependencies'])).map(
    ([name, range]) => `${name}@${String(developed[name] ?? range)}`,
  );
}
