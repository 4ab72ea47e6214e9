import { move, rename, take } from '@skewline/runtime';

/** The decisions of a package, by version and direction, as its modules have them. */
export interface DecisionTable {
  readonly [version: string]: {
    readonly up?: { readonly [hole: string]: DecisionFunction };
    readonly down?: { readonly [hole: string]: DecisionFunction };
  };
}

export interface DecisionFunction {
  (value: unknown, context: object): unknown;
  readonly loss?: string;
}

/** What is known of a decision without a value to decide about. */
export type Answer =
  /** It says itself what is lost. */
  | { readonly kind: 'loses'; readonly loss: string }
  | { readonly kind: 'refuses'; readonly message: string }
  | { readonly kind: 'constant'; readonly value: unknown }
  /** It puts the same value elsewhere. `from`: of this field, where it is a renamed one. */
  | { readonly kind: 'moves'; readonly from?: string }
  /** It may do anything, and refuse some values. */
  | { readonly kind: 'decides' };

/**
 * A decision is pure, so one that takes nothing answers every value alike and is simply asked. The
 * words of the runtime that only move a value are known by their text. All others may refuse.
 */
export function answerOf(decision: DecisionFunction): Answer {
  if (typeof decision.loss === 'string') return { kind: 'loses', loss: decision.loss };
  const text = textOf(decision);
  if (text.startsWith('()=>')) return asked(decision);
  if (text === textOf(rename(''))) return { kind: 'moves', from: fieldRead(decision) };
  if (text === textOf(move('', '')) || text === textOf(take(''))) return { kind: 'moves' };
  return { kind: 'decides' };
}

function asked(decision: DecisionFunction): Answer {
  try {
    const value = decision(undefined, {});
    return isRefusal(value)
      ? { kind: 'refuses', message: value.message }
      : { kind: 'constant', value };
  } catch {
    // It will throw for callers too; what they see then is not for this report to say.
    return { kind: 'decides' };
  }
}

/** A package may bring its own copy of the runtime, so the class alone would not tell. */
function isRefusal(value: unknown): value is { readonly message: string } {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const isPlain = Object.getPrototypeOf(value) === Object.prototype;
  return !isPlain && 'code' in value && 'message' in value && typeof value.message === 'string';
}

/** Types that were taken out leave blanks. */
function textOf(decision: (value: never, context: never) => unknown): string {
  return Function.prototype.toString.call(decision).replaceAll(/\s|;$/g, '');
}

/** Which field a renaming takes: it is shown an object that notes what is read. */
function fieldRead(decision: DecisionFunction): string {
  let read = '';
  const noting = new Proxy(
    {},
    {
      get(_, name) {
        read = String(name);
        return undefined;
      },
    },
  );
  decision(noting, {});
  return read;
}
