/**
 * `npm run verify`: everything that must hold before a release, in order. What this machine lacks the means for is named
 * and not run; the last line counts. `--short` takes the short form of the long steps, `--only test,lint` some steps;
 * `--list` names them.
 *
 * `.ci/run` runs it with `--ci`: what must hold before a change lands, in the short forms, with all that steps print.
 * There `--spent` says for how many seconds it has run already, and what a slow machine would not end within `--minutes`
 * is named and not begun, except for what is required.
 */
import { mkdir, mkdtemp } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { missing } from './needs.ts';
import { isBegun, type Outcome, type Planned, planOf, slowness, verdict } from './plan.ts';
import { type Ended, runStep } from './run-step.ts';
import { declined, steps } from './steps.ts';

const root = resolve(import.meta.dirname, '../..');
const { values } = parseArgs({
  options: {
    short: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    list: { type: 'boolean', default: false },
    ci: { type: 'boolean', default: false },
    'without-corpus': { type: 'boolean', default: false },
    spent: { type: 'string', default: '0' },
    minutes: { type: 'string', default: '75' },
  },
});
const only = values.only.split(',').filter((name) => name !== '');
const unknown = only.filter((name) => !steps.some((step) => step.name === name));
// The whole fuzzing and the whole chaos are the longest.
const minutes = 120;
// What `npm ci` takes on a usual machine.
const usualInstallSeconds = 30;
// For a step that was begun in time and takes longer than it seemed.
const graceMinutes = 6;

if (values.list) {
  for (const { name, command, short } of steps) {
    console.log(
      `${name.padEnd(16)} ${command}${short === undefined ? '' : `\n${' '.repeat(17)}short: ${short}`}`,
    );
  }
} else if (unknown.length > 0) {
  console.error(
    `No such step: ${unknown.join(', ')}. There are: ${steps.map(({ name }) => name).join(', ')}.`,
  );
  process.exitCode = 1;
} else {
  const planned = planOf(steps, {
    ...values,
    withoutCorpus: values['without-corpus'],
    only,
    missing: await missing(root),
  });
  await (values.ci ? runInCi(planned) : verify(planned));
}

/** With one line for a step; what it prints is in a file, and its end is shown where it failed. */
async function verify(planned: readonly Planned[]): Promise<void> {
  const parent = join(root, '.nx/verify');
  await mkdir(parent, { recursive: true });
  const logs = await mkdtemp(join(parent, 'run-'));
  console.log(`What the steps print is in ${logs}.\n`);
  const began = performance.now();
  const outcomes: Outcome[] = [];
  for (const [index, plan] of planned.entries()) {
    const { name } = plan.step;
    const place = `[${String(index + 1).padStart(2)}/${String(planned.length)}] ${name.padEnd(16)}`;
    if (plan.notRun !== undefined) {
      console.log(`${place} not run: ${plan.notRun}`);
      outcomes.push('not run');
      continue;
    }
    console.log(`${place} ${plan.command}`);
    const log = join(logs, `${String(index + 1).padStart(2, '0')}-${name}.log`);
    const onAlive = (seconds: number, line: string): void => {
      console.log(`${' '.repeat(25)}after ${String(seconds)} s: ${line.slice(0, 100)}`);
    };
    const ended = await runStep(plan.command, { cwd: root, log, minutes, onAlive });
    const outcome = outcomeOf(plan, ended);
    outcomes.push(outcome);
    const why = outcome === 'not run' ? `: ${ended.tail.at(-1) ?? ''}` : '';
    console.log(`${' '.repeat(25)}${outcome} after ${String(ended.seconds)} s${why}`);
    if (outcome === 'failed') {
      console.log(`  exit code ${String(ended.code)}; the end of ${log}:`);
      for (const line of ended.tail) console.log(`  | ${line}`);
    }
  }
  if (values.short) {
    const shortened = planned.filter(({ step }) => step.short !== undefined);
    console.log(`\nIn their short form: ${shortened.map(({ step }) => step.name).join(', ')}.`);
  }
  console.log(`\n${String(Math.round((performance.now() - began) / 60_000))} minutes`);
  console.log(verdict(outcomes));
  if (outcomes.includes('failed') || !outcomes.includes('passed')) process.exitCode = 1;
}

/** After `npm ci`, which `.ci/run` has run and shown, and which counts as passed. */
async function runInCi(planned: readonly Planned[]): Promise<void> {
  const spent = numberOf('spent', values.spent);
  const limitMinutes = numberOf('minutes', values.minutes);
  const began = performance.now();
  let usualSeconds = usualInstallSeconds;
  let passed = 1;
  let failed = 0;
  // Said again at the end, as the middle of a long log is where nobody looks.
  const again: string[] = [];
  const notBegun: string[] = [];
  // A change is judged by what it changes, not by what random tests happen to draw: they search elsewhere.
  process.env['SKEWLINE_SEED'] ??= '1';
  for (const plan of planned) {
    const { name } = plan.step;
    if (plan.notRun !== undefined) {
      console.log(`\n== ${name}: ${plan.notRun}`);
      continue;
    }
    const progress = { seconds: spent + (performance.now() - began) / 1000, usualSeconds };
    if (!isBegun(plan.step, progress, limitMinutes)) {
      const slow = slowness(progress).toFixed(1);
      console.log(
        `\n== ${name}: NOT RUN: ${String(Math.round(progress.seconds / 60))} of ${String(limitMinutes)} minutes are over, ` +
          `and this machine is ${slow} times slower than usual. Run it elsewhere: ${plan.command}`,
      );
      notBegun.push(name);
      continue;
    }
    console.log(`\n== ${name}: ${plan.command}`);
    // What hangs fails by its name, before whoever runs CI has had enough of all of it.
    const left = Math.max(1, limitMinutes + graceMinutes - progress.seconds / 60);
    const ended = await runStep(plan.command, { cwd: root, log: process.stdout, minutes: left });
    usualSeconds += plan.step.seconds;
    if (outcomeOf(plan, ended) === 'passed') {
      passed += 1;
      console.log(`== ${name}: passed in ${String(ended.seconds)} s`);
    } else {
      failed += 1;
      const how = `== ${name}: FAILED with exit code ${String(ended.code)} after ${String(ended.seconds)} s`;
      console.log(how);
      again.push('', how, ...ended.tail.map((line) => `  | ${line}`));
    }
  }
  for (const line of again) console.log(line);
  if (notBegun.length > 0) {
    console.log(`\n${String(notBegun.length)} NOT RUN, for want of time: ${notBegun.join(', ')}`);
  }
  console.log(`\n${String(passed)} passed, ${String(failed)} failed`);
  if (failed > 0) process.exitCode = 1;
}

function numberOf(option: string, value: string): number {
  const number = Number(value);
  if (!Number.isFinite(number) || number < 0 || value.trim() === '') {
    throw new Error(`--${option} is a number of 0 or more, not "${value}"`);
  }
  return number;
}

function outcomeOf({ step }: Planned, { code }: Ended): Outcome {
  if (code === 0) return 'passed';
  return code === declined && step.mayDecline ? 'not run' : 'failed';
}
