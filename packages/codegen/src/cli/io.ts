import type { Readable, Writable } from 'node:stream';

/** All that a command has of the world besides files. A test brings its own. */
export interface Io {
  readonly input: Readable;
  readonly output: Writable;
  readonly errors: Writable;
  readonly folder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Whether a person looks at standard output, and at standard error. */
  readonly outputIsTerminal: boolean;
  readonly errorsAreTerminal: boolean;
}

export function processIo(): Io {
  return {
    input: process.stdin,
    output: process.stdout,
    errors: process.stderr,
    folder: process.cwd(),
    environment: process.env,
    outputIsTerminal: process.stdout.isTTY,
    // One that says it has no columns is no terminal that a line can move on.
    errorsAreTerminal: process.stderr.isTTY && process.stderr.columns > 0,
  };
}

/**
 * Waits where the reader is slower than we are, so that memory stays bounded. False where nobody
 * reads any more, as after `skewline … | head -1`.
 */
export async function write(stream: Writable, text: string): Promise<boolean> {
  if (!watched.has(stream)) {
    watched.add(stream);
    // Standard output forgets that it has failed, and without a listener it would end the process.
    stream.on('error', () => broken.add(stream));
  }
  if (isBroken(stream)) return false;
  if (stream.write(text)) return true;
  await new Promise<void>((resolve) => {
    const done = (): void => {
      stream.off('drain', done).off('close', done).off('error', done);
      resolve();
    };
    stream.on('drain', done).on('close', done).on('error', done);
  });
  return !isBroken(stream);
}

const watched = new WeakSet<Writable>();
const broken = new WeakSet<Writable>();

function isBroken(stream: Writable): boolean {
  return stream.destroyed || broken.has(stream);
}
