import type { ClientOperation } from '../exchange.ts';
import type { Connection } from './connection.ts';
import type { CallOptions } from './options.ts';
import type { RequestOf, ResultOf } from './result.ts';

/** An operation as a function. It never throws for what a server or a network does. */
export interface Call<Op, Name extends string = string> {
  (connection: Connection<Name>, ...rest: CallRest<Op>): Promise<ResultOf<Op>>;
}

/** The request may be left out where nothing in it is required. */
export type CallRest<Op> =
  Record<never, never> extends RequestOf<Op>
    ? [request?: RequestOf<Op>, options?: CallOptions]
    : [request: RequestOf<Op>, options?: CallOptions];

/** The function of an operation that was generated. */
export function operation<Op, Name extends string = string>(
  descriptor: ClientOperation<Name>,
): Call<Op, Name> {
  return (connection, ...[request, options]) => connection.call<Op>(descriptor, request, options);
}
