import type { SagaError } from './error.ts';
import type { Json } from './json.ts';

/** What is known of types when a node is put into a DAG, and of nothing when it runs. */
export interface Typed<in Params, in Needs, out Output> {
  /** Never set. A function, so that a node may need less than there is. */
  readonly types?: (params: Params, needs: Needs) => Output;
}

/** How often and how long an action is tried. Plain data. */
export interface Policy {
  /** All attempts together; at least 1. */
  readonly attempts: number;
  /** Milliseconds before the second attempt; each further wait is `factor` times longer, up to `maxDelayMs`. */
  readonly firstDelayMs: number;
  readonly factor: number;
  readonly maxDelayMs: number;
  /**
   * Milliseconds for one attempt; null: no limit. When they are over the signal is aborted, and the attempt counts as
   * failed whatever it still does. A failed node is not undone, so what an action may leave behind when it does not
   * answer is to be undone by a node before it (take the id there, make the thing here).
   */
  readonly timeoutMs: number | null;
}

export const defaultPolicy: Policy = {
  attempts: 1,
  firstDelayMs: 100,
  factor: 2,
  maxDelayMs: 30_000,
  timeoutMs: 60_000,
};

/** An undo that fails stops the saga until an operator comes, so it is tried more often. */
export const defaultUndoPolicy: Policy = { ...defaultPolicy, attempts: 5 };

export interface ActionContext<Params, Needs> {
  readonly sagaId: string;
  /** The node, with the subsagas it is in. With `sagaId` it is the same whenever this is repeated. */
  readonly node: string;
  /** Those of the saga, or of the nearest subsaga around the node. */
  readonly params: Params;
  /** What the ancestors named in `needs` gave. */
  readonly inputs: Needs;
  /** From 1; counts again from 1 after a crash. */
  readonly attempt: number;
  /**
   * Aborted when the time is over; for an action with `onCancel: 'abort'`, when the saga is cancelled; and when nothing
   * counts any more that comes of it here: another executor has the saga, somebody abandoned it, or the engine is closed.
   */
  readonly signal: AbortSignal;
  /**
   * Say it in a transaction on the database that keeps the sagas, last before it commits: throws `Fenced` if another
   * executor has taken this saga over, and keeps others from taking it until the transaction ends. So a process that
   * was paused, and thought dead, writes nothing when it wakes up.
   */
  readonly fence: (transaction: object) => Promise<void>;
}

export interface RunContext<Params, Needs, Output> extends ActionContext<Params, Needs> {
  /**
   * `fence`, and stores that this node has succeeded with this output: rows and result are there together, or neither.
   * What `run` then gives must be the same output. An engine that cannot store it here only fences.
   */
  readonly record: (transaction: object, output: Output) => Promise<void>;
}

export interface UndoContext<Params, Needs, Output> extends ActionContext<Params, Needs> {
  readonly output: Output;
  /** Why the saga unwinds. */
  readonly error: SagaError;
}

/** `true`: the value as it was stored. A function: how to read it; what it throws is a `deserialize_failed`. */
export type Readers<Needs> = {
  readonly [Need in keyof Needs]: true | ((stored: Json) => Needs[Need]);
};

export interface ActionTypes {
  readonly params?: object;
  readonly needs?: object;
  readonly output?: unknown;
}

type ParamsIn<Types extends ActionTypes> = Types extends { readonly params: infer Params }
  ? Params
  : unknown;
// `{}` needs nothing of anybody.
type NeedsIn<Types extends ActionTypes> = Types extends { readonly needs: infer Needs }
  ? Needs
  : unknown;
type OutputIn<Types extends ActionTypes> = Types extends { readonly output: infer Output }
  ? Output
  : null;

/**
 * One action and how to undo it. It runs at least once: after a crash, again. Both functions must do no harm when
 * they are repeated.
 */
export interface ActionDefinition<Params, Needs, Output> {
  readonly name: string;
  /** From 1. A change that stored sagas cannot take is a new version; the old one stays until no saga needs it. */
  readonly version: number;
  readonly needs?: Readers<Needs>;
  /** Gives JSON. What has nothing to say gives null. */
  readonly run: (context: RunContext<Params, Needs, Output>) => Output | Promise<Output>;
  /** Left out: there is nothing to undo. */
  readonly undo?: (context: UndoContext<Params, Needs, Output>) => unknown;
  readonly policy?: Partial<Policy>;
  readonly undoPolicy?: Partial<Policy>;
  /** `finish` (default): a cancelled saga waits for this action. `abort`: its signal is aborted, and it leaves nothing behind. */
  readonly onCancel?: 'finish' | 'abort';
  /** Bytes of the result; 1 MiB where nothing is said. */
  readonly resultLimit?: number;
}

/** An action as everything but its author sees it. */
export interface AnyAction {
  readonly name: string;
  readonly version: number;
  readonly needs: { readonly [need: string]: true | ((stored: Json) => unknown) };
  readonly run: (context: RunContext<unknown, unknown, Json>) => unknown;
  readonly undo: ((context: UndoContext<unknown, unknown, unknown>) => unknown) | null;
  readonly policy: Policy;
  readonly undoPolicy: Policy;
  readonly onCancel: 'finish' | 'abort';
  readonly resultLimit: number | null;
}

/** A node that runs an action. `from` says which ancestor stands for a need, where it has another name. */
export interface ActionStep<in Params, in Needs, out Output> extends Typed<Params, Needs, Output> {
  readonly kind: 'action';
  readonly action: AnyAction;
  readonly from: { readonly [need: string]: string };
  readonly label: string | null;
}

/** Defines an action: `action<{ params: P; needs: { sled: string }; output: O }>({ … })`. */
export function action<Types extends ActionTypes>(
  definition: ActionDefinition<ParamsIn<Types>, NeedsIn<Types>, OutputIn<Types>> &
    (Types extends { readonly needs: infer Needs } ? { readonly needs: Readers<Needs> } : unknown),
): ActionStep<ParamsIn<Types>, NeedsIn<Types>, OutputIn<Types>> {
  const { name, version } = definition;
  if (name === '' || !Number.isSafeInteger(version) || version < 1) {
    throw new Error(`an action needs a name and a version from 1: '${name}', ${version}`);
  }
  const known: AnyAction = {
    name,
    version,
    // The builder has checked that these types fit; stored sagas are checked by name and version.
    needs: (definition.needs ?? {}) as AnyAction['needs'],
    run: definition.run as AnyAction['run'],
    undo: (definition.undo as AnyAction['undo'] | undefined) ?? null,
    policy: checkedPolicy({ ...defaultPolicy, ...definition.policy }, name),
    undoPolicy: checkedPolicy({ ...defaultUndoPolicy, ...definition.undoPolicy }, name),
    onCancel: definition.onCancel ?? 'finish',
    resultLimit: definition.resultLimit ?? null,
  };
  return { kind: 'action', action: known, from: {}, label: null };
}

function checkedPolicy(policy: Policy, name: string): Policy {
  const { attempts, firstDelayMs, factor, maxDelayMs, timeoutMs } = policy;
  const sound =
    Number.isSafeInteger(attempts) &&
    attempts >= 1 &&
    firstDelayMs >= 0 &&
    factor >= 1 &&
    maxDelayMs >= 0 &&
    // Longer than that, and timers fire at once.
    maxDelayMs < 2 ** 31 &&
    (timeoutMs === null || (timeoutMs > 0 && timeoutMs < 2 ** 31));
  if (!sound)
    throw new Error(`the policy of action '${name}' makes no sense: ${JSON.stringify(policy)}`);
  return policy;
}

/** Needs under the names of the ancestors that give them. */
type Renamed<Needs, From> = {
  readonly [
    Need in keyof Needs as Need extends keyof From ? From[Need] & string : Need
  ]: Needs[Need];
};

/** The same action with other ancestors for its needs, or with a label for drawings. */
export function wired<
  Params,
  Needs,
  Output,
  const From extends { readonly [Need in keyof Needs]?: string },
>(
  step: ActionStep<Params, Needs, Output>,
  options: { readonly from?: From; readonly label?: string },
): ActionStep<Params, Renamed<Needs, From>, Output> {
  // What is wired is called by its new name from then on, so wiring twice is one after the other.
  const renames: { readonly [need: string]: string | undefined } = options.from ?? {};
  const from = Object.keys(step.action.needs).map((need) => {
    const name = step.from[need] ?? need;
    return [need, renames[name] ?? name] as const;
  });
  return {
    kind: 'action',
    action: step.action,
    from: Object.fromEntries(from.filter(([need, name]) => need !== name)),
    label: options.label ?? step.label,
  };
}

/** `name@version`, as it is stored and shown. */
export function actionId(named: { readonly name: string; readonly version: number }): string {
  return `${named.name}@${named.version}`;
}

/** All actions that this process can run, by name and version. */
export interface Registry {
  find(name: string, version: number): AnyAction | undefined;
}

/** Two actions of the same name and version are a mistake in the program, so that throws. */
export function registry(steps: readonly ActionStep<never, never, unknown>[]): Registry {
  const byId = new Map<string, AnyAction>();
  for (const { action: known } of steps) {
    const id = actionId(known);
    const other = byId.get(id);
    if (other !== undefined && other !== known) throw new Error(`two actions are called ${id}`);
    byId.set(id, known);
  }
  return { find: (name, version) => byId.get(actionId({ name, version })) };
}
