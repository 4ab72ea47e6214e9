import type { Readable } from 'node:stream';

/** The bytes, or why there are none; `cause` where the stream itself failed. */
export type BodyBytes = Uint8Array | 'too large' | 'too slow' | { readonly cause: unknown };

/** Reads a stream to its end and calls back once. What is not wanted is left unread. */
export function readBody(
  stream: Readable,
  maxBytes: number,
  timeoutMs: number,
  done: (result: BodyBytes) => void,
): void {
  const chunks: Buffer[] = [];
  let length = 0;
  let isDone = false;
  const finish = (result: BodyBytes): void => {
    if (isDone) return;
    isDone = true;
    clearTimeout(timer);
    // `onError` stays: a stream that fails later must not bring the process down.
    stream.off('data', onData).off('end', onEnd).off('close', onClose);
    done(result);
  };
  const onData = (chunk: Buffer): void => {
    length += chunk.length;
    if (length <= maxBytes) {
      chunks.push(chunk);
      return;
    }
    stream.pause();
    finish('too large');
  };
  const onEnd = (): void => {
    const [first] = chunks;
    finish(first !== undefined && chunks.length === 1 ? first : Buffer.concat(chunks, length));
  };
  const onError = (cause: unknown): void => finish({ cause });
  const onClose = (): void => onError(new Error('the stream closed before its end'));
  const timer = setTimeout(() => {
    stream.pause();
    finish('too slow');
  }, timeoutMs);
  stream.on('data', onData).on('end', onEnd).on('error', onError).on('close', onClose);
}
