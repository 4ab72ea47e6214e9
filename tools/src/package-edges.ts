import { whyNot } from './layers.ts';
import { type Finding, jsonOf, record, type Tree, workspaces } from './tree.ts';

const runFields = ['dependencies', 'peerDependencies', 'optionalDependencies'];

/** Every edge between our own packages, as their package.json files declare it, keeps to the layers. */
export function packageEdges(tree: Tree): Finding[] {
  const byName = workspacesByName(tree);
  return [...byName.values()].flatMap((from) => {
    const path = `${from}/package.json`;
    const manifest = jsonOf(tree, path);
    return [...runFields, 'devDependencies'].flatMap((field) =>
      Object.keys(record(manifest[field])).flatMap((name) => {
        const to = byName.get(name);
        if (to === undefined) return [];
        const why = whyNot(from, to, field === 'devDependencies' ? 'development' : 'run');
        return why === undefined ? [] : [{ path, message: `${field}: ${why}.` }];
      }),
    );
  });
}

/** The folder of each of our packages by the name under which it is imported. */
export function workspacesByName(tree: Tree): ReadonlyMap<string, string> {
  return new Map(
    workspaces(tree).map((folder) => [
      String(jsonOf(tree, `${folder}/package.json`)['name']),
      folder,
    ]),
  );
}
