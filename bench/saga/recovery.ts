import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createJournal } from '@skewline/saga/journal';
import { actions } from './sagas.ts';
import type { Server } from './server.ts';

const leaseMs = 1000;

export interface Recovery {
  readonly pending: number;
  /** Milliseconds from the call of `recover` until all of them were taken over. */
  readonly adopted: number;
  /** And until all were done: each has three of its five nodes to go. */
  readonly done: number;
}

/** A process that runs this many sagas is killed; another one goes on with them when its lease is over. */
export async function measureRecovery(server: Server, pending: number): Promise<Recovery> {
  const { url, database } = await server.database();
  const child = fork(
    join(import.meta.dirname, 'pending.ts'),
    [url, String(pending), String(leaseMs)],
    { execArgv: ['--conditions=skewline-source'] },
  );
  const ended = once(child, 'exit');
  await Promise.race([
    once(child, 'message'),
    ended.then(() => {
      throw new Error('the process that was to be killed ended by itself');
    }),
  ]);
  child.kill('SIGKILL');
  await ended;
  // It looks for them only when it is told to.
  const engine = await createJournal(database, {
    actions,
    recoveryMs: 1_000_000,
    maxRunning: 10_000,
  });
  await new Promise((resolve) => setTimeout(resolve, leaseMs + 200));
  const start = performance.now();
  const { adopted } = await engine.recover();
  const taken = performance.now() - start;
  if (adopted.length !== pending) {
    throw new Error(`${String(adopted.length)} of ${String(pending)} sagas were taken over`);
  }
  const rests = await Promise.all(adopted.map(async (id) => engine.wait(id)));
  const done = performance.now() - start;
  if (!rests.every((rested) => rested.ok && rested.rest.kind === 'done')) {
    throw new Error('not all sagas are done');
  }
  await engine.close();
  return { pending, adopted: taken, done };
}
