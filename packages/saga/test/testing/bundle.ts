import { mkdtemp, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';

/** A program as one file: there is a process for each kill, and each should be there at once. */
export async function bundle(
  entry: string,
): Promise<{ readonly file: string; readonly remove: () => Promise<void> }> {
  // In node_modules, so that packages are found from there, and git does not see it.
  const cache = resolve(import.meta.dirname, '../../../../node_modules');
  const folder = await mkdtemp(join(cache, '.crash-child-'));
  const file = join(folder, 'child.mjs');
  await build({
    entryPoints: [entry],
    outfile: file,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    conditions: ['skewline-source'],
    // These look for files beside them, or are no modules.
    external: ['@electric-sql/pglite', 'pg'],
    logLevel: 'warning',
  });
  return { file, remove: () => rm(folder, { recursive: true, force: true }) };
}
