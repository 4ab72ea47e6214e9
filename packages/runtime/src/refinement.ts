import type { Refusal } from './refusal.ts';

/**
 * A rule about the values of one version that a schema cannot say, and better words for rules that
 * it can. Refinements are checked where a document enters, with the schema.
 */
export interface Refinement<T> {
  /** Sees only values that fit the schema. */
  readonly check?: (value: T) => Refusal | undefined;
  /** What to say instead, by keyword of the schema: `{ minItems: 'at least one …' }`. */
  readonly words?: Readonly<Record<string, string>>;
}
