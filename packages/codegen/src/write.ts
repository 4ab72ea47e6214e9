import * as fs from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import type { FileMap } from './model/file-map.ts';
import type { Problem } from './model/problem.ts';
import { errorCode, exists, isFolder, readTree, wordsOf } from './read/package-files.ts';
import { compareWithDisk, generatedFolder, stampName, type WritePlan } from './write/plan-write.ts';

/** Where generated files go. */
export interface WriteTarget {
  /** The package's folder. */
  readonly folder: string;
  /** The folder of its sources, relative to that. */
  readonly source: string;
}

/** The part of `node:fs` that writes; a test puts a full disk in its place. */
export type Disk = Pick<
  typeof fs,
  'access' | 'copyFile' | 'link' | 'mkdir' | 'rename' | 'rm' | 'utimes' | 'writeFile'
>;

/** What writing the files would do, and whether it may be done. Nothing is written. */
export async function planWrite(target: WriteTarget, files: FileMap): Promise<WritePlan> {
  const { current } = foldersOf(target);
  if ((await exists(current)) && !(await isFolder(current))) {
    const shown = `${target.source}/${generatedFolder}`;
    return {
      created: [],
      changed: [],
      removed: [],
      unchanged: [],
      problems: [
        {
          code: 'file_in_the_way',
          severity: 'error',
          message: `${shown} is not a folder`,
          fix: 'move it: generated files go there',
          file: shown,
        },
      ],
    };
  }
  return compareWithDisk(files, (await readTree(current)) ?? [], target.source);
}

/**
 * Makes the generated folder be exactly these files. A whole new folder is made beside the old one
 * and takes its place by renaming, so a failure or a crash leaves the old output as it was, and
 * removed files need no step of their own. Unchanged files are linked into the new folder: they keep
 * their time and take no space. Answers with problems, and then nothing has changed.
 */
export async function applyWrite(
  target: WriteTarget,
  files: FileMap,
  plan: WritePlan,
  options: { readonly stamp?: string; readonly disk?: Disk } = {},
): Promise<readonly Problem[]> {
  if (plan.problems.length > 0) return plan.problems;
  const { disk = fs, stamp } = options;
  const { current, next, previous, sources } = foldersOf(target);
  const inside = new Map([...files.keys()].map((path) => [path, insideGenerated(path)]));
  let working = current;
  try {
    await finishInterrupted(target, disk);
    await disk.mkdir(sources, { recursive: true });
    // Renaming would pass over a folder that somebody has made read-only.
    if (await exists(current)) await disk.access(current, fs.constants.W_OK);
    const unchanged = new Set(plan.unchanged);
    for (const [path, text] of files) {
      const name = inside.get(path) ?? path;
      working = join(next, name);
      await disk.mkdir(dirname(working), { recursive: true });
      if (unchanged.has(path)) await share(join(current, name), working, disk);
      else await disk.writeFile(working, text, { flag: 'wx' });
    }
    if (stamp !== undefined) await disk.writeFile(join(next, stampName), stamp);
    working = current;
    await swap({ current, next, previous }, disk);
  } catch (error) {
    await disk.rm(next, { recursive: true, force: true }).catch(() => undefined);
    const shown = working.startsWith(next) ? join(current, relative(next, working)) : working;
    return [writeFailed(relative(target.folder, current), relative(target.folder, shown), error)];
  }
  // The new folder is in place: what is left of the old one is litter, and no reason to fail.
  await disk.rm(previous, { recursive: true, force: true }).catch(() => undefined);
  return [];
}

/** Replaces the stamp alone. It is a cache, so failing to write it is no problem. */
export async function writeStamp(target: WriteTarget, stamp: string): Promise<void> {
  const { current, next } = foldersOf(target);
  try {
    await fs.writeFile(next, stamp, { flag: 'wx' });
    await fs.rename(next, join(current, stampName));
  } catch {
    await fs.rm(next, { force: true }).catch(() => undefined);
  }
}

/** Writes files that do not exist yet, for `init`; the first one that does is a problem. */
export async function writeNew(folder: string, files: FileMap): Promise<readonly Problem[]> {
  for (const path of files.keys()) {
    if (await exists(join(folder, path))) {
      return [
        {
          code: 'file_in_the_way',
          severity: 'error',
          message: `${path} exists already`,
          fix: 'init never overwrites: delete the file, or leave it and edit it by hand',
          file: path,
        },
      ];
    }
  }
  const written: string[] = [];
  for (const [path, text] of files) {
    try {
      await fs.mkdir(dirname(join(folder, path)), { recursive: true });
      await fs.writeFile(join(folder, path), text, { flag: 'wx' });
      written.push(path);
    } catch (error) {
      for (const one of written) await fs.rm(join(folder, one), { force: true });
      return [writeFailed(path, path, error)];
    }
  }
  return [];
}

/** Writes files that do not exist yet and one that does, for `new-version`; all of it or nothing. */
export async function extend(
  folder: string,
  created: FileMap,
  changed: { readonly path: string; readonly text: string },
): Promise<readonly Problem[]> {
  const problems = await writeNew(folder, created);
  if (problems.length > 0) return problems;
  const path = join(folder, changed.path);
  const next = `${path}.${String(process.pid)}`;
  try {
    await fs.writeFile(next, changed.text, { flag: 'wx' });
    await fs.rename(next, path);
    return [];
  } catch (error) {
    for (const one of [...created.keys()].map((name) => join(folder, name)).concat(next)) {
      await fs.rm(one, { force: true }).catch(() => undefined);
    }
    return [writeFailed(changed.path, changed.path, error)];
  }
}

/** Puts one file in the place of what is there, for `--output`; all of it or nothing. */
export async function replaceFile(
  path: string,
  text: string,
  shownAs: string,
): Promise<readonly Problem[]> {
  const next = `${path}.${String(process.pid)}`;
  try {
    await fs.writeFile(next, text, { flag: 'wx' });
    await fs.rename(next, path);
    return [];
  } catch (error) {
    await fs.rm(next, { force: true }).catch(() => undefined);
    return [writeFailed(shownAs, shownAs, error)];
  }
}

interface Folders {
  readonly sources: string;
  readonly current: string;
  /** The new folder while it is being made. */
  readonly next: string;
  /** The old folder on its way out. */
  readonly previous: string;
}

function foldersOf({ folder, source }: WriteTarget): Folders {
  const sources = join(folder, source);
  return {
    sources,
    current: join(sources, generatedFolder),
    next: join(sources, `.${generatedFolder}-${String(process.pid)}`),
    previous: join(sources, `.${generatedFolder}-before`),
  };
}

async function swap(
  { current, next, previous }: Pick<Folders, 'current' | 'next' | 'previous'>,
  disk: Disk,
): Promise<void> {
  const replaces = await exists(current);
  if (replaces) await disk.rename(current, previous);
  try {
    await disk.rename(next, current);
  } catch (error) {
    if (replaces) await disk.rename(previous, current);
    throw error;
  }
}

/**
 * A process that died between the two renames has left the old folder under its other name, and one
 * that died while writing has left a half-made folder; both are put right before anything else.
 */
async function finishInterrupted(target: WriteTarget, disk: Disk): Promise<void> {
  const { current, previous, sources } = foldersOf(target);
  const names = (await exists(sources)) ? await fs.readdir(sources) : [];
  for (const name of names) {
    const owner = /^\.generated-(\d+)$/.exec(name)?.[1];
    if (owner === undefined || isRunning(Number(owner))) continue;
    await disk.rm(join(sources, name), { recursive: true, force: true });
  }
  if (!(await exists(previous))) return;
  if (await exists(current)) await disk.rm(previous, { recursive: true, force: true });
  else await disk.rename(previous, current);
}

/** Another one, at work at this moment. */
function isRunning(id: number): boolean {
  if (id === process.pid) return false;
  try {
    process.kill(id, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}

/** A hard link where the file system has them: same content, same time. */
async function share(from: string, to: string, disk: Disk): Promise<void> {
  try {
    await disk.link(from, to);
  } catch (error) {
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EXDEV'].includes(errorCode(error) ?? '')) {
      throw error;
    }
    await disk.copyFile(from, to);
    const { atime, mtime } = await fs.stat(from);
    await disk.utimes(to, atime, mtime);
  }
}

/** The emitters name all paths, so a path that leads elsewhere is a fault of the tool. */
function insideGenerated(path: string): string {
  const inside = path.slice(generatedFolder.length + 1);
  const names = inside.split('/');
  if (!path.startsWith(`${generatedFolder}/`) || names.some((name) => /^\.*$/.test(name))) {
    throw new Error(`an emitter wants to write outside of ${generatedFolder}/: ${path}`);
  }
  return inside;
}

function writeFailed(folder: string, path: string, error: unknown): Problem {
  return {
    code: 'write_failed',
    severity: 'error',
    message: `${path} could not be written: ${wordsOf(error)}; ${folder} is as it was`,
    fix: 'make room or give permission, then run the command again',
    file: folder,
  };
}
