import type { JsonObject } from '../model/json.ts';
import type { EnumValue, Schema } from '../model/schema.ts';
import type { Context } from './context.ts';
import { malformed, unsupported } from './context.ts';
import { isList, member, optional } from './raw.ts';
import { anySchema, nullable, readText } from './documented.ts';
import type { TypeName } from './keywords.ts';
import { child } from './pointer.ts';

export function readString(context: Context, raw: JsonObject, pointer: string): Schema {
  return Object.freeze({
    kind: 'string',
    ...optional('format', readText(context, raw, 'format', pointer)),
    ...optional('pattern', readText(context, raw, 'pattern', pointer)),
    ...optional('minLength', readCount(context, raw, 'minLength', pointer)),
    ...optional('maxLength', readCount(context, raw, 'maxLength', pointer)),
  });
}

export function readNumber(
  context: Context,
  raw: JsonObject,
  pointer: string,
  integer: boolean,
): Schema {
  const low = readBound(context, raw, pointer, 'minimum', 'exclusiveMinimum');
  const high = readBound(context, raw, pointer, 'maximum', 'exclusiveMaximum');
  return Object.freeze({
    kind: 'number',
    integer,
    ...optional('format', readText(context, raw, 'format', pointer)),
    ...optional('minimum', low.inclusive),
    ...optional('maximum', high.inclusive),
    ...optional('exclusiveMinimum', low.exclusive),
    ...optional('exclusiveMaximum', high.exclusive),
    ...optional('multipleOf', readMultiple(context, raw, pointer)),
  });
}

function readMultiple(context: Context, raw: JsonObject, pointer: string): number | undefined {
  const value = readNumeric(context, raw, 'multipleOf', pointer);
  if (value === undefined || value > 0) return value;
  const message = 'Nothing is a multiple of `multipleOf`, which is not above 0.';
  malformed(context, child(pointer, 'multipleOf'), message, 'Write a number above 0.');
  return undefined;
}

interface Bound {
  readonly inclusive?: number;
  readonly exclusive?: number;
}

/** OpenAPI 3.0 says `exclusiveMinimum: true` beside the bound, 3.1 says the bound itself. */
function readBound(
  context: Context,
  raw: JsonObject,
  pointer: string,
  key: 'minimum' | 'maximum',
  exclusiveKey: 'exclusiveMinimum' | 'exclusiveMaximum',
): Bound {
  const bound = readNumeric(context, raw, key, pointer);
  const flag = member(raw, exclusiveKey);
  if (flag === true) {
    if (bound === undefined) {
      const message = `\`${exclusiveKey}\` is true, but there is no \`${key}\`.`;
      malformed(context, child(pointer, exclusiveKey), message, `Add \`${key}\`.`);
    }
    return optional('exclusive', bound);
  }
  const exclusive = flag === false ? undefined : readNumeric(context, raw, exclusiveKey, pointer);
  return { ...optional('inclusive', bound), ...optional('exclusive', exclusive) };
}

function readNumeric(
  context: Context,
  raw: JsonObject,
  key: string,
  pointer: string,
): number | undefined {
  const value = member(raw, key);
  if (value === undefined || typeof value === 'number') return value;
  malformed(context, child(pointer, key), `\`${key}\` is not a number.`, 'Write a number.');
  return undefined;
}

/** A length or a number of items. */
export function readCount(
  context: Context,
  raw: JsonObject,
  key: string,
  pointer: string,
): number | undefined {
  const value = readNumeric(context, raw, key, pointer);
  if (value === undefined || (Number.isInteger(value) && value >= 0)) return value;
  const fix = 'Write an integer of 0 or more.';
  malformed(context, child(pointer, key), `\`${key}\` is not a number of things.`, fix);
  return undefined;
}

export const nullEnum: Schema = Object.freeze({
  kind: 'enum',
  values: Object.freeze([Object.freeze({ value: null })]),
});

/** `enum` or `const`. Null among other values makes the whole nullable. */
export function readEnum(
  context: Context,
  raw: JsonObject,
  types: readonly TypeName[],
  pointer: string,
): Schema {
  const list = member(raw, 'enum');
  const constant = member(raw, 'const');
  const key = list === undefined ? 'const' : 'enum';
  const values = list === undefined ? [constant ?? null] : list;
  if (list !== undefined && constant !== undefined) {
    unsupported(context, pointer, '`enum` stands beside `const`.', 'Keep one of the two.');
  }
  if (!isList(values) || values.length === 0) {
    malformed(context, child(pointer, key), '`enum` is not a list of values.', 'List the values.');
    return anySchema;
  }
  const found = new Set<string | number | boolean>();
  let hasNull = false;
  for (const [index, value] of values.entries()) {
    const place = key === 'const' ? child(pointer, key) : child(child(pointer, key), index);
    if (typeof value === 'object' && value !== null) {
      const fix = 'Describe the object or array by a schema.';
      unsupported(context, place, 'An enum value is an object or array.', fix);
    } else if (value === null) {
      hasNull = true;
    } else if (types.length > 0 && !types.some((type) => fits[type](value))) {
      const message = `${JSON.stringify(value)} is no ${types.join(' or ')}.`;
      malformed(context, place, message, 'Mend the value or the type.');
    } else {
      found.add(value);
    }
  }
  if (types.includes('null') && !hasNull) {
    context.reporter.report('unsupported', {
      severity: 'warning',
      message: `\`type\` allows null, but \`${key}\` does not.`,
      fix: 'List null among the values, or remove it from `type`.',
      pointer: child(pointer, key),
    });
  }
  if (found.size === 0) return hasNull ? nullEnum : anySchema;
  const schema = enumOf([...found].map((value) => ({ value })));
  return hasNull ? nullable(schema) : schema;
}

const fits: { readonly [T in TypeName]: (value: string | number | boolean) => boolean } = {
  null: () => false,
  boolean: (value) => typeof value === 'boolean',
  integer: (value) => Number.isInteger(value),
  number: (value) => typeof value === 'number',
  string: (value) => typeof value === 'string',
  array: () => false,
  object: () => false,
};

export function enumOf(values: readonly EnumValue[]): Schema {
  return Object.freeze({
    kind: 'enum',
    values: Object.freeze(values.map((value) => Object.freeze(value))),
  });
}
