/**
 * The validators that the codegen emits beside ajv, which compiles the same schemas when the program begins: microseconds
 * a value in turns (A B, B A, …), for values that are valid and for values that are not; and what it takes until the first
 * value is judged, in processes of their own. Both must give the same verdicts. ajv has the formats of the emitted
 * validators, so that both do the same work. `--quick`: fewer rounds. `--strict`: exit code 1 where a limit is missed.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import schemas from '../packages/sled-agent-types/src/generated/v1/schemas.json' with { type: 'json' };
import { validators } from '../packages/sled-agent-types/src/generated/validators.ts';
import { time } from './loop.ts';
import {
  type Limit,
  printLimits,
  printTable,
  quick,
  root,
  spreadOf,
  spreadText,
} from './support.ts';
import { ajvWith } from './validate/ajv.ts';
import type { Judge } from './validate/judge.ts';
import * as values from './values.ts';

const rounds = quick ? 7 : 31;
const batchMs = quick ? 3 : 15;
const starts = quick ? 3 : 15;
const version = '1';
const types: Readonly<Record<string, (seed: number) => object>> = {
  InstanceEnsureBody: values.ensureBody1,
  SledVmmState: values.sledVmmState,
  VmmSpec: values.vmmSpec1,
};
const limits: Limit[] = [];

console.log(`Node ${process.version}, ${String(rounds)} interleaved pairs`);
console.log('Both say the same of every value. Median (least–most).\n');
const ajv = ajvWith([schemas]);
const rows: string[][] = [];
for (const [type, make] of Object.entries(types)) {
  const ours = emitted(type);
  const theirs = ajv(version, type);
  for (const [kind, inputs] of [
    ['valid', values.eight(make)],
    ['not valid', values.eight((seed) => broken(make(seed)))],
  ] as const) {
    for (const input of inputs) {
      const [one, other] = [ours(input), theirs(input)];
      if (one !== other || one !== (kind === 'valid')) {
        throw new Error(`${type}, ${kind}: emitted says ${String(one)}, ajv ${String(other)}`);
      }
    }
    const pairs = compare(ours, theirs, inputs);
    const ratio = spreadOf(pairs.map(([one, other]) => one / other));
    rows.push([
      `${type}, ${kind}`,
      spreadText(spreadOf(pairs.map(([one]) => one)), 3),
      spreadText(spreadOf(pairs.map(([, other]) => other)), 3),
      spreadText(ratio, 2),
    ]);
    if (kind === 'not valid') continue;
    limits.push({
      what: `${type}, ${kind}: time, of ajv's`,
      measured: `${ratio.median.toFixed(2)}x`,
      limit: '1.25x',
      met: ratio.median <= 1.25,
    });
  }
}
printTable(['value', 'emitted, us', 'ajv, us', 'ratio'], rows);

const folder = await mkdtemp(join(tmpdir(), 'skewline-bench-'));
try {
  await begin(folder);
} finally {
  await rm(folder, { recursive: true });
}
printLimits(limits);

function emitted(type: string): Judge {
  const validate = validators[type]?.find(({ from }) => from === version)?.validate;
  if (validate === undefined) throw new Error(`there is no ${type} in version ${version}`);
  return (value) => validate(value);
}

/** Something deep in it is of the wrong type. */
function broken(value: object): object {
  const copy: object = structuredClone(value);
  let at: Record<string, unknown> = copy as Record<string, unknown>; // a JSON object
  for (;;) {
    const [name, member] = Object.entries(at).findLast(([, one]) => typeof one === 'object') ?? [];
    if (name === undefined || member === null || Array.isArray(member)) break;
    at = member as Record<string, unknown>; // as above
  }
  const [last = ''] = Object.keys(at).slice(-1);
  at[last] = [[[]]];
  return copy;
}

function compare(
  ours: Judge,
  theirs: Judge,
  inputs: readonly unknown[],
): readonly (readonly [number, number])[] {
  const timed = (judge: Judge, times: number): number =>
    (time((input: unknown) => judge(input), inputs, {}, times) * 1000) / times;
  const enough = (judge: Judge): number => {
    for (let times = 1000; ; times *= 2) {
      const each = timed(judge, times) / 1000;
      if (each * times >= batchMs) return Math.ceil(batchMs / each);
    }
  };
  const [a, b] = [enough(ours), enough(theirs)];
  const pairs: (readonly [number, number])[] = [];
  for (let round = 0; round < rounds; round += 1) {
    if (round % 2 === 0) {
      const one = timed(ours, a);
      pairs.push([one, timed(theirs, b)]);
    } else {
      const other = timed(theirs, b);
      pairs.push([timed(ours, a), other]);
    }
  }
  return pairs;
}

/** Both as bundles, so that neither has more to read than it needs. */
async function begin(folder: string): Promise<void> {
  const names = ['emitted', 'ajv'] as const;
  const bundles = new Map<string, { readonly path: string; readonly bytes: number }>();
  for (const name of names) {
    const path = join(folder, `${name}.mjs`);
    await build({
      entryPoints: [join(root, `bench/validate/first-${name}.ts`)],
      outfile: path,
      bundle: true,
      minify: true,
      platform: 'node',
      format: 'esm',
      conditions: ['skewline-source'],
      // ajv asks for modules while it runs.
      banner: { js: "import{createRequire}from'node:module';const require=createRequire('/');" },
    });
    bundles.set(name, { path, bytes: gzipSync(await readFile(path)).length });
  }
  const live = async (name: string): Promise<number> => {
    const { stdout } = await promisify(execFile)(process.execPath, [bundles.get(name)?.path ?? '']);
    return Number(stdout);
  };
  const pairs: (readonly [number, number])[] = [];
  for (let round = 0; round < starts; round += 1) {
    const one = round % 2 === 0 ? await live('emitted') : null;
    const other = await live('ajv');
    pairs.push([one ?? (await live('emitted')), other]);
  }
  const ratio = spreadOf(pairs.map(([one, other]) => one / other));
  console.log(
    `\nFrom the begin of a process until a first InstanceEnsureBody is judged, ${String(starts)} pairs of processes;` +
      ' bytes are gzipped, of the bundle with all that it takes\n',
  );
  printTable(
    ['first value', 'ms', 'bytes'],
    names.map((name, at) => [
      name,
      spreadText(spreadOf(pairs.map((pair) => pair[at] ?? Number.NaN)), 1),
      String(bundles.get(name)?.bytes),
    ]),
  );
  limits.push({
    what: 'until a first value is judged, of ajv',
    measured: `${ratio.median.toFixed(2)}x`,
    limit: '1.00x',
    met: ratio.median <= 1,
  });
}
