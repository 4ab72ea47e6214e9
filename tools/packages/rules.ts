import { type Finding, type Tree } from '../src/tree.ts';
import { claimProblems } from './claims.ts';
import { registriesOfItsOwn } from './local-only.ts';
import { type Published, publishedPackages } from './published.ts';
import { exampleOf } from './readme-example.ts';

/** What a person who finds a package on npm wants to see there, and what npm needs. */
export function presentable(tree: Tree): Finding[] {
  return publishedPackages(tree).flatMap(({ name, folder, manifest }) => {
    const path = `${folder}/package.json`;
    const findings = manifestGaps(manifest).map((message): Finding => ({ path, message }));
    for (const file of [`${folder}/README.md`, `${folder}/LICENSE`]) {
      if (!tree.paths.includes(file))
        findings.push({ path: file, message: 'A published package needs it.' });
    }
    const page = `${folder}/README.md`;
    if (!tree.paths.includes(page)) return findings;
    const found = exampleOf(tree.text(page), name, page);
    if ('problem' in found) {
      findings.push({ path: page, message: `${found.problem.what}: ${found.problem.fix}.` });
    }
    return findings;
  });
}

/** What only these tools know about a package is said for each, and no package names a registry. */
export function readyForChecks(tree: Tree): Finding[] {
  const published = publishedPackages(tree);
  return [
    ...claimProblems(published.map(({ name }) => name)),
    ...published.flatMap(({ manifest, folder }) =>
      registriesOfItsOwn(manifest, `${folder}/package.json`),
    ),
  ].map(({ what, where, fix }) => ({ path: where, message: `${what}: ${fix}.` }));
}

function manifestGaps(manifest: Published['manifest']): readonly string[] {
  const gaps: string[] = [];
  const { description, license, files, engines, type, publishConfig } = manifest;
  if (typeof description !== 'string' || description === '') gaps.push('It needs a "description".');
  if (license !== 'Apache-2.0') gaps.push('"license" must be "Apache-2.0".');
  if (type !== 'module') gaps.push('"type" must be "module".');
  if (JSON.stringify(engines) !== '{"node":">=20"}')
    gaps.push('"engines" must be {"node": ">=20"}.');
  if (JSON.stringify(publishConfig) !== '{"access":"public","provenance":true}')
    gaps.push('"publishConfig" must be {"access": "public", "provenance": true}.');
  const listed = Array.isArray(files) ? files.map(String) : [];
  if (listed.length === 0) gaps.push('It needs "files": what is published is said, not left over.');
  for (const file of listed.filter((one) => /^[./]*\*|^\.?\/?$/.test(one))) {
    gaps.push(`"files" has "${file}", which is everything: list the folders.`);
  }
  return gaps;
}
