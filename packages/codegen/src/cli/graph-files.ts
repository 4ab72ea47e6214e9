import { join, posix } from 'node:path';
import { folderOf, readPackageConfig } from '../config.ts';
import type { Declared } from '../graph/declared.ts';
import type { Policy } from '../graph/graph.ts';
import { type Manifest, readManifest } from '../graph/manifest.ts';
import type { GraphReport } from '../graph/report.ts';
import type { Surroundings } from '../graph/surroundings.ts';
import { isJsonObject, type Json } from '../model/json.ts';
import type { Problem } from '../model/problem.ts';
import { compareVersionIds, parseVersionId, type VersionId } from '../model/version-id.ts';
import { readTextFile, readTree } from '../read/package-files.ts';
import { readInstalled, readWorkspaces } from '../read/workspaces.ts';
import { generatedFolder } from '../write/plan-write.ts';
import type { Io } from './io.ts';

interface Found {
  readonly value: Surroundings;
  readonly problems: readonly Problem[];
}

/** What the repository says besides the declared file: how APIs are versioned, who depends on whom. */
export async function readSurroundings(
  declared: Declared,
  root: string,
  file: string,
  io: Io,
): Promise<Found> {
  const policies = await readPolicies(declared, root, file, io);
  const manifests = await readManifests(declared, root);
  return {
    value: { file, policies: policies.value, manifests: manifests.value },
    problems: [...policies.problems, ...manifests.problems],
  };
}

interface Policies {
  readonly value: Surroundings['policies'];
  readonly problems: readonly Problem[];
}

async function readPolicies(
  { apis }: Declared,
  root: string,
  file: string,
  io: Io,
): Promise<Policies> {
  const value = new Map<string, ReadonlyMap<string, Policy>>();
  const problems: Problem[] = [];
  const seen = new Set<string>();
  for (const { package: folder, pointer } of apis) {
    if (folder === undefined || seen.has(folder)) continue;
    seen.add(folder);
    const shown = posix.join(folder, 'skewline.json');
    const text = await readTextFile(
      join(folderOf(folder, root, io.environment, io.folder), 'skewline.json'),
      shown,
    );
    if (text.value === undefined) {
      const [first] = text.problems;
      problems.push({
        code: 'graph_name_unknown',
        severity: 'error',
        message: first?.message ?? `${shown} cannot be read`,
        fix: 'name the folder of a package that has the API, or say "versioned" here',
        file,
        pointer: `${pointer}/package`,
      });
      continue;
    }
    const config = readPackageConfig(text.value, shown);
    problems.push(...config.problems);
    if (config.value === undefined) continue;
    value.set(folder, new Map(config.value.apis.map(({ name, versioned }) => [name, versioned])));
  }
  return { value, problems };
}

async function readManifests(
  declared: Declared,
  root: string,
): Promise<{ readonly value: readonly Manifest[]; readonly problems: readonly Problem[] }> {
  const folders = [
    ...declared.units.flatMap(({ components }) => components.map((one) => one.package)),
    ...declared.apis.map((one) => one.package),
  ].flatMap((folder) => (folder === undefined ? [] : [folder]));
  const problems: Problem[] = [];
  const workspaces: Manifest[] = [];
  for (const { folder, text } of await readWorkspaces(root, folders)) {
    const manifest = readManifest(text, folder);
    problems.push(...manifest.problems);
    if (manifest.value !== undefined) workspaces.push(manifest.value);
  }
  return { value: [...workspaces, ...(await installedFor(workspaces, root))], problems };
}

/** Clients that come from a registry say in their package.json, too, what they speak. */
async function installedFor(
  workspaces: readonly Manifest[],
  root: string,
): Promise<readonly Manifest[]> {
  const own = new Set(workspaces.map(({ name }) => name));
  const found = new Map<string, Manifest>();
  for (const { folder, dependencies } of workspaces) {
    for (const name of dependencies.filter((one) => !own.has(one) && !found.has(one))) {
      const installed = await readInstalled(root, folder, name);
      // What is wrong with somebody else's package.json is not for us to say.
      const manifest =
        installed === undefined ? undefined : readManifest(installed.text, installed.folder).value;
      if (manifest !== undefined) found.set(name, { ...manifest, name });
    }
  }
  return [...found.values()];
}

/** Operations of the APIs that are part of a cycle or undeclared: declared, or of the newest document. */
export async function countOperations(
  { apis }: Declared,
  { cycles, proposals }: GraphReport,
  root: string,
  io: Io,
): Promise<ReadonlyMap<string, number>> {
  const wanted = new Set([
    ...cycles.flatMap(({ edges }) => edges.flatMap((edge) => edge.apis)),
    ...proposals.map(({ api }) => api),
  ]);
  const counts = new Map<string, number>();
  for (const one of apis.filter(({ name }) => wanted.has(name))) {
    const folder = one.package;
    const count =
      one.operations ??
      (folder === undefined
        ? undefined
        : await countIn(folderOf(folder, root, io.environment, io.folder), one.api));
    if (count !== undefined) counts.set(one.name, count);
  }
  return counts;
}

/** Undefined where nothing has been generated yet: the cost is not known then, and that is said. */
async function countIn(folder: string, api: string): Promise<number | undefined> {
  const text = await readTextFile(join(folder, 'skewline.json'));
  const config = readPackageConfig(text.value ?? '').value?.apis.find(({ name }) => name === api);
  if (config === undefined) return undefined;
  const files = (await readTree(join(folder, config.source, generatedFolder))) ?? [];
  let newest: { readonly id: VersionId; readonly count: number } | undefined;
  for (const { path, text: document = '' } of files) {
    if (!/^[^/]+\/openapi\.json$/.test(path)) continue;
    const found = operationsOf(document);
    if (found === undefined) continue;
    if (newest === undefined || compareVersionIds(newest.id, found.id) < 0) newest = found;
  }
  return newest?.count;
}

const methods = new Set(['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace']);

function operationsOf(
  text: string,
): { readonly id: VersionId; readonly count: number } | undefined {
  let document: Json;
  try {
    // What JSON.parse returns is Json by definition.
    document = JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
  const { info, paths } = isJsonObject(document) ? document : {};
  const version = isJsonObject(info) ? info['version'] : undefined;
  const id = typeof version === 'string' ? parseVersionId(version) : undefined;
  if (id === undefined || !isJsonObject(paths)) return undefined;
  const count = Object.values(paths)
    .filter(isJsonObject)
    .flatMap((path) => Object.keys(path).filter((key) => methods.has(key))).length;
  return { id, count };
}
