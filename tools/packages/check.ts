import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { runInBrowser, weigh, weightProblem } from './browser.ts';
import { type Claim, limitProblems } from './claims.ts';
import { compile, type Compiler, type Consumer, install, runOn, runPrograms } from './consumer.ts';
import { contentProblems } from './contents.ts';
import type { NodeProgram } from './node-versions.ts';
import type { Npm } from './npm.ts';
import { type CheckResult, excerpt, type Problem } from './problem.ts';
import { run } from './process.ts';
import { peersOf, type Published } from './published.ts';
import { exampleOf } from './readme-example.ts';
import { contentsOf, type Tarball } from './tarball.ts';
import { typesProblems } from './types-report.ts';

/** What the checks of one package need. */
export interface Bench {
  readonly root: string;
  /** A folder that is thrown away. */
  readonly scratch: string;
  /** npm, set to the registry on this machine. */
  readonly npm: Npm;
  /** Oldest first. */
  readonly nodes: readonly NodeProgram[];
  readonly compilers: readonly Compiler[];
  /** `@types/node` with its exact version. */
  readonly nodeTypes: string;
  readonly attw: string;
  readonly integrities: ReadonlyMap<string, string>;
}

export type Report = (check: string, problems: readonly Problem[], seen?: string) => void;

export function reporter(name: string, onResult: (result: CheckResult) => void): Report {
  return (check, problems, seen = '') => {
    onResult({ package: name, check, seen, problems });
  };
}

/** What can be seen of a package as it is packed. */
export async function checkPacked(
  bench: Pick<Bench, 'root' | 'attw'>,
  published: Published,
  tarball: Tarball,
  report: Report,
): Promise<void> {
  const { folder, manifest, entries } = published;
  const where = `${folder}/package.json`;
  const contents = contentsOf(tarball, bench.root, folder);
  report('contents', contentProblems(contents), sizes(tarball));

  const linted = async (): Promise<void> => {
    const bytes = await readFile(tarball.file);
    const { messages } = await publint({
      strict: true,
      pack: { tarball: Uint8Array.from(bytes).buffer },
    });
    const problems = messages.map((message) => ({
      what: formatMessage(message, manifest, { color: false }) ?? message.code,
      where,
      fix: `see https://publint.dev/rules#${message.code.toLowerCase()}`,
    }));
    report('publint', problems, 'strict');
  };

  const typed = async (): Promise<void> => {
    const args = [bench.attw, tarball.file, '--profile=esm-only', '--format=json', '--no-color'];
    const ran = await run(process.execPath, args, { cwd: bench.root });
    report(
      'types',
      attwProblems(
        ran,
        entries.map(({ subpath }) => subpath),
        where,
      ),
      `attw esm-only, ${count(entries.length, 'entry', 'entries')}`,
    );
  };
  await Promise.all([linted(), typed()]);
}

/** The report of attw, and its exit code, which must agree. */
export function attwProblems(
  ran: {
    readonly ok: boolean;
    readonly end: string;
    readonly stdout: string;
    readonly stderr: string;
  },
  entries: readonly string[],
  where: string,
): readonly Problem[] {
  let report: unknown;
  try {
    report = JSON.parse(ran.stdout);
  } catch {
    report = undefined;
  }
  const problems = report === undefined ? [] : typesProblems(report, entries, where);
  if (report !== undefined && (ran.ok || problems.length > 0)) return problems;
  return [
    {
      what: `attw failed (${ran.end}): ${excerpt(ran.stderr || ran.stdout)}`,
      where,
      fix: 'see what attw says',
    },
  ];
}

/** What people see who install a package: into an empty project, with its README in hand. */
export async function checkInstalled(
  bench: Bench,
  published: Published,
  claim: Claim,
  report: Report,
): Promise<void> {
  const { root, scratch, npm, nodes, compilers, integrities } = bench;
  const consumer: Consumer = {
    folder: join(scratch, 'consumers', published.name.replace(/^.*\//, '')),
    published,
  };
  const page = `${published.folder}/README.md`;
  const text = await readFile(join(root, page), 'utf8').catch(() => '');
  const found = exampleOf(text, published.name, page);
  const example = 'example' in found ? found.example : undefined;
  const length =
    example === undefined ? '' : count(example.code.trim().split('\n').length, 'line', 'lines');
  report('example', 'problem' in found ? [found.problem] : [], length);

  const [oldest] = nodes;
  if (oldest === undefined) return;
  const others = [...peersOf(published), ...(claim.browser ? [] : [bench.nodeTypes])];
  const installed = await install(consumer, { npm, node: oldest, claim, others, integrities });
  report('install', installed, `on Node ${oldest.version}`);
  if (installed.length > 0) return;

  const compiled = await compile(consumer, example, compilers, claim);
  const versions = compilers.map(({ version }) => version).join(' and ');
  report('compile', compiled, `TypeScript ${versions}, declarations checked`);
  if (compiled.length > 0) return;

  const files =
    example === undefined ? (['entries.js'] as const) : (['entries.js', 'example.js'] as const);
  const onNodes = nodes.map(async (node) => {
    const problems = await Promise.all([
      ...files.map((file) => runOn(consumer, file, node, example)),
      runPrograms(consumer, node),
    ]);
    report(`run on Node ${node.version.replace(/\..*/, '')}`, problems.flat(), node.version);
  });
  const inBrowser = async (): Promise<void> => {
    if (!claim.browser) {
      report('run in a browser', [], 'left out: for Node only (tools/packages/claims.ts)');
      return;
    }
    const problems = await Promise.all(files.map((file) => runInBrowser(consumer, file, example)));
    report('run in a browser', problems.flat(), 'bundled by esbuild, bare context');
  };
  await Promise.all([...onNodes, inBrowser(), checkWeight(consumer, claim, report)]);
}

async function checkWeight(
  { folder, published }: Consumer,
  { limits }: Claim,
  report: Report,
): Promise<void> {
  if (limits === undefined) return;
  const { entries, folder: home } = published;
  const seen: string[] = [];
  const problems = [
    ...limitProblems(
      entries.map(({ subpath }) => subpath),
      limits,
    ),
  ];
  for (const limit of limits) {
    const weighed = entries.filter(({ subpath }) => limit.entries.includes(subpath));
    const each = await Promise.all(weighed.map(({ specifier }) => weigh(folder, [specifier])));
    const all = await weigh(
      folder,
      weighed.map(({ specifier }) => specifier),
    );
    const problem = weightProblem(all, limit.bytes, `${home}/package.json`);
    if (problem !== undefined) problems.push(problem);
    const parts = weighed.map(({ subpath }, index) => `"${subpath}" ${String(each[index] ?? '?')}`);
    seen.push(`${String(all ?? '?')} of ${String(limit.bytes)} (${parts.join(', ')})`);
  }
  report('weight', problems, `${seen.join('; ')} bytes minified and gzipped`);
}

function sizes({ files, bytes, unpackedBytes }: Tarball): string {
  const kilobytes = (value: number): string => `${(value / 1000).toFixed(0)} kB`;
  return `${count(files.length, 'file', 'files')}, ${kilobytes(bytes)} packed, ${kilobytes(unpackedBytes)} unpacked`;
}

function count(number: number, one: string, many: string): string {
  return `${String(number)} ${number === 1 ? one : many}`;
}
