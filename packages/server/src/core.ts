import { jsonPointer, Refusal } from '@skewline/runtime';
import { fullVersion, locate, type ServerApi } from '@skewline/runtime/exchange';
import { Answer } from './answer.ts';
import { isContentType } from './body.ts';
import type { AnyHandler, BoundOperation } from './bound-operation.ts';
import { type Exchange, ExchangeContext } from './exchange.ts';
import { hintOf } from './hint.ts';
import type { AdapterOptions } from './options.ts';
import { decodeText } from './parameters.ts';
import { Refuser } from './refuser.ts';
import { ReplyWriter } from './reply-writer.ts';
import { RequestReader } from './request-reader.ts';
import { type Match, type Route, RouteTable } from './route-table.ts';
import { isVersion, ServedVersions, type Spoken } from './served-versions.ts';

/**
 * What an adapter does with a request, whatever kind of server it came through. An entry calls, in
 * this order: `begin` (or `beginAnywhere` where it has no routes of its own), `refuseBody` before
 * it reads a body, and `complete`. Each gives an answer as soon as there is one.
 */
export class Core {
  readonly api: ServerApi<unknown>;
  readonly versions: ServedVersions;
  readonly table: RouteTable;
  readonly refuser: Refuser;
  /** In bytes. */
  readonly maxBodyBytes: number;
  readonly bodyTimeoutMs: number;
  readonly #options: AdapterOptions;
  readonly #reader: RequestReader;
  readonly #writer: ReplyWriter;

  constructor(
    api: ServerApi<unknown>,
    handlerOf: (key: string) => AnyHandler | undefined,
    options: AdapterOptions,
  ) {
    this.api = api;
    this.#options = options;
    this.versions = new ServedVersions(api, options);
    this.table = new RouteTable(api, handlerOf);
    this.refuser = new Refuser(options);
    this.#reader = new RequestReader(this.refuser, options.maxDepth ?? 128);
    this.#writer = new ReplyWriter(this.refuser, options.checkReplies ?? false);
    this.maxBodyBytes = options.maxBodyBytes ?? 2 ** 20;
    this.bodyTimeoutMs = options.bodyTimeoutMs ?? 30_000;
  }

  /** What the caller asks for, where the entry has found the route. */
  begin(exchange: Exchange, route: Route): BoundOperation | Answer {
    const spoken = this.#spoken(exchange);
    if (spoken instanceof Answer) return spoken;
    const bound = route.bound[spoken.position];
    const { params } = exchange;
    const isHere = bound !== undefined && route.keys.every((key) => params[key] !== '');
    return isHere ? this.#admit(exchange, bound) : this.beginAnywhere(exchange);
  }

  /** The same where all that is known is a path. */
  beginAnywhere(exchange: Exchange): BoundOperation | Answer {
    const { method, path } = exchange;
    const matches = this.#matches(method, path);
    if (matches.length === 0) return this.#unknown(exchange);
    const spoken = this.#spoken(exchange);
    if (spoken instanceof Answer) return spoken;
    for (const { route, params } of matches) {
      const bound = route.bound[spoken.position];
      if (bound === undefined) continue;
      const decoded = decodeAll(params);
      if (decoded === undefined) {
        const message = 'the path is not percent-encoded UTF-8';
        return this.refuser.refuse(exchange, 'path_malformed', message);
      }
      exchange.params = decoded;
      return this.#admit(exchange, bound);
    }
    const hint = hintOf(
      matches.map(({ route }) => route),
      spoken.position,
      (position) => fullVersion(this.api.versions[position] ?? ''),
    );
    const message = `version ${spoken.text} has no ${method} ${path}: ${hint}`;
    return this.refuser.refuse(exchange, 'operation_absent', message);
  }

  /** Why a body that is there is not even read; undefined where it has to be. */
  refuseBody(exchange: Exchange, bound: BoundOperation): Answer | undefined {
    const length = exchange.header('content-length');
    if (length !== undefined && Number(length) > this.maxBodyBytes) return this.tooLarge(exchange);
    const encoding = exchange.header('content-encoding');
    if (encoding !== undefined && encoding.toLowerCase() !== 'identity') {
      const message = `content-encoding ${encoding} is not understood: send the body as it is`;
      return this.refuser.refuse(exchange, 'content_encoding_unsupported', message, {
        close: true,
      });
    }
    const due = bound.form.body?.mediaType ?? '';
    const sent = exchange.header('content-type');
    if (sent !== undefined && isContentType(sent, due)) return undefined;
    const message = `the content-type has to be ${due}, ${sent === undefined ? 'and none was sent' : `not ${sent}`}`;
    return this.refuser.refuse(exchange, 'content_type_unsupported', message, { close: true });
  }

  tooLarge(exchange: Exchange): Answer {
    const message = `the body is larger than ${String(this.maxBodyBytes)} bytes`;
    return this.refuser.refuse(exchange, 'body_too_large', message, { close: true });
  }

  tooSlow(exchange: Exchange): Answer {
    const message = `the body did not come within ${String(this.bodyTimeoutMs)} ms`;
    return this.refuser.refuse(exchange, 'body_timeout', message, { close: true });
  }

  /** Nobody reads it, but the hook sees it. */
  aborted(exchange: Exchange, cause: unknown): Answer {
    const message = 'the caller went away before the body was complete';
    return this.refuser.refuse(exchange, 'body_aborted', message, { cause, close: true });
  }

  /**
   * All that follows once the body is there; undefined where there is none. It ends in
   * `exchange.respond`, and never throws.
   */
  complete(exchange: Exchange, bound: BoundOperation, bytes: Uint8Array | undefined): void {
    const context =
      bound.up.length + bound.down.length > 0
        ? new ExchangeContext(exchange, bound, this.#options.hooks)
        : undefined;
    const request = this.#newest(exchange, bound, bytes, context);
    if (request instanceof Answer) {
      exchange.respond(request);
      return;
    }
    const succeed = (value: unknown): void =>
      exchange.respond(this.#writer.write(exchange, bound, value, context));
    const fail = (error: unknown): void =>
      exchange.respond(this.refuser.fail(exchange, 'handler_failed', error));
    let reply: unknown;
    try {
      // What has no handler is not admitted.
      reply = bound.handler?.(request, exchange);
    } catch (error) {
      fail(error);
      return;
    }
    if (isThenable(reply)) reply.then(succeed, fail);
    else succeed(reply);
  }

  /** The request as the handler sees it. */
  #newest(
    exchange: Exchange,
    bound: BoundOperation,
    bytes: Uint8Array | undefined,
    context: ExchangeContext | undefined,
  ): unknown {
    try {
      const request = this.#reader.read(exchange, bound, bytes);
      if (request instanceof Answer || context === undefined) return request;
      return this.#up(exchange, bound, request, context);
    } catch (error) {
      return this.refuser.fail(exchange, 'conversion_failed', error);
    }
  }

  #up(
    exchange: Exchange,
    bound: BoundOperation,
    request: unknown,
    context: ExchangeContext,
  ): unknown {
    let value = request;
    for (const { source, convert } of bound.up) {
      context.operation = source;
      const newer = convert(value, context);
      if (newer instanceof Refusal) {
        const pointer = jsonPointer(locate(newer.path, value, request));
        const message = pointer === '' ? newer.message : `${pointer}: ${newer.message}`;
        const details = { status: newer.status, pointer, cause: newer };
        return this.refuser.refuse(exchange, 'request_unconvertible', message, details);
      }
      value = newer;
    }
    return value;
  }

  #admit(exchange: Exchange, bound: BoundOperation): BoundOperation | Answer {
    exchange.operation = bound.id;
    if (bound.notForwarded !== undefined) {
      return this.refuser.refuse(exchange, 'request_not_forwarded', bound.notForwarded);
    }
    if (bound.handler !== undefined) return bound;
    const last = fullVersion(this.api.versions[bound.newest.last] ?? '');
    const message = `${bound.id} was removed after version ${last}, and is not served any more`;
    return this.refuser.refuse(exchange, 'operation_retired', message);
  }

  #spoken(exchange: Exchange): Spoken | Answer {
    const text = exchange.header('api-version');
    const { announcement, unsaid } = this.versions;
    const spoken = text === undefined ? unsaid : this.versions.find(text);
    if (spoken !== undefined) {
      exchange.version = spoken.text;
      return spoken;
    }
    if (text === undefined) {
      const message = `the header api-version is missing; supported: ${announcement}`;
      return this.refuser.refuse(exchange, 'version_missing', message);
    }
    if (!isVersion(text)) {
      const message = `api-version has to be three numbers like ${this.versions.newest}; supported: ${announcement}`;
      return this.refuser.refuse(exchange, 'version_malformed', message);
    }
    const message = `version ${text} is not supported; supported: ${announcement}`;
    return this.refuser.refuse(exchange, 'version_unsupported', message);
  }

  #matches(method: string, path: string): readonly Match[] {
    const matches = this.table.match(method, path);
    return matches.length === 0 && method === 'HEAD' ? this.table.match('GET', path) : matches;
  }

  #unknown(exchange: Exchange): Answer {
    const { method, path } = exchange;
    const allowed = this.table.methodsOf(path).join(', ');
    if (allowed === '') {
      return this.refuser.refuse(exchange, 'path_unknown', `there is no path ${path}`);
    }
    const message = `${path} takes ${allowed}, not ${method}`;
    return this.refuser.refuse(exchange, 'method_unknown', message, {
      headers: { allow: allowed },
    });
  }
}

/** Also a promise of another realm. */
function isThenable(reply: unknown): reply is PromiseLike<unknown> {
  return (
    typeof reply === 'object' &&
    reply !== null &&
    'then' in reply &&
    typeof reply.then === 'function'
  );
}

/** Undefined where one of them is not percent-encoded UTF-8. */
function decodeAll(
  params: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> | undefined {
  const decoded: Record<string, string> = {};
  for (const [key, text] of Object.entries(params)) {
    const value = decodeText(text);
    if (value === undefined) return undefined;
    decoded[key] = value;
  }
  return decoded;
}
