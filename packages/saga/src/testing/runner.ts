import { randomUUID } from 'node:crypto';
import type { Rest, SagaEngine } from '../engine/port.ts';
import type { Dag } from '../dag.ts';
import type { Json } from '../json.ts';
import type { Injection } from '../perform.ts';
import { runInMemory } from '../run-in-memory.ts';
import type { SagaEvent } from '../event.ts';
import type { FreshSaga } from './subject.ts';

/** What the checks run sagas with: `inMemory`, or `onEngine`. */
export interface SagaRunner {
  readonly name: string;
  run(saga: FreshSaga, injection: Injection): Promise<Trial>;
}

/** How a saga came to rest; or why it did not. */
export type Trial =
  | {
      readonly ok: true;
      readonly sagaId: string;
      readonly rest: Rest;
      /** An operator tries the undo of a node again, this time with another injection. */
      readonly retry: (node: string, injection: Injection) => Promise<Trial>;
    }
  | { readonly ok: false; readonly message: string };

/** Without a database; nothing outlives the process. */
export const inMemory: SagaRunner = {
  name: 'in memory',
  run: (saga, injection) => tryInMemory(saga, injection, randomUUID(), []),
};

async function tryInMemory(
  saga: FreshSaga,
  inject: Injection,
  sagaId: string,
  before: readonly SagaEvent[],
): Promise<Trial> {
  // Whoever made the saga has seen that the parameters fit; see `freshSaga`.
  const params = saga.params as never;
  // A saga gives what it stores, which is JSON.
  const dag = saga.dag as Dag<never, Json>;
  const result = await runInMemory(dag, params, { sagaId, inject, events: before });
  if (!result.ok) return result;
  const { outcome, events, state } = result;
  return {
    ok: true,
    sagaId,
    rest: outcome,
    retry: (node, injection) => {
      const attempt = (state.nodes[state.dag.indexOf.get(node) ?? -1]?.attempt ?? 0) + 1;
      const retried: SagaEvent = { type: 'undo_retried', node, attempt, reason: 'test' };
      return tryInMemory(saga, injection, sagaId, [...events, retried]);
    },
  };
}

/** Which saga has which injection; `injectionOf` is for `EngineOptions.testing.inject`. */
export interface Injections {
  readonly injectionOf: (sagaId: string) => Injection;
  set(sagaId: string, injection: Injection): void;
}

/**
 * ```ts
 * const injections = makeInjections();
 * const engine = await createJournal(database, { actions, testing: { inject: injections.injectionOf } });
 * const report = await everyNodeFails(subject, onEngine(engine, injections));
 * ```
 */
export function makeInjections(): Injections {
  const bySaga = new Map<string, Injection>();
  return {
    // Looked up when a node asks: an engine may keep what it was given for as long as the saga runs.
    injectionOf: (sagaId) => ({
      get errors() {
        return bySaga.get(sagaId)?.errors ?? [];
      },
      get undoErrors() {
        return bySaga.get(sagaId)?.undoErrors ?? [];
      },
      get repeat() {
        return bySaga.get(sagaId)?.repeat ?? {};
      },
    }),
    set: (sagaId, injection) => {
      bySaga.set(sagaId, injection);
    },
  };
}

/** `timeoutMs`: how long one saga may take; default 60,000. */
export function onEngine(
  engine: SagaEngine,
  injections: Injections,
  { timeoutMs = 60_000 }: { readonly timeoutMs?: number } = {},
): SagaRunner {
  const atRest = async (sagaId: string): Promise<Trial> => {
    const waited = await engine.wait(sagaId, { timeoutMs });
    if (!waited.ok) return { ok: false, message: `${waited.code}: ${waited.message}` };
    const retry = async (node: string, injection: Injection): Promise<Trial> => {
      injections.set(sagaId, injection);
      const accepted = await engine.retry(sagaId, node, 'test');
      if (!accepted.ok) return { ok: false, message: `${accepted.code}: ${accepted.message}` };
      return atRest(sagaId);
    };
    return { ok: true, sagaId, rest: waited.rest, retry };
  };
  return {
    name: engine.name,
    run: async ({ dag, params, subject }, injection) => {
      const id = randomUUID();
      injections.set(id, injection);
      const options = { id, ...(subject === undefined ? {} : { subject }) };
      // Whoever made the saga has seen that the parameters fit; see `freshSaga`.
      const started = await engine.start(dag, params as never, options);
      if (!started.ok) return { ok: false, message: `${started.code}: ${started.message}` };
      return atRest(id);
    },
  };
}
