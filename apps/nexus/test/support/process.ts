import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

const main = new URL('../../src/main.ts', import.meta.url).pathname;

/** The program of nexus in a process of its own. */
export interface NexusProcess {
  readonly child: ChildProcess;
  /** What it has written so far. */
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** When it has ended; the code, or null where a signal ended it. */
  readonly ended: Promise<number | null>;
  /** When it says that it is ready: where it listens. */
  readonly ready: () => Promise<{ readonly url: string; readonly internalUrl: string }>;
}

export function startProcess(...given: readonly string[]): NexusProcess {
  const child = spawn(process.execPath, ['--conditions=skewline-source', main, ...given], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, error] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (error += text));
  // Once its streams are closed as well, so that nothing is missing of what it said.
  const ended = once(child, 'close').then(([code]) => code as number | null); // Node's own event
  return {
    child,
    stdout: () => out,
    stderr: () => error,
    ended,
    async ready() {
      for (;;) {
        const line = /^.*"nexus is ready".*$/m.exec(out)?.[0];
        // It is a line of the log.
        if (line !== undefined) return JSON.parse(line) as { url: string; internalUrl: string };
        const gone = ended.then(() => 'ended' as const);
        const more = once(child.stdout, 'data').then(() => 'more' as const);
        if ((await Promise.race([gone, more])) === 'ended') {
          throw new Error(`nexus ended before it was ready: ${error}`);
        }
      }
    },
  };
}

/** Runs it to its end. */
export async function runProcess(
  ...given: readonly string[]
): Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }> {
  const started = startProcess(...given);
  const code = await started.ended;
  return { code, stdout: started.stdout(), stderr: started.stderr() };
}
