/**
 * What is committed as generated is what the codegen would generate now, in every package that skewline.json lists.
 * A package whose generated code is not committed (it is made from the corpus, which is not ours) has nothing to
 * compare; that is said, not hidden. One that has committed some and is not listed would go unchecked.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { jsonOf, treeOfFolder } from '../src/tree.ts';
import { packagesOf } from './generated-packages.ts';

const root = resolve(import.meta.dirname, '../..');
const committed = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' }).split(
  '\0',
);
const listed = jsonOf(treeOfFolder(root), 'skewline.json')['packages'];
const packages = packagesOf(committed, Array.isArray(listed) ? listed.map(String) : []);

for (const folder of packages.nothingCommitted) {
  console.log(`${folder}: left out, nothing generated is committed there`);
}
for (const folder of packages.unlisted) {
  console.log(
    `${folder}: has committed generated code, but the skewline.json of the root does not list it`,
  );
}
const { status } = spawnSync('npx', ['--no', 'skewline', 'check'], { cwd: root, stdio: 'inherit' });
if (status !== 0 || packages.unlisted.length > 0) process.exitCode = 1;
