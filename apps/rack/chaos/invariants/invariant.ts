import type { Snapshot } from '../snapshot/snapshot.ts';

/** Something that must not be, with the ids that prove it. */
export interface Violation {
  readonly invariant: string;
  readonly evidence: string;
}

/** Something that holds whatever has happened. */
export interface Invariant {
  readonly name: string;
  /** `always`: in every transaction's view. `at_rest`: when nothing is under way. */
  readonly holds: 'always' | 'at_rest';
  /** What contradicts it, in words; empty where nothing does. */
  readonly check: (snapshot: Snapshot) => readonly string[];
}
