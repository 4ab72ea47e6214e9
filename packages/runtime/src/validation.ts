/**
 * What generated validators need when they run. Everything here takes time linear in the length of
 * its input: the input comes from somebody else.
 */

import type { Refinement } from './refinement.ts';
import { jsonPointer } from './refusal.ts';

export { duplicate } from './repeats.ts';

/** One reason why a value is not valid, as ajv words it. */
export interface ValidationError {
  readonly keyword: string;
  /** Where in the value: a JSON pointer. */
  readonly instancePath: string;
  /** Which rule of the type: a URI fragment. */
  readonly schemaPath: string;
  readonly params: { readonly [name: string]: unknown };
  readonly message?: string;
}

/** True for a valid value; after false, `errors` says why, until the next call. */
export interface Validator<T> {
  (value: unknown): value is T;
  errors?: readonly ValidationError[] | null;
}

/** A type in one range of versions, both ends included. */
export interface ValidatorEpoch {
  readonly from: string;
  readonly to: string;
  readonly validate: Validator<unknown>;
}

/** A validator as its own generated callers call it: with where the value is. */
type Inner = (value: unknown, context?: { readonly instancePath?: string }) => boolean;

/**
 * A validator with a hand-written refinement behind it. `validate` sets the errors of what this
 * returns: generated code knows itself by the exported name.
 */
export function refine<T>(validate: Inner, refinement: () => Refinement<T>): Validator<T> {
  const refined: Validator<T> & Inner = (
    value: unknown,
    context: { readonly instancePath?: string } = {},
  ): value is T => {
    const { instancePath = '' } = context;
    const { check, words } = refinement();
    if (!validate(value, context)) {
      refined.errors = (refined.errors ?? []).map((error) => {
        const message = error.instancePath === instancePath ? words?.[error.keyword] : undefined;
        return message === undefined ? error : { ...error, message };
      });
      return false;
    }
    // The schema has just said that it is a T.
    const refusal = check?.(value as T);
    if (refusal === undefined) return true;
    const { message, status, path } = refusal;
    const where = `${instancePath}${jsonPointer(path)}`;
    const error = { keyword: 'refine', instancePath: where, schemaPath: '#/refine', message };
    refined.errors = [{ ...error, params: { status } }];
    return false;
  };
  return refined;
}

/** The length in code points, as JSON Schema counts it. */
export function ucs2length(text: string): number {
  let length = text.length;
  for (let index = 0; index < text.length - 1; index += 1) {
    if ((text.charCodeAt(index) & 0xfc00) !== 0xd800) continue;
    if ((text.charCodeAt(index + 1) & 0xfc00) !== 0xdc00) continue;
    length -= 1;
    index += 1;
  }
  return length;
}

export type Format = RegExp | ((text: string) => boolean);

/** The formats that are checked. What is not here is a hint for people. */
export const formats: {
  readonly uuid: Format;
  readonly date: Format;
  readonly 'date-time': Format;
  readonly ipv4: Format;
  readonly ipv6: Format;
  readonly ip: Format;
  readonly uri: Format;
  readonly email: Format;
  readonly hostname: Format;
  readonly byte: Format;
  readonly 'hex string': Format;
  readonly 'hex string (32 bytes)': Format;
  readonly 'hex string (64 bytes)': Format;
} = {
  uuid: /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i,
  date: isDate,
  'date-time': isDateTime,
  ipv4: isIpv4,
  ipv6: isIpv6,
  ip: (text) => isIpv4(text) || isIpv6(text),
  uri: isUri,
  email: isEmail,
  hostname: isHostname,
  byte: isBase64,
  'hex string': (text) => text.length % 2 === 0 && !/[^0-9a-f]/i.test(text),
  'hex string (32 bytes)': /^[0-9a-f]{64}$/i,
  'hex string (64 bytes)': /^[0-9a-f]{128}$/i,
};

const daysOfMonth = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function isDate(text: string): boolean {
  const match = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text);
  if (match === null) return false;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = month === 2 && isLeap ? 29 : (daysOfMonth[month - 1] ?? 0);
  return day >= 1 && day <= days;
}

/** RFC 3339. */
function isDateTime(text: string): boolean {
  if (!/^.{10}t/i.test(text) || !isDate(text.slice(0, 10))) return false;
  const match = /^(\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:z|([+-])(\d\d):(\d\d))$/i.exec(text.slice(11));
  if (match === null) return false;
  const [hour, minute, second] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const [offsetHour, offsetMinute] = [Number(match[5] ?? 0), Number(match[6] ?? 0)];
  if (hour > 23 || minute > 59 || offsetHour > 23 || offsetMinute > 59) return false;
  if (second < 60) return true;
  // A leap second is the last of a day in UTC, whatever the clock on the wall says.
  const offset = (offsetHour * 60 + offsetMinute) * (match[4] === '-' ? -1 : 1);
  const day = 24 * 60;
  return second === 60 && (hour * 60 + minute - offset + 2 * day) % day === day - 1;
}

function isIpv4(text: string): boolean {
  if (text.length > 15) return false;
  const parts = text.split('.');
  const isByte = (part: string): boolean => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256;
  return parts.length === 4 && parts.every(isByte);
}

/** RFC 4291, without the zone of RFC 4007: a zone means something on one machine only. */
function isIpv6(text: string): boolean {
  if (text.length > 45) return false;
  const halves = text.split('::');
  if (halves.length > 2) return false;
  const [head = '', tail] = halves;
  const groups = (half: string, isLast: boolean): number => {
    if (half === '') return 0;
    const parts = half.split(':');
    const last = parts.at(-1) ?? '';
    const embedded = isLast && last.includes('.');
    if (embedded && !isIpv4(last)) return Infinity;
    const plain = embedded ? parts.slice(0, -1) : parts;
    if (!plain.every((part) => /^[0-9a-f]{1,4}$/i.test(part))) return Infinity;
    return plain.length + (embedded ? 2 : 0);
  };
  if (tail === undefined) return groups(head, true) === 8;
  return groups(head, false) + groups(tail, true) < 8;
}

/** RFC 3986: a URI with a scheme, no relative reference. */
function isUri(text: string): boolean {
  const match = /^[a-z][a-z0-9+.-]*:([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/is.exec(text);
  if (match === null) return false;
  const [, hierarchy = '', query = '', fragment = ''] = match;
  const strange = /[^\w\-.~!$&'()*+,;=:@/?%]|%(?![0-9a-f]{2})/i;
  if (strange.test(query) || strange.test(fragment)) return false;
  if (!hierarchy.startsWith('//')) return !strange.test(hierarchy);
  const slash = hierarchy.indexOf('/', 2);
  const authority = hierarchy.slice(2, slash === -1 ? undefined : slash);
  if (slash !== -1 && strange.test(hierarchy.slice(slash))) return false;
  const at = authority.lastIndexOf('@');
  const user = authority.slice(0, Math.max(at, 0));
  const hostAndPort = /^(\[[^[\]]*\]|[^:[\]]*)(?::\d*)?$/.exec(authority.slice(at + 1));
  if (hostAndPort === null || user.includes('@') || strange.test(user)) return false;
  const host = hostAndPort[1] ?? '';
  if (!host.startsWith('[')) return !strange.test(host);
  return isIpv6(host.slice(1, -1)) || /^\[v[0-9a-f]+\.[\w\-.~!$&'()*+,;=:]+\]$/i.test(host);
}

/** RFC 5321 without quoted parts, which no address in use has. */
function isEmail(text: string): boolean {
  const at = text.lastIndexOf('@');
  if (at < 1 || at > 64 || text.length > 254) return false;
  const local = text.slice(0, at).split('.');
  if (!local.every((part) => /^[\w!#$%&'*+\-/=?^`{|}~]+$/.test(part))) return false;
  const domain = text.slice(at + 1);
  if (!domain.startsWith('[')) return isHostname(domain);
  const address = domain.endsWith(']') ? domain.slice(1, -1) : '';
  return isIpv4(address) || (/^ipv6:/i.test(address) && isIpv6(address.slice(5)));
}

/** RFC 1123. */
function isHostname(text: string): boolean {
  if (text.length > 253) return false;
  return text.split('.').every((label) => /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i.test(label));
}

/** RFC 4648, section 4, with its padding. */
function isBase64(text: string): boolean {
  const end = text.length - (text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0);
  return text.length % 4 === 0 && !/[^A-Za-z0-9+/]/.test(text.slice(0, end));
}
