/**
 * All benchmarks, one after the other; BENCHMARKS.md and its plots are written from what they print. `--only a,b`: these
 * alone, and the others stay as they were. `--quick`: short runs, to see that they work; nothing in the repository is
 * written, but a folder of its own. Exit code 1 where one breaks, or misses a limit. Wants a machine that does nothing
 * else: the whole takes most of an hour.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { parseArgs, stripVTControlCharacters } from 'node:util';
import { chromiumPath } from '../tools/src/chromium.ts';
import { type Bench, benches, type Need } from './report/benches.ts';
import { commit, machine, peerVersions } from './report/machine.ts';
import { reportText } from './report/markdown.ts';
import { drawPlot } from './report/plots.ts';
import { limitsOf, readResults, type Result, type Results } from './report/results.ts';
import { type Recorded, recordVariable, root } from './support.ts';

const { values } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, only: { type: 'string' } },
});
const chosen = choose(values.only);
const target = values.quick ? await mkdtemp(join(tmpdir(), 'skewline-benchmarks-')) : root;
const paths = {
  report: join(target, 'BENCHMARKS.md'),
  plots: join(target, 'docs/benchmarks'),
  results: join(target, 'docs/benchmarks/results.json'),
};
const head = await commit(['BENCHMARKS.md', 'docs/benchmarks']);
const problems: string[] = [];
const notRun: string[] = [];
let results: Results = await readResults(paths.results);
await mkdir(paths.plots, { recursive: true });
for (const [index, bench] of chosen.entries()) {
  console.log(`\n== ${String(index + 1)} of ${String(chosen.length)}: bench:${bench.name}`);
  const missing = bench.needs.map(whyMissing).find((why) => why !== null);
  if (missing !== undefined) {
    notRun.push(`${bench.name}: ${missing}`);
    console.log(`not run: ${missing}`);
    continue;
  }
  const { result, code } = await run(bench);
  if (code !== 0) problems.push(`${bench.name} ended with exit code ${String(code)}`);
  const missed = limitsOf(result).filter(({ met }) => !met);
  if (!values.quick) problems.push(...missed.map(({ what }) => `${bench.name}: missed: ${what}`));
  // What broke before its end has no figures to show.
  if (limitsOf(result).length === 0) continue;
  results = { ...results, [bench.name]: result };
  // After each, so that whoever stops the rest has what there is.
  await write();
}
console.log(
  `\n${relative(process.cwd(), paths.report)} has ${String(Object.keys(results).length)} benchmarks.`,
);
for (const problem of problems) console.error(problem);
for (const one of notRun) console.log(`not run: ${one}`);
console.log(
  `${String(chosen.length - notRun.length)} benchmarks run, ${String(problems.length)} problems, ${String(notRun.length)} not run`,
);
if (problems.length > 0) process.exitCode = 1;

function choose(only: string | undefined): readonly Bench[] {
  if (only === undefined) return benches;
  return only.split(',').map((name) => {
    const bench = benches.find((one) => one.name === name);
    if (bench !== undefined) return bench;
    console.error(`There is no benchmark ${name}: ${benches.map((one) => one.name).join(', ')}.`);
    process.exit(2);
  });
}

function whyMissing(need: Need): string | null {
  switch (need) {
    case 'corpus': {
      const folder = resolve(root, process.env['SKEWLINE_SHARED'] ?? '../shared', 'corpus');
      return existsSync(folder) ? null : `there is no ${folder}; set SKEWLINE_SHARED`;
    }
    case 'chromium':
      try {
        chromiumPath();
        return null;
      } catch (error) {
        return error instanceof Error ? error.message : String(error);
      }
  }
}

async function run({ name }: Bench): Promise<{ readonly result: Result; readonly code: number }> {
  const folder = await mkdtemp(join(tmpdir(), 'skewline-bench-record-'));
  const file = join(folder, 'record.jsonl');
  const words = ['run', '--silent', `bench:${name}`, ...(values.quick ? ['--', '--quick'] : [])];
  const begin = performance.now();
  const date = new Date().toISOString().slice(0, 10);
  const child = spawn('npm', words, {
    cwd: root,
    env: { ...process.env, [recordVariable]: file },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    process.stdout.write(text);
  });
  const code = await new Promise<number>((ended, failed) => {
    child.once('error', failed);
    child.once('close', (exit) => {
      ended(exit ?? 1);
    });
  });
  const seconds = (performance.now() - begin) / 1000;
  const text = existsSync(file) ? await readFile(file, 'utf8') : '';
  await rm(folder, { recursive: true });
  const lines = text.split('\n').filter((line) => line !== '');
  // What `support.ts` has written.
  const recorded = lines.map((line) => JSON.parse(line) as Recorded);
  output = stripVTControlCharacters(output);
  return {
    code,
    result: { name, date, commit: head, machine: machine(), seconds, recorded, output },
  };
}

async function write(): Promise<void> {
  const drawn = new Map<string, string>();
  for (const bench of benches) {
    for (const plot of bench.plots) {
      const svg = await drawPlot(plot, results[bench.name]?.recorded ?? []);
      if (svg === null) continue;
      await writeFile(join(paths.plots, `${plot.name}.svg`), `${svg}\n`);
      drawn.set(plot.name, `docs/benchmarks/${plot.name}.svg`);
    }
  }
  await writeFile(paths.results, `${JSON.stringify(results, null, 2)}\n`);
  await writeFile(paths.report, reportText(results, await peerVersions(), drawn));
}
