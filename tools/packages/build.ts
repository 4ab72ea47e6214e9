import { join } from 'node:path';
import { record } from '../src/tree.ts';
import { excerpt, type Problem } from './problem.ts';
import { run } from './process.ts';
import type { Published } from './published.ts';

/** Builds packages, listed after those that they need. What needs a broken one is not tried. */
export async function buildInOrder(
  root: string,
  packages: readonly Published[],
  onBuilt: (published: Published, problems: readonly Problem[]) => void,
): Promise<readonly Published[]> {
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  const built: Published[] = [];
  for (const published of packages) {
    const broken = packages.filter((one) => needs(published, one) && !built.includes(one));
    const problem =
      broken.length > 0 ? brokenBefore(published, broken) : await build(root, compiler, published);
    onBuilt(published, problem === undefined ? [] : [problem]);
    if (problem === undefined) built.push(published);
  }
  return built;
}

async function build(
  root: string,
  compiler: string,
  { folder }: Published,
): Promise<Problem | undefined> {
  const ran = await run(process.execPath, [compiler, '-b', folder], { cwd: root, timeout: 300 });
  if (ran.ok) return undefined;
  return {
    what: `it does not build (${ran.end}):\n${excerpt(ran.stdout + ran.stderr)}`,
    where: folder,
    fix: 'correct what the compiler says',
  };
}

function brokenBefore({ folder }: Published, broken: readonly Published[]): Problem {
  const names = broken.map(({ name }) => name).join(', ');
  return {
    what: `it was not built, because it needs ${names}`,
    where: `${folder}/package.json`,
    fix: `correct ${names} first`,
  };
}

/** The named packages and all of ours that they need, each after those that it needs. */
export function withNeeded(
  all: readonly Published[],
  names: readonly string[],
): readonly Published[] {
  const ordered: Published[] = [];
  const add = (published: Published): void => {
    if (ordered.includes(published)) return;
    for (const one of all) if (one !== published && needs(published, one)) add(one);
    ordered.push(published);
  };
  for (const published of all) if (names.includes(published.name)) add(published);
  return ordered;
}

function needs({ manifest }: Published, { name }: Published): boolean {
  return ['dependencies', 'peerDependencies', 'optionalDependencies'].some((field) =>
    Object.hasOwn(record(manifest[field]), name),
  );
}
