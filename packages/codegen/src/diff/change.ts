/** What a change does to a value of one version that meets the other without a conversion. */
export interface Accepted {
  /** Every value of the older version is accepted, and understood the same, by the newer. */
  readonly up: boolean;
  readonly down: boolean;
}

export type ChangeKind =
  | 'property_added'
  | 'property_removed'
  | 'property_renamed'
  | 'became_required'
  | 'became_optional'
  | 'became_nullable'
  | 'became_non_nullable'
  | 'default_changed'
  | 'variant_added'
  | 'variant_removed'
  | 'value_added'
  | 'value_removed'
  | 'structure_changed'
  | 'constraint_changed'
  | 'unknown_members_changed'
  | 'operation_added'
  | 'operation_removed'
  | 'operation_moved'
  | 'operation_renamed'
  | 'parameter_added'
  | 'parameter_removed'
  | 'body_added'
  | 'body_removed'
  | 'response_added'
  | 'response_removed';

/** A difference before it is known what it reaches. */
export interface Difference {
  readonly kind: ChangeKind;
  /** `RouterPeerType(numbered).ip` */
  readonly path: string;
  /** The property, variant, value or parameter that it is about; empty for the place itself. */
  readonly name: string;
  /** In words: "ip is renamed to target_addr". */
  readonly message: string;
  /** JSON pointers in both documents, where there is something to point at. */
  readonly before?: string;
  readonly after?: string;
  readonly accepted: Accepted;
}

/** One structural difference with one root cause. */
export interface Change extends Difference {
  /** The named type, or the operation's id. */
  readonly subject: { readonly kind: 'type' | 'operation'; readonly name: string };
  /** Operations whose requests or responses it reaches, by id. */
  readonly operations: readonly string[];
}

/** A peer of either version takes the other's values as they are. */
export function isCompatible({ accepted }: Pick<Change, 'accepted'>): boolean {
  return accepted.up && accepted.down;
}
