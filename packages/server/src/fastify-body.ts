import type { Readable } from 'node:stream';
import type { Deadlines, Pending } from './deadlines.ts';

/** The bytes, or why there are none; `cause` where the stream itself failed. */
export type BodyBytes = Uint8Array | 'too large' | 'too slow' | { readonly cause: unknown };

/** Reads a stream to its end and calls back once. What is not wanted is left unread. */
export function readBody(
  stream: Readable,
  maxBytes: number,
  deadlines: Deadlines,
  done: (result: BodyBytes) => void,
): void {
  const reader = new BodyReader(stream, maxBytes, deadlines, done);
  deadlines.begin(reader);
  // They stay: a stream that fails later must not bring the process down.
  stream.on('data', (chunk: Buffer) => reader.take(chunk));
  stream.on('end', () => reader.end());
  stream.on('error', (cause: unknown) => reader.fail(cause));
}

class BodyReader implements Pending {
  tick = 0;
  #isDone = false;
  readonly #stream: Readable;
  readonly #maxBytes: number;
  readonly #deadlines: Deadlines;
  readonly #done: (result: BodyBytes) => void;
  readonly #chunks: Buffer[] = [];
  #length = 0;

  constructor(
    stream: Readable,
    maxBytes: number,
    deadlines: Deadlines,
    done: (result: BodyBytes) => void,
  ) {
    this.#deadlines = deadlines;
    this.#stream = stream;
    this.#maxBytes = maxBytes;
    this.#done = done;
  }

  expire(): void {
    this.#stop('too slow');
  }

  take(chunk: Buffer): void {
    this.#length += chunk.length;
    if (this.#length > this.#maxBytes) this.#stop('too large');
    else this.#chunks.push(chunk);
  }

  end(): void {
    const [first] = this.#chunks;
    const isOne = first !== undefined && this.#chunks.length === 1;
    this.#finish(isOne ? first : Buffer.concat(this.#chunks, this.#length));
  }

  fail(cause: unknown): void {
    this.#finish({ cause });
  }

  #stop(why: 'too large' | 'too slow'): void {
    this.#stream.pause();
    this.#chunks.length = 0;
    this.#finish(why);
  }

  #finish(result: BodyBytes): void {
    if (this.#isDone) return;
    this.#isDone = true;
    this.#deadlines.end(this);
    this.#done(result);
  }
}
