/**
 * `npm run fuzz:input`: the readers, the conversions and the validators, with what others write, spoiled. Each execution
 * has a number; with the seed it repeats: `--seed 1 --only 4711`. `--seconds N` or `--executions N` say how long, `--quick`
 * is a sample.
 */
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { corpusFolder } from './seeds.ts';
import { Tally } from './tally.ts';
import { planOf, plans } from './target.ts';
import type { Report, Task } from './worker.ts';

const { values: options } = parseArgs({
  options: {
    executions: { type: 'string', default: '200000' },
    seconds: { type: 'string' },
    seed: { type: 'string', default: '1' },
    /** Only the execution of this number, with what was given. */
    only: { type: 'string' },
    /** Only these targets, by commas. */
    targets: { type: 'string', default: plans.map(({ name }) => name).join() },
    workers: { type: 'string', default: '2' },
    /** Mebibytes of one worker's heap. */
    memory: { type: 'string', default: '1536' },
    quick: { type: 'boolean', default: false },
  },
});
const seed = wholeNumber('seed');
const only = options.only === undefined ? undefined : wholeNumber('only');
const targets = options.targets.split(',');
const chosen = plans.filter(({ name }) => targets.includes(name));
for (const name of targets)
  if (!plans.some((plan) => plan.name === name)) usage(`there is no target ${name}`);
const seconds =
  options.seconds !== undefined ? wholeNumber('seconds') : options.quick ? 15 : Infinity;
const end =
  only !== undefined
    ? only + 1
    : Number.isFinite(seconds)
      ? Number.MAX_SAFE_INTEGER
      : wholeNumber('executions');
const workers = only === undefined ? Math.max(wholeNumber('workers'), 1) : 1;

const say = (line: string): void => void process.stderr.write(`${line}\n`);
const tally = new Tally(say);
if (corpusFolder() === undefined)
  process.stdout.write('the corpus is not here: only our own documents are spoiled\n');
/** When the first worker was ready: to get there is no execution. */
let begin: number | undefined;
const progress = setInterval(() => say(tally.progress(elapsed())), 60_000);
await Promise.all(Array.from({ length: workers }, (_, index) => work((only ?? 0) + index)));
clearInterval(progress);
process.stdout.write(tally.report(chosen, elapsed(), seed));
process.exitCode = tally.faults === 0 ? 0 : 1;

/** A worker and, where it hangs or dies, the next one after that execution. */
async function work(first: number): Promise<void> {
  let next: number | undefined = first;
  while (next !== undefined && next < end && !isOver()) next = await run(next);
}

function isOver(): boolean {
  return elapsed() > seconds;
}

function elapsed(): number {
  return begin === undefined ? 0 : (performance.now() - begin) / 1000;
}

/** Where the next worker goes on; undefined at the end. */
function run(first: number): Promise<number | undefined> {
  const pulse = new Float64Array(new SharedArrayBuffer(16));
  const task: Task = {
    seed,
    first,
    stride: workers,
    end,
    targets,
    isVerbose: only !== undefined,
    pulse,
  };
  const worker = new Worker(new URL('worker.ts', import.meta.url), {
    workerData: task,
    resourceLimits: { maxOldGenerationSizeMb: wholeNumber('memory') },
  });
  return new Promise((resolve) => {
    let isDone = false;
    const finish = (following: number | undefined): void => {
      if (isDone) return;
      isDone = true;
      clearInterval(watch);
      void worker.terminate().then(() => resolve(following));
    };
    const broken = (what: string): void => {
      const number = pulse[0] ?? 0;
      tally.broken(planOf(number, chosen).name, number, what);
      finish(number + workers);
    };
    worker.on('message', (report: Report | 'ready' | 'done') => {
      if (report === 'ready') begin ??= performance.now();
      else if (report === 'done') finish(undefined);
      else tally.add(report);
    });
    worker.on('error', (error: Error & { readonly code?: string }) => {
      broken(
        error.code === 'ERR_WORKER_OUT_OF_MEMORY'
          ? 'it takes more memory than it may'
          : `the worker died: ${error.stack ?? error.message}`,
      );
    });
    const watch = setInterval(() => {
      const [number = 0, since = 0] = pulse;
      if (since > 0 && Date.now() - since > planOf(number, chosen).limit) broken('it hangs');
      else if (isOver()) finish(undefined);
    }, 100);
  });
}

function wholeNumber(
  name: 'executions' | 'seconds' | 'seed' | 'only' | 'workers' | 'memory',
): number {
  const number = Number(options[name]);
  if (Number.isSafeInteger(number) && number >= 0) return number;
  return usage(`--${name} takes a whole number, and not ${String(options[name])}`);
}

function usage(what: string): never {
  process.stderr.write(`${what}\n`);
  process.exit(2);
}
