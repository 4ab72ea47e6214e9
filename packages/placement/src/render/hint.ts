import type { SledRejection, Transience } from '@skewline/nexus-types/domain';
import type { Refusal } from '../decision.ts';
import type { SledCounts } from '../explain/explanation.ts';
import type { Remedy } from '../hint/remedy.ts';
import { remedyText } from './remedy.ts';

/** More than these nobody reads. */
const mostRemedies = 3;

/** What may change when other instances stop. */
const ofOthers: ReadonlySet<SledRejection> = new Set([
  'anti_affinity',
  'hardware_threads',
  'physical_ram',
  'reservoir',
  'disk_space',
  'taken_meanwhile',
]);

/** The remedies in words; where there is none, what is true all the same, or nothing. */
export function hintOf(
  { code, hint }: Refusal,
  transience: Transience,
  remedies: readonly Remedy[],
  counts: SledCounts,
): string | null {
  if (remedies.length > 0) return remedies.slice(0, mostRemedies).map(remedyText).join(' ');
  if (code === 'no_capacity') {
    if (transience === 'permanent') {
      return 'It does not help to wait: no sled could take it even if it were empty.';
    }
    const others = counts.reasons.some(({ reason, sleds }) => sleds > 0 && ofOthers.has(reason));
    return others
      ? 'Try again later: there may be room when other instances stop.'
      : 'Try again later: a sled may be taken into use.';
  }
  if (code === 'required_sled_unavailable' && transience === 'permanent') {
    return 'Stop the members of the group, or take the instance out of it.';
  }
  return hint;
}
