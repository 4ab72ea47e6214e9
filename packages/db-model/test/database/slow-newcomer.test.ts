import type * as FileSystem from 'node:fs/promises';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, it, vi } from 'vitest';
import { thisProcess } from '../../src/database/process-identity.ts';

/** What happens between a newcomer's look at the owner and its try to follow it. */
const meanwhile = vi.hoisted(() => ({ happens: async (): Promise<void> => {} }));
vi.mock('node:fs/promises', async (original) => {
  const actual = await original<typeof FileSystem>();
  const link: typeof actual.link = async (existing, made) => {
    const { happens } = meanwhile;
    meanwhile.happens = async () => {};
    await happens();
    await actual.link(existing, made);
  };
  return { ...actual, link };
});
// Test files share modules: this one takes new ones, and leaves none.
vi.resetModules();
const { takeLock } = await import('../../src/database/directory-lock.ts');
afterAll(() => {
  vi.doUnmock('node:fs/promises');
  vi.resetModules();
});

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'skewline-newcomer-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function leave(number: number, change: object): Promise<void> {
  const owner = { ...thisProcess(), since: '2026-11-21T06:51:55.000Z', released: false, ...change };
  await writeFile(join(folder, `owner-00000${String(number)}.json`), JSON.stringify(owner));
}

const gone = { pid: 2 ** 30 };
const alive = { pid: process.ppid, startTime: null };

it('a newcomer that another one outran is refused', async () => {
  await leave(1, gone);
  meanwhile.happens = () => leave(2, alive);
  expect(await takeLock(folder)).toMatchObject({ code: 'directory_in_use' });
  expect(await readdir(folder)).toEqual(['owner-000001.json', 'owner-000002.json']);
});

it('a newcomer so slow that the number it wants has come and gone is refused', async () => {
  await leave(1, gone);
  // 2 was taken and released; 3 has the directory, and 2 has been cleared away.
  meanwhile.happens = () => leave(3, alive);
  expect(await takeLock(folder)).toMatchObject({ code: 'directory_in_use' });
  expect(await readdir(folder)).toEqual(['owner-000001.json', 'owner-000003.json']);
});

it('a newcomer whose draft an owner that leaves clears away tries again', async () => {
  await leave(1, gone);
  meanwhile.happens = async () => {
    for (const name of await readdir(folder)) {
      if (name.endsWith('.draft')) await rm(join(folder, name));
    }
  };
  expect(await takeLock(folder)).toHaveProperty('release');
});
