import type { Context } from './decision.ts';
import { Refusal } from './refusal.ts';
import { compareNumbers, numbersOf } from './version-numbers.ts';

/** A generated conversion from one epoch of a type to the next or to the one before. */
export type Shim = (value: never, context: Context) => unknown;

/** A range of versions in which a type stays the same, and the ways out of it. */
export interface Epoch {
  readonly type: string;
  /** Positions in the API's list of versions, both included. */
  readonly first: number;
  readonly last: number;
  /** Absent where the type has no successor, or began here. */
  readonly up?: Way;
  readonly down?: Way;
}

export interface Way {
  /** Position of the epoch in the API's list of epochs. */
  readonly to: number;
  /** Absent where a value passes as it is. */
  readonly shim?: Shim;
}

/** The value in another version, or why not. The input is not changed and must be valid. */
export function climb(
  epochs: readonly Epoch[],
  start: number,
  version: number,
  value: unknown,
  context: Context,
): unknown {
  let current = value;
  let epoch = epochs[start];
  while (epoch !== undefined && (version < epoch.first || version > epoch.last)) {
    const way = version > epoch.last ? epoch.up : epoch.down;
    if (way === undefined) return absent(epoch.type);
    if (way.shim !== undefined) {
      // Each shim takes what the one before it gives; generation has paired them.
      current = way.shim(current as never, context);
      if (current instanceof Refusal) return current;
    }
    epoch = epochs[way.to];
  }
  return current;
}

function absent(type: string): Refusal {
  return new Refusal(`${type} has no counterpart in that version`, { code: 'type_absent' });
}

/**
 * The position of a version in an API's list, oldest first; undefined where the API has no such
 * version. In a sparse API a number between two listed ones is the version below it, in which
 * nothing has changed since.
 */
export function versionAt(
  versions: readonly string[],
  text: string,
  sparse: boolean,
): number | undefined {
  const wanted = numbersOf(text);
  if (wanted === undefined) return undefined;
  let found: number | undefined;
  for (const [position, listed] of versions.entries()) {
    const numbers = numbersOf(listed);
    const order = numbers === undefined ? NaN : compareNumbers(numbers, wanted);
    if (order === 0) return position;
    if (order < 0) found = position;
  }
  const isWithin = found !== undefined && found + 1 < versions.length;
  return sparse && isWithin ? found : undefined;
}
