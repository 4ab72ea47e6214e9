import { Answer } from './answer.ts';
import type { BoundOperation } from './bound-operation.ts';
import type { Core } from './core.ts';
import type { Discovery } from './discovery.ts';
import { Exchange } from './exchange.ts';
import { readStream } from './web-body.ts';

/** Statuses whose response has no body, whatever is declared. */
const bodiless: ReadonlySet<number> = new Set([204, 205, 304]);

/** Serves web requests: Deno, Bun, workers, and whatever makes them of others. */
export class WebEntry {
  readonly #core: Core;
  readonly #discovery: Discovery | undefined;

  constructor(core: Core, discovery: Discovery | undefined) {
    this.#core = core;
    this.#discovery = discovery;
  }

  fetch(request: Request): Promise<Response> {
    return new Promise((resolve) => {
      this.#serve(
        new WebExchange(request, (exchange, answer) => resolve(this.#response(exchange, answer))),
      );
    });
  }

  #serve(exchange: WebExchange): void {
    const isRead = exchange.method === 'GET' || exchange.method === 'HEAD';
    const version = isRead ? this.#discovery?.asked(exchange.path) : undefined;
    if (version !== undefined) {
      this.#discovery?.serve(exchange, version);
      return;
    }
    const bound = this.#core.beginAnywhere(exchange);
    if (bound instanceof Answer) {
      exchange.respond(bound);
      return;
    }
    const { body } = exchange.raw;
    if (body === null || bound.form.body === undefined) {
      this.#core.complete(exchange, bound, undefined);
      return;
    }
    const isEmpty = exchange.header('content-length') === '0';
    const refused = isEmpty ? undefined : this.#core.refuseBody(exchange, bound);
    if (refused === undefined) void this.#read(exchange, bound, body);
    else exchange.respond(refused);
  }

  /** Never rejects. */
  async #read(
    exchange: WebExchange,
    bound: BoundOperation,
    body: ReadableStream<Uint8Array>,
  ): Promise<void> {
    const core = this.#core;
    const result = await readStream(body, core.maxBodyBytes, core.bodyTimeoutMs);
    if (result === 'too large') exchange.respond(core.tooLarge(exchange));
    else if (result === 'too slow') exchange.respond(core.tooSlow(exchange));
    else if (result instanceof Uint8Array) core.complete(exchange, bound, result);
    else exchange.respond(core.aborted(exchange, result.cause));
  }

  #response(exchange: WebExchange, answer: Answer): Response {
    const { status, contentType, body, close } = answer;
    const headers = new Headers(answer.headers);
    headers.set('api-versions', this.#core.versions.announcement);
    if (contentType !== undefined) headers.set('content-type', contentType);
    if (close) headers.set('connection', 'close');
    const isHead = exchange.method === 'HEAD';
    if (isHead && typeof body === 'string') {
      headers.set('content-length', String(new TextEncoder().encode(body).length));
    }
    const sent = isHead || bodiless.has(status) ? null : (body ?? null);
    return new Response(sent, { status, headers });
  }
}

class WebExchange extends Exchange {
  readonly raw: Request;
  readonly requestId: string = crypto.randomUUID();
  readonly path: string;
  readonly query: string;

  readonly #respond: (exchange: WebExchange, answer: Answer) => void;

  constructor(request: Request, respond: (exchange: WebExchange, answer: Answer) => void) {
    super();
    this.raw = request;
    this.#respond = respond;
    const { pathname, search } = new URL(request.url);
    this.path = pathname;
    this.query = search.slice(1);
  }

  get method(): string {
    return this.raw.method;
  }

  get signal(): AbortSignal {
    return this.raw.signal;
  }

  header(name: string): string | undefined {
    return this.raw.headers.get(name) ?? undefined;
  }

  respond(answer: Answer): void {
    this.#respond(this, answer);
  }
}
