import {
  startFailure,
  type StartFailure,
  type StartFailureCode,
} from '@skewline/nexus-types/domain';
import { operatorText } from '../render.ts';
import type { ReserveRefusal, ReserveRefusalCode } from '../reserve/refusal.ts';
import type { Explanation } from './explanation.ts';

/** Under which code a refusal is recorded as the failure of a start. */
const recordedAs: { readonly [Code in ReserveRefusalCode]: StartFailureCode } = {
  no_capacity: 'no_capacity',
  required_sled_unavailable: 'required_sled_unavailable',
  too_many_required_sleds: 'too_many_required_sleds',
  contradictory_groups: 'contradictory_groups',
  local_disks_on_several_sleds: 'local_disks_on_several_sleds',
  too_few_distinct_disks: 'too_few_distinct_disks',
  instance_changed: 'instance_changed',
  cancelled: 'cancelled',
  internal: 'internal',
  already_starting: 'instance_changed',
  already_migrating: 'instance_changed',
  // What a user says was checked before: these come of a mistake inside.
  cannot_migrate: 'internal',
  invalid_request: 'internal',
};

/**
 * What is recorded of a start that found no sled. All of it may be shown to users but `detail`, which
 * has the explanation for operators. The explanation is null where the refusal is not about sleds.
 */
export function placementFailure(
  refusal: ReserveRefusal,
  explanation: Explanation | null,
): StartFailure {
  const code = recordedAs[refusal.code];
  const problems = refusal.problems.map(({ path, message }) => `${path.join('.')}: ${message}`);
  const detail = explanation ? operatorText(explanation) : problems.join('\n') || null;
  if (code !== refusal.code) {
    // Its message is about the request, and users made none.
    const said = code === 'internal' ? {} : { message: refusal.message, hint: refusal.hint };
    return startFailure(code, { ...said, detail });
  }
  const { message, hint, transience } = explanation?.refused ?? refusal;
  const reasons = explanation?.counts?.reasons ?? [];
  const counts = reasons
    .filter(({ sleds }) => sleds > 0)
    .map(({ reason, sleds, leastShortfall }) => ({ reason, sleds, leastShortfall }));
  return startFailure(code, { message, hint, transience, counts, detail });
}
