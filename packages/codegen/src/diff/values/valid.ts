import { duplicate, formats, ucs2length } from '@skewline/runtime/validation';
import { isJsonObject, type Json } from '../../model/json.ts';
import { numberRange } from '../../model/number-range.ts';
import type { NumberSchema, ObjectSchema, Schema, StringSchema } from '../../model/schema.ts';
import { checkablePattern } from '../pattern/usable.ts';
import { resolve, type Side } from '../side.ts';

/** Whether a value is one of a schema: an interpreter, for the few values that a verdict looks at. */
export function isValid(value: Json | undefined, schema: Schema, side: Side): boolean {
  if (value === undefined) return false;
  switch (schema.kind) {
    case 'any':
      return true;
    case 'boolean':
      return typeof value === 'boolean';
    case 'number':
      return typeof value === 'number' && numberIsValid(value, schema);
    case 'string':
      return typeof value === 'string' && stringIsValid(value, schema);
    case 'enum':
      return schema.values.some((one) => one.value === value);
    case 'array':
      return (
        isList(value) &&
        value.length >= (schema.minItems ?? 0) &&
        value.length <= (schema.maxItems ?? Infinity) &&
        !(schema.uniqueItems && duplicate(value) !== undefined) &&
        value.every((item) => isValid(item, schema.items, side))
      );
    case 'tuple':
      return (
        isList(value) &&
        value.length === schema.items.length &&
        schema.items.every((item, index) => isValid(value[index], item, side))
      );
    case 'map': {
      if (!isJsonObject(value)) return false;
      const values = Object.values(value);
      return (
        values.length >= (schema.minProperties ?? 0) &&
        values.length <= (schema.maxProperties ?? Infinity) &&
        values.every((one) => isValid(one, schema.values, side))
      );
    }
    case 'object':
      return isJsonObject(value) && objectIsValid(value, schema, side);
    case 'union':
      return schema.variants.some((variant) => isValid(value, variant.schema, side));
    case 'nullable':
      return value === null || isValid(value, schema.of, side);
    case 'reference':
      return isValid(value, resolve(schema, side), side);
  }
}

export function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function numberIsValid(value: number, schema: NumberSchema): boolean {
  const { minimum, maximum } = numberRange(schema);
  if (!Number.isFinite(value) || (schema.integer && !Number.isInteger(value))) return false;
  if (value < minimum || value > maximum) return false;
  if (schema.exclusiveMinimum !== undefined && value <= schema.exclusiveMinimum) return false;
  if (schema.exclusiveMaximum !== undefined && value >= schema.exclusiveMaximum) return false;
  return schema.multipleOf === undefined || Number.isInteger(value / schema.multipleOf);
}

const checked: ReadonlyMap<string, RegExp | ((text: string) => boolean)> = new Map(
  Object.entries(formats),
);

const expressions = new Map<string, RegExp | undefined>();

function expressionOf(pattern: string): RegExp | undefined {
  if (!expressions.has(pattern)) {
    const usable = checkablePattern(pattern);
    expressions.set(pattern, usable === undefined ? undefined : new RegExp(usable, 'u'));
  }
  return expressions.get(pattern);
}

function stringIsValid(value: string, schema: StringSchema): boolean {
  const length = ucs2length(value);
  if (length < (schema.minLength ?? 0) || length > (schema.maxLength ?? Infinity)) return false;
  const format = checked.get(schema.format ?? '');
  const fits = format instanceof RegExp ? format.test(value) : (format?.(value) ?? true);
  if (!fits) return false;
  return schema.pattern === undefined || (expressionOf(schema.pattern)?.test(value) ?? true);
}

function objectIsValid(
  value: { readonly [name: string]: Json },
  schema: ObjectSchema,
  side: Side,
): boolean {
  const names = new Set(schema.properties.map(({ name }) => name));
  const { additional } = schema;
  return (
    schema.properties.every(({ name, required, schema: property }) =>
      Object.hasOwn(value, name) ? isValid(value[name], property, side) : !required,
    ) &&
    (additional === 'ignored' ||
      Object.entries(value).every(
        ([name, member]) =>
          names.has(name) || (additional !== 'refused' && isValid(member, additional, side)),
      ))
  );
}
