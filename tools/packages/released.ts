import { cp, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ReleasePlan } from '../release-dry/plan.ts';
import { newestSection } from '../release-dry/plan.ts';
import { jsonOf, record, treeOf } from '../src/tree.ts';
import type { Npm } from './npm.ts';
import { excerpt, type Problem } from './problem.ts';
import { type Published, publishedPackages } from './published.ts';

/** Packages as a release has them: built in the working tree, versioned in a copy. */
export interface Released {
  readonly packages: readonly Published[];
  readonly problems: readonly Problem[];
}

/** What never gets into a package, or is in the copy as the release has it. */
const notCopied = new Set(['node_modules', 'test', '.tsbuild', 'package.json', 'CHANGELOG.md']);

/** `copy` is where `releaseIn` has made the release of `plan`. What was built is added there. */
export async function releasedPackages(
  root: string,
  copy: string,
  built: readonly Published[],
  plan: ReleasePlan,
  npm: Npm,
): Promise<Released> {
  const manifests: Record<string, string> = {};
  const changelogs = new Map<string, string>();
  for (const { name, folder } of built) {
    const path = `${folder}/package.json`;
    manifests[path] = await readFile(join(copy, path), 'utf8');
    const changelog = await readFile(join(copy, folder, 'CHANGELOG.md'), 'utf8').catch(() => '');
    changelogs.set(name, changelog);
    for (const entry of await readdir(join(root, folder))) {
      if (notCopied.has(entry)) continue;
      await cp(join(root, folder, entry), join(copy, folder, entry), { recursive: true });
    }
  }
  const packages = publishedPackages(treeOf(manifests));
  const left = (await readdir(join(copy, '.changeset'))).filter(
    (file) => file.endsWith('.md') && file !== 'README.md',
  );
  return {
    packages,
    problems: [
      ...versionProblems(packages, plan, changelogs),
      ...left.map((file) => ({
        what: `the changeset ${file} is left over after \`changeset version\``,
        where: `.changeset/${file}`,
        fix: 'see what `npx changeset status` says of it',
      })),
      ...(await lockProblems(copy, packages, npm)),
    ],
  };
}

/** Each package has the version that was planned, says what is new in it, and asks for ours as they are released. */
export function versionProblems(
  packages: readonly Pick<Published, 'name' | 'version' | 'folder' | 'manifest'>[],
  plan: Pick<ReleasePlan, 'releases'>,
  changelogs: ReadonlyMap<string, string>,
): readonly Problem[] {
  const versions = new Map(packages.map(({ name, version }) => [name, version]));
  return packages.flatMap(({ name, version, folder, manifest }) => {
    const where = `${folder}/package.json`;
    const problems: Problem[] = [];
    const release = plan.releases.find((one) => one.name === name);
    if (release !== undefined && release.to !== version) {
      problems.push({
        what: `it is ${version} after the release, and ${release.to} was planned`,
        where,
        fix: 'see what `npx changeset status` says',
      });
    }
    const section = newestSection(changelogs.get(name) ?? '');
    if (release !== undefined && !section.startsWith(`## ${release.to}\n`)) {
      problems.push({
        what: `its changelog does not begin with ${release.to}`,
        where: `${folder}/CHANGELOG.md`,
        fix: 'see what `npx changeset version` writes',
      });
    }
    for (const field of ['dependencies', 'peerDependencies', 'optionalDependencies']) {
      for (const [other, wanted] of Object.entries(record(manifest[field]))) {
        const released = versions.get(other);
        if (released === undefined || released === wanted) continue;
        problems.push({
          what: `it asks for ${other} ${String(wanted)}, which is released as ${released}`,
          where,
          fix: `depend on the exact version of ${other}, which changesets keeps up to date`,
        });
      }
    }
    return problems;
  });
}

/** `npm ci` refuses a lock that has other versions than the manifests. */
async function lockProblems(
  copy: string,
  packages: readonly Published[],
  npm: Npm,
): Promise<readonly Problem[]> {
  const where = 'package-lock.json';
  const args = ['install', '--package-lock-only', '--prefer-offline'];
  const { ok, end, stderr } = await npm(args, { cwd: copy, timeout: 240 });
  if (!ok) {
    return [
      {
        what: `the lock cannot follow the release (npm install --package-lock-only: ${end}): ${excerpt(stderr)}`,
        where,
        fix: 'see what npm says',
      },
    ];
  }
  const text = await readFile(join(copy, where), 'utf8');
  const locked = record(jsonOf(treeOf({ [where]: text }), where)['packages']);
  return packages.flatMap(({ folder, version }) => {
    const seen = record(locked[folder])['version'];
    if (seen === version) return [];
    return [
      {
        what: `it has ${folder} as ${String(seen)}, and it is ${version}`,
        where,
        fix: 'see what npm says',
      },
    ];
  });
}
