/**
 * Why a VMM failed. The word is also the label: in the database, in metrics and on the command line.
 * `vmmFailureReasons` has a sentence for each.
 */
export type VmmFailureReason =
  | 'prehistoric'
  | 'from_sled_agent'
  | 'no_such_instance'
  | 'sled_expunged'
  | 'sled_off'
  | SledAgentFailureReason;

/** What a sled agent can know, and says from its API's version 49 on. */
export type SledAgentFailureReason = 'zone_gone' | 'propolis_lost_instance' | 'setup_failed';

/** A reason, and what the sled agent said about it. */
export interface VmmFailure {
  readonly reason: VmmFailureReason;
  /** A short text for operators, never for users; null where nothing more is known. */
  readonly detail: string | null;
}
