import type { StartFailure, StartFailureCode } from '@skewline/nexus-types/domain';
import type { Error as ErrorBody } from '@skewline/nexus-types/external';
import { startFailureView } from '@skewline/nexus-types/view';
import type { Uuid } from '@skewline/runtime/api';
import type { Call } from '@skewline/server';
import { errorReply, type ErrorStatus } from '../../refused.ts';

/**
 * With which status a caller is answered that has waited for a start which failed: what more capacity would mend is 507,
 * what the caller has to change is 400, and what somebody else did is 409, as omicron does.
 */
export const failureStatuses: { readonly [Code in StartFailureCode]: ErrorStatus } = {
  no_capacity: 507,
  required_sled_unavailable: 507,
  too_few_distinct_disks: 507,
  quota_exceeded: 507,
  too_many_required_sleds: 400,
  contradictory_groups: 400,
  local_disks_on_several_sleds: 409,
  instance_changed: 409,
  cancelled: 409,
  sled_refused: 503,
  vmm_vanished: 503,
  internal: 500,
};

/** Why the start failed, for whoever waited for it. */
export function startFailed(
  call: Call,
  attemptId: Uuid,
  failure: StartFailure,
): { readonly status: ErrorStatus; readonly body: ErrorBody } {
  const { status, body } = errorReply(call, failureStatuses[failure.code], failure.message);
  return {
    status,
    body: {
      ...body,
      start_failure: startFailureView(failure),
      start_attempt_id: attemptId,
    },
  };
}
