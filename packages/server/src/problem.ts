/** Everything that can go wrong between a caller and a handler, and the status that says so. */
export const problemStatuses = {
  version_missing: 400,
  version_malformed: 400,
  version_unsupported: 400,
  path_unknown: 404,
  path_malformed: 400,
  method_unknown: 405,
  /** The operation is in other versions than the caller's. */
  operation_absent: 404,
  /** The caller's version has the operation, the newest has not, and nobody handles it. */
  operation_retired: 404,
  /** Requests of this version must not be forwarded: somebody has said why. */
  request_not_forwarded: 400,
  query_malformed: 400,
  content_type_unsupported: 415,
  content_encoding_unsupported: 415,
  body_too_large: 413,
  body_too_deep: 400,
  body_not_utf8: 400,
  body_not_json: 400,
  body_timeout: 408,
  /** The caller went away in the middle of the body. Nobody reads the answer. */
  body_aborted: 400,
  request_invalid: 400,
  /** The request cannot be said in the newest version. A decision may say another status. */
  request_unconvertible: 400,
  /** The reply cannot be said in the caller's version. A decision may say another status. */
  response_unconvertible: 500,
  handler_failed: 500,
  /** A conversion threw, or gave nonsense: a decision with a bug, or a reply that broke its type. */
  conversion_failed: 500,
  /** The handler gave what the API does not declare. */
  reply_invalid: 500,
  document_unknown: 404,
  document_failed: 500,
} as const;

export type ProblemCode = keyof typeof problemStatuses;

/** A failure, as data. All of it but `cause` may be shown to the caller. */
export interface ServerProblem {
  readonly code: ProblemCode;
  /** The status that is answered. */
  readonly status: number;
  readonly message: string;
  readonly requestId: string;
  /** The operation's id in the newest version that has it, where it is known. */
  readonly operation?: string;
  /** The version that the caller speaks, where it is known: `10.0.0`. */
  readonly version?: string;
  /** Where in the caller's request: a JSON pointer into `{ path, query, header, cookie, body }`. */
  readonly pointer?: string;
  /** For logs, never for the caller: what was thrown, the errors of ajv, or the decision's refusal. */
  readonly cause?: unknown;
}

/** The body of a problem where the API does not say how its own look: `VersionUnsupported` and so on. */
export function defaultProblemBody(problem: ServerProblem): unknown {
  const words = problem.code.split('_');
  return {
    request_id: problem.requestId,
    error_code: words.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1)).join(''),
    message: problem.message,
  };
}
