import { setTimeout as sleep } from 'node:timers/promises';

/** Waits so long, or until the signal aborts. */
export async function wait(delayMs: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(delayMs, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

export interface Waits {
  readonly firstDelayMs: number;
  readonly maxDelayMs: number;
}

/** How long to wait after so many failures in a row, from 1 on: doubling. */
export function delayAfter(failures: number, { firstDelayMs, maxDelayMs }: Waits): number {
  return Math.min(maxDelayMs, firstDelayMs * 2 ** Math.min(failures - 1, 30));
}
