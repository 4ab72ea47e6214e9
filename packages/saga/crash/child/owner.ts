import { setTimeout as sleep } from 'node:timers/promises';
import { eventKey, registry } from '../../src/index.ts';
import type { SagaEngine } from '../../src/engine/port.ts';
import type { OwnerRequest, PausePoint } from '../protocol.ts';
import { relaySaga } from '../scenarios/relay.ts';
import { answer } from './answer.ts';
import { openEngine, openPlace } from './engine.ts';

/** One of two executors; stops itself where it is told, and exits when the saga is at rest and nothing runs here. */
export async function runOwner(request: OwnerRequest): Promise<void> {
  const { run, pauseAt, sagaId } = request;
  const database = await openPlace(request.place, request.idleInTransactionMs);
  let engine: SagaEngine | null = null;
  let paused = false;
  const pass = (point: PausePoint): void => {
    if (point !== pauseAt || paused) return;
    paused = true;
    answer({ kind: 'pausing' });
    // Nothing of this process runs until somebody sends SIGCONT.
    process.kill(process.pid, 'SIGSTOP');
  };
  const { actions, dag } = relaySaga({
    database,
    executor: () => engine?.executorId ?? '',
    pass,
    onRefused: (node) => answer({ kind: 'refused', node }),
  });
  engine = await openEngine(request, database, {
    actions: registry(actions),
    onWarning({ code, message }) {
      answer({ kind: 'warning', code, message });
    },
    testing: {
      atBoundary({ when, events }) {
        if (!events.map(eventKey).includes('three:succeeded')) return;
        pass(when === 'before' ? 'before_event' : 'after_event');
      },
      inject: () => (request.direction === 'undo' ? { errors: ['four'] } : {}),
    },
  });
  answer({ kind: 'ready' });
  if (run) {
    const started = await engine.start(dag, {}, { id: sagaId });
    if (!started.ok) throw new Error(started.message);
  }
  for (;;) {
    const waited = await engine.wait(sagaId, { timeoutMs: 30_000 });
    if (waited.ok) {
      answer({ kind: 'ended', rest: waited.rest.kind });
      break;
    }
    // The other one has not begun it yet.
    if (waited.code !== 'unknown_saga') throw new Error(`${waited.code}: ${waited.message}`);
    await sleep(20);
  }
  await engine.close();
  await database.close();
}
