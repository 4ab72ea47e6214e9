/**
 * How the values of columns look in rows, on PGlite and on PostgreSQL alike: plain data, nothing rounded.
 *
 * | column | in a row |
 * |---|---|
 * | int8 | a number; one that a number cannot hold exactly is an error |
 * | timestamptz | RFC 3339 text in UTC with microseconds: `2026-11-21T06:51:55.000000Z` |
 * | interval | seconds, as a number |
 * | inet | the address as text, without the length of a prefix that covers one host |
 * | bytea | a Uint8Array |
 * | jsonb | the parsed value; to write one, give its JSON text |
 */

/** A value that the database may hold but a row cannot say: the program's own tables never have one. */
export class UnsayableValue extends Error {
  override readonly name = 'UnsayableValue';
}

/** The numbers by which PostgreSQL knows the types that are read in our own way. */
export const typeIds = {
  bytea: 17,
  int8: 20,
  json: 114,
  inet: 869,
  timestamptz: 1184,
  interval: 1186,
  jsonb: 3802,
} as const;

export function parseInt8(text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value)) return value;
  throw new UnsayableValue(
    `int8 ${text} is beyond ${String(Number.MAX_SAFE_INTEGER)} and would be rounded`,
  );
}

const timestampPattern =
  /^(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?([+-])(\d\d)(?::(\d\d))?$/;

export function parseTimestamptz(text: string): string {
  const match = timestampPattern.exec(text);
  if (match === null) throw new UnsayableValue(`timestamptz ${text} has no RFC 3339 form`);
  const [, year, month, day, hour, minute, second, fraction = '', sign, hours, minutes = '00'] =
    match;
  const microseconds = fraction.padEnd(6, '0');
  const local = `${String(year)}-${String(month)}-${String(day)}T${String(hour)}:${String(minute)}:${String(second)}`;
  if (hours === '00' && minutes === '00') return `${local}.${microseconds}Z`;
  // Our sessions are in UTC. Where something between us and the server changed that, the offset is
  // whole minutes and leaves the fraction alone.
  const offset = (Number(hours) * 60 + Number(minutes)) * 60_000 * (sign === '-' ? -1 : 1);
  const utc = new Date(Date.parse(`${local}Z`) - offset).toISOString();
  return `${utc.slice(0, 19)}.${microseconds}Z`;
}

const intervalPattern =
  /^(?=.)(?:([+-]?\d+) days?)?(?:^| |$)(?:([+-])?(\d+):(\d\d):(\d\d(?:\.\d+)?))?$/;

export function parseInterval(text: string): number {
  const match = intervalPattern.exec(text);
  // A month is no number of seconds.
  if (match === null) throw new UnsayableValue(`interval ${text} is no number of seconds`);
  const [, days = '0', sign, hours = '0', minutes = '0', seconds = '0'] = match;
  const time = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  return Number(days) * 86_400 + (sign === '-' ? -time : time);
}

export function parseInet(text: string): string {
  const [address = '', length] = text.split('/');
  const whole = address.includes(':') ? '128' : '32';
  return length === whole ? address : text;
}

export function parseBytea(text: string): Uint8Array {
  if (!text.startsWith(String.raw`\x`)) {
    throw new UnsayableValue('a bytea came in another form than hex');
  }
  // Copied, so that it is a Uint8Array on both engines and not a Buffer on one.
  return new Uint8Array(Buffer.from(text.slice(2), 'hex'));
}

/** By type id, for both engines. What is not here is read as text, or as each engine reads booleans and int4. */
export const parsers: ReadonlyMap<number, (text: string) => unknown> = new Map<
  number,
  (text: string) => unknown
>([
  [typeIds.bytea, parseBytea],
  [typeIds.int8, parseInt8],
  [typeIds.json, (text) => JSON.parse(text) as unknown],
  [typeIds.inet, parseInet],
  [typeIds.timestamptz, parseTimestamptz],
  [typeIds.interval, parseInterval],
  [typeIds.jsonb, (text) => JSON.parse(text) as unknown],
]);
