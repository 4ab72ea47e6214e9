import type { Dag, DagNode } from './dag.ts';
import type { SagaEvent } from './event.ts';
import { type Json, sameJson } from './json.ts';
import { firstError, next, type Outcome } from './next.ts';
import {
  Fenced,
  type Injection,
  type Ownership,
  performAction,
  type Performed,
  type Performing,
  performUndo,
} from './perform.ts';
import { apply, type SagaState } from './state.ts';

/** Where the events of one saga are kept. */
export interface SagaLog {
  /**
   * Stores events, and how the saga came to rest if it did. `state` is what they make. Gives the events that are there
   * now: where one was there before in the place of one of these, that one.
   */
  append(
    events: readonly SagaEvent[],
    state: SagaState,
    ending: Outcome | null,
  ): Promise<readonly SagaEvent[] | Fenced>;
}

export interface Driving {
  readonly sagaId: string;
  readonly params: Json;
  /** What the log has. */
  readonly state: SagaState;
  readonly log: SagaLog;
  readonly ownership: Ownership;
  /** Cancels the saga; the reason is what it was aborted with. */
  readonly cancel?: AbortSignal | undefined;
  /** Begin nothing more; `stopped` when what runs has ended and is stored. */
  readonly stop?: AbortSignal | undefined;
  /** Somebody else has the saga, for the reason it is aborted with: do not wait for what runs. */
  readonly drop?: AbortSignal | undefined;
  readonly random: () => number;
  readonly inject: Injection;
}

/** `fenced`: somebody else has the saga. `stopped`: it was told to. */
export type Driven =
  | { readonly kind: 'rest'; readonly outcome: Outcome; readonly state: SagaState }
  | { readonly kind: 'fenced'; readonly error: Fenced }
  | { readonly kind: 'stopped' };

/** What is to be stored next, and what that makes. */
export interface Plan {
  readonly events: readonly SagaEvent[];
  readonly state: SagaState;
  readonly ending: Outcome | null;
  readonly begin: readonly Beginning[];
}

interface Beginning {
  readonly node: DagNode;
  /** Of the undo; null: the action. */
  readonly undoAttempt: number | null;
}

/**
 * What happens before anything has to be waited for: nodes start, constants have their values, what has no undo is
 * undone. All of it is stored at once, and before the first of `begin` runs.
 */
export function planned(
  before: SagaState,
  {
    running = new Set(),
    happened = [],
    inject = {},
    mayBegin = true,
  }: {
    readonly running?: ReadonlySet<string>;
    readonly happened?: readonly SagaEvent[];
    readonly inject?: Injection;
    readonly mayBegin?: boolean;
  } = {},
): Plan {
  const events: SagaEvent[] = [];
  let state = before;
  const happens = (event: SagaEvent): void => {
    const after = applied(state, event);
    // What was cut off by a crash is begun again, and has been stored before.
    if (after !== state) events.push(event);
    state = after;
  };
  happened.forEach(happens);
  const begin: Beginning[] = [];
  const begun = new Set(running);
  const begins = (node: DagNode, undoAttempt: number | null): void => {
    begun.add(node.id);
    begin.push({ node, undoAttempt });
  };
  for (;;) {
    const now = next(state, begun);
    if (now.kind !== 'start' && now.kind !== 'undo') {
      return { events, state, ending: now.kind === 'wait' ? null : now, begin };
    }
    if (!mayBegin) return { events, state, ending: null, begin };
    if (now.kind === 'start') {
      for (const id of now.nodes) {
        const node = nodeCalled(state.dag, id);
        happens({ type: 'started', node: id });
        const { work } = node;
        if (work.kind === 'action' || inject.errors?.includes(id) === true) begins(node, null);
        else happens({ type: 'succeeded', node: id, output: work.value });
      }
    } else {
      for (const { node: id, attempt } of now.nodes) {
        const node = nodeCalled(state.dag, id);
        happens({ type: 'undo_started', node: id, attempt });
        const undoes = node.work.kind === 'action' && node.work.action.undo !== null;
        if (undoes || inject.undoErrors?.includes(id) === true) begins(node, attempt);
        else happens({ type: 'undo_finished', node: id, attempt });
      }
    }
  }
}

interface Ended extends Beginning {
  readonly performed: Performed;
  /** False: the action may have stored another end itself. */
  readonly certain: boolean;
}

/**
 * Runs a saga until it comes to rest. Rejects only with what the log threw; what runs then goes on, and nothing more is
 * stored.
 */
export async function drive(driving: Driving): Promise<Driven> {
  const { log, cancel, stop, drop, inject } = driving;
  let stored = driving.state;
  let fenced: Fenced | null = null;
  const running = new Set<string>();
  const ended: Ended[] = [];
  const cancelling = new AbortController();
  const bell = makeBell();

  const begin = ({ node, undoAttempt }: Beginning): void => {
    const guard = guarded(driving.ownership, (error) => {
      fenced ??= error;
    });
    const performing: Performing = {
      dag: stored.dag,
      node,
      sagaId: driving.sagaId,
      params: driving.params,
      outputOf: (index) => stored.nodes[index]?.output ?? null,
      cancelled: cancelling.signal,
      dropped: drop,
      random: driving.random,
      inject,
      ownership: guard.ownership,
    };
    running.add(node.id);
    const performance =
      undoAttempt === null
        ? performAction(performing)
        : performUndo(performing, firstError(stored));
    void performance.then((performed) => {
      ended.push({ node, undoAttempt, performed, certain: guard.close(performed) });
      bell.ring();
    });
  };

  /** False: the log had something else, which counts, or it is another's. */
  const store = async ({ events, state, ending }: Omit<Plan, 'begin'>): Promise<boolean> => {
    if (events.length === 0 && ending === null) return true;
    const there = await log.append(events, state, ending);
    if (there instanceof Fenced) {
      fenced ??= there;
      return false;
    }
    const asPlanned = there === events || sameJson(there, events);
    stored = asPlanned ? state : there.reduce(applied, stored);
    return asPlanned;
  };

  cancel?.addEventListener('abort', bell.ring);
  stop?.addEventListener('abort', bell.ring);
  drop?.addEventListener('abort', bell.ring);
  try {
    for (;;) {
      if (drop?.aborted === true) fenced ??= new Fenced(String(drop.reason));
      // Whatever the node that was told so has made of it.
      if (fenced !== null) return { kind: 'fenced', error: fenced };
      const arrived = ended.splice(0);
      const doubtful = arrived.filter(({ certain }) => !certain);
      if (doubtful.length > 0) {
        // By themselves: what is there counts, and nothing may follow from them before that is known.
        ended.unshift(...arrived.filter(({ certain }) => certain));
        for (const { node } of doubtful) running.delete(node.id);
        const events = doubtful.map(eventOf);
        await store({ events, state: events.reduce(applied, stored), ending: null });
        continue;
      }
      for (const { node } of arrived) running.delete(node.id);
      const happened = arrived.map(eventOf);
      if (cancel?.aborted === true && stored.cancelled === null) {
        const event: SagaEvent = { type: 'cancelled', reason: cancelReason(cancel.reason) };
        // Refused when the saga is over: then it comes too late.
        if (apply(happened.reduce(applied, stored), event).ok) happened.push(event);
      }
      const mayBegin = stop?.aborted !== true;
      const plan = planned(stored, { running, happened, inject, mayBegin });
      // Where the log had something else, it is planned again from that.
      if (!(await store(plan))) continue;
      if (plan.ending !== null) return { kind: 'rest', outcome: plan.ending, state: stored };
      if (stored.cancelled !== null) cancelling.abort();
      plan.begin.forEach(begin);
      if (!mayBegin && running.size === 0) return { kind: 'stopped' };
      await bell.rung();
    }
  } finally {
    cancel?.removeEventListener('abort', bell.ring);
    stop?.removeEventListener('abort', bell.ring);
    drop?.removeEventListener('abort', bell.ring);
  }
}

function applied(state: SagaState, event: SagaEvent): SagaState {
  const after = apply(state, event);
  if (!after.ok) throw new Error(after.message);
  return after.changed ? after.state : state;
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

/**
 * The ownership for one performance. When that is over (its time may be up while its body still runs) it refuses.
 * `close` says whether the end is certain: the action has not tried to store another one.
 */
function guarded(
  { fence, record }: Ownership,
  onFenced: (error: Fenced) => void,
): { readonly ownership: Ownership; readonly close: (performed: Performed) => boolean } {
  let open = true;
  const recorded: Json[] = [];
  const watched = async (asked: () => Promise<void>): Promise<void> => {
    if (!open) throw new Fenced('the time of this attempt is over');
    try {
      await asked();
    } catch (error) {
      if (error instanceof Fenced) onFenced(error);
      throw error;
    }
  };
  return {
    ownership: {
      fence: (transaction) => watched(() => fence(transaction)),
      record: (transaction, node, output) =>
        watched(() => {
          recorded.push(output);
          return record(transaction, node, output);
        }),
    },
    close: (performed) => {
      open = false;
      return recorded.every((output) => performed.ok && sameJson(output, performed.output));
    },
  };
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

/** One waits, others ring; a ring before the waiting counts. */
function makeBell(): { readonly ring: () => void; readonly rung: () => Promise<void> } {
  let rings = false;
  let wake = (): void => {};
  return {
    ring: () => {
      rings = true;
      wake();
    },
    rung: async () => {
      if (!rings) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      rings = false;
    },
  };
}
