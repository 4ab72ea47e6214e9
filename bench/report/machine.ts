import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { cpus, release, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../support.ts';

/** What figures depend on. */
export interface Machine {
  readonly processors: string;
  readonly memory: string;
  readonly system: string;
  readonly node: string;
}

export function machine(): Machine {
  const [first] = cpus();
  return {
    processors: `${String(cpus().length)} × ${first?.model ?? 'unknown'}`,
    memory: `${(totalmem() / 2 ** 30).toFixed(0)} GiB`,
    system: `${type()} ${release()}`,
    node: process.version,
  };
}

/** Package → its version as the lock files have it. */
export async function peerVersions(): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (const [lock, names] of [
    [
      'package-lock.json',
      [
        '@dbos-inc/dbos-sdk',
        '@electric-sql/pglite',
        'ajv',
        'fastify',
        'kysely',
        'openapi-typescript',
      ],
    ],
    ['bench/peers/package-lock.json', ['@hey-api/openapi-ts', '@useoptic/optic', 'api-smart-diff']],
  ] as const) {
    // npm writes it in this form.
    const { packages } = JSON.parse(await readFile(join(root, lock), 'utf8')) as {
      readonly packages: Readonly<Record<string, { readonly version?: string }>>;
    };
    for (const name of names) {
      const end = `node_modules/${name}`;
      const nested = Object.entries(packages).find(([path]) => path.endsWith(`/${end}`));
      const version = (packages[end] ?? nested?.[1])?.version;
      if (version !== undefined) found.set(name, version);
    }
  }
  return found;
}

/** With `+` where files have been changed since; what this writes itself does not count. */
export async function commit(written: readonly string[]): Promise<string> {
  const git = async (...words: readonly string[]): Promise<string> =>
    (await promisify(execFile)('git', [...words], { cwd: root })).stdout.trim();
  const head = await git('rev-parse', '--short', 'HEAD');
  const but = written.map((path) => `:!${path}`);
  const changed = await git('status', '--porcelain', '--', '.', ...but);
  return changed === '' ? head : `${head}+`;
}
