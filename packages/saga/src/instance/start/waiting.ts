import { setTimeout as sleep } from 'node:timers/promises';
import type { InstanceServices } from '../services.ts';

const usual = { firstDelayMs: 250, maxDelayMs: 30_000 };

/** How long to wait between tries, in the form that a retry policy has it. */
export function waitsOf({ waits = usual }: Pick<InstanceServices, 'waits'>): {
  readonly firstDelayMs: number;
  readonly maxDelayMs: number;
} {
  return waits;
}

/**
 * Tries until it gives something, however long that takes: for what only trying again helps. Rejects with what a try
 * throws, and when the signal is aborted.
 */
export async function untilSettled<Result extends string | object>(
  services: Pick<InstanceServices, 'waits'>,
  signal: AbortSignal,
  tryOnce: () => Promise<Result | null>,
): Promise<Result> {
  const { firstDelayMs, maxDelayMs } = waitsOf(services);
  for (let delay = firstDelayMs; ; delay = Math.min(maxDelayMs, delay * 2)) {
    signal.throwIfAborted();
    const result = await tryOnce();
    if (result !== null) return result;
    // Not all at once: many may wait for the same sled.
    await sleep(delay * (0.5 + Math.random() / 2), undefined, { signal });
  }
}
