import { type Context, jsonPointer, type LossReport } from '@skewline/runtime';
import { differences, Excuses, locate } from '@skewline/runtime/exchange';
import { Fault } from './problem.ts';
import { epochOf, fullVersion, type Table, validatorAt, versionOf } from './table.ts';

/** A value that has been converted, and what that has cost. */
export interface Converted {
  readonly value: unknown;
  /** What was lost, each once: in the words of the decisions that declare it, or what and where. */
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

/**
 * From an older version to the newest. What the older version would not get back is lost: by what a
 * decision declares, or because the newest version has no place for it.
 */
export function convertUp(
  table: Table,
  route: readonly number[],
  original: unknown,
): Converted | Fault {
  const losses = new Set<string>();
  let value = original;
  for (const [from, to] of hops(route)) {
    const crossing = cross(table, { from, to }, { value, original });
    if (crossing instanceof Fault) return crossing;
    for (const loss of crossing.losses) losses.add(loss);
    for (const { path, isNull } of crossing.left ?? []) {
      const since = versionOf(table, epochOf(table, to).first);
      // Mostly a member that may be absent too, and means the same.
      if (!isNull) losses.add(`what was at ${path}: version ${since} has no place for it`);
    }
    value = crossing.next;
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
    const since = versionOf(table, epochOf(table, from).first);
    const cannot = (message: string, pointer = '/value', cause?: unknown): Fault =>
      new Fault('unrepresentable', message, pointer, { version, since, cause });

    const crossing = cross(table, { from, to }, { value, original });
    if (crossing instanceof Fault) {
      const { code, message, pointer, details } = crossing;
      return code === 'value_refused' ? cannot(message, pointer, details.cause) : crossing;
    }
    if (crossing.left === undefined) return cannot(`cannot be read back from version ${version}`);
    const [first] = crossing.left;
    if (first !== undefined) return cannot(`cannot be said before version ${since}`, first.path);
    for (const loss of crossing.losses) losses.add(loss);
    value = crossing.next;
  }
  return { value, losses: [...losses] };
}

function hops(route: readonly number[]): readonly (readonly [number, number])[] {
  return route.slice(1).map((to, index) => [route[index] ?? to, to]);
}

interface OnTheWay {
  readonly value: unknown;
  /** What it was before all conversions. */
  readonly original: unknown;
}

/** Across one boundary of epochs, and back to see what is left of it. */
interface Crossing {
  readonly next: unknown;
  /** Declared, and lost. */
  readonly losses: ReadonlySet<string>;
  /** What is left aside without a word; absent where the way back is not there, or refuses. */
  readonly left?: readonly { readonly path: string; readonly isNull: boolean }[];
}

function cross(
  table: Table,
  { from, to }: { readonly from: number; readonly to: number },
  { value, original }: OnTheWay,
): Crossing | Fault {
  const [here, there] = [epochOf(table, from), epochOf(table, to)];
  const isUp = there.first > here.last;
  const [way, wayBack]: [LossReport[], LossReport[]] = [[], []];
  const forth = { from, position: isUp ? there.first : there.last };
  const next = hop(table, forth, { value, original }, (report) => way.push(report));
  if (next instanceof Fault) return next;
  if ((isUp ? there.down : there.up)?.to !== from) return { next, losses: lossesOf(way) };

  const home = { from: to, position: isUp ? here.last : here.first };
  const back = hop(table, home, { value: next, original: next }, (report) => wayBack.push(report));
  if (back instanceof Fault) return { next, losses: lossesOf(way) };

  const excuses = new Excuses(way, wayBack);
  const left = differences(value, back, excuses).map((path) => ({
    path: jsonPointer(['value', ...locate(path, value, original)]),
    isNull: valueAt(value, path) === null,
  }));
  return { next, losses: lossesOf(excuses.used), left };
}

function lossesOf(reports: Iterable<LossReport>): ReadonlySet<string> {
  return new Set([...reports].map(({ loss }) => loss));
}

function valueAt(value: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (inner, name) =>
      typeof inner === 'object' && inner !== null ? Reflect.get(inner, name) : inner,
    value,
  );
}

/**
 * Across one boundary of epochs. A fault says where in the original. A decision that throws is a
 * fault of the program, not of the file.
 */
function hop(
  { conversions }: Table,
  { from, position }: { readonly from: number; readonly position: number },
  { value, original }: OnTheWay,
  lost: NonNullable<Context['lost']>,
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
