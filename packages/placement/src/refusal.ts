import { startFailureCodes, type StartFailureText } from '@skewline/nexus-types/domain';
import type { Refusal, RefusalCode } from './decision.ts';

interface RefusalText extends StartFailureText {
  readonly http: Refusal['http'];
}

/** Every code a refusal can have, with what it usually means. */
export const refusalTexts: { readonly [Code in RefusalCode]: RefusalText } = {
  no_capacity: { http: 507, ...startFailureCodes.no_capacity },
  required_sled_unavailable: { http: 507, ...startFailureCodes.required_sled_unavailable },
  too_few_distinct_disks: { http: 507, ...startFailureCodes.too_few_distinct_disks },
  too_many_required_sleds: { http: 400, ...startFailureCodes.too_many_required_sleds },
  contradictory_groups: { http: 400, ...startFailureCodes.contradictory_groups },
  local_disks_on_several_sleds: { http: 409, ...startFailureCodes.local_disks_on_several_sleds },
  already_starting: {
    http: 409,
    fault: 'user',
    transience: 'transient',
    message: 'Instance already starting',
    hint: 'Wait for the start that is under way.',
  },
  already_migrating: {
    http: 409,
    fault: 'user',
    transience: 'transient',
    message: 'Instance already migrating',
    hint: 'Wait for the migration that is under way.',
  },
  cannot_migrate: {
    http: 400,
    fault: 'user',
    transience: 'permanent',
    message: 'cannot migrate instance: sled_default has no compatible sled families',
    hint: 'Give the instance a CPU platform, and stop and start it.',
  },
  invalid_request: {
    http: 400,
    fault: 'user',
    transience: 'permanent',
    message: 'The request makes no sense.',
    hint: null,
  },
};

/** A refusal of this code; what is given replaces what the code usually means. */
export function refuse(
  code: RefusalCode,
  facts: Partial<Pick<Refusal, 'transience' | 'message' | 'hint' | 'problems'>> = {},
): Refusal {
  const { http, fault, transience, message, hint } = refusalTexts[code];
  return { kind: 'refused', code, http, fault, transience, message, hint, problems: [], ...facts };
}
