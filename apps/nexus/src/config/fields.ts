import { Refusal } from '@skewline/runtime';

/** What is wrong with a configuration is added to it. */
export type Found = Refusal[];

/** Where a value stands. */
export type Place = readonly (string | number)[];

/** Reads one value. Undefined where it will not do: then it has said why. */
export type Field<Value> = (value: unknown, place: Place, found: Found) => Value | undefined;

/** Notes a problem: what has to be there, and what is. */
export function complain(found: Found, place: Place, message: string): undefined {
  found.push(new Refusal(message, { code: 'bad_config', path: place }));
  return undefined;
}

/** An object. A member that is absent is what it is in `defaults`; one that is not known is a problem. */
export function object<Value extends object>(
  fields: { readonly [Name in keyof Value]-?: Field<Value[Name]> },
  defaults: Partial<Value>,
): Field<Value> {
  return (value, place, found) => {
    if (!isRecord(value)) return complain(found, place, `has to be an object, not ${said(value)}`);
    // The keys of a type of ours: nothing else has been put there.
    const names = Object.keys(fields) as (keyof Value & string)[];
    for (const name of Object.keys(value)) {
      if (Object.hasOwn(fields, name)) continue;
      complain(found, [...place, name], `is not known; there are ${names.join(', ')}`);
    }
    const read: Partial<Value> = { ...defaults };
    for (const name of names) {
      if (!Object.hasOwn(value, name) && Object.hasOwn(defaults, name)) continue;
      // Of one that is missing this says what has to be there.
      const given = Object.hasOwn(value, name) ? value[name] : undefined;
      const member = fields[name](given, [...place, name], found);
      if (member === undefined) delete read[name];
      else read[name] = member;
    }
    const isWhole = names.every((name) => Object.hasOwn(read, name));
    // All members are there, and each has been read.
    return isWhole ? (read as Value) : undefined;
  };
}

export function wholeNumber(least: number, most: number): Field<number> {
  return (value, place, found) =>
    typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most
      ? value
      : complain(
          found,
          place,
          `has to be a whole number from ${String(least)} to ${String(most)}, not ${said(value)}`,
        );
}

/** A text that is as it should be: `what` says how. */
export function text(what: string, isGood: (value: string) => boolean): Field<string> {
  return (value, place, found) =>
    typeof value === 'string' && isGood(value)
      ? value
      : complain(found, place, `has to be ${what}, not ${said(value)}`);
}

export function oneOf<const Word extends string>(...words: readonly Word[]): Field<Word> {
  return (value, place, found) =>
    words.find((word) => word === value) ??
    complain(found, place, `has to be one of ${words.join(', ')}, not ${said(value)}`);
}

export const flag: Field<boolean> = (value, place, found) =>
  typeof value === 'boolean'
    ? value
    : complain(found, place, `has to be true or false, not ${said(value)}`);

export function orNull<Value>(field: Field<Value>): Field<Value | null> {
  return (value, place, found) => (value === null ? null : field(value, place, found));
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value in a few words. What is long, or may be a secret, is not repeated. */
function said(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (isRecord(value)) return 'an object';
  const isLong = typeof value === 'string' && (value.length > 60 || value.includes('@'));
  return isLong ? 'this text' : JSON.stringify(value);
}
