/** Takes and releases a lock many times. Whoever has it is alone: `wx` fails where another one is inside. */
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { takeLock } from '../../../src/database/directory-lock.ts';
import { DatabaseProblem } from '../../../src/database/index.ts';
import { argument, say } from './say.ts';

const { folder, times } = argument<{ folder: string; times: number }>();
const inside = join(folder, 'inside');
for (let taken = 0; taken < times;) {
  const lock = await takeLock(join(folder, 'owner'));
  if (lock instanceof DatabaseProblem) {
    await new Promise((resolve) => setTimeout(resolve, 1));
    continue;
  }
  await (await open(inside, 'wx')).close();
  await rm(inside);
  await lock.release();
  taken += 1;
}
say('done');
process.exit(0);
