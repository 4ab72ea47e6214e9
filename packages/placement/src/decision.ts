import type {
  SledReservation,
  StartFailureCode,
  StartFault,
  Transience,
} from '@skewline/nexus-types/domain';
import type { PlacementProblem } from './problem.ts';

/** Where a local disk is to be cut from. */
export interface DiskPlacement {
  readonly diskId: string;
  readonly zpoolId: string;
  /** Bytes of the pool, overhead included. */
  readonly requiredSize: number;
}

/**
 * Why it was this sled's turn. `existing`: the VMM has its reservation already. `required`: a group
 * allows this one only. Then, in this order: members of a group are `preferred` there, nothing speaks
 * for or against it (or as much for as against), and as a last resort what a group would avoid.
 */
export type ChoiceReason = 'existing' | 'required' | 'preferred' | 'neutral' | 'unpreferred';

/** The sled that was found, and what is to be written down for it. Nothing is reserved by it. */
export interface Choice {
  readonly kind: 'chosen';
  readonly sledId: string;
  readonly reason: ChoiceReason;
  /** The name of the strategy that chose among the sleds of that class. */
  readonly strategy: string;
  /** What to insert; of an `existing` one what is there, in whatever state. */
  readonly reservation: SledReservation;
  /** Each local disk that has no place yet gets one, all on pools of their own. */
  readonly disks: readonly DiskPlacement[];
}

/** What placement refuses with: a domain code, or one of those that never come of a lack of room. */
export type RefusalCode =
  | Extract<
      StartFailureCode,
      | 'no_capacity'
      | 'required_sled_unavailable'
      | 'too_many_required_sleds'
      | 'contradictory_groups'
      | 'local_disks_on_several_sleds'
      | 'too_few_distinct_disks'
    >
  | 'already_starting'
  | 'already_migrating'
  | 'cannot_migrate'
  | 'invalid_request';

/** That there is no sled. `explain` says how each sled fared. */
export interface Refusal {
  readonly kind: 'refused';
  readonly code: RefusalCode;
  /** 507: more capacity would help. 400: whoever asks must ask for something else. 409: a conflict. */
  readonly http: 400 | 409 | 507;
  readonly fault: StartFault;
  readonly transience: Transience;
  /** One sentence without internal names. */
  readonly message: string;
  /** What usually helps. */
  readonly hint: string | null;
  /** What is wrong with the request; empty unless the code is `invalid_request`. */
  readonly problems: readonly PlacementProblem[];
}

export type Decision = Choice | Refusal;
