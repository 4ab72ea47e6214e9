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

/** What there is to say of a reason. */
export interface VmmFailureReasonText<Reason extends VmmFailureReason = VmmFailureReason> {
  readonly label: Reason;
  /** A sentence for people who run the system. */
  readonly description: string;
}

export const vmmFailureReasons: {
  readonly [Reason in VmmFailureReason]: VmmFailureReasonText<Reason>;
} = {
  prehistoric: {
    label: 'prehistoric',
    description: 'The VMM failed before reasons were written down.',
  },
  from_sled_agent: {
    label: 'from_sled_agent',
    description: 'The sled agent reported that the VMM had failed, and did not say why.',
  },
  no_such_instance: {
    label: 'no_such_instance',
    description: 'The sled agent was asked about the VMM and did not know it.',
  },
  sled_expunged: {
    label: 'sled_expunged',
    description: 'The sled that the VMM was on was removed from the rack for good.',
  },
  sled_off: {
    label: 'sled_off',
    description: 'The sled that the VMM was on lost power or was switched off.',
  },
  zone_gone: {
    label: 'zone_gone',
    description: 'The zone that the VMM ran in disappeared from its sled.',
  },
  propolis_lost_instance: {
    label: 'propolis_lost_instance',
    description: 'The VMM process was still there, but no longer knew its instance.',
  },
  setup_failed: {
    label: 'setup_failed',
    description: 'The sled agent could not set up the VMM.',
  },
};

const ofSledAgents: { readonly [Reason in SledAgentFailureReason]: true } = {
  zone_gone: true,
  propolis_lost_instance: true,
  setup_failed: true,
};

/** Whether a sled agent can be the one that says so; the others are the control plane's own. */
export function isSledAgentFailureReason(
  reason: VmmFailureReason,
): reason is SledAgentFailureReason {
  return Object.hasOwn(ofSledAgents, reason);
}
