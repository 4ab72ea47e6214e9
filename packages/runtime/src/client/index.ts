/**
 * The client that generated functions run on: it finds out which version a server speaks, converts
 * what is said to it and what comes back, and notices when the server changes. Only what Node 20,
 * browsers and workers all have; no dependencies.
 */
import type { ApiVersions, ClientOperation } from '../exchange.ts';
import type { Connection } from './connection.ts';
import type { Call } from './operation.ts';
import type { ConnectOptions } from './options.ts';
import type { VersionSource } from './sources.ts';

export type { Connection } from './connection.ts';
export type {
  Hooks,
  LossEvent,
  RequestEvent,
  ResponseEvent,
  RetryEvent,
  VersionChange,
} from './hooks.ts';
export type { Call, CallRest } from './operation.ts';
export type { CallOptions, ConnectOptions, ResponseValidators } from './options.ts';
export type {
  ErrorAnswer,
  ErrorOf,
  Failure,
  FailureCode,
  RequestOf,
  ResultOf,
  Success,
  SuccessOf,
} from './result.ts';
export type { Asked, AskedAnswer, AskedServer, VersionSource } from './sources.ts';

export declare function connect<Name extends string>(
  api: ApiVersions<Name>,
  options: ConnectOptions,
): Connection<Name>;
export declare function fixed(version: string): VersionSource;
export declare function asked(path?: string): VersionSource;
export declare function told(first?: string): VersionSource;
export declare function callback(
  ask: (server: { readonly baseUrl: string; readonly api: string }) => string | Promise<string>,
): VersionSource;
export declare function operation<Op, Name extends string = string>(
  descriptor: ClientOperation<Name>,
): Call<Op, Name>;
