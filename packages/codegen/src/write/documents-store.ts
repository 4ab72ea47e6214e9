import * as fs from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Problem } from '../model/problem.ts';
import { wordsOf } from '../read/package-files.ts';
import type { StoreAction } from '../verdict/resolution/resolution.ts';

/**
 * Does to the store what the resolver found that it needs. First what is new, then the link, and
 * what is left over last, so that an interruption leaves files too many and never one too few; the
 * next run removes them. A failure takes back what was written.
 */
export async function applyToStore(
  packageFolder: string,
  actions: readonly StoreAction[],
): Promise<readonly Problem[]> {
  const done: (() => Promise<void>)[] = [];
  const order = ['write', 'link', 'remove'] as const;
  let working = '';
  try {
    for (const kind of order) {
      for (const action of actions.filter((one) => one.kind === kind)) {
        working = action.path;
        done.unshift(await apply(join(packageFolder, action.path), action));
      }
    }
  } catch (error) {
    for (const undo of done) await undo().catch(() => undefined);
    return [
      {
        code: 'write_failed',
        severity: 'error',
        message: `${working} could not be written: ${wordsOf(error)}`,
        fix: 'nothing was changed: make room or give permission, and run it again',
        file: working,
      },
    ];
  }
  return [];
}

/** A folder to bless into. That it cannot be made is found when something is written there. */
export async function makeFolder(folder: string): Promise<void> {
  await fs.mkdir(folder, { recursive: true }).catch(() => undefined);
}

/** Answers with what takes it back. */
async function apply(path: string, action: StoreAction): Promise<() => Promise<void>> {
  const before = await contentOf(path);
  const next = `${path}.${String(process.pid)}`;
  if (action.kind === 'remove') {
    await fs.rm(path, { force: true });
  } else {
    await fs.mkdir(dirname(path), { recursive: true });
    try {
      // Renaming is one step: nobody ever sees half a document, or no link.
      if (action.kind === 'link') await fs.symlink(action.target, next);
      else await fs.writeFile(next, action.text, { flag: 'wx' });
      await fs.rename(next, path);
    } catch (error) {
      await fs.rm(next, { force: true });
      throw error;
    }
  }
  return async () => {
    await fs.rm(path, { force: true });
    if (before?.target !== undefined) await fs.symlink(before.target, path);
    if (before?.bytes !== undefined) await fs.writeFile(path, before.bytes);
  };
}

async function contentOf(
  path: string,
): Promise<{ readonly target?: string; readonly bytes?: Buffer } | undefined> {
  const found = await fs.lstat(path).catch(() => undefined);
  if (found === undefined) return undefined;
  if (found.isSymbolicLink()) return { target: await fs.readlink(path) };
  return found.isFile() ? { bytes: await fs.readFile(path) } : {};
}
