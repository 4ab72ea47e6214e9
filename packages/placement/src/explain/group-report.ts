import type { GroupKind } from '@skewline/nexus-types/domain';
import type { Rule } from './rules.ts';

/** A group that must be obeyed, other members of which have a reservation. */
export interface GroupReport {
  readonly id: string;
  readonly name: string;
  readonly kind: GroupKind;
  /** How many of its other members have a reservation. */
  readonly runningMembers: number;
  /** On how many sleds these are. */
  readonly sleds: number;
}

export function reportOf({ group, peers, slots }: Rule): GroupReport {
  const { id, name, kind } = group;
  return { id, name, kind, runningMembers: peers.length, sleds: slots.size };
}
