import type { DateTime, Uuid } from '@skewline/runtime/api';
import { type DomainProblem, domainProblem } from './problem.ts';

/** `affinity` keeps its members together, `anti_affinity` apart. */
export type GroupKind = 'affinity' | 'anti_affinity';

/** What to do when the wish cannot be granted: refuse to start, or start anyway. */
export type AffinityPolicy = 'fail' | 'allow';

/** What "together" means. */
export type FailureDomain = 'sled';

/** Instances that are to be on the same sled. */
export interface AffinityGroup {
  readonly id: Uuid;
  readonly projectId: Uuid;
  readonly name: string;
  readonly description: string;
  readonly timeCreated: DateTime;
  readonly timeModified: DateTime;
  readonly timeDeleted: DateTime | null;
  readonly policy: AffinityPolicy;
  readonly failureDomain: FailureDomain;
}

/** Instances that are to be on different sleds. */
export interface AntiAffinityGroup {
  readonly id: Uuid;
  readonly projectId: Uuid;
  readonly name: string;
  readonly description: string;
  readonly timeCreated: DateTime;
  readonly timeModified: DateTime;
  readonly timeDeleted: DateTime | null;
  readonly policy: AffinityPolicy;
  readonly failureDomain: FailureDomain;
}

/** That an instance is in a group, of either kind. */
export interface GroupMembership {
  readonly groupId: Uuid;
  readonly instanceId: Uuid;
}

/** How many members a group may have, and in how many groups of each kind an instance may be. */
export const groupLimits: {
  readonly membersPerGroup: number;
  readonly groupsPerInstance: { readonly [Kind in GroupKind]: number };
} = { membersPerGroup: 32, groupsPerInstance: { affinity: 16, anti_affinity: 16 } };

/** What decides whether an instance that is not in a group may join it. */
export interface JoinFacts {
  readonly kind: GroupKind;
  readonly membersOfGroup: number;
  /** Of the same kind. */
  readonly groupsOfInstance: number;
  /** Whether any sled keeps room for the instance. */
  readonly reserved: boolean;
}

const groupNames: { readonly [Kind in GroupKind]: string } = {
  affinity: 'affinity group',
  anti_affinity: 'anti-affinity group',
};

/** Says why an instance may not join a group; null if it may. Leaving is always allowed. */
export function checkJoin(facts: JoinFacts): DomainProblem | null {
  const group = groupNames[facts.kind];
  if (facts.reserved) {
    return domainProblem('instance_not_stopped', []);
  }
  const { membersPerGroup } = groupLimits;
  if (facts.membersOfGroup >= membersPerGroup) {
    const name = `${group.charAt(0).toUpperCase()}${group.slice(1)}`;
    const limit = `(${String(membersPerGroup)})`;
    return domainProblem('group_full', [], `${name} already has maximum allowed members ${limit}`);
  }
  const groupsPerInstance = groupLimits.groupsPerInstance[facts.kind];
  if (facts.groupsOfInstance < groupsPerInstance) return null;
  const limit = `(${String(groupsPerInstance)})`;
  return domainProblem(
    'instance_in_too_many_groups',
    [],
    `Instance already belongs to maximum allowed ${group}s ${limit}`,
  );
}
