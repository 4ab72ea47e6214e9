import { convertDown, invalidIn } from './convert.ts';
import { parseExact } from './exact-json.ts';
import { notPlain } from './plain.ts';
import { Fault } from './problem.ts';
import {
  epochAt,
  epochOf,
  fullVersion,
  lastPosition,
  newestOf,
  positionOf,
  routeOf,
  type Table,
  versionOf,
} from './table.ts';

/** What a file is going to say. */
export interface Encoded {
  readonly bytes: Uint8Array;
  /** The version that it is written in, in three numbers. */
  readonly version: string;
  readonly losses: readonly string[];
}

/** A value of the newest version as the content of a file, or why not. Pure. */
export function encode(
  table: Table,
  value: unknown,
  as: string = newestOf(table),
): Encoded | Fault {
  const fault = notPlain(value, table.maxDepth);
  if (fault !== undefined) return fault;
  const newest = lastPosition(table);
  const invalid = invalidIn(table, table.type, newest, value);
  if (invalid !== undefined) return invalid;

  const position = positionOf(table, as);
  if (position === undefined) {
    const message = `cannot be written as ${JSON.stringify(as)}, which is no version of ${table.api}`;
    return new Fault('version_unknown', message);
  }
  const version = fullVersion(as);
  const start = epochAt(table, table.type, newest);
  const route = start === undefined ? undefined : routeOf(table, start, position);
  const reached = route?.at(-1);
  if (route === undefined || reached === undefined) {
    const message = `version ${version} has nothing that became ${table.type}`;
    return new Fault('unrepresentable', message, '/value', { version });
  }
  const converted = convertDown(table, { route, version }, value);
  if (converted instanceof Fault) return converted;
  const { type, first } = epochOf(table, reached);
  const wrong = invalidIn(table, type, position, converted.value);
  if (wrong !== undefined)
    return new Fault('unrepresentable', wrong.message, wrong.pointer, wrong.details);

  const since = versionOf(table, first);
  const text = `${JSON.stringify({ api: table.api, type, version, since, value: converted.value })}\n`;
  const bytes = new TextEncoder().encode(text);
  if (bytes.length > table.maxBytes) {
    const message = `would have ${String(bytes.length)} bytes, more than ${String(table.maxBytes)}`;
    return new Fault('too_large', message);
  }
  // What could not be read again is not written: a number, for example, that JSON would round.
  const readable = parseExact(text, table.maxDepth);
  if (readable instanceof Fault) return readable;
  return { bytes, version, losses: converted.losses };
}
