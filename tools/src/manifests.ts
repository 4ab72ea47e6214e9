import { type Finding, jsonOf, record, type Tree, workspaces } from './tree.ts';

/** A published package lists each of its entries: an entry by wildcard is one that no check looks at. */
export function explicitExports(tree: Tree): Finding[] {
  return published(tree).flatMap((path) => {
    const entries = Object.keys(record(jsonOf(tree, path)['exports']));
    if (entries.length === 0) return [{ path, message: 'A published package needs "exports".' }];
    const unclear = entries.filter((entry) => entry.includes('*') || !entry.startsWith('.'));
    return unclear.map((entry) => ({ path, message: `"exports" has "${entry}": list each entry.` }));
  });
}

/** A range would let two installs of one commit differ. What users install is another matter: none is in peerDependencies. */
export function exactVersions(tree: Tree): Finding[] {
  const fields = ['dependencies', 'devDependencies', 'optionalDependencies'];
  return [...workspaces(tree).map((folder) => `${folder}/package.json`), 'package.json'].flatMap(
    (path) =>
      fields.flatMap((field) =>
        Object.entries(record(jsonOf(tree, path)[field]))
          .filter(([, version]) => !/^\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(String(version)))
          .map(([name, version]) => ({
            path,
            message: `${field}: ${name} is "${String(version)}", which is no exact version.`,
          })),
      ),
  );
}

/** A package that `tsc -b` at the root does not reach is built and type-checked by nobody. */
export function builtPackages(tree: Tree): Finding[] {
  const references = tree.text('tsconfig.json');
  return published(tree)
    .map((path) => path.slice(0, -'/package.json'.length))
    .filter((folder) => !references.includes(`"path": "${folder}"`))
    .map((folder) => ({ path: folder, message: 'tsconfig.json at the root does not refer to it.' }));
}

function published(tree: Tree): string[] {
  return workspaces(tree)
    .map((folder) => `${folder}/package.json`)
    .filter((path) => jsonOf(tree, path)['private'] !== true);
}
