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

  async fetch(request: Request): Promise<Response> {
    const exchange = new WebExchange(request);
    const answer = await this.#answer(exchange);
    return this.#response(exchange, answer);
  }

  async #answer(exchange: WebExchange): Promise<Answer> {
    const isRead = exchange.method === 'GET' || exchange.method === 'HEAD';
    const version = isRead ? this.#discovery?.asked(exchange.path) : undefined;
    if (version !== undefined && this.#discovery !== undefined) {
      if (version === '') return this.#discovery.overview();
      return this.#discovery.document(exchange, version);
    }
    const bound = this.#core.beginAnywhere(exchange);
    if (bound instanceof Answer) return bound;
    const { body } = exchange.raw;
    if (body === null || bound.form.body === undefined) {
      return this.#core.complete(exchange, bound, undefined);
    }
    return this.#withBody(exchange, bound, body);
  }

  async #withBody(
    exchange: WebExchange,
    bound: BoundOperation,
    body: ReadableStream<Uint8Array>,
  ): Promise<Answer> {
    const core = this.#core;
    const isEmpty = exchange.header('content-length') === '0';
    const refused = isEmpty ? undefined : core.refuseBody(exchange, bound);
    if (refused !== undefined) return refused;
    const result = await readStream(body, core.maxBodyBytes, core.bodyTimeoutMs);
    if (result === 'too large') return core.tooLarge(exchange);
    if (result === 'too slow') return core.tooSlow(exchange);
    if (!(result instanceof Uint8Array)) return core.aborted(exchange, result.cause);
    return core.complete(exchange, bound, result);
  }

  #response(exchange: WebExchange, answer: Answer): Response {
    const { status, contentType, body, close } = answer;
    const headers = new Headers(answer.headers);
    headers.set('api-versions', this.#core.versions.announcement);
    headers.set('x-request-id', exchange.requestId);
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

  constructor(request: Request) {
    super();
    this.raw = request;
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
}
