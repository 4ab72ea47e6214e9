import type { Dag, DagNode } from './dag.ts';
import type { SagaEvent } from './event.ts';
import { checkJson, type Json } from './json.ts';
import { firstError, next, type Outcome } from './next.ts';
import {
  type Injection,
  performAction,
  type Performed,
  type Performing,
  performUndo,
  unshared,
} from './perform.ts';
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

interface Ended {
  readonly node: DagNode;
  readonly undoAttempt: number | null;
  readonly performed: Performed;
}

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
  const running = new Map<string, Promise<Ended>>();
  const cancelling = new AbortController();
  const happened = async (event: SagaEvent): Promise<void> => {
    const applied = apply(state, event);
    if (!applied.ok) throw new Error(applied.message);
    if (!applied.changed) return;
    state = applied.state;
    events.push(event);
    await onEvent?.(event, state);
  };
  const begin = (id: string, undoAttempt: number | null): void => {
    const node = nodeCalled(dag, id);
    const outputOf = (index: number): Json => state.nodes[index]?.output ?? null;
    const sagaId = options.sagaId ?? 'in-memory';
    const performing: Performing = {
      dag,
      node,
      sagaId,
      params: stored,
      outputOf,
      cancelled: cancelling.signal,
      random,
      inject,
      ownership: unshared,
    };
    const ending =
      undoAttempt === null ? performAction(performing) : performUndo(performing, firstError(state));
    running.set(
      id,
      ending.then((performed) => ({ node, undoAttempt, performed })),
    );
  };
  const cancelled = cancelRequest(options.signal);
  if (state.cancelled !== null) cancelling.abort();

  try {
    for (;;) {
      if (options.signal?.aborted === true && state.cancelled === null) {
        const event = { type: 'cancelled', reason: cancelReason(options.signal.reason) } as const;
        // Refused when the saga is over: then it comes too late.
        if (apply(state, event).ok) await happened(event);
        cancelling.abort();
      }
      const now = next(state, new Set(running.keys()));
      switch (now.kind) {
        case 'start':
          for (const node of now.nodes) {
            await happened({ type: 'started', node });
            begin(node, null);
          }
          break;
        case 'undo':
          for (const { node, attempt } of now.nodes) {
            await happened({ type: 'undo_started', node, attempt });
            begin(node, attempt);
          }
          break;
        case 'wait': {
          const ended = await Promise.race([
            ...running.values(),
            ...(cancelling.signal.aborted ? [] : cancelled.promise),
          ]);
          if (ended === 'cancel') break;
          running.delete(ended.node.id);
          await happened(eventOf(ended));
          break;
        }
        case 'done':
          // The builder has checked that the last node gives this.
          return {
            ok: true,
            outcome: { kind: 'done', output: now.output as Output },
            events,
            state,
          };
        default:
          return { ok: true, outcome: now, events, state };
      }
    }
  } finally {
    cancelled.forget();
  }
}

function eventOf({ node, undoAttempt: attempt, performed }: Ended): SagaEvent {
  if (attempt === null) {
    return performed.ok
      ? { type: 'succeeded', node: node.id, output: performed.output }
      : { type: 'failed', node: node.id, error: performed.error };
  }
  return performed.ok
    ? { type: 'undo_finished', node: node.id, attempt }
    : { type: 'undo_failed', node: node.id, attempt, error: performed.error };
}

function nodeCalled(dag: Dag, id: string): DagNode {
  const node = dag.nodes[dag.indexOf.get(id) ?? -1];
  if (node === undefined) throw new Error(`no node '${id}'`);
  return node;
}

function cancelReason(reason: unknown): string {
  return typeof reason === 'string'
    ? reason
    : reason instanceof Error
      ? reason.message
      : 'cancelled';
}

function cancelRequest(signal: AbortSignal | undefined): {
  readonly promise: readonly Promise<'cancel'>[];
  readonly forget: () => void;
} {
  if (signal === undefined) return { promise: [], forget: () => {} };
  let onAbort = (): void => {};
  const promise = new Promise<'cancel'>((resolve) => {
    onAbort = () => resolve('cancel');
    signal.addEventListener('abort', onAbort, { once: true });
  });
  return { promise: [promise], forget: () => signal.removeEventListener('abort', onAbort) };
}
