import { mkdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';

export interface Bundle {
  /** The program to give to Node. */
  readonly file: string;
  readonly remove: () => Promise<void>;
}

/** The child program as few files, for there are thousands of processes and each should be there at once. */
export async function bundleChild(): Promise<Bundle> {
  // In node_modules, so that packages are found from there, and git does not see it.
  const outdir = resolve(
    import.meta.dirname,
    '../../../node_modules/.cache/skewline-crash',
    String(process.pid),
  );
  await mkdir(outdir, { recursive: true });
  await build({
    entryPoints: { child: join(import.meta.dirname, 'child/main.ts') },
    outdir,
    bundle: true,
    // An engine is loaded by those who use it.
    splitting: true,
    format: 'esm',
    outExtension: { '.js': '.mjs' },
    platform: 'node',
    target: 'node24',
    conditions: ['skewline-source'],
    // These look for files beside them, or are no modules.
    external: ['@electric-sql/pglite', 'pg', '@dbos-inc/dbos-sdk'],
    logLevel: 'warning',
  });
  return {
    file: join(outdir, 'child.mjs'),
    remove: () => rm(outdir, { recursive: true, force: true }),
  };
}
