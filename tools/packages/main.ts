/**
 * Are the packages fit to be published? Builds each, has changesets release them in a copy, packs them there, looks at
 * what would be published, publishes it to a registry on this machine, installs it from there into an empty project, and
 * compiles and runs the example of its README there. Nothing in the working tree is touched but
 * `dist`. One line per package and check; `npm run check:packages -- @skewline/runtime` looks at one.
 */
import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { jsonOf, record, treeOfFolder } from '../src/tree.ts';
import { buildInOrder, withNeeded } from './build.ts';
import { checkInstalled, checkPacked, reporter } from './check.ts';
import { claimProblems, claims } from './claims.ts';
import { compilersOf } from './compilers.ts';
import { registriesOfItsOwn } from './local-only.ts';
import { nodeProgram, nodeVersions } from './node-versions.ts';
import { npmWith } from './npm.ts';
import { type CheckResult, resultLines } from './problem.ts';
import { type Published, publishedPackages } from './published.ts';
import { packageFiles, staleProblems } from '../reference/package-files.ts';
import { releaseIn } from '../release-dry/changesets.ts';
import { publishTo, scope, startRegistry } from './registry.ts';
import { releasedPackages } from './released.ts';
import { pack, type Tarball } from './tarball.ts';

const root = resolve(import.meta.dirname, '../..');
const began = performance.now();
const results: CheckResult[] = [];
const onResult = (result: CheckResult): void => {
  results.push(result);
  for (const line of resultLines(result)) console.log(line);
};

const tree = treeOfFolder(root);
const everything = publishedPackages(tree);
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !everything.some((published) => published.name === name));
const chosen = everything.filter(({ name }) => asked.length === 0 || asked.includes(name));

if (unknown.length > 0 || chosen.length === 0) {
  const known = everything.map(({ name }) => name).join(', ') || 'none';
  console.error(`No such published package: ${unknown.join(', ')}. There are: ${known}.`);
  process.exitCode = 1;
} else {
  const scratch = await realpath(await mkdtemp(join(tmpdir(), 'skewline-packages-')));
  try {
    await checkAll(scratch);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  const failed = results.filter(({ problems }) => problems.length > 0).length;
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  console.log(
    `\n${String(chosen.length)} packages, ${String(results.length)} checks, ${String(failed)} failed, ${seconds} s`,
  );
  if (failed > 0) process.exitCode = 1;
}

async function checkAll(scratch: string): Promise<void> {
  const repository = reporter('(all packages)', onResult);
  repository('claims', claimProblems(everything.map(({ name }) => name)));

  const cache = join(root, '.nx/cache/packages');
  const outside = await folderIn(scratch, 'outside');
  const npm = await npmWith(outside, join(cache, 'npm'));
  const fetching = Promise.all(nodeVersions.map((version) => nodeProgram(version, cache, npm)));

  const needed = withNeeded(
    everything,
    chosen.map(({ name }) => name),
  );
  const built = await buildInOrder(root, needed, (published, problems) => {
    reporter(published.name, onResult)('build', problems);
  });
  for (const published of built.filter((one) => chosen.includes(one))) {
    await checkReference(published, await folderIn(scratch, 'reference'));
  }
  const copy = await folderIn(scratch, 'released');
  const plan = await releaseIn(copy, root, tree.paths);
  const released = await releasedPackages(root, copy, built, plan, npm);
  const count = plan.changesets.length;
  repository(
    'version',
    released.problems,
    `${String(released.packages.length)} packages by ${String(count)} changesets, in a copy`,
  );
  const tarballs = await packAll(npm, copy, released.packages, await folderIn(scratch, 'tarballs'));

  const found = await fetching;
  const nodes = found.flatMap((one) => ('program' in one ? [one.program] : []));
  repository(
    'Node',
    found.flatMap((one) => ('problem' in one ? [one.problem] : [])),
    nodes.map(({ version }) => version).join(', '),
  );
  const compilers = compilersOf(root);
  repository(
    'TypeScript',
    compilers.problems,
    compilers.compilers.map(({ version }) => version).join(', '),
  );

  const registry = await startRegistry(await folderIn(scratch, 'registry'));
  try {
    const inside = await folderIn(scratch, 'inside');
    const local = await npmWith(inside, join(cache, 'npm'), { scope, address: registry.address });
    const integrities = new Map(
      [...tarballs].map(([{ name }, { integrity }]) => [name, integrity]),
    );
    const accepted = await Promise.all(
      [...tarballs].map(async ([published, tarball]) => {
        const own = registriesOfItsOwn(published.manifest, `${published.folder}/package.json`);
        const problems =
          own.length > 0 ? own : await publishTo(registry.address, local, tarball, inside);
        reporter(published.name, onResult)(
          'publish',
          problems,
          'to a registry on this machine, set to attest where it comes from',
        );
        return { published, tarball, isPublished: problems.length === 0 };
      }),
    );
    const require = createRequire(join(root, 'package.json'));
    const bench = {
      root: copy,
      scratch,
      npm: local,
      nodes,
      compilers: compilers.compilers,
      nodeTypes: `@types/node@${String(record(jsonOf(tree, 'package.json')['devDependencies'])['@types/node'])}`,
      attw: join(require.resolve('@arethetypeswrong/cli/package.json'), '../dist/index.js'),
      integrities,
    };
    await Promise.all(
      accepted
        .filter(({ published }) => chosen.some(({ name }) => name === published.name))
        .map(async ({ published, tarball, isPublished }) => {
          const report = reporter(published.name, onResult);
          const claim = claims[published.name] ?? { browser: true };
          await Promise.all([
            checkPacked(bench, published, tarball, report),
            isPublished ? checkInstalled(bench, published, claim, report) : undefined,
          ]);
        }),
    );
  } finally {
    registry.close();
  }
}

/** Is what users can name as it was last reviewed? */
async function checkReference(published: Published, folder: string): Promise<void> {
  const files = await packageFiles(root, published, folder);
  const problems = staleProblems(files, (path) =>
    tree.paths.includes(path) ? tree.text(path) : undefined,
  );
  reporter(published.name, onResult)('api', problems, [...files.keys()].join(', '));
}

async function packAll(
  npm: Awaited<ReturnType<typeof npmWith>>,
  copy: string,
  packages: readonly Published[],
  destination: string,
): Promise<ReadonlyMap<Published, Tarball>> {
  const packed = await Promise.all(
    packages.map(async (published) => {
      const result = await pack(npm, join(copy, published.folder), destination);
      if ('problem' in result) {
        reporter(published.name, onResult)('pack', [result.problem]);
        return [];
      }
      return [[published, result.tarball] as const];
    }),
  );
  return new Map(packed.flat());
}

async function folderIn(parent: string, name: string): Promise<string> {
  const folder = join(parent, name);
  await mkdir(folder, { recursive: true });
  return folder;
}
