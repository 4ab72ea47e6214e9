import type { Refusal } from '@skewline/runtime';
import type { Call } from '@skewline/server';
import type { Error } from '@skewline/sled-agent-types/v49';

export type ErrorStatus = 400 | 404 | 409 | 410 | 500 | 503;

export interface ErrorReply {
  readonly status: ErrorStatus;
  readonly body: Error;
}

const statuses: readonly ErrorStatus[] = [400, 404, 409, 410, 500, 503];

/** What was refused, as it is answered. */
export function refused({ requestId }: Pick<Call, 'requestId'>, refusal: Refusal): ErrorReply {
  const { message, code } = refusal;
  const status = statuses.find((one) => one === refusal.status) ?? 500;
  return { status, body: { request_id: requestId, error_code: code, message } };
}
