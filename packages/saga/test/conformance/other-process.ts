import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { ChildAnswer, ChildSetup } from './children/protocol.ts';
import type { OtherEngine, OtherMethod } from './other-engine.ts';

/** An engine in a process of its own, which can be killed. */
export interface OtherProcess extends OtherEngine {
  readonly processId: number;
  kill(signal: NodeJS.Signals): Promise<void>;
}

const program = fileURLToPath(new URL('children/engine-process.ts', import.meta.url));

export async function openOtherProcess(setup: ChildSetup): Promise<OtherProcess> {
  const child = spawn(
    process.execPath,
    ['--conditions=skewline-source', program, JSON.stringify(setup)],
    { stdio: ['pipe', 'pipe', 'pipe'] },
  );
  const printed: string[] = [];
  const waiting = new Map<number, (answer: ChildAnswer) => void>();
  const ended = new Promise<void>((resolve) => {
    child.once('close', (code, signal) => {
      const error = `the engine's process ended (${code ?? signal ?? '?'}):\n${printed.join('').slice(-3000)}`;
      for (const [id, tell] of waiting) tell({ id, error });
      waiting.clear();
      resolve();
    });
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => printed.push(text));
  // It may be dead when it is written to; then `close` tells.
  child.stdin.on('error', () => {});
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (!line.startsWith('{"id":')) {
      printed.push(`${line}\n`);
      return;
    }
    const answer = JSON.parse(line) as ChildAnswer; // written by `engine-process.ts`
    waiting.get(answer.id)?.(answer);
    waiting.delete(answer.id);
  });
  let last = 0;
  const answerTo = async (id: number): Promise<unknown> => {
    const answer = await new Promise<ChildAnswer>((resolve) => {
      if (child.exitCode === null && child.signalCode === null) waiting.set(id, resolve);
      else resolve({ id, error: 'the process has ended' });
    });
    if ('error' in answer) throw new Error(answer.error);
    return answer.value;
  };
  // Each method gives what the same method of the engine gave there.
  const call = async <Value>(method: OtherMethod, ...args: readonly unknown[]): Promise<Value> => {
    last += 1;
    const answered = answerTo(last);
    child.stdin.write(`${JSON.stringify({ id: last, method, args })}\n`);
    return answered as Promise<Value>;
  };
  const executorId = String(await answerTo(0));
  return {
    executorId,
    processId: child.pid ?? -1,
    start: (...args) => call('start', ...args),
    wait: (...args) => call('wait', ...args),
    get: (...args) => call('get', ...args),
    list: (...args) => call('list', ...args),
    cancel: (...args) => call('cancel', ...args),
    retry: (...args) => call('retry', ...args),
    skip: (...args) => call('skip', ...args),
    abandon: (...args) => call('abandon', ...args),
    recover: () => call('recover'),
    async close() {
      if (child.exitCode === null && child.signalCode === null) await call('close');
      child.stdin.end();
      await ended;
    },
    async kill(signal) {
      child.kill(signal);
      if (signal === 'SIGKILL') await ended;
    },
  };
}
