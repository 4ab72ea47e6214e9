import { createHash } from 'node:crypto';
import { lstat, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Checked } from '../model/problem.ts';
import { defaultLimits } from './limits.ts';

/** What stands at a path under a folder: `/` between names, whatever the system uses. */
export interface FoundFile {
  readonly path: string;
  /** Absent for a symbolic link, a socket or anything else that is no plain file. */
  readonly text?: string;
}

/** The text of one file that a package must have. */
export async function readTextFile(path: string, shownAs: string = path): Promise<Checked<string>> {
  try {
    return { value: await readFile(path, 'utf8'), problems: [] };
  } catch (error) {
    const missing = errorCode(error) === 'ENOENT';
    return {
      problems: [
        {
          code: 'file_unreadable',
          severity: 'error',
          message: missing
            ? `${shownAs} does not exist`
            : `${shownAs} cannot be read: ${wordsOf(error)}`,
          file: shownAs,
        },
      ],
    };
  }
}

export async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

export async function isFolder(path: string): Promise<boolean> {
  return lstat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

/** All that a folder holds, in the order of the paths; undefined where there is no such folder. */
export async function readTree(folder: string): Promise<readonly FoundFile[] | undefined> {
  const found: FoundFile[] = [];
  const read = async (path: string): Promise<void> => {
    const entries = await readdir(path === '' ? folder : join(folder, path), {
      withFileTypes: true,
    });
    for (const entry of entries) {
      const inner = path === '' ? entry.name : `${path}/${entry.name}`;
      if (entry.isDirectory()) await read(inner);
      else if (!entry.isFile()) found.push({ path: inner });
      else found.push({ path: inner, text: await readFile(join(folder, inner), 'utf8') });
    }
  };
  try {
    await read('');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/**
 * A hash of every document of a folder, names included. Undefined where a document is too large, or
 * the folder cannot be read: reading it properly then says what is wrong.
 */
export async function hashDocuments(folder: string): Promise<string | undefined> {
  const hash = createHash('sha256');
  try {
    const names = (await readdir(folder)).filter((name) => /\.(?:json|ya?ml)$/i.test(name)).sort();
    for (const name of names) {
      const path = join(folder, name);
      const found = await stat(path);
      if (found.isDirectory()) continue;
      if (found.size > defaultLimits.documentBytes) return undefined;
      const bytes = await readFile(path);
      hash.update(`${name}\0${String(bytes.length)}\0`).update(bytes);
    }
  } catch {
    return undefined;
  }
  return hash.digest('hex');
}

/**
 * Which codegen this is: its version would not do, as a checkout changes without a new one. The
 * versions of its dependencies are exact and stand in package.json.
 */
export async function hashOfCodegen(): Promise<string> {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const hash = createHash('sha256').update(await readFile(join(root, '../package.json')));
  for (const { path, text } of (await readTree(root)) ?? []) {
    const isCode = /\.(?:ts|js)$/.test(path) && !path.endsWith('.d.ts');
    if (isCode) hash.update(`${path}\0${text ?? ''}\0`);
  }
  return hash.digest('hex');
}

/** `ENOENT` and so on, where the system gave one. */
export function errorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

const words: ReadonlyMap<string, string> = new Map([
  ['EACCES', 'permission is denied'],
  ['EPERM', 'the operation is not permitted'],
  ['EROFS', 'the file system is read-only'],
  ['ENOSPC', 'the disk is full'],
  ['EDQUOT', 'the disk quota is used up'],
  ['ENOTDIR', 'a part of the path is not a folder'],
  ['EISDIR', 'it is a folder'],
  ['ENOENT', 'it does not exist'],
  ['ENOTEMPTY', 'another program wrote there at the same time'],
  ['EMFILE', 'too many files are open'],
  ['ENAMETOOLONG', 'the path is too long'],
  ['EIO', 'the disk reported an error'],
]);

/** An error of the system in words, its code behind them. */
export function wordsOf(error: unknown): string {
  const code = errorCode(error);
  const known = words.get(code ?? '');
  if (known !== undefined) return `${known} (${code ?? ''})`;
  return error instanceof Error ? error.message : String(error);
}
