import type { Uuid } from '@skewline/runtime/api';
import type { AffinityPolicy, FailureDomain, GroupedInstance } from './affinity-group.ts';
import type { Identity, IdentityCreate, IdentityUpdate } from './identity.ts';
import type { ResultsPage } from './page.ts';

/** Instances that are not to run together. */
export interface AntiAffinityGroup extends Identity {
  project_id: Uuid;
  policy: AffinityPolicy;
  failure_domain: FailureDomain;
}

/** One page of anti-affinity groups. */
export type AntiAffinityGroupResultsPage = ResultsPage<AntiAffinityGroup>;

/** An anti-affinity group to be made. */
export interface AntiAffinityGroupCreate extends IdentityCreate {
  policy: AffinityPolicy;
  failure_domain: FailureDomain;
}

/** What is to change about an anti-affinity group. Policy and failure domain stay as they are. */
export interface AntiAffinityGroupUpdate extends IdentityUpdate {}

/** A member of an anti-affinity group. It may be in other groups as well; a group has at most 32. */
export type AntiAffinityGroupMember = {
  type: 'instance';
  value: GroupedInstance;
};

/** One page of the members of an anti-affinity group. */
export type AntiAffinityGroupMemberResultsPage = ResultsPage<AntiAffinityGroupMember>;
