import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteHandlerMethod } from 'fastify';
import { Answer } from './answer.ts';
import type { BoundOperation } from './bound-operation.ts';
import type { Core } from './core.ts';
import { Deadlines } from './deadlines.ts';
import type { Discovery } from './discovery.ts';
import { readBody } from './fastify-body.ts';
import { FastifyExchange, type Mount } from './fastify-exchange.ts';
import type { Route } from './route-table.ts';

type ErrorHandler = Parameters<FastifyInstance['setErrorHandler']>[0];

/** Handlers for Fastify, without web requests and responses in between. */
export class FastifyEntry {
  readonly #core: Core;
  readonly #mount: Mount;
  readonly #deadlines: Deadlines;

  constructor(core: Core, prefix: string) {
    this.#core = core;
    this.#deadlines = new Deadlines(core.bodyTimeoutMs);
    this.#mount = {
      announcement: core.versions.announcement,
      prefixSegments: prefix.split('/').filter((segment) => segment !== '').length,
    };
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

  discovery(discovery: Discovery): RouteHandlerMethod {
    return (request, reply) => {
      // The route of documents has this one parameter, that of the overview has none.
      const { version = '' } = request.params as { readonly version?: string };
      discovery.serve(this.#exchange(request, reply), version);
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
        exchange.respond(refuser.refuse(exchange, 'content_type_unsupported', message, details));
        return;
      }
      reply.header('api-versions', this.#mount.announcement);
      throw error;
    };
  }

  #exchange(request: FastifyRequest, reply: FastifyReply): FastifyExchange {
    return new FastifyExchange(request, reply, this.#mount);
  }

  #serve(exchange: FastifyExchange, bound: BoundOperation | Answer): void {
    if (bound instanceof Answer) {
      exchange.respond(bound);
      return;
    }
    const core = this.#core;
    const { body } = exchange.raw;
    if (bound.form.body === undefined || !(body instanceof Readable) || !exchange.hasBody) {
      core.complete(exchange, bound, undefined);
      return;
    }
    const refused = core.refuseBody(exchange, bound);
    if (refused !== undefined) {
      exchange.respond(refused);
      return;
    }
    readBody(body, core.maxBodyBytes, this.#deadlines, (result) => {
      if (result instanceof Uint8Array) core.complete(exchange, bound, result);
      else if (result === 'too large') exchange.respond(core.tooLarge(exchange));
      else if (result === 'too slow') exchange.respond(core.tooSlow(exchange));
      else exchange.respond(core.aborted(exchange, result.cause));
    });
  }
}

function isCode(error: unknown, code: string): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}
