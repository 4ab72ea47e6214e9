import { setTimeout as sleep } from 'node:timers/promises';

const pollMs = 50;
/** A machine that does much else at the same time may be slow. */
const patienceMs = 90_000;

/** Asks until there is something. @throws Error that says what there was not. */
export async function until<Value>(
  what: string,
  look: () => Promise<Value | null>,
  patience: number = patienceMs,
): Promise<Value> {
  const deadline = Date.now() + patience;
  for (;;) {
    const found = await look();
    if (found !== null) return found;
    if (Date.now() > deadline) {
      throw new Error(`not within ${String(patience / 1000)} s: ${what}`);
    }
    await sleep(pollMs);
  }
}
