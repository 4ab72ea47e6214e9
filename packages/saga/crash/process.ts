import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Answer, Request } from './protocol.ts';

export interface Child {
  readonly answers: readonly Answer[];
  /** Waits for an answer, given already or not; undefined if the process ends without it. */
  next<Kind extends Answer['kind']>(
    kind: Kind,
  ): Promise<Extract<Answer, { readonly kind: Kind }> | undefined>;
  signal(signal: NodeJS.Signals): void;
  ended(): Promise<Ended>;
}

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** What it printed that is no answer, and what it said was broken. */
  readonly printed: string;
}

export type Start = (request: Request) => Child;

/** How long a process may live; one that hangs must not hold up all the others. */
const lifetimeMs = 90_000;

const running = new Set<() => void>();

/** For the end of the suite, whatever it ends by: nothing of it stays. */
export function killAll(): void {
  for (const kill of running) kill();
}

/** Starts processes of the bundled child program. */
export function starter(file: string): Start {
  return (request) => startChild(file, request);
}

function startChild(file: string, request: Request): Child {
  const child = spawn(process.execPath, [file, JSON.stringify(request)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const answers: Answer[] = [];
  const printed: string[] = [];
  const listeners = new Set<() => void>();
  const changed = (): void => {
    for (const listener of listeners) listener();
  };
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => {
    const found = readAnswer(line);
    if (found === undefined) printed.push(line);
    else answers.push(found);
    changed();
  });
  child.stderr.on('data', (data: Buffer) => printed.push(data.toString()));
  const kill = (): void => {
    child.kill('SIGKILL');
  };
  running.add(kill);
  const timer = setTimeout(() => {
    printed.push(`it hung for ${String(lifetimeMs)} ms, and was killed by the suite`);
    kill();
  }, lifetimeMs);
  let isOver = false;
  const closed = Promise.all([once(child, 'close'), once(lines, 'close')]).then(() => {
    clearTimeout(timer);
    running.delete(kill);
    isOver = true;
    changed();
  });

  return {
    answers,
    async next(kind) {
      for (;;) {
        const found = answers.find((answer) => answer.kind === kind);
        // It has that kind: it was just looked for.
        if (found !== undefined) return found as Extract<Answer, { readonly kind: typeof kind }>;
        if (isOver) return undefined;
        await new Promise<void>((resolve) => {
          const listener = (): void => {
            listeners.delete(listener);
            resolve();
          };
          listeners.add(listener);
        });
      }
    },
    signal(signal) {
      child.kill(signal);
    },
    async ended() {
      await closed;
      const broken = answers.flatMap((answer) =>
        answer.kind === 'broken' ? [answer.message] : [],
      );
      return {
        code: child.exitCode,
        signal: child.signalCode,
        printed: [...broken, ...printed].join('\n').slice(-3000),
      };
    },
  };
}

function readAnswer(line: string): Answer | undefined {
  if (!line.startsWith('{"kind":')) return undefined;
  try {
    // Written by `answer` of the same program.
    return JSON.parse(line) as Answer;
  } catch {
    return undefined;
  }
}
