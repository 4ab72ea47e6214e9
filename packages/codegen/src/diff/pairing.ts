import type { Operation, Version } from '../model/api.ts';
import { pairOperations } from './pair-operations.ts';
import type { Shapes } from './shapes.ts';
import { type Side, sideOf } from './side.ts';
import { findSuccessors } from './successors.ts';

/** What a person says about two ends that are not versions of one another. */
export interface Matching {
  /** Type of the older → type of the newer; types of equal names pair by themselves. */
  readonly pairs: ReadonlyMap<string, string>;
  /** What two spellings of one property name have in common. */
  readonly common: (name: string) => string;
}

/** Between versions names are what they are. */
export const byName: Matching = { pairs: new Map(), common: (name) => name };

/** Two versions, and what of one became what of the other. */
export interface Pairing {
  readonly older: Version;
  readonly newer: Version;
  readonly olderSide: Side;
  readonly newerSide: Side;
  /** Type of the older version → type of the newer. */
  readonly successors: ReadonlyMap<string, string>;
  /** Type of the newer version → type of the older. */
  readonly predecessors: ReadonlyMap<string, string>;
  readonly operations: readonly (readonly [older: Operation, newer: Operation])[];
}

export function pairVersions(
  older: Version,
  newer: Version,
  shapes: { readonly older: Shapes; readonly newer: Shapes },
  matching: Matching = byName,
): Pairing {
  const operations = pairOperations(older, newer);
  const successors = findSuccessors(older, newer, shapes, operations, matching);
  const predecessors = new Map<string, string>();
  for (const [before, after] of successors) {
    // Where two types became one, the way back is to the one of the same name.
    if (before === after || successors.get(after) !== after) predecessors.set(after, before);
  }
  return {
    older,
    newer,
    olderSide: sideOf(older, shapes.older),
    newerSide: sideOf(newer, shapes.newer),
    successors,
    predecessors,
    operations,
  };
}
