import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { chromiumPath } from '../src/chromium.ts';
import { run } from '../packages/process.ts';
import type { Need } from './steps.ts';

/** Why this machine has not what a step needs, or nothing where it has. Each is asked once. */
export async function missing(root: string): Promise<ReadonlyMap<Need, string>> {
  const [registry, git] = await Promise.all([withoutRegistry(root), withoutGit(root)]);
  const reasons: readonly (readonly [Need, string | undefined])[] = [
    ['corpus', withoutCorpus(root)],
    ['chromium', withoutChromium()],
    ['registry', registry],
    ['git', git],
  ];
  return new Map(
    reasons.flatMap(([need, reason]) => (reason === undefined ? [] : [[need, reason] as const])),
  );
}

function withoutCorpus(root: string): string | undefined {
  const shared = resolve(root, process.env['SKEWLINE_SHARED'] ?? '../shared');
  if (existsSync(join(shared, 'corpus'))) return undefined;
  return `there is no corpus at ${shared} (SKEWLINE_SHARED says where it is)`;
}

function withoutChromium(): string | undefined {
  try {
    chromiumPath();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** npm is asked as it is set on this machine, since steps ask it so. */
async function withoutRegistry(root: string): Promise<string | undefined> {
  // With the whole environment, where npm may find how it gets there.
  const asked = promisify(execFile)('npm', ['ping'], { cwd: root, timeout: 30_000 });
  return asked.then(
    () => undefined,
    () => "npm's registry does not answer (npm ping)",
  );
}

async function withoutGit(root: string): Promise<string | undefined> {
  const asked = ['rev-parse', '--is-shallow-repository'];
  const { ok, stdout } = await run('git', asked, { cwd: root });
  if (!ok) return 'this is no git repository, so nothing is known of earlier releases';
  if (stdout.trim() === 'false') return undefined;
  return 'this clone is shallow: run `git fetch --unshallow --tags`';
}
