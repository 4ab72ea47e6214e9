import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { plainEnvironment } from './local-only.ts';

/** How a program ended and what it said. */
export interface Ran {
  readonly ok: boolean;
  /** Exit code, signal, or why it did not start. */
  readonly end: string;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd: string;
  /** Seconds; a program that takes longer is ended. */
  readonly timeout?: number;
}

const limit = Math.max(2, availableParallelism());
let running = 0;
const waiting: (() => void)[] = [];

/** Runs a program; as many at a time as the machine has processors. It never throws. */
export async function run(
  program: string,
  args: readonly string[],
  options: RunOptions,
): Promise<Ran> {
  if (running >= limit) await new Promise<void>((go) => waiting.push(go));
  else running += 1;
  try {
    return await start(program, args, options);
  } finally {
    // Who waits takes the place over, so that nobody slips in between.
    const next = waiting.shift();
    if (next === undefined) running -= 1;
    else next();
  }
}

function start(program: string, args: readonly string[], options: RunOptions): Promise<Ran> {
  const { cwd, timeout = 120 } = options;
  return new Promise((settle) => {
    const child = spawn(program, args, {
      cwd,
      env: plainEnvironment(process.env),
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: timeout * 1000,
      killSignal: 'SIGKILL',
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', (error) => {
      settle({ ok: false, end: error.message, stdout, stderr });
    });
    child.on('close', (code, signal) => {
      const end =
        signal === null ? `exit code ${String(code)}` : `${signal} after ${String(timeout)} s`;
      settle({ ok: code === 0, end, stdout, stderr });
    });
  });
}
