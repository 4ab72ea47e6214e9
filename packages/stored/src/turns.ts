import { AsyncLocalStorage } from 'node:async_hooks';

/** The last of those who wait for a file, by its path: all of this process, whoever asks. */
const last = new Map<string, Promise<unknown>>();

interface Turn {
  readonly path: string;
  isRunning: boolean;
}

const current = new AsyncLocalStorage<Turn>();

/** Runs what changes a file when all that was asked for before it is done. */
export async function inTurn<T>(path: string, act: () => Promise<T>): Promise<T> {
  const outer = current.getStore();
  if (outer?.isRunning === true && outer.path === path) {
    // It would wait for itself.
    throw new Error(`${path} cannot be written from inside its own update`);
  }
  const turn: Turn = { path, isRunning: true };
  const before = last.get(path) ?? Promise.resolve();
  const run = async (): Promise<T> => {
    try {
      return await current.run(turn, act);
    } finally {
      turn.isRunning = false;
    }
  };
  // Whatever became of the one before.
  const mine = before.then(run, run);
  last.set(path, mine);
  try {
    return await mine;
  } finally {
    if (last.get(path) === mine) last.delete(path);
  }
}
