/** Where a program of the rack writes, and what it is told. */
export interface Terminal {
  readonly write: (text: string) => void;
  readonly columns: () => number;
  /** Somebody is there to read a screen and to press keys. */
  readonly isInteractive: boolean;
  /** The next key; null when the signal is aborted first. */
  readonly key: (signal: AbortSignal) => Promise<string | null>;
  /** Aborted by the first Ctrl-C, SIGTERM or SIGHUP, or `stop`. The second one ends the process at once. */
  readonly stopped: AbortSignal;
  readonly stop: () => void;
  /** Gives the keyboard back. */
  readonly close: () => void;
}

const controlC = '\u0003';
const usualColumns = 80;
const interrupted = 130;

export function openTerminal(): Terminal {
  const { stdin, stdout } = process;
  const isInteractive = stdin.isTTY && stdout.isTTY;
  const stopping = new AbortController();
  const stop = (): void => stopping.abort();
  const onSignal = (): void => {
    // What runs is killed when this process exits.
    if (stopping.signal.aborted) process.exit(interrupted);
    stop();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  // Whoever read it has gone: `npm start | head`.
  const onClosed = (): void => stop();
  stdout.on('error', onClosed);
  let waiting: ((key: string) => void) | null = null;
  const onData = (data: Buffer): void => {
    const key = data.toString();
    // The terminal is in raw mode: it sends no signal.
    if (key === controlC) onSignal();
    else waiting?.(key);
  };
  if (isInteractive) {
    stdin.setRawMode(true);
    stdin.on('data', onData);
    stdin.resume();
  }
  return {
    write: (text) => void stdout.write(text),
    columns: () => (stdout.isTTY ? stdout.columns : usualColumns),
    isInteractive,
    key: (signal) =>
      new Promise((resolve) => {
        if (signal.aborted) return resolve(null);
        const done = (key: string | null): void => {
          waiting = null;
          signal.removeEventListener('abort', aborted);
          resolve(key);
        };
        const aborted = (): void => done(null);
        signal.addEventListener('abort', aborted);
        waiting = done;
      }),
    stopped: stopping.signal,
    stop,
    close() {
      if (!isInteractive) return;
      stdin.off('data', onData);
      stdin.setRawMode(false);
      stdin.pause();
    },
  };
}
