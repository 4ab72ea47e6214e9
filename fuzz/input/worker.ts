import { parentPort, workerData } from 'node:worker_threads';
import { Draw } from '../random.ts';
import { checkPollution } from './problems.ts';
import { sites } from './site.ts';
import { planOf, plans, type Target, Trial } from './target.ts';
import { Config } from './targets/config.ts';
import { Convert } from './targets/convert.ts';
import { Decisions } from './targets/decisions.ts';
import { Documents } from './targets/documents.ts';
import { Exchanges } from './targets/exchanges.ts';
import { Packages } from './targets/packages.ts';
import { Types } from './targets/types.ts';
import { Validators } from './targets/validators.ts';

/** What a worker is told. */
export interface Task {
  readonly seed: number;
  readonly first: number;
  /** From one of its numbers to the next: the workers share them out. */
  readonly stride: number;
  readonly end: number;
  readonly targets: readonly string[];
  /** Whether to say what was given even where nothing is wrong. */
  readonly isVerbose: boolean;
  /** [number, time]: which execution is under way since when, for whoever watches. */
  readonly pulse: Float64Array;
}

/** What a worker says of some executions of one target. */
export interface Report {
  readonly target: string;
  readonly executions: number;
  readonly taken: number;
  readonly slowest: number;
  readonly faults: readonly {
    readonly number: number;
    readonly what: string;
    readonly notes: string;
  }[];
}

const port = parentPort;
if (port === null) throw new Error('fuzz/input/main.ts runs this');
// What `main.ts` gives.
const task = workerData as Task;
const chosen = plans.filter(({ name }) => task.targets.includes(name));

const needSites = ['convert', 'validators', 'exchanges', 'config', 'decisions'];
const all = task.targets.some((name) => needSites.includes(name)) ? await sites() : [];
const makers: { readonly [name: string]: () => Target } = {
  convert: () => new Convert(all),
  validators: () => new Validators(all),
  exchanges: () => new Exchanges(all),
  documents: () => new Documents(),
  config: () => new Config(all),
  decisions: () => new Decisions(all),
  packages: () => new Packages(),
  types: () => new Types(),
};
const targets = new Map<string, Target>();
port.postMessage('ready');

let pending = new Map<
  string,
  { executions: number; taken: number; slowest: number; faults: Report['faults'][number][] }
>();
let told = performance.now();

for (let number = task.first; number < task.end; number += task.stride) {
  const { name } = planOf(number, chosen);
  let target = targets.get(name);
  if (target === undefined) {
    // To get ready is no execution, and takes its time.
    target = makers[name]?.();
    if (target === undefined) throw new Error(`no target ${name}`);
    targets.set(name, target);
  }
  const begin = process.threadCpuUsage();
  task.pulse[0] = number;
  task.pulse[1] = Date.now();
  const trial = new Trial();
  let taken = false;
  try {
    const result = target.run(new Draw(task.seed * 0x9e37_79b1 + number * 0x85eb_ca6b), trial);
    taken = typeof result === 'boolean' ? result : await result;
  } catch (error) {
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    trial.fault(`it threw: ${stack.split('\n')[0]?.slice(0, 200) ?? ''}`, stack.slice(0, 2000));
  }
  checkPollution(trial);
  task.pulse[1] = 0;
  let row = pending.get(name);
  if (row === undefined)
    pending.set(name, (row = { executions: 0, taken: 0, slowest: 0, faults: [] }));
  row.executions += 1;
  if (taken) row.taken += 1;
  // Of this thread alone: what else the machine does is not its fault.
  const used = process.threadCpuUsage(begin);
  row.slowest = Math.max(row.slowest, Math.round((used.user + used.system) / 1000));
  for (const what of trial.faults)
    row.faults.push({ number, what, notes: trial.notes.slice(0, 4000) });
  if (task.isVerbose) process.stdout.write(`${trial.notes}\n`);
  if (performance.now() - told > 200) await tell();
}
await tell();
port.postMessage('done');

async function tell(): Promise<void> {
  for (const [target, row] of pending) port?.postMessage({ target, ...row } satisfies Report);
  pending = new Map();
  told = performance.now();
  // The main thread may have to end this one, and what is written has to leave.
  await new Promise((resolve) => setImmediate(resolve));
}
