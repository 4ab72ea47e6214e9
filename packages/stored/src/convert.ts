import { type Context, jsonPointer } from '@skewline/runtime';
import { locate } from '@skewline/runtime/exchange';
import { Fault } from './problem.ts';
import { excuse, type Excuses, firstDifference } from './round-trip.ts';
import { epochOf, fullVersion, type Table, validatorAt, versionOf } from './table.ts';

/** A value that has been converted, and what that has cost. */
export interface Converted {
  readonly value: unknown;
  /** What was lost, in the words of the decisions that declare it, each once. */
  readonly losses: readonly string[];
}

/** Why a value is not valid in a version, if it is not. */
export function invalidIn(
  table: Table,
  type: string,
  position: number,
  value: unknown,
): Fault | undefined {
  const version = versionOf(table, position);
  const validate = validatorAt(table, type, position);
  if (validate === undefined) throw new Error(`there is no validator of ${type} in ${version}`);
  if (validate(value)) return undefined;
  const [first] = validate.errors ?? [];
  const pointer = `/value${first?.instancePath ?? ''}`;
  const message = `${first?.message ?? 'is not valid'}, as ${type} of version ${version}`;
  return new Fault('value_invalid', message, pointer, { version, cause: validate.errors });
}

/** From an older version to the newest. */
export function convertUp(
  table: Table,
  route: readonly number[],
  original: unknown,
): Converted | Fault {
  const losses = new Set<string>();
  let value = original;
  for (const [from, to] of hops(route)) {
    const { first: position } = epochOf(table, to);
    const lost: Listener = ({ loss }) => losses.add(loss);
    const next = hop(table, { from, position }, { value, original }, lost);
    if (next instanceof Fault) return next;
    value = next;
  }
  return { value, losses: [...losses] };
}

/**
 * From the newest version to an older one, for a program that will read it there. What that program
 * would hand back has to say the same, but for losses that a decision declares, on the way there or on
 * the way back: what is left aside without a word would be gone for good.
 */
export function convertDown(
  table: Table,
  { route, version }: { readonly route: readonly number[]; readonly version: string },
  original: unknown,
): Converted | Fault {
  const losses = new Set<string>();
  let value = original;
  for (const [from, to] of hops(route)) {
    const [newer, older] = [epochOf(table, from), epochOf(table, to)];
    const since = versionOf(table, newer.first);
    const cannot = (message: string, pointer = '/value', cause?: unknown): Fault =>
      new Fault('unrepresentable', message, pointer, { version, since, cause });

    // What decisions took in on the way down, and gave out on the way back.
    const excuses: Excuses = new Map();
    const next = hop(table, { from, position: older.last }, { value, original }, (lost) => {
      excuse(excuses, lost.from, lost.loss);
    });
    if (next instanceof Fault) {
      const { code, message, pointer, details } = next;
      return code === 'value_refused' ? cannot(message, pointer, details.cause) : next;
    }
    if (older.up?.to !== from) {
      return cannot(`${newer.type} cannot be read back from version ${version}`);
    }
    const there = { value: next, original: next };
    const back = hop(table, { from: to, position: newer.first }, there, (lost) => {
      excuse(excuses, lost.to, lost.loss);
    });
    if (back instanceof Fault) {
      return cannot(`cannot be read back from version ${version}: ${back.message}`);
    }
    const difference = firstDifference(value, back, excuses, losses);
    if (difference !== undefined) {
      const pointer = jsonPointer(['value', ...locate(difference, value, original)]);
      return cannot(`cannot be said before version ${since}`, pointer);
    }
    value = next;
  }
  return { value, losses: [...losses] };
}

type Listener = NonNullable<Context['lost']>;

function hops(route: readonly number[]): readonly (readonly [number, number])[] {
  return route.slice(1).map((to, index) => [route[index] ?? to, to]);
}

/**
 * Across one boundary of epochs. A fault says where in the original. A decision that throws is a
 * fault of the program, not of the file.
 */
function hop(
  { conversions }: Table,
  { from, position }: { readonly from: number; readonly position: number },
  { value, original }: { readonly value: unknown; readonly original: unknown },
  lost: Listener,
): unknown {
  const { climb, epochs, versions, Refusal } = conversions;
  const version = fullVersion(versions[position] ?? '');
  let result: unknown;
  try {
    result = climb(epochs, from, position, value, { lost });
  } catch (cause) {
    const message = `the conversion to version ${version} failed`;
    return new Fault('conversion_failed', message, '/value', { version, cause });
  }
  if (!(result instanceof Refusal)) return result;
  const pointer = jsonPointer(['value', ...locate(result.path, value, original)]);
  return new Fault('value_refused', result.message, pointer, { version, cause: result });
}
