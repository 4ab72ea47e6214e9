import type { Uuid } from '@skewline/runtime/api';
import { every, type Repeated } from './every.ts';
import type { AtRest, Rest, WaitOptions } from './port.ts';
import { type EngineRefusal, refuseEngine } from './refusal.ts';

/** How often to look for sagas that run in other processes. */
const POLL_MS = 100;

type Answer = AtRest | EngineRefusal;

export interface WaitersOptions {
  /** Told as soon as it rests; nobody needs to look. */
  readonly runsHere: (sagaId: Uuid) => boolean;
  /** How these rest: null while they are under way. A saga that is missing is not there. */
  readonly look: (ids: readonly Uuid[]) => Promise<ReadonlyMap<Uuid, Rest | null>>;
  readonly onError: (error: unknown) => void;
}

/** Who waits for which saga. */
export interface Waiters {
  wait(sagaId: Uuid, options: WaitOptions): Promise<Answer>;
  tell(sagaId: Uuid, answer: Rest | EngineRefusal): void;
  /** Nobody looks any more; whoever still waits is told so. */
  close(): Promise<void>;
}

export function makeWaiters({ runsHere, look, onError }: WaitersOptions): Waiters {
  const waiting = new Map<Uuid, Set<(answer: Answer) => void>>();
  let closed = false;
  let poll: Repeated | null = null;

  const tell: Waiters['tell'] = (sagaId, answer) => {
    const told = waiting.get(sagaId);
    waiting.delete(sagaId);
    const whole: Answer = 'ok' in answer ? answer : { ok: true, sagaId, rest: answer };
    for (const resolve of told ?? []) resolve(whole);
  };
  const lookAt = async (ids: readonly Uuid[]): Promise<void> => {
    if (ids.length === 0) return;
    const found = await look(ids);
    for (const id of ids) {
      // It may have begun to run here meanwhile, and what was read may be old.
      if (runsHere(id)) continue;
      const rest = found.get(id);
      if (rest === undefined) tell(id, refuseEngine('unknown_saga'));
      else if (rest !== null) tell(id, rest);
    }
  };
  const lookAgain = async (): Promise<void> => {
    await lookAt([...waiting.keys()].filter((id) => !runsHere(id)));
    if (waiting.size > 0) return;
    void poll?.stop();
    poll = null;
  };

  return {
    tell,
    async wait(sagaId, { signal, timeoutMs }) {
      if (closed) return refuseEngine('wait_aborted', 'the engine was closed');
      if (signal?.aborted === true) return refuseEngine('wait_aborted');
      return new Promise<Answer>((resolve) => {
        const resolvers = waiting.get(sagaId) ?? new Set();
        waiting.set(sagaId, resolvers);
        const answered = (answer: Answer): void => {
          clearTimeout(timer);
          signal?.removeEventListener('abort', onAbort);
          resolvers.delete(answered);
          if (resolvers.size === 0 && waiting.get(sagaId) === resolvers) waiting.delete(sagaId);
          resolve(answer);
        };
        const onAbort = (): void => answered(refuseEngine('wait_aborted'));
        const timer =
          timeoutMs === undefined
            ? undefined
            : setTimeout(() => answered(refuseEngine('wait_timeout')), Math.min(timeoutMs, MAX_MS));
        signal?.addEventListener('abort', onAbort, { once: true });
        resolvers.add(answered);
        poll ??= every(POLL_MS, lookAgain, onError);
        if (!runsHere(sagaId)) lookAt([sagaId]).catch(onError);
      });
    },
    async close() {
      closed = true;
      await poll?.stop();
      for (const id of waiting.keys())
        tell(id, refuseEngine('wait_aborted', 'the engine was closed'));
    },
  };
}

/** Longer than that, and timers fire at once. */
const MAX_MS = 2 ** 31 - 1;
