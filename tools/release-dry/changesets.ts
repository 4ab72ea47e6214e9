import { cp, mkdir, mkdtemp, readFile, realpath, rm, symlink, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { excerpt } from '../packages/problem.ts';
import { type Ran, run } from '../packages/process.ts';
import { planOf, type ReleasePlan } from './plan.ts';

export interface Outcome {
  readonly plan: ReleasePlan;
  /** The changelog of each released package after the release, by its name. */
  readonly changelogs: ReadonlyMap<string, string>;
}

/** What a release would change, and the words that people would read. The working tree is not touched. */
export async function tryRelease(
  root: string,
  paths: readonly string[],
  folders: ReadonlyMap<string, string>,
): Promise<Outcome> {
  const copy = await realpath(await mkdtemp(join(tmpdir(), 'skewline-release-')));
  try {
    const plan = await releaseIn(copy, root, paths);
    const changelogs = new Map<string, string>();
    for (const { name } of plan.releases) {
      const folder = folders.get(name);
      if (folder === undefined) continue;
      changelogs.set(name, await readFile(join(copy, folder, 'CHANGELOG.md'), 'utf8'));
    }
    return { plan, changelogs };
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}

/**
 * Lets changesets do the release in `copy`, an empty folder: a copy that holds nothing but manifests, changelogs,
 * changesets and the lock. `npm run release:version` does the same to the working tree.
 */
export async function releaseIn(
  copy: string,
  root: string,
  paths: readonly string[],
): Promise<ReleasePlan> {
  const wanted =
    /(?:^|\/)(?:package\.json|CHANGELOG\.md)$|^package-lock\.json$|^\.changeset\/[^/]+$/;
  for (const path of paths.filter((one) => wanted.test(one))) {
    await mkdir(dirname(join(copy, path)), { recursive: true });
    await cp(join(root, path), join(copy, path));
  }
  // changesets looks for its formatter of changelogs from there.
  const modules = join(copy, 'node_modules');
  await symlink(join(root, 'node_modules'), modules);
  try {
    // Its own history, in which nothing has changed: whether a package needs a changeset is our rule.
    const person = ['-c', 'user.name=nobody', '-c', 'user.email=nobody@localhost'];
    const hooks = ['-c', 'core.hooksPath=/dev/null', '-c', 'commit.gpgSign=false'];
    succeed('git init', await run('git', ['init', '-q', '-b', 'main'], { cwd: copy }));
    succeed('git add', await run('git', ['add', '--', ':!node_modules'], { cwd: copy }));
    const commit = [...person, ...hooks, 'commit', '-q', '-m', 'a copy'];
    succeed('git commit', await run('git', commit, { cwd: copy }));

    const program = join(root, 'node_modules/@changesets/cli/bin.js');
    const changeset = (...args: readonly string[]) =>
      run(process.execPath, [program, ...args], { cwd: copy });
    succeed('changeset status', await changeset('status', '--output=status.json'));
    const plan = planOf(JSON.parse(await readFile(join(copy, 'status.json'), 'utf8')));
    if (plan.releases.length > 0) succeed('changeset version', await changeset('version'));
    return plan;
  } finally {
    await unlink(modules);
  }
}

function succeed(what: string, { ok, end, stdout, stderr }: Ran): void {
  if (!ok) throw new Error(`${what} failed (${end}): ${excerpt(stderr + stdout)}`);
}
