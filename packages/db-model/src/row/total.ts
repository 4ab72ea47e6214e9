import { Refusal } from '@skewline/runtime';

/**
 * The value of a conversion whose decisions refuse nothing; the generated type cannot know that. A
 * refusal here is a mistake of this package, not of the data.
 */
export function total<Value>(result: Value | Refusal): Value {
  if (result instanceof Refusal) throw new Error(`a conversion refused: ${result.message}`);
  return result;
}
