/**
 * `npm run sbom`: bills of materials of a release in CycloneDX's form: of the repository with all that it is made with,
 * and of each published package with what is installed with it. Written to `dist/sbom`, or `-- --to FOLDER`; nothing is
 * written that is invalid or not complete.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Spec, Validation } from '@cyclonedx/cyclonedx-library';
import { excerpt, type Problem, problemLines } from '../packages/problem.ts';
import { run } from '../packages/process.ts';
import { publishedPackages } from '../packages/published.ts';
import { jsonOf, treeOfFolder, workspaces } from '../src/tree.ts';
import { type Bill, billOf, billOfPackage } from './bill.ts';
import { completenessProblems, danglingProblems } from './complete.ts';

const root = resolve(import.meta.dirname, '../..');
const { values } = parseArgs({
  options: { to: { type: 'string', default: join(root, 'dist/sbom') } },
});
const tree = treeOfFolder(root);
const ours = workspaces(tree)
  .map((folder) => jsonOf(tree, `${folder}/package.json`))
  .map((manifest) => ({ name: String(manifest['name']), manifest }));

const args = ['sbom', '--sbom-format=cyclonedx', '--package-lock-only'];
const { ok, end, stdout, stderr } = await run('npm', args, { cwd: root });
if (!ok) throw new Error(`npm sbom failed (${end}): ${excerpt(stderr)}`);

const whole = billOf(stdout);
const problems: Problem[] = [
  ...completenessProblems(whole, await readFile(join(root, 'package-lock.json'), 'utf8')),
];
const bills = new Map<string, Bill>([['skewline', whole]]);
for (const { name } of publishedPackages(tree)) {
  const bill = billOfPackage(whole, name, ours);
  problems.push(...danglingProblems(bill, `the bill of ${name}`));
  bills.set(name.replace('@', '').replace('/', '-'), bill);
}
const validator = new Validation.JsonStrictValidator(Spec.Version.v1dot5);
for (const [name, bill] of bills) {
  const errors = await validator.validate(JSON.stringify(bill));
  if (errors === null) continue;
  problems.push({
    what: `the schema of CycloneDX refuses it: ${JSON.stringify(errors).slice(0, 1000)}`,
    where: name,
    fix: 'see tools/sbom/bill.ts, and whether npm knows of the fault',
  });
}
if (problems.length === 0) {
  await mkdir(values.to, { recursive: true });
  for (const [name, bill] of bills) {
    const file = join(values.to, `${name}.cdx.json`);
    await writeFile(file, `${JSON.stringify(bill, undefined, 2)}\n`);
    console.log(`${relative('.', file)}: ${String(bill.components.length)} components`);
  }
}
for (const line of problems.flatMap(problemLines)) console.log(line);
console.log(`${String(bills.size)} bills, ${String(problems.length)} problems`);
if (problems.length > 0) process.exitCode = 1;
