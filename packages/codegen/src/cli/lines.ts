import type { Readable } from 'node:stream';

/** A line of text, or the fact that it was longer than allowed. */
export type Line = { readonly text: string } | { readonly tooLong: true };

/** The lines of a stream. No more than one line is held, and no more of it than the limit. */
export async function* linesOf(input: Readable, limit: number): AsyncGenerator<Line> {
  let parts: Buffer[] = [];
  let length = 0;
  const take = (part: Buffer): void => {
    length += part.length;
    if (length <= limit) parts.push(part);
    // What was kept of a line that is too long is of no use.
    else parts = [];
  };
  const end = (): Line => {
    const line: Line = length > limit ? { tooLong: true } : { text: Buffer.concat(parts).toString('utf8') };
    parts = [];
    length = 0;
    return line;
  };
  for await (const chunk of input) {
    // A stream of bytes gives buffers; one that somebody gave an encoding gives texts.
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : (chunk as Buffer);
    let start = 0;
    for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, start)) {
      take(bytes.subarray(start, at));
      start = at + 1;
      yield end();
    }
    take(bytes.subarray(start));
  }
  if (length > 0) yield end();
}
