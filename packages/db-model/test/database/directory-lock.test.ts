import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DirectoryLock, takeLock } from '../../src/database/directory-lock.ts';
import { thisProcess } from '../../src/database/process-identity.ts';
import { DatabaseProblem } from '../../src/database/problem.ts';
import { orThrow } from '../support/problems.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'skewline-lock-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function take(): Promise<DirectoryLock> {
  return orThrow(await takeLock(folder));
}

async function refusal(): Promise<DatabaseProblem> {
  const lock = await takeLock(folder);
  if (!(lock instanceof DatabaseProblem)) throw new Error('the lock was given');
  return lock;
}

/** Leaves what an owner leaves that never came to release anything. */
async function leaveOwner(change: object): Promise<string> {
  const owner = { ...thisProcess(), since: '2026-11-21T06:51:55.000Z', released: false, ...change };
  const file = join(folder, 'owner-000007.json');
  await writeFile(file, JSON.stringify(owner));
  return file;
}

describe('takeLock', () => {
  it('refuses the same process a second time, and says so', async () => {
    await take();
    const problem = await refusal();
    expect(problem.code).toBe('directory_in_use');
    expect(problem.message).toContain(
      `open in this process already (process ${String(process.pid)}`,
    );
  });

  it('gives the directory to the next one after a release, again and again', async () => {
    for (let round = 0; round < 5; round += 1) await (await take()).release();
    const lock = await take();
    await refusal();
    await lock.release();
    // What earlier owners left is cleared away.
    expect(await readdir(folder)).toEqual(['owner-000006.json']);
  });

  it('lets a second release do nothing to the next owner', async () => {
    const first = await take();
    await first.release();
    await take();
    await first.release();
    expect((await refusal()).code).toBe('directory_in_use');
  });

  it('names a live owner and since when', async () => {
    await leaveOwner({ pid: process.ppid, startTime: null });
    const problem = await refusal();
    expect(problem.code).toBe('directory_in_use');
    expect(problem.message).toContain(`process ${String(process.ppid)} on ${thisProcess().host}`);
    expect(problem.message).toContain('since 2026-11-21T06:51:55.000Z');
    expect(problem.fix).toContain('PostgreSQL');
  });

  it.each([
    ['is gone', { pid: 2 ** 30 }],
    ['had the number that this one has now', { startTime: '1' }],
    ['ran before the machine was started', { bootId: 'older' }],
  ])('takes over from an owner that %s', async (_what, change) => {
    await leaveOwner(change);
    const lock = await take();
    await refusal();
    await lock.release();
    expect(await readdir(folder)).toEqual(['owner-000008.json']);
  });

  it('does not guess about an owner that it cannot see', async () => {
    const file = await leaveOwner({ host: 'elsewhere', bootId: 'other', machineId: 'other' });
    const problem = await refusal();
    expect(problem.code).toBe('directory_in_use_elsewhere');
    expect(problem.message).toContain('on elsewhere');
    expect(problem.fix).toContain(file);
  });

  it.each(['', '{', '[]', '{"pid":1}'])('does not guess what %j says', async (text) => {
    await writeFile(join(folder, 'owner-000003.json'), text);
    const problem = await refusal();
    expect(problem.code).toBe('lock_unreadable');
    expect(problem.message).toContain('owner-000003.json');
  });
});
