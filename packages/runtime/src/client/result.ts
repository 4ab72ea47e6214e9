import type { GoodStatus, StatusesOf } from '../statuses.ts';

/** What the caller gives: parameters and body, as in the newest version. */
export type RequestOf<Op> = Omit<Op, 'responses'>;

/**
 * What comes of a call. Told apart by `ok`, then by `code`, then by `status`:
 *
 *     const got = await vmmGetState(connection, { path: { propolis_id } });
 *     if (got.ok) return got.value;                        // by status, where there are several
 *     if (got.code === 'error_status') throw new Error(got.error.message);
 *     if (got.code === 'unrepresentable') return undefined; // got.field, got.since
 */
export type ResultOf<Op> = SuccessOf<Op> | ErrorOf<Op> | Failure;

type Responses<Op> = Op extends { readonly responses: infer R } ? R : never;

/** One member of the union for each status, or range of them, that is a success. */
export type SuccessOf<Op> = SuccessIn<Responses<Op>>;

type SuccessIn<R> = {
  [Key in keyof R]: Key extends DefaultOfErrors<R>
    ? never
    : OneSuccess<Extract<StatusesOf<R, Key>, GoodStatus>, R[Key]>;
}[keyof R];

/** One member for each status, or range of them, that is an error. */
export type ErrorOf<Op> = ErrorIn<Responses<Op>>;

type ErrorIn<R> = {
  [Key in keyof R]: OneError<Exclude<StatusesOf<R, Key>, GoodStatus>, R[Key]>;
}[keyof R];

/** Beside a success that is listed, `default` is the body of errors. */
type DefaultOfErrors<R> =
  Extract<keyof R, GoodStatus | '1XX' | '2XX' | '3XX'> extends never ? never : 'default';

type OneSuccess<Status, Value> = [Status] extends [never] ? never : Success<Status, Value>;
type OneError<Status, Body> = [Status] extends [never] ? never : ErrorAnswer<Status, Body>;

/** The server has done it. */
export interface Success<Status, Value> {
  readonly ok: true;
  readonly status: Status;
  /** In the newest version's shape. Undefined without a body; the web `Response`, unread, where it is not JSON. */
  readonly value: Value;
  readonly headers: Headers;
  /** The version that was spoken on the wire: `49.0.0`. */
  readonly version: string;
  /** What the conversions of this request and its answer lost, each once, in the words of the decisions. */
  readonly losses: readonly string[];
}

/** An answer with a status that the API lists as an error. */
export interface ErrorAnswer<Status, Body> {
  readonly ok: false;
  readonly code: 'error_status';
  readonly status: Status;
  /** The body, in the newest version's shape. */
  readonly error: Body;
  /** The body's `message`, where it has one. */
  readonly message: string;
  readonly headers: Headers;
  readonly version: string;
}

export type FailureCode =
  /** The server's version cannot say this request. It was not sent. See `field` and `since`. */
  | 'unrepresentable'
  /** Server and client know no version in common. */
  | 'no_common_version'
  /** The server did not say which versions it speaks. */
  | 'versions_unknown'
  /** What was asked for is no request: a missing parameter, a value that a header cannot have. It was not sent. */
  | 'request_invalid'
  /** No connection, or it broke. Whether the server has done it is not known. */
  | 'network'
  | 'timeout'
  /** By the caller's signal. */
  | 'aborted'
  /** The answer says to ask elsewhere. Redirects are never followed: tokens stay where they were sent. */
  | 'redirected'
  /** Not the media type that is due, for example a proxy's HTML. */
  | 'unexpected_content'
  /** A status that the API does not list. */
  | 'unexpected_status'
  | 'response_too_large'
  | 'response_too_deep'
  /** No JSON, or not the shape of the version that was spoken. */
  | 'response_invalid'
  /** A decision refuses this answer on its way to the newest version. */
  | 'response_unconvertible';

/** Nothing that the API lists came back. */
export interface Failure {
  readonly ok: false;
  readonly code: FailureCode;
  /** A sentence for people. */
  readonly message: string;
  /** The operation's id in the newest version; empty where the connection itself had failed. */
  readonly operation: string;
  /** The version that was spoken, as far as there was one. */
  readonly version?: string;
  /** Of the answer, where there was one. */
  readonly status?: number;
  /** JSON pointer: into the request as the caller gave it, or for `response_…` into the body that came. */
  readonly field?: string;
  /** Of `unrepresentable`: the first version that can say it, as three numbers. */
  readonly since?: string;
  readonly cause?: unknown;
}
