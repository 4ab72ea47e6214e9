/**
 * `npm run licences`: the licences of all dependencies, in all locks, and whether each is allowed by allowed.ts; with
 * `-- --list` each package. Exit code 1 where one is not.
 */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { problemLines } from '../packages/problem.ts';
import { treeOfFolder } from '../src/tree.ts';
import { type Locked, lockedPackages } from './locked.ts';
import { licenceProblems } from './problems.ts';

const root = resolve(import.meta.dirname, '../..');
const { values } = parseArgs({ options: { list: { type: 'boolean', default: false } } });
const locks = treeOfFolder(root).paths.filter((path) => /(?:^|\/)package-lock\.json$/.test(path));
const all = locks.flatMap((path): readonly Locked[] => {
  // What is installed apart is compared with, or tried: nothing that we publish needs it.
  const found = lockedPackages(readFileSync(join(root, path), 'utf8'), {
    tools: path !== 'package-lock.json',
  });
  console.log(`${path}: ${String(found.length)} packages`);
  return found;
});

const byLicence = Map.groupBy(all, ({ licence }) => licence ?? '(none that npm reads)');
for (const [licence, packages] of [...byLicence].sort(([, a], [, b]) => b.length - a.length)) {
  const installed = packages.filter(({ development }) => !development).length;
  console.log(
    `${String(packages.length).padStart(5)} ${licence.padEnd(36)} ${String(installed)} of them not for development alone`,
  );
  if (!values.list) continue;
  for (const { name, version, development } of packages) {
    console.log(`        ${name}@${version}${development ? ' (development)' : ''}`);
  }
}
const problems = licenceProblems(all);
for (const line of problems.flatMap(problemLines)) console.log(line);
console.log(`${String(all.length)} packages, ${String(problems.length)} problems`);
if (problems.length > 0) process.exitCode = 1;
