/** What a saga stores: parameters, constants, results, errors. */
export type Json =
  null | boolean | number | string | readonly Json[] | { readonly [member: string]: Json };

/** A stored result is at most this large, in bytes of UTF-8, where nothing else is said. */
export const DEFAULT_RESULT_LIMIT: number = 1024 * 1024;

const MAX_DEPTH = 128;

export type JsonCheck =
  | { readonly ok: true; readonly json: Json; readonly bytes: number }
  | {
      readonly ok: false;
      readonly reason: 'not_json' | 'too_large' | 'too_deep';
      readonly message: string;
    };

/**
 * The value as JSON, copied, so that nobody can change it afterwards. What JSON would change silently (a Date, a Map,
 * NaN, undefined in an array) is refused, and so is text that databases cannot store. A member that is undefined counts
 * as absent.
 */
export function checkJson(value: unknown, limit: number = DEFAULT_RESULT_LIMIT): JsonCheck {
  try {
    const fault = faultOf(value, '', 0);
    if (fault !== undefined) return { ok: false, ...fault };
    const text = JSON.stringify(value);
    const bytes = Buffer.byteLength(text);
    if (bytes > limit) {
      return { ok: false, reason: 'too_large', message: `${bytes} bytes, at most ${limit}` };
    }
    // JSON.parse is typed any; what it gives is JSON.
    return { ok: true, json: JSON.parse(text) as Json, bytes };
  } catch (error) {
    // A getter or a proxy of the caller's that throws.
    return { ok: false, reason: 'not_json', message: `cannot be read: ${String(error)}` };
  }
}

interface Fault {
  readonly reason: 'not_json' | 'too_deep';
  readonly message: string;
}

function faultOf(value: unknown, path: string, depth: number): Fault | undefined {
  const notJson = (what: string): Fault => ({
    reason: 'not_json',
    message: `${what} at ${path === '' ? 'the top' : path}`,
  });
  if (value === null || typeof value === 'boolean') return undefined;
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : notJson(String(value));
  if (typeof value === 'string')
    return storable(value) ? undefined : notJson('text that is not Unicode, or has NUL,');
  if (typeof value !== 'object') return notJson(typeof value);
  if (depth >= MAX_DEPTH) {
    return { reason: 'too_deep', message: `circular, or deeper than ${MAX_DEPTH} levels` };
  }
  if (Array.isArray(value)) {
    // By index: an iteration that skips holes would miss what becomes null.
    for (let index = 0; index < value.length; index += 1) {
      const fault = faultOf(value[index], `${path}/${index}`, depth + 1);
      if (fault !== undefined) return fault;
    }
    return undefined;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    return notJson(`an object of class ${value.constructor.name}`);
  }
  for (const [member, inner] of Object.entries(value)) {
    if (!storable(member)) return notJson('a member name that is not Unicode, or has NUL,');
    if (inner === undefined) continue;
    const fault = faultOf(inner, `${path}/${member}`, depth + 1);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

/** PostgreSQL's jsonb refuses NUL and lone surrogates; a saga must not wait for ever to store them. */
function storable(text: string): boolean {
  return !text.includes('\0') && !/\p{Surrogate}/u.test(text);
}

/** Text of unknown origin, cut and made storable. */
export function storableText(text: string, maxLength = 4096): string {
  const clean = text.replaceAll('\0', '\uFFFD').replaceAll(/\p{Surrogate}/gu, '\uFFFD');
  if (clean.length <= maxLength) return clean;
  // The cut may go through a pair.
  return `${clean.slice(0, maxLength).replace(/\p{Surrogate}$/u, '')}…`;
}

/** Equality of JSON, whatever the order of members: databases do not keep it. */
export function sameJson(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (typeof left !== 'object' || typeof right !== 'object') return false;
  if (left === null || right === null || Array.isArray(left) !== Array.isArray(right)) return false;
  const leftEntries = Object.entries(left).filter(([, value]) => value !== undefined);
  const rightMembers = new Map(Object.entries(right).filter(([, value]) => value !== undefined));
  return (
    leftEntries.length === rightMembers.size &&
    leftEntries.every(
      ([member, value]) => rightMembers.has(member) && sameJson(value, rightMembers.get(member)),
    )
  );
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
