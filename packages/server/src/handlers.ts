import type { StatusesOf } from '@skewline/runtime/exchange';

/** One handler per operation of the newest version, by the operation's id as the API spells it. */
export type Handlers<Operations> = {
  readonly [Id in keyof Operations]: Handler<Operations[Id]>;
};

/**
 * Serves an operation, whatever version its caller speaks: what comes in has been validated against
 * the caller's version and converted to the newest, and what is returned is converted back.
 */
export type Handler<Operation> = (
  request: Omit<Operation, 'responses'>,
  call: Call,
) => Reply<Operation> | Promise<Reply<Operation>>;

/** What a handler gives: a declared status, with the body that is declared for it. */
export type Reply<Operation> = Operation extends { readonly responses: infer Responses }
  ? {
      [Key in keyof Responses]: ReplyWith<StatusesOf<Responses, Key>, Responses[Key]>;
    }[keyof Responses]
  : never;

type ReplyWith<Status, Body> = [Body] extends [undefined]
  ? { readonly status: Status; readonly body?: undefined; readonly headers?: ReplyHeaders }
  : { readonly status: Status; readonly body: Body; readonly headers?: ReplyHeaders };

/** More headers of a response. What the adapter says itself (`content-type`, `api-versions`) stays. */
export type ReplyHeaders = Readonly<Record<string, string>>;

/** What a handler may want to know about the call beside the request. */
export interface Call {
  /** The operation's id in the newest version that has it. */
  readonly operation: string;
  /** The version that the caller speaks: `10.0.0`. */
  readonly version: string;
  /** Also in the header `x-request-id` of a problem. With Fastify it is that of its logs. */
  readonly requestId: string;
  /** Aborts when the caller has gone. */
  readonly signal: AbortSignal;
  /** A header of the request, in whatever case. One that came several times is joined by commas. */
  header(name: string): string | undefined;
  /** Fastify's request, or the web `Request`. */
  readonly raw: unknown;
}
