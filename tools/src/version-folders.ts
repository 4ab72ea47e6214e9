import { posix } from 'node:path';
import { compareVersionIds, parseVersionId, type VersionId } from '../../packages/codegen/src/model/version-id.ts';
import { versionOfFile } from '../../packages/codegen/src/read/version-of.ts';
import { type Finding, jsonOf, record, type Tree, workspaces } from './tree.ts';

/**
 * A version folder stands for a version of its API: one of its documents, or one that `versions.ts`
 * lists. Under `generated/` not every version has one, since a version holds only what changed, but
 * the first always does. A listed version of types has a folder, or operations that begin or end with
 * it: else nothing changed in it, and it is no version.
 */
export function versionFolders(tree: Tree): Finding[] {
  return workspaces(tree).flatMap((workspace) => {
    const config = configOf(tree, workspace);
    const sources = [...config.apis.map(({ source }) => source), ...config.others];
    const outside = (path: string): boolean =>
      !sources.some((source) => path.startsWith(`${source}/generated/`));
    const strays = [...generatedVersionFolders(tree, workspace, outside).values()].map((path) => ({
      path,
      message: 'It looks like a generated version, but no API of skewline.json is generated there.',
    }));
    return [...strays, ...config.apis.flatMap((api) => ofApi(tree, workspace, api))];
  });
}

/** An API of skewline.json; its folders are paths of the repository. */
interface Api {
  readonly source: string;
  readonly documents?: string;
  readonly types?: string;
}

/** What skewline.json says, as far as a rule asks. `others` are the sources of representations. */
function configOf(tree: Tree, workspace: string): { readonly apis: readonly Api[]; readonly others: readonly string[] } {
  const path = `${workspace}/skewline.json`;
  if (!tree.paths.includes(path)) return { apis: [], others: [] };
  const config = jsonOf(tree, path);
  const { apis = [config], representations = [] } = config;
  const listOf = (value: unknown): readonly Readonly<Record<string, unknown>>[] =>
    Array.isArray(value) ? value.map(record) : [];
  const placed = (folder: unknown): string => posix.join(workspace, String(folder), '.').replace(/\/$/, '');
  return {
    apis: listOf(apis)
      .filter(({ documents, types }) => (documents ?? types) !== undefined)
      .map(({ documents, types, source }) => ({
        source: placed(source ?? types ?? 'src'),
        ...(documents === undefined ? {} : { documents: placed(documents) }),
        ...(types === undefined ? {} : { types: placed(types) }),
      })),
    others: listOf(representations).map(({ source }) => placed(source)),
  };
}

function ofApi(tree: Tree, workspace: string, api: Api): Finding[] {
  const folders = generatedVersionFolders(tree, `${api.source}/generated`);
  if (api.types !== undefined) {
    const listed = listedVersions(tree, api.types);
    return [...typeFolders(tree, api.types), ...generatedFolders(api.source, folders, listed, 'listed')];
  }
  if (folders.size === 0) return [];
  const documents = documentsOf(tree, api.documents ?? '');
  if (documents.length === 0) {
    return [{ path: workspace, message: 'It has generated versions, but no documents.' }];
  }
  const versions = documents.map((path) => versionOf(tree, path));
  const known = versions.flatMap((version) => version ?? []);
  return [
    ...documents
      .filter((_, index) => versions[index] === undefined)
      .map((path) => ({ path, message: 'Neither its name nor info.version says which version it is.' })),
    ...generatedFolders(workspace, folders, known, 'documents'),
  ];
}

/** Each generated folder is a version, and the first version has one. */
function generatedFolders(
  place: string,
  folders: ReadonlyMap<string, string>,
  versions: readonly VersionId[],
  from: 'documents' | 'listed',
): Finding[] {
  if (folders.size === 0) return [];
  const listed = new Set(versions.map((version) => version.folder));
  const [first] = versions.toSorted(compareVersionIds);
  return [
    ...[...folders]
      .filter(([folder]) => !listed.has(folder))
      .map(([folder, path]) => ({
        path,
        message: from === 'documents' ? `No document is version ${folder}.` : `versions.ts lists no ${folder}.`,
      })),
    ...(first === undefined || folders.has(first.folder)
      ? []
      : [{ path: place, message: `generated/ has no folder for the first version, ${first.folder}.` }]),
  ];
}

/** `vN/` of hand-written types are the listed versions, and the other way round. */
function typeFolders(tree: Tree, types: string): Finding[] {
  const path = `${types}/versions.ts`;
  if (!tree.paths.includes(path)) return [{ path: types, message: 'It has no versions.ts.' }];
  const versions = listedVersions(tree, types);
  if (versions.length === 0) return [{ path, message: 'It lists no version.' }];
  const folders = new Map<string, string>();
  for (const one of tree.paths) {
    const folder = new RegExp(`^${escaped(types)}/(v\\d+(?:_\\d+)*)/`).exec(one)?.[1];
    if (folder !== undefined) folders.set(folder, one);
  }
  const operations = tree.paths
    .filter((one) => new RegExp(`^${escaped(types)}/operations(?:\\.ts$|/)`).test(one))
    .map((one) => tree.text(one))
    .join('\n');
  const says = (word: 'since' | 'until', version: VersionId | undefined): boolean =>
    version !== undefined &&
    [...operations.matchAll(new RegExp(`\\b${word}: *['"]?([\\d.]+)`, 'g'))].some(
      ([, text]) => parseVersionId(text ?? '')?.folder === version.folder,
    );
  return [
    ...[...folders]
      .filter(([folder]) => !versions.some((version) => version.folder === folder))
      .map(([folder, one]) => ({ path: one, message: `versions.ts lists no ${folder}.` })),
    ...versions
      .filter(({ folder }, index) => {
        const changesOperations = says('since', versions[index]) || says('until', versions[index - 1]);
        return !folders.has(folder) && !changesOperations;
      })
      .map(({ text, folder }) => ({
        path,
        message: `Version ${text} is listed, but there is no ${folder}/, and no operation changes in it.`,
      })),
  ];
}

/** The keys of the interface in `versions.ts`, oldest first. */
function listedVersions(tree: Tree, types: string): readonly VersionId[] {
  const path = `${types}/versions.ts`;
  if (!tree.paths.includes(path)) return [];
  const text = tree.text(path).replaceAll(/\/\*[\s\S]*?\*\//g, '');
  return [...text.matchAll(/^\s*(?:readonly\s+)?['"]?([\d.]+)['"]?\s*:/gm)]
    .flatMap(([, key]) => parseVersionId(key ?? '') ?? [])
    .toSorted(compareVersionIds);
}

/** Each version folder's name, with one file in it to point at. */
function generatedVersionFolders(
  tree: Tree,
  below: string,
  isMeant: (path: string) => boolean = () => true,
): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const path of tree.paths) {
    if (!path.startsWith(`${below}/`) || !isMeant(path)) continue;
    const folder = /\/generated\/(?:[^/]+\/)*?(v\d+(?:_\d+)*)\//.exec(path)?.[1];
    if (folder !== undefined) found.set(folder, path);
  }
  return found;
}

function documentsOf(tree: Tree, folder: string): string[] {
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

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
