import { randomBytes } from 'node:crypto';
import { constants, type Stats } from 'node:fs';
import * as fs from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { Fault, type StoredProblemCode } from './problem.ts';

/** What is in a file; undefined where none is. */
export async function readWhole(
  path: string,
  maxBytes: number,
): Promise<Uint8Array | undefined | Fault> {
  let handle: fs.FileHandle | undefined;
  try {
    // Without O_NONBLOCK opening a pipe would wait for somebody to write into it.
    handle = await fs.open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const stats = await handle.stat();
    if (!stats.isFile()) return inTheWay(stats);
    if (stats.size > maxBytes) return tooLarge(stats.size, maxBytes);
    const bytes = await handle.readFile();
    return bytes.length > maxBytes ? tooLarge(bytes.length, maxBytes) : bytes;
  } catch (error) {
    return codeOf(error) === 'ENOENT' ? undefined : faultOf(error, 'read_failed');
  } finally {
    await handle?.close();
  }
}

function inTheWay(stats: Stats): Fault {
  const what = stats.isDirectory() ? 'a folder' : 'something else';
  return new Fault('not_a_file', `is ${what}, not a file`);
}

function tooLarge(bytes: number, maxBytes: number): Fault {
  return new Fault('too_large', `has ${String(bytes)} bytes, more than ${String(maxBytes)}`);
}

/** Where a path leads: a symbolic link keeps pointing to the file when that is replaced. */
export async function targetOf(path: string): Promise<string | Fault> {
  let target = path;
  try {
    for (let links = 0; links < 40; links += 1) {
      const folder = await fs.realpath(dirname(resolve(target)));
      target = join(folder, basename(target));
      const stats = await fs.lstat(target).catch(ifAbsent);
      if (stats?.isSymbolicLink() !== true) return target;
      target = resolve(folder, await fs.readlink(target));
    }
    return new Fault('write_failed', 'is a link that leads to itself');
  } catch (error) {
    return codeOf(error) === 'ENOENT'
      ? new Fault('folder_missing', 'its folder is not there', '', { cause: error })
      : faultOf(error, 'write_failed');
  }
}

export interface Replacement {
  /** Where no link is any more, from `targetOf`. */
  readonly target: string;
  readonly bytes: Uint8Array;
  /** Whether the file that is there stays, under another name. */
  readonly setAside: boolean;
}

/**
 * Puts new content in the place of a file. It is written beside and takes the place by renaming:
 * whoever reads, and whatever crashes, the file is the old one or the new one. Answers with the path
 * of what was set aside, if anything was.
 */
export async function replace(replacement: Replacement): Promise<string | undefined | Fault> {
  const { target, bytes, setAside } = replacement;
  const written = `${target}${writing}${randomBytes(8).toString('hex')}`;
  let aside: string | undefined;
  try {
    const old = await fs.stat(target).catch(ifAbsent);
    if (old !== undefined && !old.isFile()) return inTheWay(old);
    // Renaming asks only whether the folder may be changed.
    if (old !== undefined) await fs.access(target, constants.W_OK);
    await removeLeftOvers(target);
    await writeBeside(written, bytes, old);
    if (setAside && old !== undefined) aside = await keepBeside(target);
    await fs.rename(written, target);
  } catch (error) {
    await fs.rm(written, { force: true }).catch(() => {});
    if (aside !== undefined) await putBack(target, aside).catch(() => {});
    return faultOf(error, 'write_failed');
  }
  try {
    await syncFolder(dirname(target));
  } catch (error) {
    const message = 'is written, but the disk does not say that it will stay';
    return new Fault('not_durable', message, '', { cause: error });
  }
  return aside;
}

async function writeBeside(path: string, bytes: Uint8Array, old: Stats | undefined): Promise<void> {
  // Until it is in place nobody else may see what perhaps nobody else may see.
  const handle = await fs.open(path, 'wx', old === undefined ? 0o666 : 0o600);
  try {
    if (old !== undefined) {
      const own = await handle.stat();
      // Only root may give files away, and nobody else needs to.
      if (own.uid !== old.uid || own.gid !== old.gid) {
        await handle.chown(old.uid, old.gid).catch(() => {});
      }
      await handle.chmod(old.mode & 0o7777);
    }
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Gives a file a second name, so that there is no moment in which it has none. */
async function keepBeside(target: string): Promise<string> {
  const time = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const aside = `${target}.unreadable-${time}-${randomBytes(4).toString('hex')}`;
  try {
    await fs.link(target, aside);
  } catch {
    // Some disks have no second names; then a crash here leaves the file under its new name only.
    await fs.rename(target, aside);
  }
  await syncFolder(dirname(target));
  return aside;
}

/** Gives a file that was not replaced its only name back. */
async function putBack(target: string, aside: string): Promise<void> {
  // Does nothing where both are names of the same file.
  await fs.rename(aside, target);
  const [one, other] = [await fs.lstat(target), await fs.lstat(aside).catch(ifAbsent)];
  if (other !== undefined && one.ino === other.ino) await fs.rm(aside);
}

const writing = '.writing-';
const leftOverAfterMs = 60 * 60 * 1000;

/**
 * What a writer that died has left. Only what is surely such a thing: it has the name, it is ours, and
 * nobody has written to it for an hour. A failure here is none of the write's business.
 */
async function removeLeftOvers(target: string): Promise<void> {
  const folder = dirname(target);
  const prefix = `${basename(target)}${writing}`;
  const names = await fs.readdir(folder).catch((): string[] => []);
  for (const name of names) {
    if (!name.startsWith(prefix) || !/^[0-9a-f]{16}$/.test(name.slice(prefix.length))) continue;
    const path = join(folder, name);
    const stats = await fs.lstat(path).catch(() => undefined);
    const isOurs = stats?.isFile() === true && stats.uid === (process.getuid?.() ?? stats.uid);
    const isOld = stats !== undefined && Date.now() - stats.mtimeMs > leftOverAfterMs;
    if (isOurs && isOld) await fs.rm(path, { force: true }).catch(() => {});
  }
}

/** So that the new name survives a power failure too. Windows cannot do it, and need not. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await fs.open(folder, constants.O_RDONLY);
  try {
    await handle.sync();
  } catch (error) {
    // Some network disks do not know how.
    if (codeOf(error) !== 'EINVAL' && codeOf(error) !== 'ENOTSUP') throw error;
  } finally {
    await handle.close();
  }
}

const words: ReadonlyMap<string, readonly [StoredProblemCode, string]> = new Map([
  ['EACCES', ['not_permitted', 'this program may not']],
  ['EPERM', ['not_permitted', 'this program may not']],
  ['EROFS', ['not_permitted', 'the disk is read-only']],
  ['ENOSPC', ['disk_full', 'the disk is full']],
  ['EDQUOT', ['disk_full', 'there is no room left for this user']],
  ['ENOTDIR', ['not_a_file', 'something on the way to it is not a folder']],
  ['EISDIR', ['not_a_file', 'is a folder, not a file']],
]);

function faultOf(error: unknown, otherwise: 'read_failed' | 'write_failed'): Fault {
  const system = codeOf(error) ?? 'unknown';
  const [code, message] = words.get(system) ?? [otherwise, 'the operating system says no'];
  return new Fault(code, `${message} (${system})`, '', { cause: error });
}

function ifAbsent(error: unknown): undefined {
  if (codeOf(error) !== 'ENOENT') throw error;
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;
}
