/**
 * The client that generated functions run on: it finds out which version a server speaks, converts
 * what is said to it and what comes back, and notices when the server changes. Only what Node 20,
 * browsers and workers all have; no dependencies.
 */
export { connect, type Connection } from './connection.ts';
export type {
  Hooks,
  LossEvent,
  RequestEvent,
  ResponseEvent,
  RetryEvent,
  VersionChange,
} from './hooks.ts';
export { type Call, type CallRest, operation } from './operation.ts';
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
export { asked, callback, fixed, told, type VersionSource } from './sources.ts';
export type { BodyInput, HeadersInput } from './web.ts';
