import { lstat, readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from './package-files.ts';

/** What stands in a folder of the store. */
export type StoreFile =
  | { readonly kind: 'file'; readonly name: string; readonly text: string }
  | { readonly kind: 'link'; readonly name: string; readonly target: string }
  | { readonly kind: 'other'; readonly name: string };

/** All that a folder of the store holds; nothing where there is no such folder. */
export async function readStoreFolder(folder: string): Promise<readonly StoreFile[]> {
  const names = await namesIn(folder);
  return Promise.all(
    names
      .filter((name) => !litter.has(name))
      .map(async (name): Promise<StoreFile> => {
        const path = join(folder, name);
        const found = await lstat(path);
        if (found.isSymbolicLink()) return { kind: 'link', name, target: await readlink(path) };
        if (!found.isFile()) return { kind: 'other', name };
        // Git on Windows may have given lines other ends; a line of JSON never holds one.
        const text = (await readFile(path, 'utf8')).replaceAll('\r\n', '\n');
        return { kind: 'file', name, text };
      }),
  );
}

/** The folders of APIs in the store of a package. */
export async function foldersOfStore(folder: string): Promise<readonly string[]> {
  const names = await namesIn(folder);
  const kinds = await Promise.all(
    names.map(async (name) => (await lstat(join(folder, name))).isDirectory()),
  );
  return names.filter((_, index) => kinds[index] === true);
}

/** What desktops leave in every folder that they show. */
const litter: ReadonlySet<string> = new Set(['.DS_Store', 'Thumbs.db', 'desktop.ini']);

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return [];
    throw error;
  }
}
