import type { Refusal } from '@skewline/runtime';
import type { Call } from '@skewline/server';

/** The body of an error, as all our APIs have it. */
export interface ErrorBody {
  readonly request_id: string;
  readonly error_code: string;
  readonly message: string;
}

export type ErrorStatus =
  400 | 401 | 403 | 404 | 409 | 410 | 413 | 429 | 500 | 502 | 503 | 504 | 507;

export interface ErrorReply {
  readonly status: ErrorStatus;
  readonly body: ErrorBody;
}

/** What omicron's clients know the statuses by. */
const codes: { readonly [Status in ErrorStatus]: string } = {
  400: 'InvalidRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'ObjectNotFound',
  409: 'Conflict',
  410: 'Gone',
  413: 'PayloadTooLarge',
  429: 'TooManyRequests',
  500: 'Internal',
  502: 'BadGateway',
  503: 'ServiceNotAvailable',
  504: 'GatewayTimeout',
  507: 'InsufficientCapacity',
};

/** An error as it is answered. `message` is for users: it names nothing internal. */
export function errorReply(
  call: Pick<Call, 'requestId'>,
  status: ErrorStatus,
  message: string,
  errorCode: string = codes[status],
): ErrorReply {
  return { status, body: { request_id: call.requestId, error_code: errorCode, message } };
}

/** What was refused, as it is answered. A status that is none of an answer is a fault of ours. */
export function refused(call: Pick<Call, 'requestId'>, refusal: Refusal): ErrorReply {
  const { status, message } = refusal;
  return isErrorStatus(status)
    ? errorReply(
        call,
        status,
        message,
        refusal.code === 'name_taken' ? 'ObjectAlreadyExists' : codes[status],
      )
    : errorReply(call, 500, 'Internal Server Error');
}

function isErrorStatus(status: number | undefined): status is ErrorStatus {
  return status !== undefined && Object.hasOwn(codes, status);
}
