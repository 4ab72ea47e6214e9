import type { Refusal } from '../decision.ts';
import type { RequiredSled, SledCounts } from '../explain/explanation.ts';
import type { GroupReport } from '../explain/group-report.ts';
import { countText, listText } from './amounts.ts';
import { summaryOf } from './summary.ts';
import { groupsText, sledText } from './words.ts';

/** What is known when sleds were looked at. */
export interface MessageFacts {
  readonly counts: SledCounts;
  readonly groups: readonly GroupReport[];
  readonly requiredSled: RequiredSled | null;
  /** On how many sleds affinity groups want the instance. */
  readonly requiredSleds: number;
  /** How many disks have no place yet. */
  readonly newDisks: number;
  /** How many there is room for side by side on the best sled. */
  readonly mostPools: () => number;
  /** On how many sleds it has disks. */
  readonly homes: number;
}

/** Why, in one sentence that has no ids. */
export function messageOf(refusal: Refusal, facts: MessageFacts): string {
  const { counts, groups, requiredSled, requiredSleds, newDisks, mostPools, homes } = facts;
  const affinity = groupsText(groups.filter(({ kind }) => kind === 'affinity'));
  const antiAffinity = groupsText(groups.filter(({ kind }) => kind === 'anti_affinity'));
  switch (refusal.code) {
    case 'no_capacity':
      return `${summaryOf(counts)}.`;
    case 'required_sled_unavailable': {
      const reasons = requiredSled?.reasons ?? [];
      const why = listText(reasons.map(({ reason, shortfall }) => sledText(reason, shortfall)));
      return `The running members of ${affinity} are on one sled, and that sled ${why}.`;
    }
    case 'too_many_required_sleds':
      return `The running members of ${affinity} are on ${countText(requiredSleds, 'sled')}.`;
    case 'contradictory_groups':
      return `The running members of ${affinity} are on a sled that ${antiAffinity} forbids.`;
    case 'local_disks_on_several_sleds':
      return `The local disks of this instance are on ${countText(homes, 'sled')}.`;
    case 'too_few_distinct_disks':
      return `The instance needs ${countText(newDisks, 'distinct disk')}, the best sled has ${String(mostPools())}.`;
    default:
      return refusal.message;
  }
}
