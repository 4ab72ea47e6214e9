import type { DateTime, Uuid } from '@skewline/runtime/api';

export type AffinityPolicyLabel = 'fail' | 'allow';

export type FailureDomainLabel = 'sled';

/** Table `affinity_group`. */
export interface AffinityGroupRow {
  readonly id: Uuid;
  readonly name: string;
  readonly description: string;
  readonly time_created: DateTime;
  readonly time_modified: DateTime;
  readonly time_deleted: DateTime | null;
  readonly project_id: Uuid;
  readonly policy: AffinityPolicyLabel;
  readonly failure_domain: FailureDomainLabel;
}

/** Table `anti_affinity_group`. */
export interface AntiAffinityGroupRow {
  readonly id: Uuid;
  readonly name: string;
  readonly description: string;
  readonly time_created: DateTime;
  readonly time_modified: DateTime;
  readonly time_deleted: DateTime | null;
  readonly project_id: Uuid;
  readonly policy: AffinityPolicyLabel;
  readonly failure_domain: FailureDomainLabel;
}

/** Tables `affinity_group_instance_membership` and `anti_affinity_group_instance_membership`. */
export interface GroupMembershipRow {
  readonly group_id: Uuid;
  readonly instance_id: Uuid;
}
