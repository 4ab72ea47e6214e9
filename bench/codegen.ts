/**
 * How long generating takes, beside openapi-typescript and @hey-api/openapi-ts for types alone. Each
 * run is a fresh process, as for someone at a command line, and the tools take turns; see
 * codegen-run.ts for what is in the time. `--quick`: fewer rounds. `--strict`: exit code 1 where a limit is missed.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Measured } from './codegen-run.ts';
import { corpusFolder, printLimits, printTable, quick, root, spreadOf, spreadText } from './support.ts';

const rounds = quick ? 1 : 7;
const corpus = corpusFolder();
const execute = promisify(execFile);

async function run(name: string, argument: string): Promise<Measured> {
  const script = join(root, 'bench/codegen-run.ts');
  const { stdout } = await execute(
    process.execPath,
    ['--conditions=skewline-source', script, name, argument],
    { maxBuffer: 64 * 1024 * 1024 },
  );
  // What codegen-run.ts prints.
  return JSON.parse(stdout) as Measured;
}

/** Taking turns: A B, B A, … */
async function pairs(
  peer: string,
  count: number,
  rounds: number,
): Promise<(readonly [Measured, Measured])[]> {
  const ours = (): Promise<Measured> => run('skewline', String(count));
  const theirs = (): Promise<Measured> => run(peer, String(count));
  const found: (readonly [Measured, Measured])[] = [];
  for (let round = 0; round < rounds; round += 1) {
    if (round % 2 === 0) {
      const first = await ours();
      found.push([first, await theirs()]);
    } else {
      const first = await theirs();
      found.push([await ours(), first]);
    }
  }
  return found;
}

/** A package of its own, so that the example is left alone. */
async function nothingChanged(): Promise<readonly number[]> {
  const folder = await mkdtemp(join(tmpdir(), 'skewline-bench-'));
  try {
    const example = join(root, 'examples/omicron-sled-agent/skewline.json');
    const config: object = JSON.parse(await readFile(example, 'utf8'));
    const text = JSON.stringify({ ...config, documents: corpus });
    await writeFile(join(folder, 'skewline.json'), text);
    await run('unchanged', folder);
    const times: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const { ms, files } = await run('unchanged', folder);
      if (files > 0) throw new Error('a second generate wrote files');
      times.push(ms);
    }
    return times;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const peers = { typescript: 'openapi-typescript', hey: '@hey-api/openapi-ts' } as const;
/** The peer and versions → pairs; 48 are the whole history. */
const growth: (readonly [string, number, readonly (readonly [Measured, Measured])[]])[] = [];
for (const count of quick ? [48] : [6, 12, 24, 48]) {
  growth.push([peers.typescript, count, await pairs(peers.typescript, count, rounds)]);
}
// It takes many times as long.
const heyVersions = quick ? 6 : 48;
growth.push([peers.hey, heyVersions, await pairs(peers.hey, heyVersions, quick ? 1 : 3)]);
const whole = growth.find(([peer, count]) => peer === peers.typescript && count === 48)?.[2] ?? [];
const again = spreadOf(await nothingChanged());

const ratio = spreadOf(whole.map(([ours, theirs]) => ours.ms / theirs.ms));
const peak = spreadOf(whole.map(([ours]) => ours.peakMb));
const [ours, theirs] = whole[0] ?? [];
const bytes = (ours?.typeBytes ?? Number.NaN) / (theirs?.typeBytes ?? Number.NaN);

console.log(`Node ${process.version}, ${String(rounds)} interleaved pairs of fresh processes`);
console.log('Time without loading modules. Median (least–most):\n');
printTable(
  ['peer', 'versions', 'skewline, s', 'peer, s', 'ratio', 'peak, MB', 'theirs, MB', 'files', 'types, kB', 'theirs, kB'],
  growth.map(([peer, count, found]) => [
    peer,
    String(count),
    spreadText(spreadOf(found.map(([one]) => one.ms / 1000)), 2),
    spreadText(spreadOf(found.map(([, other]) => other.ms / 1000)), 2),
    spreadText(spreadOf(found.map(([one, other]) => one.ms / other.ms)), 2),
    String(Math.round(spreadOf(found.map(([one]) => one.peakMb)).median)),
    String(Math.round(spreadOf(found.map(([, other]) => other.peakMb)).median)),
    String(found[0]?.[0].files),
    String(Math.round((found[0]?.[0].typeBytes ?? 0) / 1000)),
    String(Math.round((found[0]?.[1].typeBytes ?? 0) / 1000)),
  ]),
);
console.log(`\nNothing changed: ${spreadText(again, 0)} ms`);
printLimits([
  {
    what: 'types, shims, validators and schemas, against openapi-typescript for types',
    measured: `${ratio.median.toFixed(2)}x`,
    limit: '1.00x',
    met: ratio.median <= 1,
  },
  {
    what: 'peak memory of the whole process',
    measured: `${peak.most.toFixed(0)} MB`,
    limit: '600 MB',
    met: peak.most <= 600,
  },
  {
    what: 'bytes of types, of what openapi-typescript gives',
    measured: `${(bytes * 100).toFixed(1)}%`,
    limit: '10%',
    met: bytes <= 0.1,
  },
  {
    what: 'generate where nothing changed',
    measured: `${(again.median / 1000).toFixed(2)} s`,
    limit: '0.5 s',
    met: again.median < 500,
  },
]);
