/** Why something was given up. */
export type GivenUp = 'timeout' | 'aborted';

/**
 * Waits for the work, but only until the time is over or the signal says so: then the work's own signal
 * is aborted, and nobody waits whether it listens. With `stay` the signal counts on after the work.
 */
export function within<T>(
  work: (signal: AbortSignal, stay: () => void) => Promise<T>,
  timeoutMs: number,
  outer: AbortSignal | undefined,
): Promise<T | GivenUp> {
  if (outer?.aborted) return Promise.resolve('aborted');
  const controller = new AbortController();
  return new Promise((resolve, reject) => {
    const giveUp = (why: GivenUp): void => {
      resolve(why);
      // Who fetches may want to know: the caller has lost interest, or the server has nothing to say.
      controller.abort(why === 'timeout' ? new DOMException('', 'TimeoutError') : outer?.reason);
    };
    const aborted = (): void => giveUp('aborted');
    // A timer of more than this fires at once.
    const timer = setTimeout(giveUp, Math.min(timeoutMs, 2 ** 31 - 1), 'timeout');
    outer?.addEventListener('abort', aborted);
    let stays = false;
    const stay = (): void => {
      stays = true;
    };
    const finish = (): void => {
      clearTimeout(timer);
      if (!stays) outer?.removeEventListener('abort', aborted);
    };
    work(controller.signal, stay).then(resolve, reject).finally(finish);
  });
}
