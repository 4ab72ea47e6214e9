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
    errorsAreTerminal: process.stderr.isTTY,
  };
}

/** Waits where the reader is slower than we are, so that memory stays bounded. */
export async function write(stream: Writable, text: string): Promise<void> {
  if (stream.write(text) || stream.destroyed) return;
  await new Promise<void>((resolve) => {
    const done = (): void => {
      stream.off('drain', done).off('close', done).off('error', done);
      resolve();
    };
    stream.on('drain', done).on('close', done).on('error', done);
  });
}
