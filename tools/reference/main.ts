/**
 * `npm run docs:reference`: builds the packages and writes what users of each can name to `packages/<name>/api.md`, and
 * the pages of docs/reference. `npm run check:packages` and `npm test` say where that is stale.
 */
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { buildInOrder, withNeeded } from '../packages/build.ts';
import { problemLines } from '../packages/problem.ts';
import { publishedPackages } from '../packages/published.ts';
import { treeOfFolder } from '../src/tree.ts';
import { packageFiles, staleProblems } from './package-files.ts';
import { sourcePages } from './source-pages.ts';

const root = resolve(import.meta.dirname, '../..');
const tree = treeOfFolder(root);
const packages = publishedPackages(tree);
const text = (path: string): string | undefined =>
  tree.paths.includes(path) ? tree.text(path) : undefined;
const ordered = withNeeded(
  packages,
  packages.map(({ name }) => name),
);
const scratch = await realpath(await mkdtemp(join(tmpdir(), 'skewline-reference-')));
try {
  await write(await sourcePages(packages));
  const built = await buildInOrder(root, ordered, (_, problems) => {
    for (const line of problems.flatMap(problemLines)) console.error(line);
    if (problems.length > 0) process.exitCode = 1;
  });
  for (const published of built) await write(await packageFiles(root, published, scratch));
} finally {
  await rm(scratch, { recursive: true, force: true });
}

async function write(files: ReadonlyMap<string, string>): Promise<void> {
  for (const { where } of staleProblems(files, text)) {
    const path = join(root, where);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, files.get(where) ?? '');
    console.log(`wrote ${where}`);
  }
}
