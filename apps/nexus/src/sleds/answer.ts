import { Refusal } from '@skewline/runtime';
import type { SledVmmState } from '@skewline/nexus-types/domain';
import { fromWire } from '@skewline/nexus-types/wire';
import type { SledAgentResult } from '@skewline/saga/instance';
import type {
  Error as WireError,
  ErrorAnswer,
  Failure,
  FailureCode,
  SledVmmState as WireReport,
  Success,
} from '@skewline/sled-agent-client';

type Trouble = Exclude<SledAgentResult<never>, { readonly kind: 'ok' }>;

const unreachable: Trouble = { kind: 'unreachable' };
const notUnderstood: Trouble = { kind: 'not_understood' };

/** What a call that was not answered as the API says means for whoever asked. */
export const troubles: { readonly [Code in FailureCode]: Trouble } = {
  // It was not sent, for the sled agent would refuse it: it is too old for what the instance has.
  unrepresentable: { kind: 'error_status', status: 400, errorCode: 'Unrepresentable' },
  network: unreachable,
  timeout: { kind: 'unreachable', timedOut: true },
  // Whoever asked has gone, or nexus stops: nothing is known of the sled.
  aborted: unreachable,
  no_common_version: notUnderstood,
  versions_unknown: notUnderstood,
  request_invalid: notUnderstood,
  redirected: notUnderstood,
  unexpected_content: notUnderstood,
  unexpected_status: notUnderstood,
  response_too_large: notUnderstood,
  response_too_deep: notUnderstood,
  response_invalid: notUnderstood,
  response_unconvertible: notUnderstood,
};

/** What comes of a call, in the words of sagas. A value that the domain cannot have is no answer. */
export function answerOf<Wire, Value>(
  result: Success<number, Wire> | ErrorAnswer<number, WireError> | Failure,
  take: (value: Wire) => Value | Refusal,
): SledAgentResult<Value> {
  if (result.ok) {
    const value = take(result.value);
    return value instanceof Refusal ? notUnderstood : { kind: 'ok', value };
  }
  if (result.code !== 'error_status') return troubles[result.code];
  return {
    kind: 'error_status',
    status: result.status,
    errorCode: result.error.error_code ?? null,
  };
}

/** Where nothing changed at once there is no report. */
export function reportIfAny(wire: WireReport | null | undefined): SledVmmState | null | Refusal {
  return wire === null || wire === undefined ? null : fromWire(wire);
}
