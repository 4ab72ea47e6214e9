import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isSurelyRunning, type RecordedProcess } from '../../src/processes/identity.ts';

/** The processes that the rack in this folder has written down. */
export async function recorded(folder: string): Promise<readonly RecordedProcess[]> {
  // It was written by a rack of this commit.
  return JSON.parse(
    await readFile(join(folder, 'processes.json'), 'utf8'),
  ) as readonly RecordedProcess[];
}

/** The names of those that run, when they are as wanted or time is up. */
export async function runningOf(
  processes: readonly RecordedProcess[],
  wanted: readonly string[],
): Promise<readonly string[]> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const names = processes.filter(isSurelyRunning).map(({ name }) => name);
    if (names.length <= wanted.length || Date.now() > deadline) return names;
    await sleep(100);
  }
}
