import type { Problem } from '../packages/problem.ts';
import { record } from '../src/tree.ts';
import type { Bill } from './bill.ts';

/** What is locked and missing in the bill, and what the bill says too little of. */
export function completenessProblems(bill: Bill, lock: string): readonly Problem[] {
  const where = 'the bill of the repository';
  const fix = 'see what `npm sbom` says; `npm ci` makes the lock and the manifests agree';
  const listed = new Map(bill.components.map((component) => [component.purl, component]));
  // A lock is an object of npm's.
  const packages = record(record(JSON.parse(lock) as unknown)['packages']);
  const problems = Object.entries(packages).flatMap(([path, entry]) => {
    const { name, version, link, integrity } = record(entry);
    if (path === '' || link === true) return [];
    const purl = purlOf(
      typeof name === 'string' ? name : path.replace(/^.*node_modules\//, ''),
      String(version),
    );
    const component = listed.get(purl);
    if (component === undefined)
      return [{ what: `${purl} is locked, and is not in it`, where, fix }];
    if (integrity === undefined || component.hashes !== undefined) return [];
    return [{ what: `${purl} is locked with a hash, and has none in it`, where, fix }];
  });
  return [...problems, ...danglingProblems(bill, where)];
}

/** Every dependency that a bill names is one that it describes. */
export function danglingProblems(bill: Bill, where: string): readonly Problem[] {
  const described = new Set([
    bill.metadata.component['bom-ref'],
    ...bill.components.map((component) => component['bom-ref']),
  ]);
  const named = bill.dependencies.flatMap(({ ref, dependsOn }) => [ref, ...dependsOn]);
  return [...new Set(named)]
    .filter((ref) => !described.has(ref))
    .map((ref) => ({
      what: `${ref} is a dependency, and is not described`,
      where,
      fix: 'see tools/sbom/bill.ts',
    }));
}

function purlOf(name: string, version: string): string {
  return `pkg:npm/${name.replace('@', '%40')}@${version}`;
}
