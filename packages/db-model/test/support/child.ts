import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach } from 'vitest';

/** A process of our own, to be killed. */
export interface Child {
  readonly pid: number;
  /** What it has printed so far, line by line. */
  readonly lines: readonly string[];
  /** Waits for a line, printed already or not; fails if the process ends without it. */
  line(wanted: (line: string, position: number) => boolean): Promise<string>;
  /** Says something to it. */
  tell(text: string): void;
  /** SIGKILL, and waits until it is gone. */
  kill(): Promise<void>;
  /** Waits until it has ended by itself. */
  ended(): Promise<{ readonly code: number | null; readonly signal: string | null }>;
}

const running = new Set<ChildProcess>();
afterEach(() => {
  for (const child of running) child.kill('SIGKILL');
});

/** Starts a program of test/support/children, or of a file. Its argument is read there as JSON. */
export function startChild(program: string | URL, argument: unknown): Child {
  const file = fileURLToPath(
    typeof program === 'string' ? new URL(`children/${program}.ts`, import.meta.url) : program,
  );
  const child = spawn(
    process.execPath,
    ['--conditions=skewline-source', file, JSON.stringify(argument)],
    { stdio: ['pipe', 'pipe', 'pipe'] },
  );
  running.add(child);
  const lines: string[] = [];
  const listeners = new Set<() => void>();
  const changed = (): void => {
    for (const listener of listeners) listener();
  };
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line);
    changed();
  });
  const errors: string[] = [];
  child.stderr.on('data', (data: Buffer) => errors.push(data.toString()));
  // A child that was killed does not read what it is told.
  child.stdin.on('error', () => {});
  const closed = once(child, 'close').then(() => {
    running.delete(child);
    changed();
  });

  const { pid } = child;
  if (pid === undefined) throw new Error('the process did not start');
  return {
    pid,
    lines,
    async line(wanted) {
      let seen = 0;
      for (;;) {
        for (; seen < lines.length; seen += 1) {
          const line = lines[seen];
          if (line !== undefined && wanted(line, seen)) return line;
        }
        if (!running.has(child)) {
          throw new Error(`${file} ended early:\n${lines.join('\n')}\n${errors.join('')}`);
        }
        await new Promise<void>((resolve) => {
          const listener = (): void => {
            listeners.delete(listener);
            resolve();
          };
          listeners.add(listener);
        });
      }
    },
    tell(text) {
      child.stdin.write(`${text}\n`);
    },
    async kill() {
      child.kill('SIGKILL');
      await closed;
    },
    async ended() {
      await closed;
      if (child.exitCode !== 0 && child.exitCode !== null) {
        throw new Error(`${file} failed:\n${errors.join('')}`);
      }
      return { code: child.exitCode, signal: child.signalCode };
    },
  };
}
