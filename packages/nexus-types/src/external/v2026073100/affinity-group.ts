import type { Uuid } from '@skewline/runtime/api';
import type { Identity, IdentityCreate, IdentityUpdate } from './identity.ts';
import type { InstanceState } from './instance.ts';
import type { Name } from './name.ts';
import type { ResultsPage } from './page.ts';

/** What happens to a member that cannot be placed as its group wishes. */
export type AffinityPolicy =
  /** It is placed anyway. */
  | 'allow'
  /** It does not start. */
  | 'fail';

/** What the members of a group share, or do not share. */
export type FailureDomain =
  /** The machine that they run on. */
  'sled';

/** Instances that are to run together. */
export interface AffinityGroup extends Identity {
  project_id: Uuid;
  policy: AffinityPolicy;
  failure_domain: FailureDomain;
}

/** One page of affinity groups. */
export type AffinityGroupResultsPage = ResultsPage<AffinityGroup>;

/** An affinity group to be made. */
export interface AffinityGroupCreate extends IdentityCreate {
  policy: AffinityPolicy;
  failure_domain: FailureDomain;
}

/** What is to change about an affinity group. Policy and failure domain stay as they are. */
export interface AffinityGroupUpdate extends IdentityUpdate {}

/** An instance, as far as a group knows it. */
export interface GroupedInstance {
  id: Uuid;
  name: Name;
  run_state: InstanceState;
}

/** A member of an affinity group. It may be in other groups as well; a group has at most 32. */
export type AffinityGroupMember = {
  type: 'instance';
  value: GroupedInstance;
};

/** One page of the members of an affinity group. */
export type AffinityGroupMemberResultsPage = ResultsPage<AffinityGroupMember>;
