import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

/** `npm start`, as a process without a terminal. */
export interface Program {
  readonly child: ChildProcess;
  /** What it has written so far, to both outputs. */
  readonly output: () => string;
  readonly ended: Promise<{ readonly code: number | null; readonly signal: string | null }>;
  /** Resolves when it has written this. @throws Error where it ends before. */
  readonly says: (text: string) => Promise<void>;
}

export function startProgram(
  parameters: readonly string[],
  /** What starts it in the place of this process. */
  starter: readonly string[] = [],
): Program {
  const node = [process.execPath, '--conditions=skewline-source', main];
  const [command = '', ...words] = [...starter, ...node, ...parameters];
  const child = spawn(command, words, { stdio: ['ignore', 'pipe', 'pipe'] });
  let written = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (written += text));
  }
  let isOver = false;
  const ended = once(child, 'close').then(([code, signal]) => {
    isOver = true;
    return { code, signal };
  });
  return {
    child,
    output: () => written,
    ended,
    async says(text) {
      while (!written.includes(text)) {
        if (isOver) throw new Error(`it ended without saying ${JSON.stringify(text)}:\n${written}`);
        await sleep(50);
      }
    },
  };
}
