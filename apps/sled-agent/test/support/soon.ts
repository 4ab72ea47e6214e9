import { setTimeout as sleep } from 'node:timers/promises';

const patienceMs = 60_000;

/** Tries until it does not throw. Patient, for machines that have much to do. */
export async function soon(check: () => void | Promise<void>): Promise<void> {
  for (const end = Date.now() + patienceMs; ;) {
    try {
      await check();
      return;
    } catch (error) {
      if (Date.now() > end) throw error;
    }
    await sleep(5);
  }
}
