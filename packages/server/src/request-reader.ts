import type { ValidationError } from '@skewline/runtime/validation';
import type { Answer } from './answer.ts';
import { readContent } from './body.ts';
import type { BoundOperation } from './bound-operation.ts';
import type { Exchange } from './exchange.ts';
import { readCookies, readQuery, type Texts } from './parameters.ts';
import type { Refuser } from './refuser.ts';

const nothing: Texts = new Map();

/** Reads a request by the form of its version, and checks it with that version's own validator. */
export class RequestReader {
  readonly #refuser: Refuser;
  readonly #maxDepth: number;

  constructor(refuser: Refuser, maxDepth: number) {
    this.#refuser = refuser;
    this.#maxDepth = maxDepth;
  }

  /** `{ path, query, header, cookie, body }`, as far as the form has them; or what is wrong. */
  read(
    exchange: Exchange,
    bound: BoundOperation,
    bytes: Uint8Array | undefined,
  ): Readonly<Record<string, unknown>> | Answer {
    const request: Record<string, unknown> = {};
    const { params } = exchange;
    if (!bound.path.isEmpty) {
      request['path'] = bound.path.read((name) => params[bound.keys.get(name) ?? '']);
    }
    if (!bound.query.isEmpty) {
      const { query } = exchange;
      const texts = query === '' ? nothing : readQuery(query);
      if (texts === undefined) {
        const message = 'the query is not percent-encoded UTF-8';
        return this.#refuser.refuse(exchange, 'query_malformed', message);
      }
      request['query'] = bound.query.read((name) => texts.get(name));
    }
    if (!bound.header.isEmpty) {
      request['header'] = bound.header.read((name) => exchange.header(name));
    }
    if (!bound.cookie.isEmpty) {
      const texts = readCookies(exchange.header('cookie') ?? '');
      request['cookie'] = bound.cookie.read((name) => texts.get(name));
    }
    if (bytes !== undefined && bytes.length > 0 && bound.form.body !== undefined) {
      const content = readContent(bytes, bound.form.body.mediaType, this.#maxDepth);
      if ('code' in content) return this.#refuser.refuse(exchange, content.code, content.message);
      request['body'] = content.value;
    }
    return this.#invalid(exchange, bound, request) ?? request;
  }

  #invalid(
    exchange: Exchange,
    bound: BoundOperation,
    request: Readonly<Record<string, unknown>>,
  ): Answer | undefined {
    const { request: validate } = bound.form.validators;
    if (validate === undefined || validate(request)) return undefined;
    const errors = validate.errors ?? [];
    const error = mostTelling(errors);
    const pointer = error?.instancePath ?? '';
    const message = `${pointer === '' ? 'request' : pointer}: ${error?.message ?? 'is not valid'}`;
    return this.#refuser.refuse(exchange, 'request_invalid', message, {
      status: statusOf(error),
      pointer,
      cause: errors,
    });
  }
}

/** Of the errors of a union's variants, that of the variant that got furthest. */
function mostTelling(errors: readonly ValidationError[]): ValidationError | undefined {
  let best: ValidationError | undefined;
  for (const error of errors) {
    const isDeeper = depth(error) > (best === undefined ? -1 : depth(best));
    if (isDeeper) best = error;
  }
  return best;
}

function depth({ instancePath }: ValidationError): number {
  return instancePath.split('/').length;
}

/** A refinement may say the status of what it refuses. */
function statusOf(error: ValidationError | undefined): number | undefined {
  const status = error?.keyword === 'refine' ? error.params['status'] : undefined;
  return typeof status === 'number' ? status : undefined;
}
