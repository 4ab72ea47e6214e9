import type { Json } from '../model/json.ts';
import type { Schema } from '../model/schema.ts';

/**
 * What becomes of values of one version that meet the other as they are.
 * - `same`: every one is accepted, and understood the same.
 * - `left_aside`: accepted, but the reader does not know a part of it.
 * - `perhaps_moved`: accepted, but a part may stand where the other side does not look for it.
 * - `misread`: accepted, and understood differently.
 * - `refused`: there is one that is not accepted.
 * - `unproven`: neither a proof that all are accepted was found, nor one that is not.
 */
export type Reading = 'same' | 'left_aside' | 'perhaps_moved' | 'misread' | 'refused' | 'unproven';

export interface Readings {
  /** Values of the older version, read by the newer. */
  readonly up: Reading;
  readonly down: Reading;
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
  | 'tagging_changed'
  | 'format_changed'
  | 'pattern_changed'
  | 'length_changed'
  | 'range_changed'
  | 'count_changed'
  | 'unknown_members_changed'
  | 'operation_added'
  | 'operation_removed'
  | 'operation_moved'
  | 'operation_renamed'
  | 'operation_unstable'
  | 'parameter_added'
  | 'parameter_removed'
  | 'parameter_renamed'
  | 'body_added'
  | 'body_removed'
  | 'body_became_required'
  | 'body_became_optional'
  | 'media_added'
  | 'media_removed'
  | 'response_added'
  | 'response_removed'
  | 'header_added'
  | 'header_removed'
  | 'security_changed';

/** One step from a value to a value inside of it, in both versions. */
export type Step =
  | { readonly to: 'property'; readonly name: string }
  | { readonly to: 'items' }
  | { readonly to: 'item'; readonly index: number }
  | { readonly to: 'values' }
  | { readonly to: 'additional' }
  | { readonly to: 'variant'; readonly older: string; readonly newer: string };

/** A value at the place of a difference that shows what becomes of values there. */
export interface Example {
  readonly value: Json;
  /** The member that it is about, where it is not the whole value. */
  readonly member?: string;
}

/** Where a difference is, in a form that a program can follow. */
export interface Whereabouts {
  /** What the steps begin at; a named type's own schema where absent. */
  readonly root?: { readonly older: Schema; readonly newer: Schema };
  readonly steps: readonly Step[];
  readonly up?: Example;
  readonly down?: Example;
}

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
  readonly readings: Readings;
  readonly where: Whereabouts;
  /** What stands at the place, as text that is equal for equal schemas: part of what the change is. */
  readonly text: readonly [older: string, newer: string];
  /** Of an operation: which way it goes. */
  readonly part?: 'request' | 'response';
}

/** One structural difference with one root cause. */
export interface Change extends Difference {
  /** The named type, or the operation's id. */
  readonly subject: { readonly kind: 'type' | 'operation'; readonly name: string };
  /** Operations whose requests or responses it reaches, by id. */
  readonly operations: readonly string[];
}

/** Whether a value that crosses the change needs no conversion. */
export function passes(
  change: Pick<Change, 'kind' | 'readings'>,
  direction: 'up' | 'down',
): boolean {
  // Nobody who speaks the older version calls a new operation, so nothing of it crosses.
  if (change.kind === 'operation_added') return true;
  const reading = change.readings[direction];
  return reading === 'same' || reading === 'left_aside' || reading === 'perhaps_moved';
}

/** A peer of either version takes the other's values as they are. */
export function isCompatible(change: Pick<Change, 'kind' | 'readings'>): boolean {
  return passes(change, 'up') && passes(change, 'down');
}
