import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { parse } from 'yaml';
import { isJsonObject, type Json } from '../model/json.ts';

/** A package.json, and the folder that it is in, relative to the root. */
export interface ManifestText {
  readonly folder: string;
  readonly text: string;
}

/**
 * The manifests of a repository: its root, its workspaces (npm, yarn and pnpm say them in two ways)
 * and the folders that are given. A folder without a package.json is none.
 */
export async function readWorkspaces(
  root: string,
  folders: readonly string[],
): Promise<readonly ManifestText[]> {
  const found = new Set(['.', ...folders]);
  const patterns = await patternsOf(root);
  for (const pattern of patterns.filter((one) => !one.startsWith('!'))) {
    for (const folder of await matching(root, namesOf(pattern))) found.add(folder);
  }
  for (const pattern of patterns.filter((one) => one.startsWith('!'))) {
    for (const folder of await matching(root, namesOf(pattern.slice(1)))) found.delete(folder);
  }
  const texts = await Promise.all(
    [...found]
      .sort()
      .map(async (folder) => ({ folder, text: await manifestText(join(root, folder)) })),
  );
  return texts.flatMap(({ folder, text }) => (text === undefined ? [] : [{ folder, text }]));
}

/** The manifest of what is installed under a name for a package: the nearest one, up to the root. */
export async function readInstalled(
  root: string,
  folder: string,
  name: string,
): Promise<ManifestText | undefined> {
  // A name leads nowhere but into a folder of node_modules.
  if (!/^(?:@[\w.~-]+\/)?[\w~-][\w.~-]*$/.test(name)) return undefined;
  for (let at = join(root, folder); ; at = dirname(at)) {
    const place = join(at, 'node_modules', name);
    const text = await manifestText(place);
    if (text !== undefined) return { folder: relative(root, place).split(sep).join('/'), text };
    if (at === root || dirname(at) === at) return undefined;
  }
}

async function manifestText(folder: string): Promise<string | undefined> {
  return readFile(join(folder, 'package.json'), 'utf8').catch(() => undefined);
}

async function patternsOf(root: string): Promise<readonly string[]> {
  const pnpm = await readFile(join(root, 'pnpm-workspace.yaml'), 'utf8').catch(() => '');
  return [
    ...textsOf(jsonOf((await manifestText(root)) ?? '', JSON.parse), 'workspaces'),
    ...textsOf(jsonOf(pnpm, parse), 'packages'),
  ];
}

/** What cannot be parsed is a problem where the manifest itself is read. */
function jsonOf(text: string, read: (text: string) => unknown): Json | undefined {
  try {
    // Both parsers give what JSON can say, or something that is no object.
    return read(text) as Json;
  } catch {
    return undefined;
  }
}

/** `workspaces` is a list, or an object that has the list as `packages`. */
function textsOf(json: Json | undefined, key: string): readonly string[] {
  const listed = isJsonObject(json) ? json[key] : undefined;
  const list = isJsonObject(listed) ? listed['packages'] : listed;
  return Array.isArray(list) ? list.filter((one) => typeof one === 'string') : [];
}

function namesOf(pattern: string): readonly string[] {
  return pattern.split('/').filter((name) => name !== '' && name !== '.');
}

/** Folders that a pattern stands for: `*` is any part of one name, `**` any folders. */
async function matching(
  root: string,
  names: readonly string[],
  at = '',
): Promise<readonly string[]> {
  const [name, ...rest] = names;
  if (name === undefined) return at === '' ? [] : [at];
  const inner = (folder: string): string => (at === '' ? folder : `${at}/${folder}`);
  if (name === '**') {
    const deeper = await foldersIn(join(root, at));
    return [
      ...(await matching(root, rest, at)),
      ...(await Promise.all(deeper.map((one) => matching(root, names, inner(one))))).flat(),
    ];
  }
  if (!name.includes('*')) return matching(root, rest, inner(name));
  const wanted = new RegExp(`^${name.split('*').map(literally).join('.*')}$`);
  const folders = (await foldersIn(join(root, at))).filter((one) => wanted.test(one));
  return (await Promise.all(folders.map((one) => matching(root, rest, inner(one))))).flat();
}

async function foldersIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory() && !/^\.|^node_modules$/.test(entry.name))
    .map(({ name }) => name)
    .sort();
}

function literally(text: string): string {
  return text.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&');
}
