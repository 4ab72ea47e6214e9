import type { StartAttempt, StartFailure } from '@skewline/nexus-client/external';
import type { Vmm } from '@skewline/nexus-client/operator';

/** What is decided about a failed start, without its words; the outcome where it has not failed. */
export function failureOf(
  attempt: StartAttempt | undefined,
): Pick<StartFailure, 'code' | 'fault' | 'transience'> | string {
  if (attempt === undefined) return 'no attempt';
  if (attempt.outcome.kind !== 'failed') return attempt.outcome.kind;
  const { code, fault, transience } = attempt.outcome.failure;
  return { code, fault, transience };
}

/** Why a VMM failed, as the operator sees it. */
export function causeOf(vmm: Vmm | undefined): object | string {
  if (vmm === undefined) return 'no VMM';
  if (vmm.failure === null) return vmm.state;
  const { reason, detail } = vmm.failure;
  return { reason, detail };
}
