import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Answer } from './answer.ts';
import { Exchange } from './exchange.ts';

/** What all requests of one plugin share. */
export interface Mount {
  readonly announcement: string;
  /** How many segments of each path belong to the plugin's prefix. */
  readonly prefixSegments: number;
}

/** A request of Fastify. What is not asked for is not computed: most requests need little of it. */
export class FastifyExchange extends Exchange {
  readonly raw: FastifyRequest;
  readonly reply: FastifyReply;
  readonly #mount: Mount;
  #controller: AbortController | undefined;

  constructor(raw: FastifyRequest, reply: FastifyReply, mount: Mount) {
    super();
    this.raw = raw;
    this.reply = reply;
    this.#mount = mount;
  }

  get requestId(): string {
    return this.raw.id;
  }

  get method(): string {
    return this.raw.method;
  }

  get path(): string {
    const [path = ''] = this.raw.url.split('?', 1);
    let start = 0;
    for (let left = this.#mount.prefixSegments; left > 0 && start >= 0; left -= 1) {
      start = path.indexOf('/', start + 1);
    }
    return start < 0 ? '/' : path.slice(start);
  }

  get query(): string {
    const { url } = this.raw;
    const start = url.indexOf('?');
    return start < 0 ? '' : url.slice(start + 1);
  }

  header(name: string): string | undefined {
    const { headers } = this.raw;
    const key = name.toLowerCase();
    // A header may have the name of something that every object inherits.
    const value = Object.hasOwn(headers, key) ? headers[key] : undefined;
    return Array.isArray(value) ? value.join(', ') : value;
  }

  /** Whether there is a body to read, as far as headers say. */
  get hasBody(): boolean {
    const { headers } = this.raw;
    const length = headers['content-length'];
    if (length !== undefined) return length !== '0';
    return headers['transfer-encoding'] !== undefined || this.raw.raw.httpVersionMajor > 1;
  }

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      const controller = new AbortController();
      const { raw } = this.reply;
      const abort = (): void => {
        if (!raw.writableFinished) controller.abort();
      };
      if (raw.destroyed) abort();
      else raw.once('close', abort);
      this.#controller = controller;
    }
    return this.#controller.signal;
  }

  respond(answer: Answer): void {
    const { reply } = this;
    // A hook may have answered in the meantime, for example because it took too long.
    if (reply.sent) return;
    const { status, contentType, body, headers, close } = answer;
    if (headers !== undefined) reply.headers(headers);
    reply.code(status).header('api-versions', this.#mount.announcement);
    if (contentType !== undefined) reply.header('content-type', contentType);
    if (close) reply.header('connection', 'close');
    // It is text already: Fastify need not find out what to make of it.
    if (typeof body === 'string') reply.serializer(same);
    reply.send(body);
  }
}

function same(text: string): string {
  return text;
}
