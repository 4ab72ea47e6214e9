/**
 * What would be published if somebody released now? Packages, versions, the changelog's words, the
 * files with their sizes; and what is missing for a release, with exit code 1. Nothing is published,
 * and nothing in the working tree is touched but `dist`.
 *
 * `npm run release:dry -- --since origin/main` asks instead whether this branch is complete: only its
 * own changesets count, for what changed on it.
 */
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { buildInOrder, withNeeded } from '../packages/build.ts';
import { contentProblems } from '../packages/contents.ts';
import { npmWith } from '../packages/npm.ts';
import { type Problem, problemLines } from '../packages/problem.ts';
import { type Published, publishedPackages } from '../packages/published.ts';
import { contentsOf, pack } from '../packages/tarball.ts';
import { treeOfFolder } from '../src/tree.ts';
import { tryRelease } from './changesets.ts';
import { type Candidate, coverageProblems, released } from './coverage.ts';
import { gitIn } from './git.ts';
import { type Changeset, newestSection } from './plan.ts';
import { fileLines, releaseLines } from './render.ts';
import { versionsFiles, wireVersionProblems } from './wire-versions.ts';

const root = resolve(import.meta.dirname, '../..');
const { values } = parseArgs({ options: { since: { type: 'string' } } });
const tree = treeOfFolder(root);
const packages = publishedPackages(tree);
const git = gitIn(root);

const problems: Problem[] = [];
const reason = await git.whyNot();
const since = values.since === undefined ? undefined : await git.mergeBase(values.since);
if (reason !== undefined) {
  console.error(reason);
  process.exitCode = 1;
} else if (values.since !== undefined && since === undefined) {
  console.error(`${values.since} is no commit that this branch comes from.`);
  process.exitCode = 1;
} else {
  await showFiles();
  await showReleases();
  if (problems.length > 0) {
    console.log(`Refused: ${String(problems.length)} to mend.`);
    for (const line of problems.flatMap(problemLines)) console.log(line);
    process.exitCode = 1;
  }
}

async function showFiles(): Promise<void> {
  const scratch = await realpath(await mkdtemp(join(tmpdir(), 'skewline-pack-')));
  try {
    const npm = await npmWith(scratch, join(root, '.nx/cache/packages/npm'));
    const ordered = withNeeded(
      packages,
      packages.map(({ name }) => name),
    );
    const built = await buildInOrder(root, ordered, (_, found) => problems.push(...found));
    const packed = await Promise.all(built.map(({ folder }) => pack(npm, join(root, folder))));
    for (const [index, result] of packed.entries()) {
      if ('problem' in result) {
        problems.push(result.problem);
        continue;
      }
      for (const line of fileLines(result.tarball)) console.log(line);
      const folder = built[index]?.folder ?? '';
      problems.push(...contentProblems(contentsOf(result.tarball, root, folder)));
    }
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function showReleases(): Promise<void> {
  const folders = new Map(packages.map(({ name, folder }) => [name, folder]));
  const { plan, changelogs } = await tryRelease(root, tree.paths, folders);
  const visible = plan.releases.filter(({ name }) => folders.has(name));
  for (const release of visible) {
    const section = newestSection(changelogs.get(release.name) ?? '');
    for (const line of releaseLines(release, section)) console.log(line);
  }
  const counted = await countedChangesets(plan.changesets);
  const candidates = await Promise.all(packages.map(candidateOf));
  problems.push(...coverageProblems(candidates, counted));
  for (const { name, folder, base } of candidates) {
    const config = `${folder}/skewline.json`;
    if (!tree.paths.includes(config)) continue;
    for (const path of versionsFiles(folder, tree.text(config))) {
      const before = base === undefined ? undefined : await git.textAt(base, path);
      const text = tree.paths.includes(path) ? tree.text(path) : '';
      problems.push(...wireVersionProblems(name, { path, text, before }, counted));
    }
  }
  const number = visible.length === 0 ? 'Nothing' : `${String(visible.length)} packages`;
  console.log(`${number} would be published.`);
}

/** With `--since` those that came with this branch; else all. */
async function countedChangesets(all: readonly Changeset[]): Promise<readonly Changeset[]> {
  if (since === undefined) return all;
  const touched = await git.changedSince(since, '.changeset');
  return all.filter(({ id }) => touched.includes(`.changeset/${id}.md`));
}

async function candidateOf({ name, folder }: Published): Promise<Candidate> {
  const base = since ?? (await git.lastRelease(name));
  if (base === undefined) return { name, folder, base, changed: [] };
  const manifest = `${folder}/package.json`;
  const before = await git.textAt(base, manifest);
  const changed = await git.changedSince(base, folder);
  return {
    name,
    folder,
    base,
    changed: released(folder, changed, { before, now: tree.text(manifest) }),
  };
}
