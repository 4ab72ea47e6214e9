import type { Transience } from '@skewline/nexus-types/domain';
import type { Refusal } from '../decision.ts';
import type { Remedy } from '../hint/remedy.ts';
import { remedyText } from './remedy.ts';

/** More than these nobody reads. */
const mostRemedies = 3;

/** The remedies in words; where there is none, what is true all the same, or nothing. */
export function hintOf(
  { code, hint }: Refusal,
  transience: Transience,
  remedies: readonly Remedy[],
): string | null {
  if (remedies.length > 0) return remedies.slice(0, mostRemedies).map(remedyText).join(' ');
  if (code === 'no_capacity') {
    return transience === 'transient'
      ? 'Try again later: there may be room when other instances stop.'
      : 'It does not help to wait: no sled could take it even if it were empty.';
  }
  if (code === 'required_sled_unavailable' && transience === 'permanent') {
    return 'Stop the members of the group, or take the instance out of it.';
  }
  return hint;
}
