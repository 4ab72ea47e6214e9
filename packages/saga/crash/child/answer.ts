import { writeSync } from 'node:fs';
import type { Answer } from '../protocol.ts';

/** Written at once: what waits in a buffer dies with the process. */
export function answer(what: Answer): void {
  const bytes = Buffer.from(`${JSON.stringify(what)}\n`);
  for (let at = 0; at < bytes.length;) {
    try {
      at += writeSync(1, bytes, at);
    } catch (error) {
      // The pipe is full; whoever reads it will empty it.
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) throw error;
    }
  }
}

/** Ends this process as a power cut would. */
export function die(): never {
  process.kill(process.pid, 'SIGKILL');
  // The signal is on its way; nothing more may happen here.
  for (;;);
}
