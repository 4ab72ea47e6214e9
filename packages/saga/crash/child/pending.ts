import { setTimeout as sleep } from 'node:timers/promises';
import { registry } from '../../src/index.ts';
import type { DrainRequest, PendingRequest } from '../protocol.ts';
import { pendingSaga } from '../scenarios/pending.ts';
import { answer } from './answer.ts';
import { openEngine, openPlace } from './engine.ts';
import { listed } from '../../test/support/listed.ts';

/** Begins sagas that all come to their second node and stay there. */
export async function runPending(request: PendingRequest): Promise<void> {
  const database = await openPlace(request.place);
  let held = 0;
  const { actions, dag } = pendingSaga(database, async () => {
    held += 1;
    await new Promise<never>(() => {});
  });
  const engine = await openEngine(request, database, { actions: registry(actions) });
  for (let index = 0; index < request.count; index += 1) {
    const started = await engine.start(dag, {}, { subject: String(index) });
    if (!started.ok) throw new Error(started.message);
  }
  while (held < request.count) await sleep(10);
  answer({ kind: 'ready' });
  await sleep(600_000);
}

/** Goes on with what there is until nothing runs any more. */
export async function drain(request: DrainRequest): Promise<void> {
  const began = performance.now();
  const database = await openPlace(request.place);
  const { actions } = pendingSaga(database, async () => {});
  const engine = await openEngine(request, database, {
    actions: registry(actions),
    onWarning({ code, message }) {
      answer({ kind: 'warning', code, message });
    },
  });
  for (;;) {
    const { sagas } = await listed(engine, { states: ['running', 'unwinding'], limit: 1 });
    if (sagas.length === 0) break;
    await sleep(20);
  }
  answer({ kind: 'drained', milliseconds: Math.round(performance.now() - began) });
  await engine.close();
  await database.close();
}
