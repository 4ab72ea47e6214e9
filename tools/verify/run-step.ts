import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/** How a step ended. */
export interface Ended {
  /** Null where a signal ended it. */
  readonly code: number | null;
  readonly seconds: number;
  /** The end of what it printed. */
  readonly tail: readonly string[];
}

export interface StepOptions {
  readonly cwd: string;
  /** Where what it prints goes: to a file, or on to somebody. */
  readonly log: string | Writable;
  /** After so long it is ended with all that it started. */
  readonly minutes: number;
  /** Called now and then with the last line, so that a long step is not taken for a dead one. */
  readonly onAlive?: (seconds: number, line: string) => void;
}

const kept = 60;
const aliveEveryMs = 120_000;

/** Runs a step by a shell, in a process group of its own, so that it can be ended as a whole. */
export async function runStep(command: string, options: StepOptions): Promise<Ended> {
  const { cwd, log, minutes, onAlive } = options;
  const began = performance.now();
  const seconds = (): number => Math.round((performance.now() - began) / 1000);
  const child = spawn('/bin/sh', ['-c', command], {
    cwd,
    // A daemon would outlive this run.
    env: { ...process.env, NX_DAEMON: 'false' },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const tail: string[] = [];
  const recorded = record(child, log, tail);
  const alive = setInterval(() => onAlive?.(seconds(), tail.at(-1) ?? ''), aliveEveryMs);
  const tooLong = setTimeout(() => {
    tail.push(`(ended after ${String(minutes)} minutes)`);
    killGroup(child, 'SIGKILL');
  }, minutes * 60_000);
  // Ctrl-C reaches this process alone, because the step is in a group of its own.
  let isInterrupted = false;
  const interrupt = (signal: NodeJS.Signals): void => {
    if (isInterrupted) killGroup(child, 'SIGKILL');
    isInterrupted = true;
    killGroup(child, signal);
  };
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  try {
    const code = await ended(child);
    await recorded();
    if (isInterrupted) process.exit(130);
    return { code, seconds: seconds(), tail };
  } finally {
    clearInterval(alive);
    clearTimeout(tooLong);
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
}

/** The exit code of a step, when it and what it left running are gone. */
async function ended(child: ChildProcess): Promise<number | null> {
  const closed = new Promise<void>((settle) => {
    child.once('close', () => {
      settle();
    });
  });
  const code = await new Promise<number | null>((settle, fail) => {
    child.once('error', fail).once('exit', settle);
  });
  // It would disturb the next step.
  killGroup(child, 'SIGKILL');
  // One that left the group may hold what the step printed to open for ever.
  await Promise.race([closed, sleep(5000, undefined, { ref: false })]);
  return code;
}

/** Writes what a program prints and keeps its last lines; what is returned waits until it is written. */
function record(child: ChildProcess, log: string | Writable, tail: string[]): () => Promise<void> {
  const file = typeof log === 'string' ? createWriteStream(log) : log;
  const keep = (line: string): void => {
    if (line.trim() !== '') tail.push(line);
    tail.splice(0, tail.length - kept);
  };
  const streams = [child.stdout, child.stderr].flatMap((stream) =>
    stream === null ? [] : [stream],
  );
  const read = streams.map(async (stream) => {
    let rest = '';
    for await (const text of stream.setEncoding('utf8')) {
      file.write(text);
      const lines = (rest + String(text)).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) keep(line);
    }
    keep(rest);
  });
  return async () => {
    // One that left the group may hold them open, and is not waited for.
    for (const stream of streams) stream.destroy();
    await Promise.allSettled(read);
    if (typeof log !== 'string') return;
    file.end();
    await finished(file);
  };
}

function killGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // Nobody is left in the group.
  }
}
