import { type Context, type Epoch, type Problem, versionAt } from '@skewline/runtime';
import type { Validator, ValidatorEpoch } from '@skewline/runtime/validation';

/** A generated module `conversions`, as far as files need it. */
export interface Conversions {
  /** Oldest first. */
  readonly versions: readonly string[];
  readonly sparse: boolean;
  readonly epochs: readonly Epoch[];
  readonly climb: (
    epochs: readonly Epoch[],
    start: number,
    version: number,
    value: unknown,
    context: Context,
  ) => unknown;
  /** What its shims refuse with: a class of the copy of the runtime that they use. */
  readonly Refusal: abstract new (message: string) => Problem;
}

/** A generated table `validators`. */
export interface Validators {
  readonly [type: string]: readonly ValidatorEpoch[];
}

/** All that is known about what a file holds. */
export interface Table {
  readonly api: string;
  /** In the newest version. */
  readonly type: string;
  readonly conversions: Conversions;
  readonly validators: Validators;
  /** How deep the document may nest, and how many bytes it may have. */
  readonly maxDepth: number;
  readonly maxBytes: number;
}

/** The same version in three numbers: `49` is `49.0.0`. */
export function fullVersion(text: string): string {
  return [...text.split('.'), '0', '0'].slice(0, 3).map(Number).join('.');
}

/** Of a version that was written by somebody. */
export const versionGrammar: RegExp = /^\d{1,15}(?:\.\d{1,15}){0,2}$/;

export function newestOf({ conversions: { versions } }: Table): string {
  return fullVersion(versions.at(-1) ?? '');
}

export function isNewer(one: string, other: string): boolean {
  const [left, right] = [fullVersion(one).split('.'), fullVersion(other).split('.')];
  const at = left.findIndex((number, index) => number !== right[index]);
  return at !== -1 && Number(left[at]) > Number(right[at]);
}

/** The position of a version, or undefined where this program does not know it. */
export function positionOf({ conversions }: Table, version: string): number | undefined {
  return versionAt(conversions.versions, version, conversions.sparse);
}

export function lastPosition({ conversions }: Table): number {
  return conversions.versions.length - 1;
}

/** The version at a position, in three numbers. */
export function versionOf({ conversions }: Table, position: number): string {
  return fullVersion(conversions.versions[position] ?? '');
}

/** The position in the list of epochs of what a type is in a version. */
export function epochAt(
  { conversions: { epochs } }: Table,
  type: string,
  position: number,
): number | undefined {
  const found = epochs.findIndex(
    (epoch) => epoch.type === type && epoch.first <= position && position <= epoch.last,
  );
  return found === -1 ? undefined : found;
}

export function epochOf({ conversions: { epochs } }: Table, index: number): Epoch {
  const epoch = epochs[index];
  if (epoch === undefined) throw new Error(`there is no epoch ${String(index)}`);
  return epoch;
}

/** The epochs that a value passes on its way, first and last included; undefined where none leads. */
export function routeOf(
  table: Table,
  start: number,
  position: number,
): readonly number[] | undefined {
  const route = [start];
  for (let epoch = epochOf(table, start); ;) {
    if (epoch.first <= position && position <= epoch.last) return route;
    const way = position > epoch.last ? epoch.up : epoch.down;
    if (way === undefined) return undefined;
    route.push(way.to);
    epoch = epochOf(table, way.to);
  }
}

/** The check of a type in a version. */
export function validatorAt(
  table: Table,
  type: string,
  position: number,
): Validator<unknown> | undefined {
  const { validators, conversions } = table;
  const epochs = Object.hasOwn(validators, type) ? validators[type] : undefined;
  return epochs?.find(
    ({ from, to }) =>
      conversions.versions.indexOf(from) <= position &&
      position <= conversions.versions.indexOf(to),
  )?.validate;
}
