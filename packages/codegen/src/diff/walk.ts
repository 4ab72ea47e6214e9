import type { Json } from '../model/json.ts';
import type { Schema } from '../model/schema.ts';
import type { Difference, Example, Reading, Readings, Step } from './change.ts';
import { includes, understood } from './includes.ts';
import { wireText } from './shapes.ts';
import type { Side } from './side.ts';
import { counterexample, type Ends } from './values/candidates.ts';

/** Two schemas side by side, and what was found so far. */
export interface Walk {
  readonly older: Side;
  readonly newer: Side;
  readonly found: Difference[];
  /** The pairs of schemas that are being compared, outermost first. */
  readonly open: (readonly [Schema, Schema])[];
  /** Whether two named types are one type in two versions: their own changes are found there. */
  paired(older: string, newer: string): boolean;
  compare(older: Schema, newer: Schema, place: Place): void;
}

export interface Place {
  readonly path: string;
  readonly before: string;
  readonly after: string;
  readonly steps: readonly Step[];
}

/** One direction: what becomes of values, and one that shows it. */
export interface Read {
  readonly reading: Reading;
  readonly example?: Example;
}

export const same: Read = { reading: 'same' };

/** A value that shows what the reading says; without one nothing is said for certain. */
export function shown(
  reading: Reading,
  value: Example['value'] | undefined,
  member?: string,
): Read {
  if (value === undefined) return { reading: reading === 'refused' ? 'unproven' : reading };
  return { reading, example: { value, ...(member === undefined ? {} : { member }) } };
}

/** Proven, or shown by a value not to be so, or neither. */
export function readingOf(written: Schema, read: Schema, ends: Ends): Read {
  if (includes(written, read, ends)) return same;
  const value = counterexample(written, read, ends);
  if (value !== undefined) return shown('refused', value);
  const isKept = (one: Json): boolean =>
    JSON.stringify(understood(one, read, ends.reader)) === JSON.stringify(one);
  const lost = counterexample(written, read, ends, isKept);
  return lost === undefined ? { reading: 'unproven' } : shown('misread', lost);
}

export function endsOf(walk: Walk, direction: 'up' | 'down'): Ends {
  return direction === 'up'
    ? { writer: walk.older, reader: walk.newer }
    : { writer: walk.newer, reader: walk.older };
}

/** Both directions of one place. */
export function bothReadings(older: Schema, newer: Schema, walk: Walk): { up: Read; down: Read } {
  return {
    up: readingOf(older, newer, endsOf(walk, 'up')),
    down: readingOf(newer, older, endsOf(walk, 'down')),
  };
}

export function note(
  walk: Walk,
  place: Place,
  difference: Pick<Difference, 'kind' | 'message' | 'text'> & {
    readonly name?: string;
    readonly up: Read;
    readonly down: Read;
  },
): void {
  const { kind, name = '', message, text, up, down } = difference;
  const readings: Readings = { up: up.reading, down: down.reading };
  walk.found.push({
    kind,
    path: place.path,
    name,
    message,
    ...(place.before === '' ? {} : { before: place.before }),
    ...(place.after === '' ? {} : { after: place.after }),
    readings,
    where: {
      steps: place.steps,
      ...(up.example === undefined ? {} : { up: up.example }),
      ...(down.example === undefined ? {} : { down: down.example }),
    },
    text,
  });
}

export function deeper(place: Place, member: string, path: string, step: Step): Place {
  return {
    path: `${place.path}${path}`,
    before: `${place.before}/${member}`,
    after: `${place.after}/${member}`,
    steps: [...place.steps, step],
  };
}

/** A schema's own text: what it refers to by name. */
export function localText(schema: Schema | undefined): string {
  if (schema === undefined) return '';
  const { pieces, references } = wireText(schema);
  return pieces.map((piece, index) => `${piece}${references[index] ?? ''}`).join('');
}

export function localTexts(older: Schema, newer: Schema): readonly [string, string] {
  return [localText(older), localText(newer)];
}
