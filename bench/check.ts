/**
 * How long judging takes: the whole history of sled-agent, cold (all of a fresh process, its start and
 * the loading of modules included) and warm (again in the same process, nothing changed); and beside
 * it, on v46 to v47 to v48, what api-smart-diff and @useoptic/optic report in what time.
 * A peer that is not installed is a failure, for then nothing was compared. `--quick`: fewer rounds.
 * `--strict`: exit code 1 where a limit is missed.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify, stripVTControlCharacters } from 'node:util';
import { judgeStep, readOpenApiFolder } from '@skewline/codegen';
import type { Judged } from './check-run.ts';
import {
  corpusFolder,
  peerFolder,
  printLimits,
  printTable,
  quick,
  root,
  spreadOf,
  spreadText,
} from './support.ts';

const rounds = quick ? 1 : 7;
const corpus = corpusFolder();
const execute = promisify(execFile);
const steps = (
  [
    ['46', '47'],
    ['47', '48'],
  ] as const
).slice(quick ? 1 : 0);
const peers = { 'api-smart-diff': '1.0.6', '@useoptic/optic': '1.0.9' } as const;

async function run(...args: readonly string[]): Promise<unknown> {
  const script = join(root, 'bench/check-run.ts');
  const { stdout } = await execute(
    process.execPath,
    ['--conditions=skewline-source', script, ...args],
    {
      maxBuffer: 64 * 1024 * 1024,
    },
  );
  return JSON.parse(stdout) as unknown;
}

const file = (version: string): string => join(corpus, `${version}.0.0.json`);

/** Where a peer is, or undefined where it is not installed. */
function installed(name: string): string | undefined {
  try {
    return createRequire(join(peerFolder, 'package.json')).resolve(`${name}/package.json`);
  } catch (error) {
    // A package that does not export its package.json is installed all the same.
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    return code === 'ERR_PACKAGE_PATH_NOT_EXPORTED' ? name : undefined;
  }
}

async function ours(): Promise<readonly (readonly string[])[]> {
  const { value: api } = await readOpenApiFolder(corpus, { name: 'sled-agent' });
  return steps.map(([from, to]) => {
    const [older, newer] = [from, to].map((one) => api?.versions.find(({ id }) => id.text === one));
    if (older === undefined || newer === undefined) throw new Error(`no version ${from} or ${to}`);
    const begin = performance.now();
    const { findings } = judgeStep(older, newer);
    const ms = performance.now() - begin;
    const said = findings.map(
      ({ rule, path, flows }) => `${rule} ${path} (${worstOf(Object.values(flows))})`,
    );
    return [`${from} to ${to}`, 'skewline', ms.toFixed(0), said.join('; ')];
  });
}

function worstOf(answers: readonly string[]): string {
  return ['breaking', 'unproven'].find((one) => answers.includes(one)) ?? 'compatible';
}

async function smartDiff(): Promise<readonly (readonly string[])[]> {
  const rows: (readonly string[])[] = [];
  for (const [from, to] of steps) {
    // What check-run.ts prints.
    const { ms, report } = (await run('api-smart-diff', file(from), file(to))) as {
      ms: number;
      report: string;
    };
    rows.push([`${from} to ${to}`, 'api-smart-diff', ms.toFixed(0), report]);
  }
  return rows;
}

/** Its command line; the time is of the whole process, as it has no other way to be run. */
async function optic(): Promise<readonly (readonly string[])[]> {
  const entry = join(installed('@useoptic/optic') ?? '', '../build/index.js');
  // It leaves a file of details in the folder that it runs in.
  const cwd = await mkdtemp(join(tmpdir(), 'skewline-optic-'));
  const env = { ...process.env, CI: 'true', OPTIC_DISABLE_TELEMETRY: 'true' };
  const rows: (readonly string[])[] = [];
  try {
    for (const [from, to] of steps) {
      const begin = performance.now();
      const said = await execute(
        process.execPath,
        [entry, 'diff', file(from), file(to), '--check'],
        {
          cwd,
          env,
          maxBuffer: 64 * 1024 * 1024,
        },
      ).then(
        ({ stdout }) => stdout,
        // Exit code 1 says that something breaks; what it printed is beside it.
        (error: unknown) =>
          error instanceof Error && 'stdout' in error ? String(error.stdout) : String(error),
      );
      const ms = performance.now() - begin;
      rows.push([`${from} to ${to}`, '@useoptic/optic', ms.toFixed(0), opticReport(said)]);
    }
  } finally {
    await rm(cwd, { recursive: true, force: true });
  }
  return rows;
}

/** How many operations it saw change, and how many of its marks are crosses. */
function opticReport(text: string): string {
  const lines = stripVTControlCharacters(text)
    .split('\n')
    .map((line) => line.trim());
  const operations = lines.find((line) => line.startsWith('Operations:'));
  if (operations === undefined)
    throw new Error(`@useoptic/optic did not compare: ${text.slice(0, 400)}`);
  const breaks = lines.filter((line) => /^[x×✗✖]/u.test(line)).length;
  return `${operations.slice('Operations: '.length)}, ${String(breaks)} refused`;
}

const whole: number[] = [];
const again: Judged[] = [];
for (let round = 0; round < rounds; round += 1) {
  const begin = performance.now();
  await run('history');
  whole.push(performance.now() - begin);
  again.push((await run('again')) as Judged); // what check-run.ts prints
}
const cold = spreadOf(whole);
const warm = spreadOf(again.map(({ ms }) => ms));
const [one] = again;

console.log(`Node ${process.version}, ${String(rounds)} fresh processes each\n`);
console.log(
  `sled-agent: ${String(one?.steps)} steps, ${String(one?.changes)} changes, ${String(one?.breaking)} breaking in some flow, ${String(one?.unproven)} unproven`,
);
console.log(`cold ${spreadText(cold, 0)} ms, warm ${spreadText(warm, 0)} ms\n`);

const missing = Object.entries(peers).filter(([name]) => installed(name) === undefined);
const rows = [
  ...(await ours()),
  ...(missing.some(([name]) => name === 'api-smart-diff') ? [] : await smartDiff()),
  ...(missing.some(([name]) => name === '@useoptic/optic') ? [] : await optic()),
];
printTable(['step', 'tool', 'ms', 'reports'], rows);
for (const [name, version] of missing) {
  console.error(
    `\nFAILURE: ${name} ${version} is not installed, so nothing was compared with it: node tools/peers.mjs bench/peers`,
  );
  process.exitCode = 1;
}
printLimits([
  {
    what: `${String(one?.steps)} steps judged, cold`,
    measured: `${(cold.most / 1000).toFixed(2)} s`,
    limit: '5 s',
    met: cold.most <= 5_000 && one?.steps === 47,
  },
  {
    what: 'the same, warm',
    measured: `${(warm.most / 1000).toFixed(2)} s`,
    limit: '1 s',
    met: warm.most <= 1_000,
  },
  {
    what: 'peers compared with',
    measured: String(2 - missing.length),
    limit: '2',
    met: missing.length === 0,
  },
]);
