import { posix } from 'node:path';
import { parseVersionId } from '../../packages/codegen/src/model/version-id.ts';
import { type Finding, jsonOf, record, type Tree, workspaces } from './tree.ts';

/**
 * In a workspace with a `documents/` folder, a version folder under `generated/` stands for one of those
 * documents. Not every version has one, since a version holds only what changed, but the first always does.
 */
export function versionFolders(tree: Tree): Finding[] {
  return workspaces(tree).flatMap((workspace) => {
    const documents = tree.paths.filter(
      (path) => path.startsWith(`${workspace}/documents/`) && /\.(?:json|ya?ml)$/.test(path),
    );
    const folders = generatedVersionFolders(tree, workspace);
    if (documents.length === 0 || folders.size === 0) return [];
    const versions = documents.map((path) => versionOf(tree, path));
    const listed = new Set(versions.map((version) => version?.folder));
    const first = versions
      .flatMap((version) => version ?? [])
      .toSorted((a, b) => a.parts[0] - b.parts[0] || a.parts[1] - b.parts[1] || a.parts[2] - b.parts[2])[0];
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

/** The version in the file's name where there is one, else the one in `info.version`. */
function versionOf(tree: Tree, path: string): ReturnType<typeof parseVersionId> {
  const stem = posix.basename(path).replace(/\.[^.]+$/, '');
  const fromName = parseVersionId(stem) ?? parseVersionId(/[-_](v?\d+(?:\.\d+)*)$/.exec(stem)?.[1] ?? '');
  if (fromName !== undefined) return fromName;
  const inside = path.endsWith('.json')
    ? record(jsonOf(tree, path)['info'])['version']
    : /^\s+version:\s*['"]?([^'"\s]+)/m.exec(tree.text(path))?.[1];
  return parseVersionId(String(inside));
}
