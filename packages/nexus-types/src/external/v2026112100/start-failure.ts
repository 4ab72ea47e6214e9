import type { RejectionCount } from './sled-rejection.ts';

/** Why an instance did not start. */
export type StartFailureCode =
  /** No sled can take the instance; the counts say why. */
  | 'no_capacity'
  /** Its affinity groups want one sled, and that one cannot take it. */
  | 'required_sled_unavailable'
  /** Its affinity groups want more than one sled, and an instance runs on one. */
  | 'too_many_required_sleds'
  /** Its affinity groups want the very sled that its anti-affinity groups forbid. */
  | 'contradictory_groups'
  /** Its local disks are on several sleds, and an instance runs on one. */
  | 'local_disks_on_several_sleds'
  /** Each of its local disks needs a physical disk of its own, and no sled has enough of them. */
  | 'too_few_distinct_disks'
  /** It would use more than its project or silo may. */
  | 'quota_exceeded'
  /** A sled was chosen, and would not run it. */
  | 'sled_refused'
  /** It was about to run, and was gone. */
  | 'vmm_vanished'
  /** Something else was done to it while it was starting. */
  | 'instance_changed'
  /** Somebody called the start off. */
  | 'cancelled'
  /** Something went wrong inside the control plane. */
  | 'internal';

/** Who can do something about a failure. */
export type StartFault =
  /** Whoever configures the instance, its disks and its groups. */
  | 'user'
  /** Whoever has instances there, or adds sleds: there is no room. */
  | 'capacity'
  /** Whoever runs the rack. */
  | 'system';

/** Whether the same start may succeed later though nobody changes the instance or its groups. */
export type Transience =
  /** It may. */
  | 'transient'
  /** It will not. */
  | 'permanent';

/** Why an instance did not start, or would not. It says nothing that only operators may know. */
export interface StartFailure {
  code: StartFailureCode;
  fault: StartFault;
  transience: Transience;
  /** What happened, in one sentence. */
  message: string;
  /** What can be done about it; null if there is nothing to say. */
  hint: string | null;
  /** What kept how many sleds from taking it. Empty where sleds were not the matter. */
  counts: RejectionCount[];
}
