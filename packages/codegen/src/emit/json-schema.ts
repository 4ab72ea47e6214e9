import type { Json, JsonObject } from '../model/json.ts';
import { numberRange } from '../model/number-range.ts';
import type {
  ArraySchema,
  Documented,
  EnumSchema,
  MapSchema,
  NullableSchema,
  NumberSchema,
  ObjectSchema,
  Property,
  ReferenceSchema,
  Schema,
  SchemaKind,
  StringSchema,
  TupleSchema,
  UnionSchema,
} from '../model/schema.ts';

/** What one reader of JSON Schema wants said, and how. */
export interface Dialect {
  readonly reference: (schema: ReferenceSchema) => JsonObject;
  /** Titles, descriptions, deprecations and defaults. */
  readonly docs: boolean;
  /** The ranges of integers, which a format only hints at, as `minimum` and `maximum`. */
  readonly ranges: boolean;
  readonly format: (format: string, kind: 'number' | 'string') => boolean;
  /** Undefined leaves the pattern out. */
  readonly pattern?: (pattern: string) => string | undefined;
  /** A list whose positions differ. */
  readonly tuple: 'prefixItems' | 'items';
  /** For an index signature of TypeScript: what holds of members without a name must hold of those that have one. */
  readonly indexed?: true;
  /** In place of `anyOf`. */
  readonly union?: (schema: UnionSchema, nested: Nested) => JsonObject;
  /** In place of a type array, or of `oneOf` with null. */
  readonly nullable?: (schema: JsonObject) => JsonObject;
  /** Whether what a reference leads to takes null already: `oneOf` with null would refuse it then. */
  readonly takesNull?: (schema: Schema) => boolean;
}

export type Nested = (schema: Schema) => JsonObject;

/** For openapi-typescript: a reference is whatever its `transform` recognises. */
export function typesDialect(reference: Dialect['reference']): Dialect {
  return { reference, docs: true, ranges: false, format: () => true, tuple: 'prefixItems' };
}

/** Draft 2020-12, for people and tools: nothing is left to a format that they may not know. */
export function documentDialect(
  reference: Dialect['reference'],
  takesNull: (schema: Schema) => boolean = () => false,
): Dialect {
  const format = (): boolean => true;
  return { reference, docs: true, ranges: true, format, tuple: 'prefixItems', takesNull };
}

export function toJsonSchema(schema: Schema, dialect: Dialect): JsonObject {
  const plain = bareSchema(schema, dialect);
  return dialect.docs ? documented(plain, describedValues(schema)) : plain;
}

/** JSON Schema has no place for what one value of an enum means, so it goes into the description. */
function describedValues(schema: Schema): Documented {
  if (schema.kind !== 'enum') return schema;
  if (!schema.values.some(({ description }) => description !== undefined)) return schema;
  const list = schema.values
    .map(({ value, description }) => {
      const item = `- \`${String(value)}\``;
      return description === undefined ? item : `${item}: ${description}`;
    })
    .join('\n');
  return {
    ...schema,
    description: schema.description === undefined ? list : `${schema.description}\n\n${list}`,
  };
}

type Writers = {
  readonly [K in SchemaKind]: (
    schema: Extract<Schema, { readonly kind: K }>,
    dialect: Dialect,
  ) => JsonObject;
};

const writers: Writers = {
  any: () => ({}),
  boolean: () => ({ type: 'boolean' }),
  number: numberSchema,
  string: stringSchema,
  enum: (schema) => enumSchema(schema, false),
  array: arraySchema,
  tuple: tupleSchema,
  map: mapSchema,
  object: objectSchema,
  union: unionSchema,
  nullable: nullableSchema,
  reference: (schema, dialect) => dialect.reference(schema),
};

function bareSchema(schema: Schema, dialect: Dialect): JsonObject {
  // TypeScript cannot see that the writer found by a schema's kind takes that schema.
  const write = writers[schema.kind] as (schema: Schema, dialect: Dialect) => JsonObject;
  return write(schema, dialect);
}

function numberSchema(schema: NumberSchema, dialect: Dialect): JsonObject {
  const range = dialect.ranges ? numberRange(schema) : schema;
  return defined({
    type: schema.integer ? 'integer' : 'number',
    format: kept(schema.format, 'number', dialect),
    minimum: finite(range.minimum),
    maximum: finite(range.maximum),
    exclusiveMinimum: schema.exclusiveMinimum,
    exclusiveMaximum: schema.exclusiveMaximum,
    multipleOf: schema.multipleOf,
  });
}

function stringSchema(schema: StringSchema, dialect: Dialect): JsonObject {
  return defined({
    type: 'string',
    format: kept(schema.format, 'string', dialect),
    pattern: patternFor(schema, dialect),
    minLength: schema.minLength,
    maxLength: schema.maxLength,
  });
}

function kept(
  format: string | undefined,
  kind: 'number' | 'string',
  dialect: Dialect,
): string | undefined {
  return format !== undefined && dialect.format(format, kind) ? format : undefined;
}

function patternFor({ pattern }: StringSchema, dialect: Dialect): string | undefined {
  if (pattern === undefined || dialect.pattern === undefined) return pattern;
  return dialect.pattern(pattern);
}

function finite(bound: number | undefined): number | undefined {
  return bound !== undefined && Number.isFinite(bound) ? bound : undefined;
}

function enumSchema(schema: EnumSchema, orNull: boolean): JsonObject {
  const values = schema.values.map(({ value }) => value);
  const types = [...new Set(values.map(typeOf)), ...(orNull ? ['null'] : [])];
  // Values of more than one type would need a union of types, which says nothing that they do not.
  const mixed = types.length > (orNull ? 2 : 1);
  return {
    ...(mixed ? {} : { type: types.length === 1 ? (types[0] ?? 'null') : types }),
    enum: orNull ? [...values, null] : values,
  };
}

function typeOf(value: string | number | boolean | null): string {
  if (value === null) return 'null';
  return typeof value === 'number' && Number.isInteger(value) ? 'integer' : typeof value;
}

function arraySchema(schema: ArraySchema, dialect: Dialect): JsonObject {
  return defined({
    type: 'array',
    items: toJsonSchema(schema.items, dialect),
    minItems: schema.minItems,
    maxItems: schema.maxItems,
    uniqueItems: schema.uniqueItems ? true : undefined,
  });
}

function tupleSchema(schema: TupleSchema, dialect: Dialect): JsonObject {
  const items = schema.items.map((item) => toJsonSchema(item, dialect));
  const length = { minItems: items.length, maxItems: items.length };
  return dialect.tuple === 'prefixItems'
    ? { type: 'array', prefixItems: items, ...length }
    : { type: 'array', items, additionalItems: false, ...length };
}

function mapSchema(schema: MapSchema, dialect: Dialect): JsonObject {
  return defined({
    type: 'object',
    additionalProperties: toJsonSchema(schema.values, dialect),
    minProperties: schema.minProperties,
    maxProperties: schema.maxProperties,
  });
}

function objectSchema(schema: ObjectSchema, dialect: Dialect): JsonObject {
  const { properties } = schema;
  const all = properties.filter((property) => property.required).map(({ name }) => name);
  // ajv takes a missing property for one that is there where its name is empty.
  const unnamed = !dialect.docs && all.includes('');
  const required = unnamed ? all.filter((name) => name !== '') : all;
  // Not by assignment: `__proto__` is a name like any other in a document.
  const entries = properties.map(
    (property) => [property.name, propertySchema(property, dialect)] as const,
  );
  // ajv looks at no property of that name, but at one that a pattern finds.
  const hidden = dialect.docs ? undefined : entries.find(([name]) => name === '__proto__');
  return defined({
    type: 'object',
    properties: Object.fromEntries(entries.filter((one) => one !== hidden)),
    patternProperties: hidden === undefined ? undefined : { '^__proto__$': hidden[1] },
    required: required.length > 0 ? required : undefined,
    requiresUnnamed: unnamed ? true : undefined,
    additionalProperties: additionalProperties(schema, dialect),
  });
}

function additionalProperties(
  { properties, additional }: ObjectSchema,
  dialect: Dialect,
): Json | undefined {
  if (additional === 'ignored') return undefined;
  if (additional === 'refused') return false;
  const described = toJsonSchema(additional, dialect);
  if (dialect.indexed !== true || additional.kind === 'any') return described;
  const types = [described, ...properties.map(({ schema }) => toJsonSchema(schema, dialect))];
  const distinct = [...new Map(types.map((type) => [JSON.stringify(type), type])).values()];
  return distinct.length === 1 ? described : { anyOf: distinct };
}

function propertySchema(property: Property, dialect: Dialect): JsonObject {
  const schema = toJsonSchema(property.schema, dialect);
  if (!dialect.docs) return schema;
  const withDefault = property.default === undefined ? {} : { default: property.default.value };
  return { ...documented(schema, property), ...withDefault };
}

function unionSchema(schema: UnionSchema, dialect: Dialect): JsonObject {
  const nested: Nested = (inner) => toJsonSchema(inner, dialect);
  if (dialect.union !== undefined) return dialect.union(schema, nested);
  const variants = schema.variants.map((variant) =>
    dialect.docs ? documented(nested(variant.schema), variant) : nested(variant.schema),
  );
  // Tags exclude each other, so `oneOf` says more than `anyOf` and accepts the same.
  return schema.tagging.style === 'untagged' ? { anyOf: variants } : { oneOf: variants };
}

function nullableSchema(schema: NullableSchema, dialect: Dialect): JsonObject {
  const { of } = schema;
  if (dialect.nullable !== undefined) return dialect.nullable(toJsonSchema(of, dialect));
  if (dialect.takesNull?.(of) === true) return toJsonSchema(of, dialect);
  if (of.kind === 'enum') {
    const inner = enumSchema(of, true);
    return dialect.docs ? documented(inner, describedValues(of)) : inner;
  }
  const inner = toJsonSchema(of, dialect);
  if (of.kind !== 'reference' && typeof inner['type'] === 'string' && !('enum' in inner)) {
    const arrayable = of.kind !== 'union' && of.kind !== 'object' && of.kind !== 'map';
    if (arrayable) return { ...inner, type: [inner['type'], 'null'] };
  }
  return { oneOf: [inner, { type: 'null' }] };
}

function documented(schema: JsonObject, docs: Documented): JsonObject {
  const { title, description, deprecated } = docs;
  if (title === undefined && description === undefined && deprecated === undefined) return schema;
  return {
    ...schema,
    ...(title === undefined ? {} : { title }),
    ...(description === undefined ? {} : { description }),
    ...(deprecated === undefined ? {} : { deprecated }),
  };
}

/** Without the members that are absent. */
function defined(schema: { readonly [key: string]: Json | undefined }): JsonObject {
  const entries = Object.entries(schema).filter(([, value]) => value !== undefined);
  // Only the values that are not undefined are left.
  return Object.fromEntries(entries) as JsonObject;
}
