import { Answer, jsonContentType } from './answer.ts';
import type { Exchange } from './exchange.ts';
import type { ReplyHeaders } from './handlers.ts';
import type { AdapterOptions } from './options.ts';
import {
  defaultProblemBody,
  type ProblemCode,
  problemStatuses,
  type ServerProblem,
} from './problem.ts';

export interface RefusalDetails {
  /** Instead of the one that belongs to the code. */
  readonly status?: number | undefined;
  readonly pointer?: string;
  readonly cause?: unknown;
  readonly headers?: ReplyHeaders;
  /** Whether the connection ends. */
  readonly close?: boolean;
}

/** Makes answers of problems, and tells the hook. */
export class Refuser {
  readonly #options: Pick<AdapterOptions, 'hooks' | 'problemBody'>;

  constructor(options: Pick<AdapterOptions, 'hooks' | 'problemBody'>) {
    this.#options = options;
  }

  refuse(
    exchange: Exchange,
    code: ProblemCode,
    message: string,
    details: RefusalDetails = {},
  ): Answer {
    const { operation, version, requestId } = exchange;
    const { status = problemStatuses[code], pointer, cause, headers, close } = details;
    const problem: ServerProblem = {
      code,
      status,
      message,
      requestId,
      ...(operation === '' ? {} : { operation }),
      ...(version === '' ? {} : { version }),
      ...(pointer === undefined ? {} : { pointer }),
      ...(cause === undefined ? {} : { cause }),
    };
    this.#tell(problem);
    const all = { 'x-request-id': requestId, ...headers };
    return new Answer(status, jsonContentType, this.#body(problem), all, close);
  }

  /** Says nothing of what happened: that is for the hook. */
  fail(exchange: Exchange, code: ProblemCode, cause: unknown): Answer {
    const message = `internal error; the server's logs know more about request ${exchange.requestId}`;
    return this.refuse(exchange, code, message, { cause });
  }

  #tell(problem: ServerProblem): void {
    try {
      this.#options.hooks?.onProblem?.(problem);
    } catch {
      // A hook that fails must not fail the request, and there is nobody else to tell.
    }
  }

  #body(problem: ServerProblem): string {
    try {
      const text = JSON.stringify(this.#options.problemBody?.(problem));
      if (typeof text === 'string') return text;
    } catch {
      // Better the default shape than no answer.
    }
    return JSON.stringify(defaultProblemBody(problem));
  }
}
