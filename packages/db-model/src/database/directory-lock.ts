import { randomUUID } from 'node:crypto';
import { link, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseProblem, errorCode } from './problem.ts';
import { presence, type ProcessIdentity, thisProcess } from './process-identity.ts';

/**
 * At most one owner of a directory, also when owners are killed.
 *
 * Each owner has a numbered file that says who it is, made whole by link(2), which fails where the
 * number is taken. The highest number is the owner, unless that file says that it was released or
 * its process is gone; then the next number is free to take, and of several who try one gets it.
 * The highest file is never removed and a number is never used for a second owner, so somebody who
 * looked long ago cannot take a directory on what was true then: a number that has come and gone in
 * between lies below one that is there, and whoever takes it sees that and gives it up.
 */
export interface DirectoryLock {
  /** Lets the next one in. A second call does nothing. */
  release(): Promise<void>;
}

interface Owner extends ProcessIdentity {
  readonly since: string;
  readonly released: boolean;
}

/** Takes the lock that is kept in `folder`, which is made if it is not there. */
export async function takeLock(folder: string): Promise<DirectoryLock | DatabaseProblem> {
  await mkdir(folder, { recursive: true });
  const self = thisProcess();
  const owner: Owner = { ...self, since: new Date().toISOString(), released: false };
  for (;;) {
    const highest = await highestNumber(folder);
    if (highest > 0) {
      const current = await readOwner(folder, highest);
      if (current === 'superseded') continue;
      if (current instanceof DatabaseProblem) return current;
      const refusal = refuse(folder, highest, current, self);
      if (refusal !== null) return refusal;
    }
    const number = highest + 1;
    if (!(await putNew(folder, number, owner))) continue;
    if ((await highestNumber(folder)) > number) {
      await rm(ownerFile(folder, number), { force: true });
      continue;
    }
    return heldLock(folder, number, owner);
  }
}

function heldLock(folder: string, number: number, owner: Owner): DirectoryLock {
  let released = false;
  return {
    async release() {
      if (released) return;
      released = true;
      // Predecessors go before the lock does, and never sooner: a newcomer that reads the folder
      // while one file is made and another removed might see neither.
      for (const name of await readdir(folder)) {
        const other = numberOf(name);
        if (other === null || other < number) await rm(join(folder, name), { force: true });
      }
      const draft = await writeDraft(folder, { ...owner, released: true });
      await rename(draft, ownerFile(folder, number));
    },
  };
}

function refuse(
  folder: string,
  number: number,
  owner: Owner,
  self: ProcessIdentity,
): DatabaseProblem | null {
  if (owner.released) return null;
  const seen = presence(owner, self);
  if (seen === 'gone') return null;
  const who = `process ${String(owner.pid)} on ${owner.host}, since ${owner.since}`;
  if (seen === 'unknown') {
    return new DatabaseProblem(
      'directory_in_use_elsewhere',
      `the directory is, or was, open in ${who}, which cannot be seen from ${self.host}`,
      `close it there; or, if that process certainly does not run any more, remove ${ownerFile(folder, number)}`,
    );
  }
  return owner.pid === self.pid && owner.startTime === self.startTime
    ? new DatabaseProblem(
        'directory_in_use',
        `the directory is open in this process already (${who})`,
        'use the handle that there is, or close it first',
      )
    : new DatabaseProblem(
        'directory_in_use',
        `the directory is open in ${who}`,
        'stop that process first; several processes need a PostgreSQL server',
      );
}

async function highestNumber(folder: string): Promise<number> {
  return Math.max(0, ...(await readdir(folder)).map((name) => numberOf(name) ?? 0));
}

function numberOf(name: string): number | null {
  const match = /^owner-(\d+)\.json$/.exec(name);
  return match === null ? null : Number(match[1]);
}

function ownerFile(folder: string, number: number): string {
  return join(folder, `owner-${String(number).padStart(6, '0')}.json`);
}

async function readOwner(
  folder: string,
  number: number,
): Promise<Owner | DatabaseProblem | 'superseded'> {
  const file = ownerFile(folder, number);
  try {
    const value: unknown = JSON.parse(await readFile(file, 'utf8'));
    if (isOwner(value)) return value;
  } catch (error) {
    // A higher one has come, and this one has been cleared away.
    if (errorCode(error) === 'ENOENT') return 'superseded';
    if (!(error instanceof SyntaxError)) throw error;
  }
  return new DatabaseProblem(
    'lock_unreadable',
    `${file} does not say who has the directory open`,
    'if no process has it open, remove that file',
  );
}

function isOwner(value: unknown): value is Owner {
  if (typeof value !== 'object' || value === null) return false;
  const nullableText = (name: string): boolean => {
    const member: unknown = Reflect.get(value, name);
    return member === null || typeof member === 'string';
  };
  return (
    Number.isSafeInteger(Reflect.get(value, 'pid')) &&
    typeof Reflect.get(value, 'host') === 'string' &&
    typeof Reflect.get(value, 'since') === 'string' &&
    typeof Reflect.get(value, 'released') === 'boolean' &&
    ['startTime', 'bootId', 'pidNamespace', 'machineId'].every(nullableText)
  );
}

/** Whether the number was free. The file appears with all that is in it, or not at all. */
async function putNew(folder: string, number: number, owner: Owner): Promise<boolean> {
  const draft = await writeDraft(folder, owner);
  try {
    await link(draft, ownerFile(folder, number));
    return true;
  } catch (error) {
    // ENOENT: an owner that left has cleared our draft away too.
    const code = errorCode(error);
    if (code === 'EEXIST' || code === 'ENOENT') return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

async function writeDraft(folder: string, owner: Owner): Promise<string> {
  const draft = join(folder, `${randomUUID()}.draft`);
  const file = await open(draft, 'wx');
  try {
    await file.writeFile(`${JSON.stringify(owner)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  return draft;
}
