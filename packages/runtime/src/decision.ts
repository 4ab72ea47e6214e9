import { Refusal } from './refusal.ts';

/** What a decision may want to know beside the value. */
export interface Context {
  /** The operation whose body or response this is; absent where a value is converted by itself. */
  readonly operation?: string;
  /** The request's path parameters, as they were sent. */
  readonly pathParameters?: Readonly<Record<string, string>>;
  /** Hears of each declared loss, when it happens. */
  readonly lost?: (report: LossReport) => void;
}

/** One declared loss in one document. */
export interface LossReport {
  /** In the words of the decision. */
  readonly loss: string;
  /** What the decision took, and what it gave. */
  readonly from: unknown;
  readonly to: unknown;
}

/**
 * A person's answer to a hole: from the value of one version, the value (or the missing fields) of
 * the other, or a `Refusal`. Pure, and it must not change its input.
 */
export interface Decision<From, To> {
  (value: From, context: Context): To | Refusal;
  /** What gets lost, where something does. Declared with `lossy` or `drop`. */
  readonly loss?: string;
}

/** Looks at what was derived, with the value that it was derived from, and gives what is right. */
export interface Review<From, To> {
  (derived: To, value: From, context: Context): To | Refusal;
  readonly loss?: string;
}

/** Always this value. */
export function constant<const Value>(value: Value): () => Value {
  return () => value;
}

/** The value of a field that has another name now. */
export function rename<const Name extends string>(
  name: Name,
): <Value>(from: Readonly<Record<Name, Value>>) => Value {
  return (from) => from[name];
}

/** The value that stood inside another: `move('health_monitor', 'services')`. */
export function move<const Outer extends string, const Inner extends string>(
  outer: Outer,
  inner: Inner,
): <Value>(from: Readonly<Record<Outer, Readonly<Record<Inner, Value>>>>) => Value {
  return (from) => from[outer][inner];
}

/** A field that stands inside an object of its own now: the way back of `move`. */
export function take<const Name extends string>(
  name: Name,
): <Value>(from: Readonly<Record<Name, Value>>) => { [Key in Name]: Value } {
  // TypeScript widens a computed key to string; it is this one name.
  return <Value>(from: Readonly<Record<Name, Value>>) =>
    ({ [name]: from[name] }) as { [Key in Name]: Value };
}

/** Always a failure. `status` is the HTTP status to answer with; null where no endpoint needs one. */
export function refuse(
  status: number | null,
  message: string,
  code?: string,
): (value: unknown, context: Context) => Refusal {
  return () => refusal(status, message, code);
}

/** A failure, for decisions that refuse some values. */
export function refusal(status: number | null, message: string, code?: string): Refusal {
  return new Refusal(message, { code, status: status ?? undefined });
}

/** A decision that loses something, which is said in `loss`. */
export function lossy<Decide extends (...input: never[]) => unknown>(
  loss: string,
  decide: Decide,
): Decide & { readonly loss: string } {
  // As generated code calls it: a decision with value and context, a review with one before them.
  const call = decide as unknown as (first: unknown, second: unknown, third: unknown) => unknown;
  // A fresh function, so that one decision used twice can lose different things.
  const copy = (first: unknown, second: unknown, third: unknown): unknown => {
    const to = call(first, second, third);
    // By hand it may be called without a context; then this is any value.
    const context = (third ?? second) as Context | null | undefined;
    if (typeof context?.lost === 'function' && !(to instanceof Refusal)) {
      context.lost({ loss, from: third === undefined ? first : second, to });
    }
    return to;
  };
  return Object.assign(copy as unknown as Decide, { loss }); // same parameters and result
}

/** What was said cannot be said any more: `value` stands in its place. */
export function drop<const Value>(
  loss: string,
  value: Value,
): (() => Value) & { readonly loss: string } {
  return lossy(loss, () => value);
}
