import { join } from 'node:path';
import { repository } from './ages.ts';
import { makeAges, sources } from './histories.ts';

/** Makes the packages of every age, before the tests run. */
export async function setup(): Promise<void> {
  const began = performance.now();
  for (const source of sources) {
    await makeAges(source, join(repository, 'skew/.generated', source.api));
  }
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  process.stdout.write(`clients and servers of every age are there (${seconds} s)\n`);
}
