import type { StartFailure } from '@skewline/nexus-client/external';

/** What a person has to know of a call that failed. */
export type ProblemKind =
  /** The token is not good, or not any more. */
  | 'signed_out'
  /** Only operators may. */
  | 'forbidden'
  | 'not_found'
  /** Nobody answers. */
  | 'lost'
  /** Nexus answers, and its database does not. It needs nothing but time. */
  | 'unavailable'
  /** The request makes no sense as things are: the message says why. */
  | 'refused'
  /** The nexus is too old to know this. */
  | 'too_old'
  /** A fault of ours. */
  | 'unexpected';

/** A call that failed, thrown for TanStack Query to keep. */
export class CallProblem extends Error {
  readonly kind: ProblemKind;
  /** Say it when you ask for help; null where no answer came. */
  readonly requestId: string | null;
  /** Why the instance did not start, where that is why. */
  readonly startFailure: StartFailure | null;

  constructor(
    kind: ProblemKind,
    message: string,
    details: {
      readonly requestId?: string | null;
      readonly startFailure?: StartFailure | null;
    } = {},
  ) {
    super(message);
    this.kind = kind;
    this.requestId = details.requestId ?? null;
    this.startFailure = details.startFailure ?? null;
  }
}

/** As the generated clients answer: a success, an error of the API, or a failure of the connection. */
export type Answer =
  | { readonly ok: true; readonly value: unknown }
  | {
      readonly ok: false;
      readonly code: string;
      readonly message: string;
      readonly status?: number;
      readonly error?: unknown;
    };

/**
 * What was asked for.
 *
 * @throws CallProblem where something else came, or nothing.
 */
export function valueOf<Given extends Answer>(
  answer: Given,
): Extract<Given, { readonly ok: true }>['value'] {
  if (!answer.ok) throw problemOf(answer);
  return answer.value;
}

/** What to tell a person of an answer that is none. */
export function problemOf(answer: Extract<Answer, { readonly ok: false }>): CallProblem {
  const { code, status, message } = answer;
  if (code === 'network' || code === 'timeout') {
    return new CallProblem('lost', 'Nexus does not answer.');
  }
  if (code === 'unrepresentable' || code === 'no_common_version') {
    return new CallProblem(
      'too_old',
      'This nexus is too old to know that. It comes with an upgrade.',
    );
  }
  const body = isRecord(answer.error) ? answer.error : {};
  const requestId = typeof body['request_id'] === 'string' ? body['request_id'] : null;
  const failure = body['start_failure'];
  // The client has brought the body to the shape of the newest version, which says so.
  const startFailure = isRecord(failure) ? (failure as unknown as StartFailure) : null;
  const kind = kindOf(status);
  // What nexus says then is for its log.
  const text = status === 500 ? 'Something went wrong inside nexus.' : message;
  return new CallProblem(kind, text, { requestId, startFailure });
}

/** Any error as a problem; what is none of ours is a fault of ours. */
export function asProblem(error: unknown): CallProblem {
  if (error instanceof CallProblem) return error;
  return new CallProblem('unexpected', error instanceof Error ? error.message : String(error));
}

function kindOf(status: number | undefined): ProblemKind {
  if (status === 401) return 'signed_out';
  if (status === 403) return 'forbidden';
  if (status === 404) return 'not_found';
  if (status === 503) return 'unavailable';
  if (status !== undefined && ((status >= 400 && status < 500) || status === 507)) return 'refused';
  return 'unexpected';
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
