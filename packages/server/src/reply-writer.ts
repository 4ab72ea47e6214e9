import { jsonPointer, type OperationResponse, Refusal } from '@skewline/runtime';
import { Answer, type AnswerBody, headersProblem, jsonContentType } from './answer.ts';
import type { BoundOperation, Declared } from './bound-operation.ts';
import type { Exchange, ExchangeContext } from './exchange.ts';
import type { ReplyHeaders } from './handlers.ts';
import { problemStatuses } from './problem.ts';
import type { Refuser } from './refuser.ts';

/** Makes an answer of what a handler gives, in the words of the caller's version. */
export class ReplyWriter {
  readonly #refuser: Refuser;
  readonly #isChecked: boolean;

  constructor(refuser: Refuser, isChecked: boolean) {
    this.#refuser = refuser;
    this.#isChecked = isChecked;
  }

  /** Never throws, whatever it was given. */
  write(
    exchange: Exchange,
    bound: BoundOperation,
    reply: unknown,
    context: ExchangeContext | undefined,
  ): Answer {
    try {
      return this.#write(exchange, bound, reply, context);
    } catch (error) {
      return this.#refuser.fail(exchange, 'reply_invalid', error);
    }
  }

  #write(
    exchange: Exchange,
    bound: BoundOperation,
    reply: unknown,
    context: ExchangeContext | undefined,
  ): Answer {
    const wrong = this.#nonsense(bound, reply);
    if (wrong !== undefined) return this.#refuser.fail(exchange, 'reply_invalid', wrong);
    // `#nonsense` has just looked at all three.
    const { status, body, headers } = reply as OperationResponse & { headers?: ReplyHeaders };
    if (context === undefined) return this.#encode(exchange, bound, status, body, headers);

    context.direction = 'response';
    let response: OperationResponse = { status, body };
    try {
      for (const { source, convert } of bound.down) {
        context.operation = source;
        const older = convert(response, context);
        if (older instanceof Refusal) return this.#unsayable(exchange, older);
        response = older;
      }
    } catch (error) {
      return this.#refuser.fail(exchange, 'conversion_failed', error);
    }
    return this.#encode(exchange, bound, response.status, response.body, headers);
  }

  /** What is wrong with a reply, for logs; undefined where it can be sent. */
  #nonsense(bound: BoundOperation, reply: unknown): unknown {
    if (typeof reply !== 'object' || reply === null) return new TypeError('no reply was given');
    // It is an object, and each member is looked at before it is used.
    const { status, body, headers } = reply as Readonly<Record<string, unknown>>;
    const declared = typeof status === 'number' ? bound.promised(status) : undefined;
    if (declared === undefined) {
      return new TypeError(`${bound.id} declares no status ${String(status)}`);
    }
    if ((declared.mediaType === null) !== (body === undefined)) {
      const what = body === undefined ? 'needs' : 'has no';
      return new TypeError(`status ${String(status)} of ${bound.id} ${what} body`);
    }
    if (headers !== undefined) {
      const wrong = headersProblem(headers);
      if (wrong !== undefined) return new TypeError(wrong);
    }
    if (!this.#isChecked) return undefined;
    const { responses } = bound.newest.validators;
    const validate = Object.hasOwn(responses, declared.key) ? responses[declared.key] : undefined;
    return validate === undefined || validate(body) ? undefined : validate.errors;
  }

  /** Where a decision says a status, its message is for the caller too. */
  #unsayable(exchange: Exchange, refusal: Refusal): Answer {
    const { status, message } = refusal;
    if (status === undefined) {
      return this.#refuser.fail(exchange, 'response_unconvertible', refusal);
    }
    return this.#refuser.refuse(exchange, 'response_unconvertible', message, {
      status: isStatus(status) ? status : problemStatuses.response_unconvertible,
      cause: { refusal, pointer: jsonPointer(refusal.path) },
    });
  }

  #encode(
    exchange: Exchange,
    bound: BoundOperation,
    status: number,
    body: unknown,
    headers: ReplyHeaders | undefined,
  ): Answer {
    const declared = bound.declared(status);
    if (declared?.isJson === true) {
      // Undefined for what is no JSON, though its type says string.
      const text = JSON.stringify(body) as string | undefined;
      if (text !== undefined) return new Answer(status, contentTypeOf(declared), text, headers);
    } else if (declared !== undefined) {
      if (declared.mediaType === null) return new Answer(status, undefined, undefined, headers);
      if (isContent(body)) return new Answer(status, contentTypeOf(declared), body, headers);
    }
    const cause = new TypeError(`${bound.id} cannot answer ${String(status)} with such a body`);
    return this.#refuser.fail(exchange, 'reply_invalid', cause);
  }
}

function isStatus(status: number): boolean {
  return Number.isInteger(status) && status >= 400 && status <= 599;
}

function contentTypeOf({ mediaType }: Declared): string {
  if (mediaType === 'application/json') return jsonContentType;
  // `*/*` and `image/*` are no types of a body.
  if (mediaType === null || mediaType.includes('*')) return 'application/octet-stream';
  return mediaType.startsWith('text/') ? `${mediaType}; charset=utf-8` : mediaType;
}

function isContent(body: unknown): body is Exclude<AnswerBody, undefined> {
  return typeof body === 'string' || body instanceof Uint8Array || body instanceof ReadableStream;
}
