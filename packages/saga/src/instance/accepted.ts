import { Refusal } from '@skewline/runtime';
import { ActionFailure } from '../error.ts';

/** What was done; a refusal of the store fails the action, for asked again it says the same. */
export function acceptedOrFailure<Value>(value: Value): Exclude<Value, Refusal> {
  // The type that is left when refusals are gone; the compiler does not narrow type parameters.
  if (!(value instanceof Refusal)) return value as Exclude<Value, Refusal>;
  throw failureOf(value);
}

/** A refusal of the store as the failure of an action, with what to answer to whoever asked for the saga. */
export function failureOf({ code, message, status = 500 }: Refusal): ActionFailure {
  const details = { answer: { status, message } };
  return new ActionFailure(code, message, { details, retry: false });
}
