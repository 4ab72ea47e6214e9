import type { Dag } from './dag.ts';
import { drive, type SagaLog } from './drive.ts';
import type { SagaEvent } from './event.ts';
import { checkJson, type Json } from './json.ts';
import type { Outcome } from './next.ts';
import { type Injection, unshared } from './perform.ts';
import { apply, recover, type Refused, type SagaState } from './state.ts';

export interface InMemoryOptions {
  /** Default `in-memory`. */
  readonly sagaId?: string;
  /** Go on from these, in any order, as after a crash. */
  readonly events?: readonly SagaEvent[];
  /** Told each event before anything follows from it. */
  readonly onEvent?: (event: SagaEvent, state: SagaState) => void | Promise<void>;
  /** Cancels the saga. */
  readonly signal?: AbortSignal;
  /** From 0 up to 1; spreads the waits between attempts. Default `Math.random`. */
  readonly random?: () => number;
  readonly inject?: Injection;
}

export type InMemoryResult<Output = Json> =
  | {
      readonly ok: true;
      readonly outcome:
        | Exclude<Outcome, { readonly kind: 'done' }>
        | { readonly kind: 'done'; readonly output: Output };
      /** All of them, in the order in which they happened; those it went on from first. */
      readonly events: readonly SagaEvent[];
      readonly state: SagaState;
    }
  | { readonly ok: false; readonly code: 'params_not_object'; readonly message: string }
  | {
      readonly ok: false;
      readonly code: 'bad_events';
      readonly message: string;
      readonly refused: Refused;
    };

/**
 * Runs a saga for tests and for trying things. Not durable: when the process dies, the saga is gone, and nothing is
 * undone. Resolves when the saga comes to rest; rejects only with what `onEvent` threw.
 */
export async function runInMemory<Params, Output>(
  dag: Dag<Params, Output>,
  params: NoInfer<Params>,
  options: InMemoryOptions = {},
): Promise<InMemoryResult<Output>> {
  const { random = Math.random, inject = {}, onEvent } = options;
  const checked = checkJson(params);
  const stored = checked.ok ? checked.json : null;
  if (stored === null || typeof stored !== 'object' || Array.isArray(stored)) {
    const message = checked.ok ? 'the parameters are not an object' : checked.message;
    return { ok: false, code: 'params_not_object', message };
  }
  const recovered = recover(dag, options.events ?? []);
  if (!recovered.ok)
    return { ok: false, code: 'bad_events', message: recovered.message, refused: recovered };

  let state = recovered.state;
  const events: SagaEvent[] = [...(options.events ?? [])];
  const append: SagaLog['append'] = async (appended) => {
    for (const event of appended) {
      const applied = apply(state, event);
      if (!applied.ok) throw new Error(applied.message);
      state = applied.state;
      events.push(event);
      await onEvent?.(event, state);
    }
    return appended;
  };
  const driven = await drive({
    sagaId: options.sagaId ?? 'in-memory',
    params: stored,
    state,
    log: { append },
    ownership: unshared,
    cancel: options.signal,
    random,
    inject,
  });
  if (driven.kind !== 'rest') throw new Error('nobody stops or takes a saga in memory');
  const { outcome } = driven;
  return {
    ok: true,
    // The builder has checked that the last node gives this.
    outcome: outcome.kind === 'done' ? { ...outcome, output: outcome.output as Output } : outcome,
    events,
    state,
  };
}
