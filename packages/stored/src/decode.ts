import { convertUp, invalidIn } from './convert.ts';
import { parseExact } from './exact-json.ts';
import { Fault } from './problem.ts';
import {
  epochAt,
  epochOf,
  fullVersion,
  isNewer,
  lastPosition,
  newestOf,
  positionOf,
  routeOf,
  type Table,
  versionGrammar,
} from './table.ts';

/** What a file says, in the newest version. */
export interface Decoded {
  readonly value: unknown;
  /** The version that it was written in, in three numbers. */
  readonly version: string;
  readonly losses: readonly string[];
}

/** The content of a file as a value of the newest version, or why not. Pure. */
export function decode(table: Table, bytes: Uint8Array): Decoded | Fault {
  const text = textOf(bytes);
  if (text instanceof Fault) return text;
  const document = parseExact(text, table.maxDepth);
  if (document instanceof Fault) return document;
  const envelope = envelopeOf(document);
  if (envelope instanceof Fault) return envelope;
  const start = startOf(table, envelope);
  if (start instanceof Fault) return start;

  const { type, value, version } = envelope;
  const invalid = invalidIn(table, type, start.position, value);
  if (invalid !== undefined) return invalid;
  const converted = convertUp(table, start.route, value);
  if (converted instanceof Fault) return converted;
  if (start.route.length > 1) {
    const wrong = invalidIn(table, table.type, lastPosition(table), converted.value);
    if (wrong !== undefined) {
      const { pointer, details } = wrong;
      const message = `the conversions made a value that is not valid: ${wrong.message}`;
      return new Fault('conversion_failed', message, pointer, details);
    }
  }
  return { ...converted, version };
}

function textOf(bytes: Uint8Array): string | Fault {
  if (bytes.length === 0) return new Fault('empty', 'is empty');
  if (bytes.every((byte) => byte === 0)) {
    return new Fault('empty', 'has nothing but zero bytes, as after a power failure');
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new Fault('not_utf8', 'is not UTF-8 text');
  }
}

/** What stands around a value. */
interface Envelope {
  readonly api: string;
  readonly type: string;
  /** Of the program that wrote it, in three numbers. */
  readonly version: string;
  /** The first version whose programs can read it as it is. */
  readonly since: string;
  readonly value: unknown;
}

const members: ReadonlySet<string> = new Set(['api', 'type', 'version', 'since', 'value']);

function envelopeOf(document: unknown): Envelope | Fault {
  const wrong = (message: string, pointer = ''): Fault =>
    new Fault('envelope_invalid', message, pointer);

  if (typeof document !== 'object' || document === null || Array.isArray(document)) {
    return wrong('is not an object with api, type, version and value');
  }
  const found = new Map<string, unknown>(Object.entries(document));
  for (const name of found.keys()) {
    // Writing the file again would lose it.
    if (!members.has(name)) return wrong('has a member that this program does not know');
  }
  if (!found.has('value')) return wrong('has no value');
  const [api, type, version] = ['api', 'type', 'version'].map((name) => found.get(name));
  const since = found.has('since') ? found.get('since') : version;
  if (typeof api !== 'string') return wrong('the name of the API must be a text', '/api');
  if (typeof type !== 'string') return wrong('the name of the type must be a text', '/type');
  if (!isVersion(version)) return wrong('must be a version such as "49.0.0"', '/version');
  if (!isVersion(since)) return wrong('must be a version such as "49.0.0"', '/since');
  if (isNewer(since, version)) return wrong('is newer than the version of the file', '/since');
  const value = found.get('value');
  return { api, type, version: fullVersion(version), since: fullVersion(since), value };
}

function isVersion(text: unknown): text is string {
  return typeof text === 'string' && versionGrammar.test(text);
}

interface Start {
  /** Of the version that the value is checked against. */
  readonly position: number;
  readonly route: readonly number[];
}

/** Where the way up begins, if this program knows that and it leads to the wanted type. */
function startOf(table: Table, envelope: Envelope): Start | Fault {
  const { api, type, version } = envelope;
  if (api !== table.api) {
    return new Fault(
      'other_api',
      `is a file of the API ${quoted(api)}, not of ${table.api}`,
      '/api',
    );
  }
  const position = readableAt(table, envelope);
  if (position === undefined) return unknownVersion(table, version);
  const start = epochAt(table, type, position);
  if (start === undefined) {
    const message = `version ${version} of ${api} has no type ${quoted(type)}`;
    return new Fault('type_unknown', message, '/type', { version });
  }
  const route = routeOf(table, start, lastPosition(table));
  const reached = route?.at(-1);
  if (route === undefined || reached === undefined || epochOf(table, reached).type !== table.type) {
    const message = `holds ${quoted(type)}, which is not what became ${table.type}`;
    return new Fault('other_type', message, '/type', { version });
  }
  return { position, route };
}

/**
 * The position of the version that a file is read as. That of a newer program is read too where its
 * type has not changed since a version that is known here.
 */
function readableAt(table: Table, { type, version, since }: Envelope): number | undefined {
  const position = positionOf(table, version);
  if (position !== undefined || !isNewer(version, newestOf(table))) return position;
  const earlier = positionOf(table, since);
  const epoch = earlier === undefined ? undefined : epochAt(table, type, earlier);
  const isSame = epoch !== undefined && epochOf(table, epoch).last === lastPosition(table);
  return isSame ? earlier : undefined;
}

function unknownVersion(table: Table, version: string): Fault {
  const newest = newestOf(table);
  if (isNewer(version, newest)) {
    const message = `was written in version ${version}, and the newest that this program knows is ${newest}`;
    return new Fault('version_newer', message, '/version', { version });
  }
  const oldest = fullVersion(table.conversions.versions[0] ?? '');
  const message = `${version} is no version of ${table.api}, which has ${oldest} to ${newest}`;
  return new Fault('version_unknown', message, '/version', { version });
}

/** A name that somebody else has written, short enough for a message. */
function quoted(name: string): string {
  return JSON.stringify(name.length > 80 ? `${name.slice(0, 79)}…` : name);
}
