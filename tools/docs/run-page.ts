import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { type Step, stepsOf } from '../src/docs-steps.ts';

/** What became of one command block. */
export interface Ran extends Step {
  /** `not run`: a block before it failed, or the time was over. */
  readonly state: 'ended' | 'failed' | 'not run';
  readonly printed: string;
}

/**
 * Runs the commands of a page as a reader does: one shell, at the root of a clone, block after block, until one fails.
 * The clone is a folder of links to what is at the root, so that what is written there (`.rack`) is gone afterwards;
 * so are its `TMPDIR`, its `HOME` and its programs.
 */
export async function runPage(markdown: string, root: string, timeoutMs: number): Promise<Ran[]> {
  const steps = stepsOf(markdown);
  const folder = mkdtempSync(join(tmpdir(), 'skewline-page-'));
  try {
    for (const name of ['steps', 'home', 'tmp', 'clone']) mkdirSync(join(folder, name));
    for (const name of readdirSync(root).filter((entry) => !entry.startsWith('.'))) {
      symlinkSync(resolve(root, name), join(folder, 'clone', name));
    }
    for (const [index, step] of steps.entries()) {
      writeFileSync(join(folder, 'steps', `${String(index)}.sh`), `${step.script}\n`);
    }
    const driver = join(folder, 'driver.sh');
    writeFileSync(driver, driverOf(steps, join(folder, 'steps')));
    await ended(driver, folder, timeoutMs);
    return steps.map((step, index) => ran(step, join(folder, 'steps', String(index))));
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/**
 * Each block is sourced, so that folders and variables carry over as in a terminal. One in the background is a process
 * group of its own (`set -m`), which is interrupted at the end, as by Ctrl-C, and killed where that is not enough.
 */
function driverOf(steps: readonly Step[], folder: string): string {
  return [
    'set -euo pipefail',
    'groups=()',
    'finish() {',
    '  for group in ${groups[@]+"${groups[@]}"}; do kill -INT -- "-$group" 2>/dev/null || true; done',
    '  for group in ${groups[@]+"${groups[@]}"}; do',
    '    for _ in {1..150}; do kill -0 -- "-$group" 2>/dev/null || break; sleep 0.2; done',
    '    kill -KILL -- "-$group" 2>/dev/null || true',
    '  done',
    '}',
    'trap finish EXIT',
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
    'set -m',
    `( . ${file}.sh ) > ${file}.out 2>&1 &`,
    'set +m',
    'groups+=("$!")',
    `until ${ready}; do kill -0 "$!"; sleep 0.2; done 2>/dev/null`,
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

async function ended(driver: string, folder: string, timeoutMs: number): Promise<void> {
  const child = spawn('bash', ['--noprofile', '--norc', driver], {
    cwd: join(folder, 'clone'),
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
      GIT_CONFIG_NOSYSTEM: '1',
      npm_config_update_notifier: 'false',
    },
  });
  const timer = setTimeout(() => endGroup(child.pid), timeoutMs);
  try {
    await once(child, 'exit');
  } finally {
    clearTimeout(timer);
    endGroup(child.pid);
  }
}

/** What a page has started with `&` outlives its shell. */
function endGroup(group: number | undefined): void {
  try {
    if (group !== undefined) process.kill(-group, 'SIGTERM');
  } catch {
    // Nobody is left in it.
  }
}
