import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { DatabaseProblem, type DirectoryLock, takeLock } from '@skewline/db-model';
import { codeOf, messageOf, RackProblem } from './problem.ts';
import { isRackState } from './state-check.ts';
import { layout, type RackState } from './state.ts';

/**
 * The folder of a rack: all that it keeps, and one rack at a time.
 *
 * | file | what |
 * |---|---|
 * | `rack.json` | ids, serial numbers, ports, versions |
 * | `operator.json` | `{ url, token }` of an operator, for the command line; for its owner only |
 * | `users.json` | the tokens of users by name; for its owner only |
 * | `processes.json` | what runs |
 * | `config/`, `logs/` | of each process |
 * | `database/` | PGlite's |
 * | `gateway/` | which sleds have power |
 * | `sleds/` | what survives a sled agent, one folder for each |
 * | `lock/` | whose it is |
 */
export interface RackFolder {
  readonly path: string;
  readonly processesFile: string;
  readonly operatorFile: string;
  readonly usersFile: string;
  readonly databaseDirectory: string;
  readonly gatewayFile: string;
  readonly logFile: (process: string) => string;
  readonly sledDirectory: (sled: string) => string;
  /** Null: nothing was kept here yet. */
  readonly read: () => Promise<RackState | null>;
  readonly write: (state: RackState) => Promise<void>;
  /** Writes what a process is told; gives the file. */
  readonly writeConfig: (process: string, config: object) => Promise<string>;
  /** Replaced whole, and readable for its owner only. */
  readonly writeSecret: (file: string, value: object) => Promise<void>;
  /** Lets the next rack in. */
  readonly release: () => Promise<void>;
  /** The same, and nothing is left of it. */
  readonly remove: () => Promise<void>;
}

/**
 * Takes the folder, which is made if it is not there.
 *
 * @throws RackProblem where somebody else has it, or it cannot be used.
 */
export async function openFolder(folder: string): Promise<RackFolder> {
  const path = resolve(folder);
  const lock = await locked(path);
  const stateFile = join(path, 'rack.json');
  try {
    for (const part of ['config', 'logs', 'sleds']) {
      await mkdir(join(path, part), { recursive: true });
    }
  } catch (error) {
    await lock.release();
    throw unusable(path, error);
  }
  // One after the other, so that what was written last is what is there.
  let last: Promise<void> = Promise.resolve();
  const write = (file: string, value: object, mode: number): Promise<void> => {
    const written = last.then(() => replace(file, value, mode));
    last = written.catch(() => {});
    return written;
  };
  const writeSecret = (file: string, value: object): Promise<void> => write(file, value, 0o600);
  return {
    path,
    processesFile: join(path, 'processes.json'),
    operatorFile: join(path, 'operator.json'),
    usersFile: join(path, 'users.json'),
    databaseDirectory: join(path, 'database'),
    gatewayFile: join(path, 'gateway', 'power.json'),
    logFile: (process) => join(path, 'logs', `${process}.log`),
    sledDirectory: (sled) => join(path, 'sleds', sled),
    read: () => readState(stateFile),
    write: (state) => write(stateFile, state, 0o644),
    async writeConfig(process, config) {
      const file = join(path, 'config', `${process}.json`);
      // The address of a PostgreSQL server may hold a password.
      await writeSecret(file, config);
      return file;
    },
    writeSecret,
    release: () => lock.release(),
    async remove() {
      await lock.release();
      await rm(path, { recursive: true, force: true });
    },
  };
}

async function locked(path: string): Promise<DirectoryLock> {
  let lock: DirectoryLock | DatabaseProblem;
  try {
    await mkdir(path, { recursive: true });
    lock = await takeLock(join(path, 'lock'));
  } catch (error) {
    throw unusable(path, error);
  }
  if (!(lock instanceof DatabaseProblem)) return lock;
  const isInUse = lock.code === 'directory_in_use' || lock.code === 'directory_in_use_elsewhere';
  throw new RackProblem(
    isInUse ? 'folder_in_use' : 'folder_unusable',
    `another rack uses ${path}: ${lock.message}`,
    isInUse ? 'stop that one first, or use another folder with --folder' : lock.fix,
  );
}

function unusable(path: string, error: unknown): RackProblem {
  const why: { readonly [code: string]: string } = {
    EACCES: 'it may not be written to',
    EPERM: 'it may not be written to',
    EROFS: 'it is on a file system that is read-only',
    ENOSPC: 'there is no space left',
    ENOTDIR: 'there is a file where a folder should be',
    EEXIST: 'there is a file where a folder should be',
  };
  const reason = why[codeOf(error) ?? ''] ?? messageOf(error);
  return new RackProblem(
    'folder_unusable',
    `the folder ${path} cannot be used: ${reason}`,
    'use another folder with --folder, or make this one writable',
    { cause: error },
  );
}

async function readState(file: string): Promise<RackState | null> {
  let value: unknown;
  try {
    value = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    if (!(error instanceof SyntaxError)) throw unusable(file, error);
  }
  const found: unknown =
    typeof value === 'object' && value !== null ? Reflect.get(value, 'layout') : undefined;
  if (typeof found === 'number' && found > layout) {
    throw new RackProblem(
      'state_newer',
      `${file} was written by a newer rack (layout ${String(found)}, and this one knows ${String(layout)})`,
      'use the newer Skewline with it, or another folder with --folder',
    );
  }
  if (!isRackState(value)) {
    throw new RackProblem(
      'state_unreadable',
      `${file} is not what a rack writes`,
      'use another folder with --folder, or remove this one with all that is in it',
    );
  }
  return value;
}

/** The file has all of it or what it had before, whenever the machine stops. */
async function replace(file: string, value: object, mode: number): Promise<void> {
  const draft = `${file}.draft`;
  await writeFile(draft, `${JSON.stringify(value, null, 2)}\n`, { mode, flush: true });
  // What was there before may have had another mode.
  await chmod(draft, mode);
  await rename(draft, file);
}
