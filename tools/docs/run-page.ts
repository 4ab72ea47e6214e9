import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { type Step, stepsOf } from '../src/docs-steps.ts';

/** What became of one command block. */
export interface Ran extends Step {
  /** `not run`: a block before it failed, or the time was over. */
  readonly state: 'ended' | 'failed' | 'not run';
  readonly printed: string;
}

/**
 * Runs the commands of a page as a reader does: one shell, at the root of the clone, block after block, until one
 * fails. Its `TMPDIR` and `HOME` are folders of its own, which are gone afterwards, and so are its programs.
 */
export async function runPage(markdown: string, root: string, timeoutMs: number): Promise<Ran[]> {
  const steps = stepsOf(markdown);
  const folder = mkdtempSync(join(tmpdir(), 'skewline-page-'));
  try {
    for (const name of ['steps', 'home', 'tmp']) mkdirSync(join(folder, name));
    for (const [index, step] of steps.entries()) {
      writeFileSync(join(folder, 'steps', `${String(index)}.sh`), `${step.script}\n`);
    }
    const driver = join(folder, 'driver.sh');
    writeFileSync(driver, driverOf(steps, join(folder, 'steps')));
    await ended(driver, root, folder, timeoutMs);
    return steps.map((step, index) => ran(step, join(folder, 'steps', String(index))));
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/**
 * Each block is sourced, so that folders and variables carry over as in a terminal. One in the background is a process
 * group of its own (`set -m`), and is interrupted like by Ctrl-C at the end.
 */
function driverOf(steps: readonly Step[], folder: string): string {
  return [
    'set -eumo pipefail',
    'groups=()',
    'trap \'for group in ${groups[@]+"${groups[@]}"}; do kill -INT -- "-$group" 2>/dev/null; done; wait\' EXIT',
    ...steps.map((step, index) => {
      const file = join(folder, String(index));
      return step.background
        ? background(step, file)
        : `. ${file}.sh > ${file}.out 2>&1\n: > ${file}.ended`;
    }),
  ].join('\n');
}

function background(step: Step, file: string): string {
  const sign = step.output
    ?.split('\n')
    .findLast((line) => line.trim() !== '' && !line.includes('…'));
  const ready = sign === undefined ? 'true' : `grep -qF -- ${quoted(sign.trim())} ${file}.out`;
  return [
    `( . ${file}.sh ) > ${file}.out 2>&1 &`,
    'groups+=("$!")',
    `until ${ready}; do kill -0 "$!"; sleep 0.2; done`,
    `: > ${file}.ended`,
  ].join('\n');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function ran(step: Step, file: string): Ran {
  const printed = existsSync(`${file}.out`) ? readFileSync(`${file}.out`, 'utf8') : '';
  if (existsSync(`${file}.ended`)) return { ...step, state: 'ended', printed };
  return { ...step, state: existsSync(`${file}.out`) ? 'failed' : 'not run', printed };
}

async function ended(
  driver: string,
  cwd: string,
  folder: string,
  timeoutMs: number,
): Promise<void> {
  const child = spawn('bash', ['--noprofile', '--norc', driver], {
    cwd,
    stdio: 'ignore',
    // Its own group, so that all of it can be ended where the time is over.
    detached: true,
    env: {
      // The Node that runs this is the one that the reader has after `npm ci`.
      PATH: [dirname(process.execPath), process.env['PATH'] ?? ''].join(delimiter),
      HOME: join(folder, 'home'),
      TMPDIR: join(folder, 'tmp'),
      LANG: 'C.UTF-8',
      NO_COLOR: '1',
      npm_config_update_notifier: 'false',
    },
  });
  const timer = setTimeout(() => {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGTERM');
  }, timeoutMs);
  try {
    await once(child, 'exit');
  } finally {
    clearTimeout(timer);
  }
}
