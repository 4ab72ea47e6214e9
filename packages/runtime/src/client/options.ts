import type { Validator } from '../validation.ts';
import type { Hooks } from './hooks.ts';
import type { VersionSource } from './sources.ts';
import type { HeadersInput } from './web.ts';

export interface ConnectOptions {
  /** http or https, and a path if the API stands under one; no query, no credentials. */
  readonly baseUrl: string;
  /** How the client learns what the server speaks. Default: `asked()`. */
  readonly versions?: VersionSource;
  /** Default: the global one. */
  readonly fetch?: typeof fetch;
  /** Of every request, e.g. `authorization`. A function is asked at each attempt. */
  readonly headers?: HeadersInput | (() => HeadersInput | Promise<HeadersInput>);
  /** Of each attempt, its body included. Default: 30 seconds. */
  readonly timeoutMs?: number;
  /** Attempts after the first, of what is safe to repeat. Default: 3. */
  readonly retries?: number;
  /** Default: 16 MiB. */
  readonly maxResponseBytes?: number;
  /** Of objects and lists inside each other in a response. Default: 128. */
  readonly maxDepth?: number;
  /** How long what the server said about its versions is believed unheard. Default: 10 minutes. */
  readonly versionExpiryMs?: number;
  /** Generated. With them an answer that is not of the version it claims to be of is `response_invalid`. */
  readonly validate?: ResponseValidators;
  readonly hooks?: Hooks;
}

/** By operation id in the newest version: the checks of what comes back, by ranges of positions. */
export interface ResponseValidators {
  readonly [operation: string]: readonly {
    /** Positions in the API's list of versions, both included. */
    readonly first: number;
    readonly last: number;
    /** By status, as in the form (`200`, `4XX`, `default`); only those with JSON. */
    readonly responses: { readonly [status: string]: Validator<unknown> };
  }[];
}

export interface CallOptions {
  readonly signal?: AbortSignal;
  /** Of each attempt; else that of the connection. */
  readonly timeoutMs?: number;
  readonly retries?: number;
  /** Sent as `Idempotency-Key`; with it a POST or PATCH is safe to repeat. */
  readonly idempotencyKey?: string;
  /** Beside those of the connection and of hooks; of two with one name this one is sent. */
  readonly headers?: HeadersInput;
}
