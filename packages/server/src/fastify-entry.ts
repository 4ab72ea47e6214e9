import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteHandlerMethod } from 'fastify';
import { Answer } from './answer.ts';
import type { BoundOperation } from './bound-operation.ts';
import type { Core } from './core.ts';
import type { Discovery } from './discovery.ts';
import { readBody } from './fastify-body.ts';
import { FastifyExchange } from './fastify-exchange.ts';
import type { Route } from './route-table.ts';

type ErrorHandler = Parameters<FastifyInstance['setErrorHandler']>[0];

/** Handlers for Fastify, without web requests and responses in between. */
export class FastifyEntry {
  readonly #core: Core;
  readonly #announcement: string;
  readonly #prefixSegments: number;

  constructor(core: Core, prefix: string) {
    this.#core = core;
    this.#announcement = core.versions.announcement;
    this.#prefixSegments = prefix.split('/').filter((segment) => segment !== '').length;
  }

  handler(route: Route): RouteHandlerMethod {
    return (request, reply) => {
      const exchange = this.#exchange(request, reply);
      // Fastify has decoded them: texts by the keys of the template.
      exchange.params = request.params as Readonly<Record<string, string>>;
      this.#serve(exchange, this.#core.begin(exchange, route));
    };
  }

  /** For all that is no route. */
  anywhere(): (request: FastifyRequest, reply: FastifyReply) => void {
    return (request, reply) => {
      const exchange = this.#exchange(request, reply);
      this.#serve(exchange, this.#core.beginAnywhere(exchange));
    };
  }

  overview(discovery: Discovery): RouteHandlerMethod {
    return (request, reply) => {
      this.#send(this.#exchange(request, reply), discovery.overview());
    };
  }

  document(discovery: Discovery): RouteHandlerMethod {
    return (request, reply) => {
      const exchange = this.#exchange(request, reply);
      // The route has this one parameter.
      const { version } = request.params as { readonly version: string };
      this.#sendLater(exchange, discovery.document(exchange, version));
    };
  }

  /** Errors of the app's hooks stay the app's; they only get the announcement. */
  errorHandler(): ErrorHandler {
    return (error, request, reply) => {
      if (isCode(error, 'FST_ERR_CTP_INVALID_MEDIA_TYPE')) {
        const exchange = this.#exchange(request, reply);
        const message = `this is no content-type: ${exchange.header('content-type') ?? ''}`;
        const { refuser } = this.#core;
        const details = { close: true };
        this.#send(
          exchange,
          refuser.refuse(exchange, 'content_type_unsupported', message, details),
        );
        return;
      }
      reply.header('api-versions', this.#announcement);
      throw error;
    };
  }

  #exchange(request: FastifyRequest, reply: FastifyReply): FastifyExchange {
    return new FastifyExchange(request, reply, this.#prefixSegments);
  }

  #serve(exchange: FastifyExchange, bound: BoundOperation | Answer): void {
    if (bound instanceof Answer) {
      this.#send(exchange, bound);
      return;
    }
    const { body } = exchange.raw;
    if (bound.form.body === undefined || !(body instanceof Readable) || !exchange.hasBody) {
      this.#complete(exchange, bound, undefined);
      return;
    }
    const core = this.#core;
    const refused = core.refuseBody(exchange, bound);
    if (refused !== undefined) {
      this.#send(exchange, refused);
      return;
    }
    readBody(body, core.maxBodyBytes, core.bodyTimeoutMs, (result) => {
      if (result === 'too large') this.#send(exchange, core.tooLarge(exchange));
      else if (result === 'too slow') this.#send(exchange, core.tooSlow(exchange));
      else if (result instanceof Uint8Array) this.#complete(exchange, bound, result);
      else this.#send(exchange, core.aborted(exchange, result.cause));
    });
  }

  #complete(exchange: FastifyExchange, bound: BoundOperation, bytes: Uint8Array | undefined): void {
    const answer = this.#core.complete(exchange, bound, bytes);
    if (answer instanceof Promise) this.#sendLater(exchange, answer);
    else this.#send(exchange, answer);
  }

  /** The promise is one of those that never reject. */
  #sendLater(exchange: FastifyExchange, answer: Promise<Answer>): void {
    void answer.then((given) => this.#send(exchange, given));
  }

  #send(exchange: FastifyExchange, answer: Answer): void {
    const { reply } = exchange;
    // A hook may have answered in the meantime, for example because it took too long.
    if (reply.sent) return;
    const { status, contentType, body, headers, close } = answer;
    if (headers !== undefined) reply.headers(headers);
    reply.code(status).header('api-versions', this.#announcement);
    reply.header('x-request-id', exchange.requestId);
    if (contentType !== undefined) reply.header('content-type', contentType);
    if (close) reply.header('connection', 'close');
    reply.send(body);
  }
}

function isCode(error: unknown, code: string): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}
