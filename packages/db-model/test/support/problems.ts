import { DatabaseProblem } from '../../src/database/index.ts';

/** The value of what must not fail here. */
export function orThrow<Value>(value: Value | DatabaseProblem): Value {
  if (value instanceof DatabaseProblem) {
    throw new Error(`${value.code}: ${value.message}`, { cause: value.cause });
  }
  return value;
}
