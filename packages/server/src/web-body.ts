/** The bytes, or why there are none; `cause` where the stream itself failed. */
export type StreamResult = Uint8Array | 'too large' | 'too slow' | { readonly cause: unknown };

/** Reads a stream to its end. Never rejects; what is not wanted is cancelled. */
export async function readStream(
  stream: ReadableStream<Uint8Array>,
  maxBytes: number,
  timeoutMs: number,
): Promise<StreamResult> {
  const reader = stream.getReader();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tooSlow = new Promise<'too slow'>((resolve) => {
    timer = setTimeout(() => resolve('too slow'), timeoutMs);
  });
  const result = await Promise.race([collect(reader, maxBytes), tooSlow]);
  clearTimeout(timer);
  if (!(result instanceof Uint8Array)) {
    // The stream may have failed already; nothing more is expected of it.
    reader.cancel().catch(() => undefined);
  }
  return result;
}

async function collect(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  maxBytes: number,
): Promise<StreamResult> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      length += next.value.length;
      if (length > maxBytes) return 'too large';
      chunks.push(next.value);
    }
  } catch (cause) {
    return { cause };
  }
  return concatenate(chunks, length);
}

function concatenate(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const [first] = chunks;
  if (first !== undefined && chunks.length === 1) return first;
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
