import { Refusal } from '@skewline/runtime';
import { ActionFailure } from '../../error.ts';

/** What was done; a refusal of the store is thrown, for asked again it says the same. */
export function acceptedOrFailure<Value>(value: Value): Exclude<Value, Refusal> {
  // The type that is left when refusals are gone; the compiler does not narrow type parameters.
  if (!(value instanceof Refusal)) return value as Exclude<Value, Refusal>;
  const { code, message, status = 500 } = value;
  const details = { answer: { status, message } };
  throw new ActionFailure(code, message, { details, retry: false });
}
