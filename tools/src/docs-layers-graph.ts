import { layers } from './layers.ts';
import { workspacesByName } from './package-edges.ts';
import { jsonOf, record, type Tree } from './tree.ts';

/** The packages as rows of boxes: each one is below all that it imports when it runs. */
export interface LayersGraph {
  readonly rows: readonly GraphRow[];
  /** From a workspace to one above it. What follows from others is left out. */
  readonly edges: readonly GraphEdge[];
}

export interface GraphRow {
  /** The name of the layer; the rows of a layer follow each other. */
  readonly layer: string;
  readonly boxes: readonly GraphBox[];
}

export interface GraphBox {
  /** `packages/saga` */
  readonly workspace: string;
  /** For npm; the others are of this repository only. */
  readonly published: boolean;
}

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
}

const runFields = ['dependencies', 'peerDependencies', 'optionalDependencies'];

/** The layers of `layers.ts` with the dependencies that the package.json files declare. */
export function layersGraph(tree: Tree): LayersGraph {
  const byName = workspacesByName(tree);
  const workspaces = [...byName.values()].sort();
  const uses = new Map(
    workspaces.map((workspace) => {
      const manifest = jsonOf(tree, `${workspace}/package.json`);
      const names = runFields.flatMap((field) => Object.keys(record(manifest[field])));
      return [workspace, names.flatMap((name) => byName.get(name) ?? [])] as const;
    }),
  );
  const rows = layers
    .flatMap((layer) => rowsOf(layer, workspaces, uses))
    .map((row) => ({
      layer: row.layer,
      boxes: row.workspaces.map((workspace) => ({
        workspace,
        published: jsonOf(tree, `${workspace}/package.json`)['private'] !== true,
      })),
    }));
  return { rows, edges: reduced(uses) };
}

interface Row {
  readonly layer: string;
  readonly workspaces: readonly string[];
}

/** A layer whose workspaces use each other is several rows: what is used is above. */
function rowsOf(
  layer: (typeof layers)[number],
  all: readonly string[],
  uses: ReadonlyMap<string, readonly string[]>,
): Row[] {
  const inLayer = all.filter((workspace) =>
    layer.workspaces.some(
      (listed) => listed === workspace || listed === workspace.replace(/\/.*/, '/*'),
    ),
  );
  const depth = (workspace: string): number =>
    Math.max(
      0,
      ...(uses.get(workspace) ?? [])
        .filter((used) => inLayer.includes(used))
        .map((used) => depth(used) + 1),
    );
  const levels = [...new Set(inLayer.map(depth))].sort((a, b) => a - b);
  return levels.map((level) => ({
    layer: layer.name,
    workspaces: inLayer.filter((workspace) => depth(workspace) === level),
  }));
}

/** Without the edges that others imply: nexus uses runtime, but so does all that it uses. */
function reduced(uses: ReadonlyMap<string, readonly string[]>): GraphEdge[] {
  const reached = (from: string): ReadonlySet<string> =>
    new Set((uses.get(from) ?? []).flatMap((used) => [used, ...reached(used)]));
  return [...uses].flatMap(([from, direct]) => {
    const implied = new Set(direct.flatMap((used) => [...reached(used)]));
    return direct.filter((to) => !implied.has(to)).map((to) => ({ from, to }));
  });
}
