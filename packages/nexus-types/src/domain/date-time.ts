import type { DateTime } from '@skewline/runtime/api';

interface Instant {
  /** Whole seconds since 1970. */
  readonly seconds: number;
  /** The digits after the point: kept as text, for the database has more of them than `Date`. */
  readonly fraction: string;
}

const rfc3339 =
  /^(\d{4}-\d{2}-\d{2})[Tt ]([01]\d|2[0-3]):([0-5]\d):([0-5]\d|60)(?:\.(\d+))?(?:[Zz]|([+-])([01]\d|2[0-3]):([0-5]\d))$/;

/** Throws on what is no RFC 3339 time: whoever calls has a `DateTime`, so that is a broken promise. */
function instant(time: DateTime): Instant {
  const parts = rfc3339.exec(time);
  const [, date = '', hours, minutes, seconds, fraction = '', sign, offHours, offMinutes] =
    parts ?? [];
  const midnight = Date.parse(`${date}T00:00:00Z`);
  // Date.parse takes February 30 for March 2.
  if (Number.isNaN(midnight) || !new Date(midnight).toISOString().startsWith(date)) {
    throw new RangeError(`not an RFC 3339 time: ${JSON.stringify(time)}`);
  }
  const inDay = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  const offset = sign === undefined ? 0 : Number(offHours) * 3600 + Number(offMinutes) * 60;
  return { seconds: midnight / 1000 + inDay + (sign === '-' ? offset : -offset), fraction };
}

/** Negative if `left` is earlier, positive if it is later, 0 if both are the same instant. */
export function compareTimes(left: DateTime, right: DateTime): number {
  const [a, b] = [instant(left), instant(right)];
  if (a.seconds !== b.seconds) return a.seconds - b.seconds;
  const digits = Math.max(a.fraction.length, b.fraction.length);
  const [x, y] = [a.fraction.padEnd(digits, '0'), b.fraction.padEnd(digits, '0')];
  return x === y ? 0 : x < y ? -1 : 1;
}

/** That many whole seconds later, in UTC, with all the digits of `time` after the point. */
export function addSeconds(time: DateTime, seconds: number): DateTime {
  const { seconds: start, fraction } = instant(time);
  const text = new Date((start + seconds) * 1000).toISOString();
  if (!/^\d{4}-/.test(text)) throw new RangeError(`no RFC 3339 time has the year of ${text}`);
  return `${text.slice(0, 19)}${fraction === '' ? '' : `.${fraction}`}Z`;
}
