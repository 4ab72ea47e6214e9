import { posix } from 'node:path';
import { compareVersionIds, parseVersionId, type VersionId } from '../../packages/codegen/src/model/version-id.ts';
import { versionOfFile } from '../../packages/codegen/src/read/version-of.ts';
import { type Finding, jsonOf, record, type Tree, workspaces } from './tree.ts';

/**
 * In a workspace with a `skewline.json`, a version folder under `generated/` stands for one of its documents.
 * Not every version has one, since a version holds only what changed, but the first always does.
 */
export function versionFolders(tree: Tree): Finding[] {
  return workspaces(tree).flatMap((workspace) => {
    const folders = generatedVersionFolders(tree, workspace);
    if (folders.size === 0) return [];
    const documents = documentsOf(tree, workspace);
    if (documents.length === 0) {
      return [{ path: workspace, message: 'It has generated versions, but no documents.' }];
    }
    const versions = documents.map((path) => versionOf(tree, path));
    const listed = new Set(versions.map((version) => version?.folder));
    const first = versions
      .flatMap((version) => version ?? [])
      .toSorted(compareVersionIds)[0];
    return [
      ...documents
        .filter((_, index) => versions[index] === undefined)
        .map((path) => ({ path, message: 'Neither its name nor info.version says which version it is.' })),
      ...[...folders]
        .filter(([folder]) => !listed.has(folder))
        .map(([folder, path]) => ({ path, message: `No document is version ${folder}.` })),
      ...(first === undefined || folders.has(first.folder)
        ? []
        : [{ path: workspace, message: `generated/ has no folder for the first version, ${first.folder}.` }]),
    ];
  });
}

/** Each version folder's name, with one file in it to point at. */
function generatedVersionFolders(tree: Tree, workspace: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const path of tree.paths) {
    if (!path.startsWith(`${workspace}/`)) continue;
    const folder = /\/generated\/(?:[^/]+\/)*?(v\d+(?:_\d+)*)\//.exec(path)?.[1];
    if (folder !== undefined) found.set(folder, path);
  }
  return found;
}

/** The documents that `skewline.json` names, as paths of the repository. */
function documentsOf(tree: Tree, workspace: string): string[] {
  const config = `${workspace}/skewline.json`;
  if (!tree.paths.includes(config)) return [];
  const folder = posix.join(workspace, String(jsonOf(tree, config)['documents']));
  return tree.paths.filter((path) => posix.dirname(path) === folder && /\.(?:json|ya?ml)$/.test(path));
}

/** The version in the file's name where there is one, else the one in `info.version`. */
function versionOf(tree: Tree, path: string): VersionId | undefined {
  const named = versionOfFile(path);
  if (named !== undefined) return named;
  const stated = path.endsWith('.json')
    ? record(jsonOf(tree, path)['info'])['version']
    : /^\s+version:\s*['"]?([^'"\s]+)/m.exec(tree.text(path))?.[1];
  return typeof stated === 'string' ? parseVersionId(stated) : undefined;
}
