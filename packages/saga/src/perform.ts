import { type ActionContext, actionId, type AnyAction, type Policy } from './action.ts';
import type { Dag, DagNode, NodeWork } from './dag.ts';
import { ActionFailure, type ErrorCode, type SagaError, sourceOf } from './error.ts';
import { checkJson, DEFAULT_RESULT_LIMIT, isObject, type Json } from './json.ts';

/** What tests make happen to nodes, by name. */
export interface Injection {
  /** Fail instead of running. */
  readonly errors?: readonly string[];
  readonly undoErrors?: readonly string[];
  /** How often to run in all; the last result counts. */
  readonly repeat?: {
    readonly [node: string]: { readonly action?: number; readonly undo?: number };
  };
}

export interface Performing {
  readonly dag: Dag;
  readonly node: DagNode;
  readonly sagaId: string;
  readonly params: Json;
  /** The output of a node that has succeeded. */
  readonly outputOf: (index: number) => Json;
  /** Aborted when the saga is cancelled. */
  readonly cancelled: AbortSignal;
  /** Aborted when nothing counts any more that comes of it here: the saga is another's, or is left to others. */
  readonly dropped?: AbortSignal | undefined;
  /** From 0 up to 1; spreads the waits before attempts. */
  readonly random: () => number;
  readonly inject: Injection;
  readonly ownership: Ownership;
}

/** How an engine sees to it that only the owner of a saga writes; see `ActionContext.fence`. */
export interface Ownership {
  readonly fence: (transaction: object) => Promise<void>;
  readonly record: (transaction: object, node: string, output: Json) => Promise<void>;
}

/** Of a saga that nobody else can have: nothing to refuse. */
export const unshared: Ownership = {
  fence: async () => {},
  record: async () => {},
};

/** Another executor owns the saga now. Whoever gets this stops, and records nothing. */
export class Fenced extends Error {
  override readonly name = 'Fenced';
}

export type Performed =
  { readonly ok: true; readonly output: Json } | { readonly ok: false; readonly error: SagaError };

/** Runs one node: attempts, waits, time limit, and a check of the result. Never throws. */
export async function performAction(performing: Performing): Promise<Performed> {
  const { node, inject } = performing;
  if (inject.errors?.includes(node.id) === true) {
    return failed(performing, 'action', 1, new Broken('injected', 'injected by a test'));
  }
  const { work } = node;
  if (work.kind === 'constant') return { ok: true, output: work.value };
  const { action } = work;
  const limit = action.resultLimit ?? DEFAULT_RESULT_LIMIT;
  return perform(
    performing,
    'action',
    work,
    action.policy,
    inject.repeat?.[node.id]?.action ?? 1,
    async (context) => {
      const record = async (transaction: object, output: Json): Promise<void> => {
        const given = checkJson(output, limit);
        if (!given.ok) throw notStorable(given);
        await performing.ownership.record(transaction, node.id, given.json);
      };
      const checked = checkJson(await action.run({ ...context, record }), limit);
      if (checked.ok) return checked.json;
      throw notStorable(checked);
    },
  );
}

function notStorable({ reason, message }: { reason: string; message: string }): Broken {
  return new Broken('serialize_failed', `the result is ${reason}: ${message}`);
}

/** Undoes one node. A node without an undo is undone at once. `error` is why. Never throws. */
export async function performUndo(performing: Performing, error: SagaError): Promise<Performed> {
  const { node, inject, outputOf } = performing;
  if (inject.undoErrors?.includes(node.id) === true) {
    return failed(performing, 'undo', 1, new Broken('injected', 'injected by a test'));
  }
  const { work } = node;
  if (work.kind === 'constant' || work.action.undo === null) return { ok: true, output: null };
  const { undo, undoPolicy } = work.action;
  return perform(
    performing,
    'undo',
    work,
    undoPolicy,
    inject.repeat?.[node.id]?.undo ?? 1,
    async (context) => {
      await undo({ ...context, output: outputOf(node.index), error });
      return null;
    },
  );
}

/** A failure that is not the action's own: trying again would end the same. */
class Broken extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
  }
}

function cancelledSaga(lastError?: unknown): Broken {
  return new Broken('cancelled', 'the saga was cancelled', lastError);
}

type Body = (context: ActionContext<unknown, unknown>) => Promise<Json>;

async function perform(
  performing: Performing,
  during: SagaError['during'],
  work: NodeWork & { readonly kind: 'action' },
  policy: Policy,
  repeat: number,
  body: Body,
): Promise<Performed> {
  // An undo must come to its end; nobody cancels it.
  const abortable = during === 'action' && work.action.onCancel === 'abort';
  const cancelled = abortable ? performing.cancelled : undefined;
  let repeated = 1;
  for (let attempt = 1; ; attempt += 1) {
    if (cancelled?.aborted === true) {
      return failed(performing, during, attempt - 1, cancelledSaga());
    }
    if (performing.dropped?.aborted === true) {
      return failed(performing, during, attempt - 1, droppedFrom(performing.dropped));
    }
    const outcome = await once(performing, work, policy.timeoutMs, attempt, cancelled, body);
    if (outcome.ok) {
      if (repeated >= repeat) return outcome;
      repeated += 1;
      // Repeating is no retry.
      attempt -= 1;
      continue;
    }
    const { thrown } = outcome;
    const isOwn = thrown instanceof Broken && thrown.code !== 'timeout';
    const final = isOwn || thrown instanceof Fenced;
    const refused = thrown instanceof ActionFailure && !thrown.retry;
    if (final || refused || attempt >= policy.attempts) {
      return failed(performing, during, attempt, thrown);
    }
    // A cancelled saga is not kept waiting by attempts still to come; and that is why they do not.
    if (during === 'action' && performing.cancelled.aborted) {
      return failed(performing, during, attempt, cancelledSaga(thrown));
    }
    const longest = Math.min(
      policy.maxDelayMs,
      policy.firstDelayMs * policy.factor ** (attempt - 1),
    );
    const delay = longest * (0.5 + performing.random() / 2);
    await sleep(delay, [
      ...(during === 'action' ? [performing.cancelled] : []),
      ...(performing.dropped === undefined ? [] : [performing.dropped]),
    ]);
  }
}

async function once(
  performing: Performing,
  work: NodeWork & { readonly kind: 'action' },
  timeoutMs: number | null,
  attempt: number,
  cancelled: AbortSignal | undefined,
  body: Body,
): Promise<
  { readonly ok: true; readonly output: Json } | { readonly ok: false; readonly thrown: unknown }
> {
  const controller = new AbortController();
  let stop: (why: Error) => void = () => {};
  const stopped = new Promise<never>((_, reject) => {
    stop = (why) => {
      controller.abort(why);
      reject(why);
    };
  });
  // It may stop when nobody listens any more.
  stopped.catch(() => {});
  const onCancel = (): void => stop(cancelledSaga());
  cancelled?.addEventListener('abort', onCancel, { once: true });
  const { dropped } = performing;
  const onDrop = (): void => {
    if (dropped !== undefined) stop(droppedFrom(dropped));
  };
  dropped?.addEventListener('abort', onDrop, { once: true });
  const timer =
    timeoutMs === null
      ? undefined
      : setTimeout(() => stop(new Broken('timeout', `no answer in ${timeoutMs} ms`)), timeoutMs);
  try {
    const context = contextOf(performing, work, attempt, controller.signal);
    return { ok: true, output: await Promise.race([body(context), stopped]) };
  } catch (thrown) {
    return { ok: false, thrown };
  } finally {
    clearTimeout(timer);
    cancelled?.removeEventListener('abort', onCancel);
    dropped?.removeEventListener('abort', onDrop);
  }
}

function droppedFrom({ reason }: AbortSignal): Fenced {
  return new Fenced(String(reason));
}

function contextOf(
  { node, sagaId, params, outputOf, ownership }: Performing,
  { action, inputs, params: paramsFrom }: NodeWork & { readonly kind: 'action' },
  attempt: number,
  signal: AbortSignal,
): ActionContext<unknown, unknown> {
  const own = paramsFrom === null ? params : outputOf(paramsFrom);
  if (!isObject(own)) {
    const what = own === null ? 'null' : Array.isArray(own) ? 'a list' : typeof own;
    throw new Broken(
      'subsaga_create_failed',
      `the parameters of the subsaga are ${what}, not an object`,
    );
  }
  const read = Object.entries(inputs).map(
    ([need, index]) => [need, readInput(action, need, outputOf(index))] as const,
  );
  return {
    sagaId,
    node: node.id,
    params: own,
    inputs: Object.fromEntries(read),
    attempt,
    signal,
    fence: ownership.fence,
  };
}

function readInput(action: AnyAction, need: string, stored: Json): unknown {
  const reader = action.needs[need] ?? true;
  if (reader === true) return stored;
  try {
    return reader(stored);
  } catch (error) {
    throw new Broken('deserialize_failed', `'${need}' cannot be read`, error);
  }
}

function failed(
  { node }: Performing,
  during: SagaError['during'],
  attempts: number,
  thrown: unknown,
): { readonly ok: false; readonly error: SagaError } {
  const action = node.work.kind === 'action' ? actionId(node.work.action) : null;
  const base = { node: node.id, action, during, attempts };
  const own = ownFailure(thrown);
  if (own !== undefined) return { ok: false, error: { ...own, ...base } };
  const source = sourceOf(thrown);
  return { ok: false, error: { code: 'action_failed', message: source.message, ...base, source } };
}

function ownFailure(thrown: unknown): Pick<SagaError, 'code' | 'message' | 'source'> | undefined {
  if (thrown instanceof Broken) {
    const source = thrown.cause === undefined ? null : sourceOf(thrown.cause);
    return { code: thrown.code, message: thrown.message, source };
  }
  return undefined;
}

async function sleep(delayMs: number, signals: readonly AbortSignal[]): Promise<void> {
  if (signals.some(({ aborted }) => aborted)) return;
  await new Promise<void>((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      for (const signal of signals) signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, delayMs);
    for (const signal of signals) signal.addEventListener('abort', end, { once: true });
  });
}
