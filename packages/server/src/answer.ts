import type { ReplyHeaders } from './handlers.ts';

/** What goes back, before an entry makes it a response of its own kind. */
export class Answer {
  readonly status: number;
  readonly contentType: string | undefined;
  readonly body: AnswerBody;
  readonly headers: ReplyHeaders | undefined;
  /** Whether the connection ends: the rest of the request is not wanted. */
  readonly close: boolean;

  constructor(
    status: number,
    contentType: string | undefined,
    body: AnswerBody,
    headers?: ReplyHeaders,
    close = false,
  ) {
    this.status = status;
    this.contentType = contentType;
    this.body = body;
    this.headers = headers;
    this.close = close;
  }
}

export type AnswerBody = string | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array> | undefined;

/** With the charset that every JSON has anyway: Fastify would add it, and parse the header to do so. */
export const jsonContentType = 'application/json; charset=utf-8';

/** Headers that the adapter says itself. */
const ownHeaders: ReadonlySet<string> = new Set([
  'api-versions',
  'connection',
  'content-length',
  'content-type',
  'transfer-encoding',
]);

/** What is wrong with the headers of a reply; undefined where they can be sent. */
export function headersProblem(headers: unknown): string | undefined {
  if (typeof headers !== 'object' || headers === null) return 'headers are not an object';
  for (const [name, value] of Object.entries(headers)) {
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name)) return `no name of a header: ${JSON.stringify(name)}`;
    if (ownHeaders.has(name.toLowerCase())) return `the adapter says ${name} itself`;
    if (typeof value !== 'string' || /[^\t\u0020-\u007e\u0080-\u00ff]/.test(value)) {
      return `no value of a header: ${name}`;
    }
  }
  return undefined;
}
