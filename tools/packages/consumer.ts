import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { jsonOf, record, treeOf } from '../src/tree.ts';
import type { Claim } from './claims.ts';
import { consumerFiles } from './consumer-files.ts';
import type { NodeProgram } from './node-versions.ts';
import type { Npm } from './npm.ts';
import { excerpt, type Problem } from './problem.ts';
import { run } from './process.ts';
import type { Published } from './published.ts';
import { type Example, outputProblem } from './readme-example.ts';

/** An empty project that a package is installed into. */
export interface Consumer {
  readonly folder: string;
  readonly published: Published;
}

export interface InstallOptions {
  readonly npm: Npm;
  /** The oldest Node that packages are for: npm says there what asks for a newer one. */
  readonly node: NodeProgram;
  readonly claim: Claim;
  /** What else the project needs to compile. */
  readonly others: readonly string[];
  /** What was published, by name: what is installed must be that, and not another run's. */
  readonly integrities: ReadonlyMap<string, string>;
}

export async function install(
  { folder, published }: Consumer,
  { npm, node, claim, others, integrities }: InstallOptions,
): Promise<readonly Problem[]> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), '{"private": true, "type": "module"}\n');
  const wanted = `${published.name}@${published.version}`;
  const args = ['install', '--prefer-online', wanted, ...others];
  const ran = await npm(args, { cwd: folder, node: node.path, timeout: 240 });
  const where = `${published.folder}/package.json`;
  if (!ran.ok) {
    return [
      {
        what: `it does not install into an empty project on Node ${node.version} (${ran.end}): ${excerpt(ran.stderr)}`,
        where,
        fix: 'mend "dependencies" or "engines"; other packages come from registry.npmjs.org, which must be reachable',
      },
    ];
  }
  const lock = await readFile(join(folder, 'package-lock.json'), 'utf8');
  return [
    ...integrityProblems(lock, integrities, where),
    ...newerNodeProblems(ran.stderr, claim.newerNode ?? {}, node.version, where),
  ];
}

/** What npm warns of where it runs on an old Node, against what is known and accepted. */
export function newerNodeProblems(
  warnings: string,
  accepted: Readonly<Record<string, string>>,
  version: string,
  where: string,
): readonly Problem[] {
  const warned = [...warnings.matchAll(/EBADENGINE\s+package: '(.+)@([^'@]+)'/g)].map((match) => ({
    name: match[1] ?? '',
    version: match[2] ?? '',
  }));
  const unknown = warned
    .filter(({ name }) => !Object.hasOwn(accepted, name))
    .map((one) => ({
      what: `${one.name}@${one.version} asks for a newer Node than ${version}, so people there get a warning, or cannot install it`,
      where,
      fix: 'depend on a version that does not, or say in tools/packages/claims.ts ("newerNode") why it is right',
    }));
  const left = Object.keys(accepted)
    .filter((name) => !warned.some((one) => one.name === name))
    .map((name) => ({
      what: `${name} is said to ask for a newer Node than ${version}, and does not`,
      where: 'tools/packages/claims.ts',
      fix: `take ${name} out of "newerNode"`,
    }));
  return [...unknown, ...left];
}

/** Ours in the lock file are the ones that were packed just now. */
export function integrityProblems(
  lock: string,
  integrities: ReadonlyMap<string, string>,
  where: string,
): readonly Problem[] {
  const installed = record(jsonOf(treeOf({ lock }), 'lock')['packages']);
  return Object.entries(installed).flatMap(([path, entry]) => {
    const name = path.replace(/^.*node_modules\//, '');
    const expected = integrities.get(name);
    const seen = record(entry)['integrity'];
    if (expected === undefined || seen === expected) return [];
    return [
      {
        what: `${name} was installed with ${String(seen)}, and what was packed is ${expected}`,
        where,
        fix: 'remove the folder .nx/cache/packages and run the check again',
      },
    ];
  });
}

/** A TypeScript compiler by its version. */
export interface Compiler {
  readonly version: string;
  readonly path: string;
}

export async function compile(
  { folder, published }: Consumer,
  example: Example | undefined,
  compilers: readonly Compiler[],
  options: { readonly browser: boolean },
): Promise<readonly Problem[]> {
  for (const [name, text] of consumerFiles(published, example?.code, options)) {
    await writeFile(join(folder, name), text);
  }
  const problems = await Promise.all(
    compilers.map(async ({ version, path }, index): Promise<Problem[]> => {
      // One of them makes what is run.
      const args = [path, '-p', '.', ...(index === 0 ? [] : ['--noEmit'])];
      const ran = await run(process.execPath, args, { cwd: folder });
      if (ran.ok) return [];
      return [
        {
          what: `it does not compile with TypeScript ${version} (${ran.end}):\n${excerpt(ran.stdout + ran.stderr)}`,
          where: `${published.folder}/README.md, installed in an empty project (entries.ts imports every entry)`,
          fix: 'correct the example, the declarations of the package, or what it has in "dependencies"',
        },
      ];
    }),
  );
  return problems.flat();
}

/** Runs what was compiled; `example.js` must print what the README says. */
export async function runOn(
  { folder, published }: Consumer,
  file: 'entries.js' | 'example.js',
  node: NodeProgram,
  example: Example | undefined,
): Promise<readonly Problem[]> {
  const ran = await run(node.path, [`out/${file}`], { cwd: folder, timeout: 60 });
  const where =
    file === 'example.js' ? `${published.folder}/README.md` : `${published.folder}/package.json`;
  if (!ran.ok) return [doesNotRun(file, `on Node ${node.version}`, ran.end, ran.stderr, where)];
  if (file === 'entries.js' || example === undefined) return [];
  const problem = outputProblem(example, ran.stdout, where);
  return problem === undefined ? [] : [problem];
}

export function doesNotRun(
  file: string,
  place: string,
  end: string,
  said: string,
  where: string,
): Problem {
  const subject = file === 'entries.js' ? 'importing every entry' : 'the example';
  return {
    what: `${subject} fails ${place} (${end}):\n${excerpt(said)}`,
    where,
    fix:
      file === 'entries.js'
        ? 'correct "exports", or what an entry does when it is loaded'
        : 'correct the example or the package',
  };
}

/** Each program of a package says what it is for. */
export async function runPrograms(
  { folder, published }: Consumer,
  node: NodeProgram,
): Promise<readonly Problem[]> {
  const programs = Object.entries(record(published.manifest['bin']));
  const problems = await Promise.all(
    programs.map(async ([name, path]): Promise<Problem[]> => {
      const file = join('node_modules', published.name, String(path));
      const ran = await run(node.path, [file, '--help'], { cwd: folder, timeout: 60 });
      if (ran.ok && ran.stdout.trim() !== '') return [];
      return [
        {
          what: `\`${name} --help\` fails on Node ${node.version} (${ran.end}):\n${excerpt(ran.stderr)}`,
          where: `${published.folder}/${String(path)}`,
          fix: 'make it run as it is installed, from dist',
        },
      ];
    }),
  );
  return problems.flat();
}
