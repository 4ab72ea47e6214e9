import { vi } from 'vitest';

/** A machine that does much else at the same time may be slow. */
const timeout = 90_000;
const interval = 100;

/** Looks again and again until nothing is thrown; then what was thrown last is. */
export function soon<Value>(look: () => Value | Promise<Value>): Promise<Value> {
  return vi.waitFor(look, { timeout, interval });
}
