import type { Context } from './decision.ts';
import type { Refusal } from './refusal.ts';

/** An answer as the adapter sees it: the body is parsed JSON. */
export interface OperationResponse {
  readonly status: number;
  readonly body: unknown;
}

/** A generated conversion of a request: parameters and body of one version to those of another. */
export type RequestShim = (request: never, context: Context) => unknown;

export type ResponseShim = (
  response: OperationResponse,
  context: Context,
) => OperationResponse | Refusal;

/** What changes between two versions, by operation id. An operation that is not there passes. */
export interface OperationConversions {
  readonly [operation: string]: {
    readonly upRequest?: RequestShim;
    readonly downRequest?: RequestShim;
    readonly upResponse?: ResponseShim;
    readonly downResponse?: ResponseShim;
  };
}
