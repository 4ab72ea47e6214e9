import { formats } from '@skewline/runtime/validation';
import type { Json, JsonObject } from '../model/json.ts';
import type { ReferenceSchema, Schema, UnionSchema, Variant } from '../model/schema.ts';
import type { Dialect, Nested } from './json-schema.ts';
import { checkablePattern } from './patterns.ts';

/**
 * What the validators are compiled from: JSON Schema, with words of our own where it would try every
 * variant and could only say that none fits. `validator-keywords.ts` gives them their meaning.
 *
 * `refer: 'validateX'`: the value is what that function accepts.
 * `orNull: S`: null, or S.
 * `tagged: [S…], tag: { name, values }`: the S whose position is that of the tag's value.
 * `requiresUnnamed: true`: the property whose name is the empty text is there.
 * `keyed: [S…], keys, units`: one of the texts `units`, or an object with exactly one of `keys`.
 */
export function validatorDialect(validator: (schema: ReferenceSchema) => string): Dialect {
  return {
    reference: (schema) => ({ refer: validator(schema) }),
    docs: false,
    ranges: true,
    format: (format, kind) => kind === 'string' && Object.hasOwn(formats, format),
    pattern: (pattern) => checkablePattern(pattern),
    tuple: 'items',
    union: unionSchema,
    nullable: (schema) => ({ orNull: schema }),
  };
}

function unionSchema(union: UnionSchema, nested: Nested): JsonObject {
  const { tagging, variants } = union;
  if (tagging.style === 'internal' || tagging.style === 'adjacent') {
    return taggedSchema(variants, tagging.tag, nested);
  }
  const keyed = tagging.style === 'external' ? keyedSchema(variants, nested) : undefined;
  return keyed ?? { anyOf: variants.map(({ schema }) => nested(schema)) };
}

function taggedSchema(variants: readonly Variant[], tag: string, nested: Nested): JsonObject {
  return {
    type: 'object',
    tag: { name: tag, values: variants.map((variant) => tagValues(variant, tag)) },
    tagged: variants.map(({ schema }) => nested(withoutTag(schema, tag))),
  };
}

function tagValues(variant: Variant, tag: string): readonly Json[] {
  const { schema, name } = variant;
  const property =
    schema.kind === 'object' ? schema.properties.find((one) => one.name === tag) : undefined;
  if (property?.schema.kind !== 'enum') return [name];
  return property.schema.values.map(({ value }) => value);
}

/** The tag has been looked at when the variant is chosen; it only stays a known name. */
function withoutTag(schema: Schema, tag: string): Schema {
  if (schema.kind !== 'object') return schema;
  const properties = schema.properties.map((property) =>
    property.name === tag
      ? { name: tag, schema: { kind: 'any' } as const, required: false }
      : property,
  );
  return { ...schema, properties };
}

/** Undefined where the variants do not exclude each other as their tagging promises. */
function keyedSchema(variants: readonly Variant[], nested: Nested): JsonObject | undefined {
  const units: Json[] = [];
  const keys: string[] = [];
  const schemas: JsonObject[] = [];
  for (const { schema } of variants) {
    if (schema.kind === 'enum') {
      if (!schema.values.every(({ value }) => typeof value === 'string')) return undefined;
      units.push(...schema.values.map(({ value }) => value));
      continue;
    }
    if (schema.kind !== 'object' || schema.additional !== 'refused') return undefined;
    const [property, ...others] = schema.properties;
    if (property === undefined || !property.required || others.length > 0) return undefined;
    keys.push(property.name);
    schemas.push(nested(schema));
  }
  return new Set(keys).size === keys.length ? { keyed: schemas, keys, units } : undefined;
}
