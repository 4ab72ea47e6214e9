import type { DateTime, Uuid } from '@skewline/runtime/api';

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
