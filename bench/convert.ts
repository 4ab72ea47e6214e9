/**
 * How fast generated conversions are. Pairs are interleaved (A B, B A, …); a ratio is the median of
 * the ratios of the pairs, with the least and the most. `--quick`: fewer and shorter rounds.
 * `--strict`: exit code 1 where a limit is missed.
 */
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { type climb as Climb, type Epoch, Refusal, type Shim } from '@skewline/runtime';
import type { ValidatorEpoch } from '@skewline/runtime/validation';
import { main, planApi, readConfig, readOpenApiFolder } from '@skewline/codegen';
import { readFile } from 'node:fs/promises';
import * as hand from './hand-written.ts';
import { interpreterOf } from './interpreter.ts';
import type { Contender, time as Time } from './loop.ts';
import { corpusFolder, type Limit, printLimits, printTable, quick, root, type Spread, spreadOf, spreadText } from './support.ts';
import * as values from './values.ts';

const rounds = quick ? 15 : 31;
const batchMs = quick ? 3 : 15;

const corpus = corpusFolder();
const example = join(root, 'examples/omicron-sled-agent');
const code = await main(['generate', '--package', example], {
  input: process.stdin,
  output: new PassThrough().resume(),
  errors: process.stderr,
  folder: root,
  environment: process.env,
  outputIsTerminal: false,
  errorsAreTerminal: false,
});
if (code !== 0) throw new Error(`skewline generate ended with ${String(code)}`);

/** What the emitters write has these exports; it does not exist before it has been generated. */
const { climb, epochs, versions } = (await load('generated/conversions.ts')) as {
  readonly climb: typeof Climb;
  readonly epochs: readonly Epoch[];
  readonly versions: readonly string[];
};
const { validators } = (await load('generated/validators.ts')) as {
  readonly validators: Readonly<Record<string, readonly ValidatorEpoch[]>>;
};
type Decision = (value: unknown, context: object) => unknown;
const { decisions } = (await load('decisions.ts')) as {
  readonly decisions: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, Decision>>>>>>;
};

async function load(path: string): Promise<unknown> {
  return import(pathToFileURL(join(example, 'src', path)).href);
}

function mustHave<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`there is no ${what}`);
  return value;
}

const context = {};

async function shimOf(type: string, to: string): Promise<Contender> {
  const shims = (await load(`generated/v${to}/up.ts`)) as Readonly<Record<string, Shim>>; // see above
  // Itself, with nothing around it: a function around it would be shared by all shims.
  return mustHave(shims[`up${type}`], `shim of ${type} in ${to}`);
}

function climbOf(type: string, from: string, to: string): Contender {
  const [first, last] = [versions.indexOf(from), versions.indexOf(to)];
  const start = epochs.findIndex((one) => one.type === type && one.first <= first && first <= one.last);
  return (input: unknown) => climb(epochs, start, last, input, context);
}

const config = mustHave(readConfig(await readFile(join(example, 'skewline.json'), 'utf8')).value, 'config');
const api = mustHave((await readOpenApiFolder(corpus, { name: config.name })).value, 'model');
const planned = planApi(api, config);

/** Through all steps between the versions, as climbing does. */
function interpreted(type: string, from: string, to: string): Contender {
  const [first, last] = [versions.indexOf(from), versions.indexOf(to)];
  const steps = planned.steps.slice(first, last).flatMap(({ up, newer }) => {
    const found = up.conversions.find(({ source }) => source === type);
    if (found === undefined) return [];
    const interpret = interpreterOf((hole) =>
      mustHave(decisions[newer.id.folder]?.['up']?.[hole.key], `decision ${hole.key}`),
    );
    return [(value: unknown): unknown => interpret(found.plan, value, context)];
  });
  return (input: unknown) => {
    let value = input;
    for (const step of steps) {
      value = step(value);
      if (value instanceof Refusal) return value;
    }
    return value;
  };
}

function check(type: string, version: string, inputs: readonly unknown[]): void {
  const position = versions.indexOf(version);
  const found = validators[type]?.find(
    ({ from, to }) => versions.indexOf(from) <= position && position <= versions.indexOf(to),
  );
  const { validate } = mustHave(found, `validator of ${type} in ${version}`);
  for (const input of inputs) {
    if (validate(input)) continue;
    throw new Error(`${type} ${version} is not valid: ${JSON.stringify(validate.errors)}`);
  }
}

let loops = 0;
/** A loop of its own for each contender: see loop.ts. */
async function timer(run: Contender, inputs: readonly unknown[]): Promise<(times: number) => number> {
  loops += 1;
  const { time } = (await import(`./loop.ts?${String(loops)}`)) as { readonly time: typeof Time }; // its export
  return (times) => time(run, inputs, context, times);
}

/** How often to call it so that a batch takes long enough to be measured; warms up as well. */
function timesFor(run: (times: number) => number): number {
  let times = 8;
  while (run(times) < batchMs) times *= 2;
  const ms = Math.min(run(times), run(times));
  return Math.max(8, Math.round((times * batchMs) / ms));
}

interface Pair {
  readonly ratio: Spread;
  readonly ours: Spread;
  readonly other: Spread;
}

/** Both as microseconds a call. */
async function compare(ours: Contender, other: Contender, inputs: readonly unknown[]): Promise<Pair> {
  const [a, b] = [await timer(ours, inputs), await timer(other, inputs)];
  // The second time is that of optimised code.
  timesFor(a);
  timesFor(b);
  const [timesA, timesB] = [timesFor(a), timesFor(b)];
  const runA = (): number => (a(timesA) * 1000) / timesA;
  const runB = (): number => (b(timesB) * 1000) / timesB;
  const pairs: (readonly [number, number])[] = [];
  for (let round = 0; round < rounds; round += 1) {
    if (round % 2 === 0) {
      const first = runA();
      pairs.push([first, runB()]);
    } else {
      const first = runB();
      pairs.push([runA(), first]);
    }
  }
  return {
    ratio: spreadOf(pairs.map(([one, two]) => one / two)),
    ours: spreadOf(pairs.map(([one]) => one)),
    other: spreadOf(pairs.map(([, two]) => two)),
  };
}

interface Task {
  readonly type: string;
  /** Which values, where there are several tasks for one type. */
  readonly note?: string;
  readonly from: string;
  readonly to: string;
  readonly make: (seed: number) => object;
  readonly ours: Contender;
  readonly hand: Contender;
  readonly limit: number;
}

const oneStep = 1.15;
const tasks: readonly Task[] = [
  {
    type: 'InstanceSledLocalConfig', from: '40', to: '41', make: values.localConfig40, limit: oneStep,
    ours: await shimOf('InstanceSledLocalConfig', '41'),
    hand: hand.localConfig40to41,
  },
  {
    type: 'NvmeDisk', from: '43', to: '44', make: values.nvmeDisk43, limit: oneStep,
    ours: await shimOf('NvmeDisk', '44'),
    hand: hand.nvmeDisk43to44,
  },
  {
    type: 'VmmSpec', from: '43', to: '44', make: values.vmmSpec43, limit: oneStep,
    ours: await shimOf('VmmSpec', '44'),
    hand: hand.vmmSpec43to44,
  },
  {
    type: 'InstanceSledLocalConfig', from: '9', to: '10', make: values.localConfig9, limit: oneStep,
    ours: await shimOf('InstanceSledLocalConfig', '10'),
    hand: hand.localConfig9to10,
  },
  {
    type: 'InstanceEnsureBody', from: '1', to: '48', make: values.ensureBody1, limit: 1.3,
    ours: climbOf('InstanceEnsureBody', '1', '48'),
    hand: hand.ensureBody1to48,
  },
  {
    // Nothing here parses addresses, so this is what the objects in between cost.
    type: 'InstanceEnsureBody', from: '1', to: '48', make: values.bareEnsureBody1, limit: 1.3,
    note: ', no interfaces',
    ours: climbOf('InstanceEnsureBody', '1', '48'),
    hand: hand.ensureBody1to48,
  },
];

function mustEqual(what: string, got: unknown, wanted: unknown): void {
  if (got instanceof Refusal) throw new Error(`${what}: ${got.message} at ${got.path.join('/')}`);
  if (isDeepStrictEqual(got, wanted)) return;
  throw new Error(`${what} differs:\n${JSON.stringify(got)}\n${JSON.stringify(wanted)}`);
}

const limits: Limit[] = [];
const rows: string[][] = [];
const ratios: string[][] = [];
for (const { type, note = '', from, to, make, ours, hand: byHand, limit } of tasks) {
  const name = `${type} ${from} to ${to}${note}`;
  const inputs = values.eight(make);
  check(type, from, inputs);
  const before = structuredClone(inputs);
  const interpreter = interpreted(type, from, to);
  for (const value of inputs) {
    const input = value as never; // `check` has said that it is what each contender takes
    const wanted = ours(input, context);
    mustEqual(`${name} by hand`, byHand(input, context), wanted);
    mustEqual(`${name} interpreted`, interpreter(input, context), wanted);
    check(type, to, [wanted]);
  }
  mustEqual(`${name}: the input`, inputs, before);

  const pair = await compare(ours, byHand, inputs);
  rows.push([name, spreadText(pair.ours, 3), spreadText(pair.other, 3), spreadText(pair.ratio, 2)]);
  limits.push({
    what: `${name}, against hand-written`,
    measured: `${pair.ratio.median.toFixed(2)}x`,
    limit: `${limit.toFixed(2)}x`,
    met: pair.ratio.median <= limit,
  });
  const others: readonly Contender[] = [
    (input: unknown) => JSON.parse(JSON.stringify(input)),
    (input: unknown) => structuredClone(input),
    interpreter,
  ];
  const ratio: string[] = [name];
  for (const other of others) ratio.push(spreadText((await compare(ours, other, inputs)).ratio, 3));
  ratios.push(ratio);
}

const unchanged = values.eight(values.sledVmmState);
check('SledVmmState', '1', unchanged);
const passing = climbOf('SledVmmState', '1', '48');
for (const input of unchanged) {
  // Checked above.
  if (passing(input as never, context) !== input) throw new Error('a value was copied');
}
const pass = await compare(passing, (input: unknown) => JSON.parse(JSON.stringify(input)), unchanged);
limits.push({
  what: 'SledVmmState 1 to 48, which does not change',
  measured: `${pass.ours.median.toFixed(4)} us`,
  limit: '0.2 us',
  met: pass.ours.median < 0.2,
});

console.log(`\nNode ${process.version}, ${String(rounds)} interleaved pairs of about ${String(2 * batchMs)} ms each`);
console.log('All contenders give the same values. Median (least–most) of microseconds a call:\n');
printTable(['conversion', 'generated, us', 'hand-written, us', 'ratio'], [
  ...rows,
  ['SledVmmState 1 to 48', spreadText(pass.ours, 4), '', ''],
]);
console.log('\nGenerated code takes this part of the time of\n');
printTable(['conversion', 'a JSON clone', 'structuredClone', 'a plan interpreter'], ratios);
printLimits(limits);
